"""Code of a paper: what its abstract links to."""

from __future__ import annotations

from kg.model import CodeLink, Evidence
from kg.text.links import repository_links


def abstract_links(abstract: str | None) -> tuple[CodeLink, ...]:
    """The repositories that an abstract links to, each with the sentence that does so."""
    if not abstract:
        return ()
    return tuple(
        CodeLink(found.repository.url, (Evidence.ABSTRACT,), found.quote)
        for found in repository_links(abstract)
    )
