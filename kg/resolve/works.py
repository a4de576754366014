"""Which publications are one work: those that share an identifier, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from re import compile as regex

_ARXIV_DOI = regex(r"10\.48550/arxiv\.(.+)")
_ARXIV_VERSION = regex(r"v[0-9]+$")


def work_key(scheme: str, value: str) -> str:
    """The form in which an identifier stands for a work: an arXiv DOI is the arXiv id.

    >>> work_key("doi", "10.48550/arxiv.2101.00001") == work_key("arxiv", "2101.00001v2")
    True
    """
    if scheme == "doi":
        found = _ARXIV_DOI.fullmatch(value.casefold())
        if found is None:
            return f"doi:{value.casefold()}"
        value = found[1]
    if scheme in {"doi", "arxiv"}:
        return f"arxiv:{_ARXIV_VERSION.sub('', value)}"
    return f"{scheme}:{value}"


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
