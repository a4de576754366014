"""Code of a paper: what its abstract links to, and what a badge adds to that."""

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


def with_badge(links: tuple[CodeLink, ...]) -> tuple[CodeLink, ...]:
    """The code links of a paper that also bears a code badge.

    The badge speaks of the repository if there is exactly one; else it stands alone, as code that
    is known to exist in a place that is not.
    """
    if len(links) != 1 or links[0].url is None:
        return (*links, CodeLink(evidence=(Evidence.BADGE,)))
    [link] = links
    return (CodeLink(link.url, (Evidence.BADGE, *link.evidence), link.quote, link.official),)
