"""Questions about who published with whom, from the publications of authors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kg.graph.listing import Row, decoded
from kg.questions.answers import Cell
from kg.questions.fast.listed import Listed, batches, descending, in_order
from kg.questions.paths import path
from kg.summaries.counting import Works, Years, is_open

ANSWERED = (
    "coauthors",
    "collaboration_path",
    "collaboration_timeline",
    "joint_papers",
    "new_coauthors_by_year",
    "common_venues",
    "suggested_collaborators",
)
_LATER = 9999


def coauthors(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who is named with an author."""
    author, least = graph.required("author"), graph.number("min_shared")
    found = graph.by(author)
    works, years = Works[str](), defaultdict[str, Years](Years)
    examples: dict[str, str] = {}
    for row in found:
        others = set(row.people()) - {author}
        works.add(others, row.work)
        for other in others:
            years[other].add(row.year)
            example = examples.setdefault(other, row.publication)
            if row.publication < example:
                examples[other] = row.publication
    lower = is_open(found)
    shared = {other: count for other, count in works.counts.items() if count >= least}
    for other, known in graph.ranked(shared):
        first, last = years[other].first, years[other].last
        example = graph.iri(examples[other])
        count = shared[other]
        yield graph.iri(other), known.name, count, first, last, example, known.status, lower


def collaboration_path(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """How two authors are linked by co-authors, step by step."""

    def near(authors: Iterable[str]) -> Iterator[tuple[str, str]]:
        for author, rows in graph.listings(authors):
            for other in _people(filter(graph.accepts, rows)) - {author}:
                yield author, other

    ends = graph.required("author_a"), graph.required("author_b")
    found = path(near, *ends, graph.number("max_length"))
    known = graph.described(found)
    for number, (one, other) in enumerate(pairwise(found), 1):
        joint = min(row for row in graph.by(one) if other in row.people())
        yield (
            number,
            graph.iri(one),
            known[one].name,
            graph.iri(other),
            known[other].name,
            graph.iri(joint.publication),
            decoded(joint.title),
            known[one].status,
            known[other].status,
        )


def collaboration_timeline(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """How many works two authors share, by the year of the first publication."""
    one, other = graph.required("author_a"), graph.required("author_b")
    found = graph.by(one)
    first: dict[str, int] = {}
    for row in found:
        if other in row.people():
            year = int(row.year or _LATER)
            first[row.counts_as] = min(year, first.get(row.counts_as, year))
    lower = is_open(found) or is_open(graph.by(other))
    for at, works in _by_year(Counter(first.values())):
        yield at, works, lower


def joint_papers(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Publications that name several of some authors."""
    asked, least = set(graph.all("author")), graph.number("min_matched")
    found = {row.publication: row for author in asked for row in graph.by(author)}
    rows = []
    for row in found.values():
        matched = len(asked.intersection(row.people()))
        if matched >= least:
            rows.append((-matched, descending(row.year), decoded(row.title), row))
    for matched, _, title, row in sorted(rows):
        yield (
            graph.iri(row.publication),
            title,
            int(row.year) if row.year else None,
            graph.iri(row.series) if row.series else None,
            -matched,
            -matched < len(asked) and row.complete is not True,
        )


def new_coauthors_by_year(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """How many co-authors of each year are new, how many come back."""
    author = graph.required("author")
    found = [row for row in graph.listing(author) if graph.accepts_but_for_years(row)]
    shared: dict[tuple[str, str], int] = {}
    first: dict[str, int] = {}
    for row in found:
        year = int(row.year or _LATER)
        for other in set(row.people()) - {author}:
            key = other, row.counts_as
            shared[key] = min(year, shared.get(key, year))
            first[other] = min(year, first.get(other, year))
    new, returning = Counter[int](), Counter[int]()
    for other, year in {(other, year) for (other, _), year in shared.items()}:
        if year == first[other]:
            new[year] += 1
        elif year < _LATER:
            returning[year] += 1
    lower = is_open(found)
    for shown, _ in _by_year(new + returning):
        if graph.shows_year(shown):
            at = shown or _LATER
            yield shown, new[at], returning[at], lower


def common_venues(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Where several of some authors published."""
    works: defaultdict[str, dict[str, int]] = defaultdict(dict)
    authors = set(graph.all("author"))
    for author in authors:
        of_author = Works[str]()
        for row in graph.by(author):
            if row.series:
                of_author.add([row.series], row.work)
        for series, count in of_author.counts.items():
            works[series][author] = count
    least = graph.number("min_matched")
    enough = {series: counts for series, counts in works.items() if len(counts) >= least}
    known = graph.described(authors)
    order = sorted(authors, key=lambda one: (*in_order(known[one].name), graph.iri(one)))
    for series, name in graph.ranked_venues({series: len(one) for series, one in enough.items()}):
        counts = enough[series]
        matched = [author for author in order if author in counts]
        told = "; ".join(f"{known[author].name or ''} {counts[author]}" for author in matched)
        statuses = "; ".join(known[author].status for author in matched)
        yield graph.iri(series), name, len(matched), told, statuses


def suggested_collaborators(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who shares co-authors with an author but no publication."""
    author, least = graph.required("author"), graph.number("min_common")
    own = graph.by(author)
    near = _people(own)
    via: defaultdict[str, set[str]] = defaultdict(set)
    for coauthor, rows in graph.listings(sorted(near - {author})):
        for candidate in _people(filter(graph.accepts, rows)) - near:
            via[candidate].add(coauthor)
    counts = {one: len(common) for one, common in via.items() if len(common) >= least}
    called = {one: known.name or "" for one, known in graph.described(near - {author}).items()}
    lower = is_open(own)
    for some in batches(graph.ranked(counts)):
        unsure = set() if lower else graph.with_open_lists(candidate for candidate, _ in some)
        for candidate, known in some:
            common = sorted((called[one], graph.iri(one)) for one in via[candidate])
            told = "; ".join(name for name, _ in common)
            hidden = lower or candidate in unsure
            yield graph.iri(candidate), known.name, len(common), told, known.status, hidden


def _people(found: Iterable[Row]) -> set[str]:
    return {agent for row in found for agent in row.people()}


def _by_year(counts: Counter[int]) -> Iterator[tuple[int | None, int]]:
    """Counts by year, those without a year first."""
    if counts[_LATER]:
        yield None, counts[_LATER]
    yield from sorted((year, count) for year, count in counts.items() if count and year != _LATER)
