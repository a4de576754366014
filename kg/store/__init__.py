"""Where segments and the resolved graph are kept; knows nothing of what the triples mean."""
