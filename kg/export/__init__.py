"""Writing the graph: every format from one thing, its statements as sorted N-Triples lines."""

from kg.export.files import write, write_file
from kg.export.registry import Exporter, exporter_for, exporter_named, exporters

__all__ = ["Exporter", "exporter_for", "exporter_named", "exporters", "write", "write_file"]
