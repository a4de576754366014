"""The publications that a question is about, read from listings and filtered by its arguments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice
from typing import TYPE_CHECKING, TypeVar, cast

from kg.graph.listing import Row, full, rows, rows_with_code, short
from kg.graph.vocab import KG
from kg.questions.answers import Iri
from kg.search import agents_in
from kg.store.protocol import Store
from kg.summaries import summaries_iri
from kg.summaries.counting import is_open

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.questions.parameters import Terms

Item = TypeVar("Item")

_AT_ONCE = 500
FIRST = 50
"""How many names are looked up at once: those on a page first."""
_EARLIEST, _LATEST = -(10**9), 10**9
_STATUS = {f"{KG}Verified": "verified", f"{KG}KnownAmbiguous": "known-ambiguous"}


class AskPlainly(Exception):
    """The plain query is the better way to answer; raised before the first row."""


@dataclass(frozen=True, slots=True)
class Described:
    """The name of an agent, and what is known of who bears it."""

    name: str | None
    status: str


class Listed:
    """The arguments of a question, and the publications in the listings of a store.

    IRIs are in short here, as listings have them.
    """

    def __init__(self, store: Store, terms: Mapping[str, Terms]) -> None:
        self._store = store
        self._terms = terms
        self._graph = f"<{summaries_iri(store.base)}>"
        self._rows_of = rows
        self._iris: dict[str, Iri] = {}

    def iri(self, text: str) -> Iri:
        """The IRI of what is in short."""
        found = self._iris.get(text)
        if found is None:
            found = self._iris[text] = Iri(full(self._store.base, text))
        return found

    def short(self, iri: str) -> str:
        """An IRI in short."""
        return short(self._store.base, iri)

    def all(self, parameter: str) -> list[str]:
        """The values of a parameter, IRIs in short."""
        return [short(self._store.base, term.value) for term in self._terms.get(parameter, ())]

    def one(self, parameter: str) -> str | None:
        """The value of a parameter, an IRI in short; ``None`` if it was not given."""
        return next(iter(self.all(parameter)), None)

    def required(self, parameter: str) -> str:
        """The value of a parameter that is always given."""
        return self.all(parameter)[0]

    def number(self, parameter: str) -> int:
        """The value of a parameter that has a default."""
        return int(self.required(parameter))

    @cached_property
    def accepts(self) -> Callable[[Row], bool]:
        """Whether the arguments let a publication through."""
        return self._all_of([*self._tests(), *self._tests_of_year()])

    @cached_property
    def accepts_but_for_years(self) -> Callable[[Row], bool]:
        """Whether the arguments other than years let a publication through."""
        return self._all_of(self._tests())

    @cached_property
    def shows_year(self) -> Callable[[int | None], bool]:
        """Whether the arguments let a year through that an answer is about."""
        first, last = (self.one(name) for name in ("from_year", "to_year"))
        if first is None and last is None:
            return lambda year: True
        lowest, highest = int(first or _EARLIEST), int(last or _LATEST)
        return lambda year: year is not None and lowest <= year <= highest

    def _all_of(self, tests: Iterable[Callable[[Row], bool]]) -> Callable[[Row], bool]:
        found: Callable[[Row], bool] | None = None
        for test in tests:
            found = test if found is None else _both(found, test)
        return found or (lambda row: True)

    @cached_property
    def _span(self) -> tuple[int, int] | None:
        """The first and the last year that the arguments let through, if they say."""
        first, last, year = (self.one(name) for name in ("from_year", "to_year", "year"))
        if not (first or last or year):
            return None
        lowest, highest = int(first or _EARLIEST), int(last or _LATEST)
        return (max(lowest, int(year)), min(highest, int(year))) if year else (lowest, highest)

    def _tests_of_year(self) -> Iterator[Callable[[Row], bool]]:
        if self._span is not None:
            lowest, highest = self._span
            yield lambda row: row.year != "" and lowest <= int(row.year) <= highest

    def _tests(self) -> Iterator[Callable[[Row], bool]]:
        if self.one("submitted") != "true":
            yield lambda row: not row.submitted
        venue, category, code = (self.one(name) for name in ("venue", "category", "with_code"))
        if venue is not None:
            yield lambda row: row.series == venue
        if category is not None:
            wanted = self.narrower(category)
            yield lambda row: not wanted.isdisjoint(row.categories.split("|"))
        if code is not None:
            coded = code == "true"
            yield lambda row: bool(row.code) is coded

    def by(self, author: str) -> list[Row]:
        """The publications of an author that the arguments let through."""
        return [row for row in self.listing(author) if self.accepts(row)]

    def with_open_lists(self, authors: Iterable[str]) -> set[str]:
        """Those of some authors one of whose lists can hide authors."""
        return {
            author for author, some in self.listings(authors) if is_open(filter(self.accepts, some))
        }

    def scope(self) -> Iterator[Row]:
        """The publications of the author, venue or category asked about, or all that there are.

        Each comes once; years are not looked at.
        """
        return filter(self.accepts_but_for_years, self._scope(None))

    def accepted(self) -> Iterator[Row]:
        """Those of :meth:`scope` that the arguments let through, years among them."""
        return filter(self.accepts, self._scope(self._span))

    def accepted_with_code(self) -> Iterator[Row]:
        """Those of :meth:`accepted` that have code; the others are not even read."""
        self._rows_of = rows_with_code
        return self.accepted()

    def _scope(self, span: tuple[int, int] | None) -> Iterable[Row]:
        author, venue, category = (self.one(name) for name in ("author", "venue", "category"))
        if author is not None:
            return self.listing(author)
        if venue is not None:
            return self._of_venue(venue, span)
        if category is not None:
            return self.of_category(category)
        return self.everything()

    def listing(self, place: str) -> list[Row]:
        """The publications of one place, unfiltered."""
        return [row for _, some in self.listings([place]) for row in some]

    def listings(self, places: Iterable[str]) -> Iterator[tuple[str, list[Row]]]:
        """The publications of several places, unfiltered; those of one together."""
        for some in batches(places):
            together: defaultdict[str, list[Row]] = defaultdict(list)
            for place, part in self._parts(some):
                together[place] += part
            yield from together.items()

    def _parts(self, places: Iterable[str]) -> Iterator[tuple[str, list[Row]]]:
        """The publications of several places as they are stored: those of a large one in parts."""
        for some in batches(places):
            values = " ".join(f"<{self.iri(place)}>" for place in some)
            yield from self._read(
                f"SELECT ?place ?listing {{ VALUES ?place {{ {values} }}"
                f" GRAPH {self._graph} {{ ?place kg:listing ?listing }} }}"
            )

    def of_venue(self, series: str) -> Iterator[Row]:
        """The publications of a venue series, or of an edition alone."""
        return self._of_venue(series, None)

    def in_venue(self, series: str) -> Iterator[Row]:
        """The publications of a venue series that the arguments let through."""
        return filter(self.accepts, self._of_venue(series, self._span))

    def _of_venue(self, series: str, span: tuple[int, int] | None) -> Iterator[Row]:
        places = self.editions(series)
        if span is not None:
            # What is in an edition has its year.
            lowest, highest = span
            years = (int(place.rpartition("/")[2]) for place in places)
            within = [lowest <= year <= highest for year in years]
            places = list(compress(places, within))
        for _, some in self._parts([series, *places]):
            yield from some

    def editions(self, series: str) -> list[str]:
        """The editions of a venue series."""
        found = self.solutions(f"SELECT ?x {{ ?x kg:editionOf <{self.iri(series)}> }}")
        return sorted(self.short(edition.value) for (edition,) in found)

    def of_category(self, category: str) -> Iterator[Row]:
        """The publications of a category or a narrower one, each once."""
        seen: set[str] = set()
        for _, some in self._parts(sorted(self.narrower(category))):
            for row in some:
                if row.publication not in seen:
                    seen.add(row.publication)
                    yield row

    def everything(self) -> Iterator[Row]:
        """All publications, each once.

        Raises ``AskPlainly`` where they would have to be fetched from elsewhere.
        """
        if not self._store.is_near:
            raise AskPlainly
        for kind in ("?place a kg:VenueSeries", "?place a kg:Edition"):
            for _, some in self._read(
                f"SELECT ?place ?listing {{ {kind}"
                f" GRAPH {self._graph} {{ ?place kg:listing ?listing }} }}"
            ):
                yield from some
        yield from self.listing(short(self._store.base, summaries_iri(self._store.base)))

    def given(self, *parameters: str) -> bool:
        """Whether any of some parameters was given."""
        return any(self.one(parameter) is not None for parameter in parameters)

    def of_names(self) -> Iterator[tuple[str, list[Row]]]:
        """The publications of each name of an author that has some. Raises ``AskPlainly``."""
        if not self._store.is_near:
            raise AskPlainly
        listed = f"{{ GRAPH {self._graph} {{ ?place kg:listing ?listing }} }}"
        several = f"SELECT ?place {listed} GROUP BY ?place HAVING (COUNT(*) > 1)"
        in_parts = {self.short(place.value) for (place,) in self.solutions(several)}
        together: defaultdict[str, list[Row]] = defaultdict(list)
        for place, some in self._read(f"SELECT ?place ?listing {listed}"):
            if not place.startswith("name/"):
                continue
            if place in in_parts:
                together[place] += some
            else:
                yield place, some
        yield from together.items()

    def totals(self, subjects: Iterable[str], predicate: str) -> Iterator[list[str]]:
        """The lines of each total of some things."""
        values = " ".join(f"<{self.iri(subject)}>" for subject in subjects)
        pattern = f"GRAPH {self._graph} {{ ?subject {predicate} ?lines }}"
        query = f"SELECT ?lines {{ VALUES ?subject {{ {values} }} {pattern} }}"
        for (lines,) in self.solutions(query):
            yield lines.value.splitlines()

    def totals_of_venues(self, predicate: str) -> Iterator[tuple[str, list[str]]]:
        """The lines of a total of each venue series."""
        pattern = f"GRAPH {self._graph} {{ ?venue {predicate} ?lines }}"
        for venue, lines in self.solutions(f"SELECT ?venue ?lines {{ {pattern} }}"):
            yield short(self._store.base, venue.value), lines.value.splitlines()

    def narrower(self, category: str) -> set[str]:
        """A category and all that are narrower, in short."""
        query = f"SELECT DISTINCT ?x {{ ?x skos:broader* <{self.iri(category)}> }}"
        found = {short(self._store.base, term.value) for (term,) in self.solutions(query)}
        return found | {category}

    def labels(self, categories: Iterable[str]) -> dict[str, str]:
        """The preferred labels of categories."""
        return self._texts(categories, "skos:prefLabel")

    def names(self, things: Iterable[str]) -> dict[str, str]:
        """The names of things."""
        return self._texts(things, "schema:name")

    def _texts(self, things: Iterable[str], predicate: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for some in batches(sorted(things)):
            values = " ".join(f"<{self.iri(thing)}>" for thing in some)
            query = f"SELECT ?x ?text {{ VALUES ?x {{ {values} }} ?x {predicate} ?text }}"
            for thing, text in self.solutions(query):
                found[short(self._store.base, thing.value)] = text.value
        return found

    def described(self, agents: Iterable[str]) -> dict[str, Described]:
        """The names of agents, and what is known of who bears them."""
        found: dict[str, Described] = {}
        index = self._store.search
        if index is not None:
            iris: dict[str, str] = {self.iri(agent): agent for agent in agents}
            for iri, called, status in agents_in(index, iris):
                found[iris[iri]] = Described(called, status)
            agents = set(iris.values()) - found.keys()
        for some in batches(sorted(agents)):
            values = " ".join(f"<{self.iri(agent)}>" for agent in some)
            query = (
                f"SELECT ?x ?name ?status {{ VALUES ?x {{ {values} }}"
                " OPTIONAL { ?x schema:name ?name } OPTIONAL { ?x kg:identityStatus ?status } }"
            )
            for agent, name, status in self.solutions(query):
                known = "person" if status is None else _STATUS.get(status.value, "unverified")
                text = None if name is None else name.value
                found[short(self._store.base, agent.value)] = Described(text, known)
        return found

    def ranked(self, counts: Mapping[str, int]) -> Iterator[tuple[str, Described]]:
        """Agents with the highest count first, those of one count by IRI.

        Names are looked up as they are needed: who reads a page waits for no more.
        """
        ordered = sorted(counts, key=lambda agent: (-counts[agent], self.iri(agent)))
        return self.with_names(ordered)

    def ranked_venues(self, counts: Mapping[str, int]) -> Iterator[tuple[str, str | None]]:
        """Venues with the highest count first, those of one count by name and IRI."""
        names = self.names(counts)
        for series in sorted(counts, key=lambda x: (-counts[x], in_order(names.get(x)), x)):
            yield series, names.get(series)

    def with_names(self, agents: Iterable[str]) -> Iterator[tuple[str, Described]]:
        """Agents in the order given, with what is known of them, looked up some at a time."""
        for some in batches(agents, FIRST):
            known = self.described(some)
            yield from ((agent, known[agent]) for agent in some)

    def solutions(self, query: str) -> QuerySolutions:
        """What a query finds; IRIs in it are of the graph or of terms."""
        return cast("QuerySolutions", self._store.query(query))

    def _read(self, query: str) -> Iterator[tuple[str, list[Row]]]:
        for place, listing in self.solutions(query):
            yield short(self._store.base, place.value), list(self._rows_of(listing.value))


def in_order(text: str | None) -> tuple[bool, str]:
    """Sorts as ``ORDER BY`` does: nothing before any text."""
    return text is not None, text or ""


def descending(year: str) -> tuple[bool, int]:
    """Sorts years as ``ORDER BY DESC`` does: nothing after any year."""
    return year == "", -int(year or 0)


def _both(one: Callable[[Row], bool], other: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: one(row) and other(row)


def batches(items: Iterable[Item], size: int = _AT_ONCE) -> Iterator[list[Item]]:
    """Some items at a time, as many as a query should ask for; fewer at first if ``size`` says."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
        size = _AT_ONCE
