"""Whether a record can enter the graph, and what has to be settled or left out before it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from kg.graph.iri import PERSON_SCHEMES, web_iri
from kg.graph.normal import normal, unplaced_once
from kg.graph.vocab import DECIDING
from kg.model import (
    CodeLink,
    LinkRecord,
    Mention,
    Paper,
    Person,
    Problem,
    Volume,
)


class Unfit(Exception):
    """A record that can't enter the graph; ``problem`` says why."""

    def __init__(self, line: int, code: str, message: str, excerpt: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, code, message, ascii(excerpt)[:80], rejected=True)


def fit_paper(base: str, paper: Paper) -> tuple[Paper, Sequence[Problem]]:
    """The record in its normal form, with remarks on what was changed; raises ``Unfit``."""
    if not paper.title.strip():
        raise Unfit(paper.line, "no-title", "a paper without a title", paper.title)
    _check_mentions(paper.mentions, "author", paper.line, paper.title)
    remarks: list[Problem] = []
    safe = paper
    if paper.urls or paper.code_links:
        safe = _with_safe_links(paper, remarks)
    settled = normal(base, safe)
    if settled is not safe:
        remarks += _settled(safe, settled)
    return settled, remarks


def fit_volume(volume: Volume) -> tuple[Volume, Sequence[Problem]]:
    """The record with safe addresses, with remarks on others; raises ``Unfit``."""
    if not volume.title.strip():
        raise Unfit(volume.line, "no-title", "a volume without a title", volume.title)
    if not (volume.edition.volume or "").strip():
        raise Unfit(volume.line, "no-volume", "a volume without its name or number", volume.title)
    _check_mentions(volume.editors, "editor", volume.line, volume.title)
    remarks: list[Problem] = []
    urls = _safe_addresses(volume.urls, volume.line, remarks)
    editors = unplaced_once(volume.editors)
    if urls == volume.urls and editors == volume.editors:
        return volume, remarks
    return replace(volume, urls=urls, editors=editors), remarks


def fit_person(person: Person) -> tuple[Person, Sequence[Problem]]:
    """The record with safe addresses, with remarks on others; raises ``Unfit``."""
    name = next(iter(person.names), "")
    if not any(identifier.scheme in PERSON_SCHEMES for identifier in person.identifiers):
        known = ", ".join(PERSON_SCHEMES)
        message = f"a person without an identifier; these can prove one: {known}"
        raise Unfit(person.line, "no-identifier", message, name)
    if not name.strip():
        raise Unfit(person.line, "no-name", "a person without a name", name)
    remarks: list[Problem] = []
    urls = _safe_addresses(person.urls, person.line, remarks)
    return (person if urls == person.urls else replace(person, urls=urls)), remarks


def fit_link(link: LinkRecord) -> tuple[LinkRecord, Sequence[Problem]]:
    """The record, with a remark on a predicate that decides nothing; raises ``Unfit``."""
    shown = f"{link.subject} {link.object}"
    for role in ("subject", "predicate", "object", "justification"):
        value = getattr(link, role)
        if web_iri(value) != value:
            message = f"the {role} is no web address: write it in full, as https://example.org/x"
            raise Unfit(link.line, "no-iri", message, value)
    if link.subject == link.object:
        message = "a link of a thing to itself says nothing: leave it out"
        raise Unfit(link.line, "to-itself", message, shown)
    if link.confidence is not None and not 0 <= link.confidence <= 1:
        message = f"the confidence is {link.confidence}: give a number from 0 to 1, or none"
        raise Unfit(link.line, "bad-confidence", message, shown)
    if link.predicate in DECIDING:
        return link, ()
    message = "a link with this predicate is kept, but changes nothing in the graph"
    return link, (Problem(link.line, "no-effect", message, link.predicate[:200]),)


def _check_mentions(mentions: Iterable[Mention], role: str, line: int, title: str) -> None:
    taken: set[int] = set()
    for mention in mentions:
        place, name = mention.position, mention.name
        if not name or name.isspace():
            raise Unfit(line, "no-name", f"an {role} without a name", title)
        if place is None:
            continue
        if place < 1 or place in taken:
            message = f"two {role}s at one place of the {role} list"
            raise Unfit(line, "bad-positions", message, title)
        taken.add(place)


def _settled(paper: Paper, settled: Paper) -> Iterator[Problem]:
    """A remark on what the normal form has changed, so that nothing goes in silence."""
    changed = [
        part.name
        for part in fields(paper)
        if part.compare and getattr(paper, part.name) != getattr(settled, part.name)
    ]
    reason = f"says a thing twice or contradicts itself; settled: {', '.join(changed)}"
    yield Problem(paper.line, "settled", reason, paper.title[:200])


def _with_safe_links(paper: Paper, remarks: list[Problem]) -> Paper:
    """The paper with its addresses as IRIs, and a remark on each that is no web address.

    ``javascript:`` and its like never enter the graph.
    """
    links: list[CodeLink] = []
    for link in paper.code_links:
        address = web_iri(link.url) if link.url else None
        if link.url and address is None:
            remarks.append(_unsafe(paper.line, link.url))
        else:
            links.append(link if link.url == address else replace(link, url=address))
    code_links = tuple(links)
    urls = _safe_addresses(paper.urls, paper.line, remarks)
    if code_links == paper.code_links and urls == paper.urls:
        return paper
    return replace(paper, code_links=code_links, urls=urls)


def _safe_addresses(urls: Iterable[str], line: int, remarks: list[Problem]) -> tuple[str, ...]:
    safe: list[str] = []
    for url in urls:
        address = web_iri(url)
        if address is None:
            remarks.append(_unsafe(line, url))
        else:
            safe.append(address)
    return tuple(safe)


def _unsafe(line: int, url: str) -> Problem:
    reason = "not a web address (http or https); left out"
    return Problem(line, "unsafe-link", reason, url[:200])
