"""Identifiers of publications as they identify works."""

from __future__ import annotations

import re

_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_ARXIV_VERSION = re.compile(r"v[0-9]+$")
_OF_MANY = frozenset({"isbn", "issn"})


def work_key(scheme: str, value: str) -> str | None:
    """The form in which an identifier stands for a work: an arXiv DOI is the arXiv id.

    ``None`` for what identifies a volume or a series, which many publications share.

    >>> work_key("doi", "10.48550/arxiv.2101.00001") == work_key("arxiv", "2101.00001v2")
    True
    """
    if scheme in _OF_MANY:
        return None
    if scheme == "doi":
        found = _ARXIV_DOI.fullmatch(value.casefold())
        if found is None:
            return f"doi:{value.casefold()}"
        value = found[1]
    if scheme in {"doi", "arxiv"}:
        return f"arxiv:{_ARXIV_VERSION.sub('', value)}"
    return f"{scheme}:{value}"
