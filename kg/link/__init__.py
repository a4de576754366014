"""Links: which records of two sources, or of a source and an outside graph, are one thing."""
