"""Input formats → records: a module for each format, found by :mod:`kg.sources.registry`."""

from __future__ import annotations

from kg.sources.registry import Format, format_named, formats, recognise, sniff

__all__ = ["Format", "format_named", "formats", "recognise", "sniff"]
