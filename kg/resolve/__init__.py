"""From segments to the resolved view: each fact once, by rules that do not depend on order."""

from kg.resolve.view import link_lines, resolve

__all__ = ["link_lines", "resolve"]
