"""Adapters: how papers, people and venues are asked for in a graph, and what it says of them."""
