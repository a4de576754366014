"""From segments to the resolved view: each fact once, by rules that do not depend on order."""

from kg.resolve.view import View, link_lines, resolve

__all__ = ["View", "link_lines", "resolve"]
