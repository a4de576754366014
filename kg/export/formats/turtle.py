"""Turtle (https://www.w3.org/TR/turtle/), the format to be read by people."""

from __future__ import annotations

from kg.export.registry import Exporter
from kg.export.terse import text

EXPORTER = Exporter(
    name="turtle",
    label="Turtle",
    media_type="text/turtle",
    extension=".ttl",
    feature="http://www.w3.org/ns/formats/Turtle",
    text=text,
)
