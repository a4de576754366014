"""The one room that writes RDF terms: vocabulary, IRIs, and records as N-Triples and back."""
