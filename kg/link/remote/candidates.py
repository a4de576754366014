"""Candidates: things in another graph, with what is said of them there as records of this project.

The query of an adapter gives one fact a row, in columns of fixed names: ``fact`` names it and
``value`` holds it. A fact named as a scheme is an identifier; others are read by name below.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.graph.ntriples import Literal
from kg.link.remote.answers import Row, Rows
from kg.model import Edition, Identifier, Mention, Paper, PartialDate, Person, Venue, VenueKind
from kg.sources.preprints import is_preprint_server
from kg.text import identifiers
from kg.text.markup import plain_title
from kg.text.proceedings import numbered_part

Record = TypeVar("Record")

_YEAR = re.compile(r"[+-]?([12][0-9]{3})(?![0-9])")
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)
_PAGES = {
    "doi.org/": "doi",
    "arxiv.": "arxiv",
    "aclanthology.org/": "acl",
    "aclweb.org/": "acl",
    "10.18653/v1/": "acl",
    "10.3115/v1/": "acl",
    "openreview.net/": "openreview",
    "pubmed": "pmid",
}
"""What a DOI or the address of a copy of a paper holds → a scheme in which it is an identifier."""

_LANGUAGES = ("en", "mul")
_KINDS = {
    "conference": VenueKind.CONFERENCE,
    "journal": VenueKind.JOURNAL,
    "http://www.wikidata.org/entity/Q5633421": VenueKind.JOURNAL,
    "http://www.wikidata.org/entity/Q737498": VenueKind.JOURNAL,
    "http://www.wikidata.org/entity/Q47258130": VenueKind.CONFERENCE,
    "http://www.wikidata.org/entity/Q2020153": VenueKind.CONFERENCE,
}


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Record]):
    """A thing in another graph: its IRI, and what is said of it."""

    iri: str
    record: Record


@dataclass(frozen=True, slots=True)
class Series:
    """What another graph says of a venue: its names, the preferred first."""

    names: tuple[str, ...]
    kind: VenueKind | None = None
    identifiers: tuple[Identifier, ...] = ()


class Facts:
    """What is said of one thing: the rows of each fact, without those that say nothing new."""

    def __init__(self, rows: Rows, schemes: Mapping[str, str]) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            name = _text(row, "fact")
            known = self._rows[schemes.get(name, name)]
            if row not in known:
                known.append(row)

    def rows(self, name: str) -> Sequence[Row]:
        """The rows of a fact in order: English first, then what is of all languages."""
        return sorted(self._rows[name], key=_rank)

    def all(self, name: str) -> list[str]:
        """The values of a fact, each once."""
        texts = (_text(row, "value").strip() for row in self.rows(name))
        return list(dict.fromkeys(text for text in texts if text))

    def one(self, name: str) -> str | None:
        """A value of a fact."""
        return next(iter(self.all(name)), None)

    def identifiers(self, scheme: str, iri: str) -> tuple[Identifier, ...]:
        """The identifiers that are stated, that of the graph itself first."""
        stated = [(scheme, iri)]
        stated += [(name, value) for name in sorted(self._rows) for value in self.all(name)]
        for page in (*self.all("page"), *self.all("doi")):
            stated += [(of, page) for sign, of in _PAGES.items() if sign in page.lower()]
        read = ((name, identifiers.identifier(name, value)) for name, value in stated)
        return tuple(dict.fromkeys(Identifier(name, value) for name, value in read if value))


def paper_of(iri: str, facts: Facts, scheme: str) -> Paper | None:
    """A publication; ``None`` if it has no title."""
    title = plain_title(facts.one("title") or "")
    if not title:
        return None
    mentions = _mentions(facts.rows("author"), scheme)
    count = facts.one("count")
    declared = int(count) if count and _COUNT.fullmatch(count) else None
    places = [mention.position for mention in mentions]
    placed = places == list(range(1, len(places) + 1))
    named = all("value" in row for row in facts.rows("author"))
    years = [int(found[1]) for text in facts.all("year") if (found := _YEAR.match(text))]
    kind = facts.one("type") or ""
    return Paper(
        title=title,
        mentions=mentions,
        complete=placed and named and declared in {None, len(places)} if mentions else None,
        declared_author_count=declared,
        date=PartialDate(min(years)) if years else None,
        edition=_edition(facts, min(years, default=None)),
        pages=facts.one("pages"),
        publication_type=re.split("[#/]", kind)[-1] or None,
        identifiers=facts.identifiers(scheme, iri),
    )


def _edition(facts: Facts, year: int | None) -> Edition | None:
    """Where it is published, unless that is only a place for preprints."""
    printed = facts.one("venue")
    if printed is None or is_preprint_server(printed):
        return None
    name, part = numbered_part(printed)
    return Edition(Venue(name), year, facts.one("volume") or part)


def person_of(iri: str, facts: Facts, scheme: str) -> Person | None:
    """A person; ``None`` if there is no name, or if it may be several people or a group."""
    listed = (*facts.all("name"), *facts.all("other-name"))
    if not listed or facts.rows("unsure"):
        return None
    unique = [Identifier("dblp-name", name) for name in listed if _printed(name) != name]
    return Person(
        identifiers=(*facts.identifiers(scheme, iri), *dict.fromkeys(unique)),
        names=tuple(dict.fromkeys(map(_printed, listed))),
        affiliations=tuple(facts.all("affiliation")),
    )


def series_of(iri: str, facts: Facts, scheme: str) -> Series | None:
    """A venue; ``None`` if it has no name."""
    names = [name for fact in ("name", "other-name") for name in facts.all(fact)]
    if not names:
        return None
    kinds = (_KINDS.get(text) or _KINDS.get(_last_part(text)) for text in facts.all("kind"))
    return Series(
        tuple(dict.fromkeys(names)),
        next((kind for kind in kinds if kind), None),
        facts.identifiers(scheme, iri),
    )


def _mentions(rows: Sequence[Row], scheme: str) -> tuple[Mention, ...]:
    """The authors in their order, those without a place after them; no place is taken twice."""
    placed: dict[int, Mention] = {}
    others: list[Mention] = []
    for row in rows:
        name = _printed(_text(row, "value").strip())
        if not name:
            continue
        place = _place(_text(row, "place"), len(rows))
        mention = Mention(name, place, (), _stated(row, scheme))
        if place is None:
            others.append(mention)
        elif place not in placed or len(placed[place].identifiers) < len(mention.identifiers):
            placed[place] = mention
    others.sort(key=lambda mention: mention.name)
    return (*(placed[place] for place in sorted(placed)), *others)


def _stated(row: Row, scheme: str) -> tuple[Identifier, ...]:
    """What a row about an author states of who that is."""
    who = "" if "unsure" in row else _text(row, "who")
    stated = [("orcid", identifiers.orcid(_text(row, "orcid")))]
    stated.append((scheme, identifiers.identifier(scheme, who)))
    if "dblp" in row:
        stated.append(("dblp", identifiers.dblp_person(_text(row, "dblp"))))
    return tuple(Identifier(name, value) for name, value in stated if value)


def _place(printed: str, authors: int) -> int | None:
    """The place in a list that a number or a word says, the first of which is 1."""
    if _COUNT.fullmatch(printed):
        return int(printed) or None
    if printed == "first":
        return 1
    if printed == "last":
        return authors
    return 2 if printed == "middle" and authors == 3 else None


def _printed(name: str) -> str:
    """A name without the number by which DBLP tells homonyms apart."""
    return name[:-5] if identifiers.dblp_name(name) else name


def _last_part(text: str) -> str:
    return re.split("[#/]", text)[-1].lower()


def _text(row: Row, column: str) -> str:
    term = row.get(column)
    return term.value if term else ""


def _rank(row: Row) -> tuple[int, str, str]:
    value = row.get("value")
    language = value.language if isinstance(value, Literal) else None
    first = _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)
    return first, _text(row, "value"), _text(row, "who")
