"""The formats a graph is exported in, one module each, found by :mod:`kg.export.registry`."""
