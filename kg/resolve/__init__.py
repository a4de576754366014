"""From segments to the resolved view: each fact once, by rules that do not depend on order."""

from kg.resolve.view import resolve

__all__ = ["resolve"]
