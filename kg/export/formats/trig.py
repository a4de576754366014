"""TriG (https://www.w3.org/TR/trig/): statements of the default graph stand as in Turtle."""

from __future__ import annotations

from kg.export.registry import Exporter
from kg.export.terse import named, text

EXPORTER = Exporter(
    name="trig",
    label="TriG",
    media_type="application/trig",
    extension=".trig",
    feature="http://www.w3.org/ns/formats/TriG",
    text=text,
    named=named,
)
