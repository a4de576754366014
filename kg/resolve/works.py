"""Which publications are one work: those that share an identifier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def group(identified: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Publication → the smallest publication of its work, where a work has several.

    ``identified`` are pairs of publication and work key.
    """
    parents: dict[str, str] = {}

    def root(item: str) -> str:
        parents.setdefault(item, item)
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    holder: dict[str, str] = {}
    for publication, key in identified:
        one, other = root(publication), root(holder.setdefault(key, publication))
        parents[max(one, other)] = min(one, other)
    roots = {publication: root(publication) for publication in parents}
    shared = {first for publication, first in roots.items() if publication != first}
    return {publication: first for publication, first in roots.items() if first in shared}
