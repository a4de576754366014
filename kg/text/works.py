"""Identifiers of publications as they identify works."""

from __future__ import annotations

import re
from collections.abc import Collection

_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_ARXIV_VERSION = re.compile(r"v[0-9]+$")
_OF_WORKS = ("doi:", "arxiv:", "acl:")
_PREPRINTS = (
    "doi:10.1101/",
    "doi:10.2139/ssrn",
    "doi:10.20944/preprints",
    "doi:10.21203/rs",
    "doi:10.26434/chemrxiv",
    "doi:10.31219/osf",
    "doi:10.31234/osf",
    "doi:10.36227/techrxiv",
)
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


def contradict(one: Collection[str], other: Collection[str]) -> bool:
    """Whether the keys of two publications say that they are of two works.

    They do if both have identifiers of a scheme that names works, and none in common. A preprint
    server's DOI contradicts no other, nor do keys of DBLP, which has one for each form of a work.

    >>> contradict(["doi:10.1/x"], ["doi:10.1/y"]), contradict(["doi:10.1101/x"], ["doi:10.1/y"])
    (True, False)
    """
    for scheme in _OF_WORKS:
        mine, yours = (
            {key for key in keys if key.startswith(scheme) and not key.startswith(_PREPRINTS)}
            for keys in (one, other)
        )
        if mine and yours and mine.isdisjoint(yours):
            return True
    return False
