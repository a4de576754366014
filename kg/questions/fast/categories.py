"""Questions about one subject category and those narrower than it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.questions.answers import Cell
from kg.questions.fast.listed import Listed
from kg.summaries.counting import Works, Years

ANSWERED = ("category_authors", "category_venues", "related_categories")


def category_authors(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Who published in a category."""
    works, years = Works[str](), defaultdict[str, Years](Years)
    lower = False
    for row in filter(graph.accepts, graph.of_category(graph.required("category"))):
        lower = lower or row.complete is not True
        people = set(row.people())
        works.add(people, row.work)
        for author in people:
            years[author].add(row.year)
    for author, known in graph.ranked(works.counts):
        span = years[author]
        count = works.counts[author]
        yield graph.iri(author), known.name, count, span.first, span.last, known.status, lower


def category_venues(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """In which venues the works of a category appeared."""
    works, years = Works[str](), defaultdict[str, Years](Years)
    for row in filter(graph.accepts, graph.of_category(graph.required("category"))):
        if row.series:
            works.add([row.series], row.work)
            years[row.series].add(row.year)
    for series, name in graph.ranked_venues(works.counts):
        span = years[series]
        yield graph.iri(series), name, works.counts[series], span.first, span.last


def related_categories(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Which other categories the works of a category are in."""
    category = graph.required("category")
    own, works = graph.narrower(category), Works[str]()
    for row in filter(graph.accepts, graph.of_category(category)):
        works.add(set(row.categories.split("|")) - own, row.work)
    labels = graph.labels(works.counts)
    order = sorted(works.counts, key=lambda one: (-works.counts[one], graph.iri(one)))
    for other in order:
        yield graph.iri(other), labels.get(other), works.counts[other]
