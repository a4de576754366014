"""What a graph is linked to: another of its sources, a file, a graph elsewhere, a service."""
