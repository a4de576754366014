"""Names, titles, links and identifiers as printed text; knows nothing of records or RDF."""
