"""The normal form of a record: what a source says twice is said once, contradictions are settled.

The record of one source and the record joined from several go through the same rules, so that a
source loaded alone and twice under two names gives the same publication.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kg.graph.iri import code_iri, name_key
from kg.model import Category, CodeLink, Mention, Paper, join_badge


def normal(base: str, paper: Paper) -> Paper:
    """The record in its normal form; the very same record if it is in it already.

    An author without a place is named once, and not at all if also placed; one who is left shows
    that the list is cut. A repository is linked once, with all evidence. One category is primary.
    """
    mentions, complete = paper.mentions, paper.complete
    if None in [mention.position for mention in mentions]:
        mentions = unplaced_once(mentions)
        complete = False if len(mentions) > len(paper.placed) else complete
    changed: dict[str, Any] = {}
    if mentions is not paper.mentions:
        changed = {"mentions": mentions, "complete": complete}
    if len(paper.categories) > 1 or (paper.categories and not paper.categories[0].code):
        changed["categories"] = _categories(paper.categories)
    if len(paper.code_links) > 1:
        changed["code_links"] = _code_links(base, paper.code_links)
    for name in ("keywords", "identifiers", "urls"):
        values = getattr(paper, name)
        if len(values) > 1:
            changed[name] = tuple(dict.fromkeys(values))
    if all(getattr(paper, name) == value for name, value in changed.items()):
        return paper
    return replace(paper, **changed)


def unplaced_once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Those with a place, then each name without one that is not among them, once."""
    placed = [mention for mention in mentions if mention.position is not None]
    listed = {name_key(mention.name) for mention in placed}
    missing: dict[str, Mention] = {}
    for mention in mentions:
        key = name_key(mention.name)
        if mention.position is None and key not in listed:
            missing.setdefault(key, mention)
    return (*placed, *missing.values())


def _categories(categories: Iterable[Category]) -> tuple[Category, ...]:
    primary: Category | None = None
    found: dict[Category, None] = {}
    for category in categories:
        plain = replace(category, primary=False)
        if category.primary and category.code and primary is None:
            primary = plain
        found.setdefault(plain)
    return tuple(replace(category, primary=category == primary) for category in found)


def _code_links(base: str, links: Iterable[CodeLink]) -> tuple[CodeLink, ...]:
    by_code: dict[str | None, CodeLink] = {}
    for link in links:
        key = code_iri(base, link.url) if link.url else None
        known = by_code.get(key)
        by_code[key] = _joined(known, link) if known else link
    return join_badge(tuple(by_code.values()))


def _joined(known: CodeLink, other: CodeLink) -> CodeLink:
    officials = {known.official, other.official}
    return replace(
        known,
        evidence=tuple(dict.fromkeys((*known.evidence, *other.evidence))),
        quote=known.quote if known.quote is not None else other.quote,
        official=True if True in officials else False if False in officials else None,
    )
