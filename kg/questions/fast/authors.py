"""Questions about one author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kg.graph.listing import Row, decoded
from kg.questions.answers import Answer, Cell
from kg.questions.catalogue import question
from kg.questions.fast import rendered
from kg.questions.fast.listed import Listed, descending, in_order
from kg.summaries.counting import Works, Years, is_open

ANSWERED = (
    "author_papers",
    "author_profile",
    "author_venues",
    "author_positions",
    "author_categories",
)
_FIGURES = ("metric", "value", "as_of", "source")
_ROLES = ("first", "middle", "last", "unknown")


def author_papers(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """The publications of an author, newest first."""
    author = graph.required("author")
    found = [(descending(row.year), decoded(row.title), row) for row in graph.by(author)]
    for _, title, row in sorted(found):
        own = [place for place, agent in _placed(row) if agent == author and place is not None]
        yield (
            int(row.year) if row.year else None,
            graph.iri(row.publication),
            title,
            graph.iri(row.series) if row.series else None,
            min(own, default=None),
            rendered.listed(row),
            row.complete,
            rendered.author_names(row),
            rendered.code(row),
        )


def author_profile(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """What the graph counts for an author, and what pages report."""
    author = graph.required("author")
    found = graph.by(author)
    works = {row.counts_as for row in found}
    coded = len({row.counts_as for row in found if row.code})
    years = Years()
    for row in found:
        years.add(row.year)
    counted = (
        len(works),
        len({agent for row in found for agent in row.people()} - {author}),
        len({row.series for row in found} - {""}),
        years.first,
        years.last,
        Decimal((2000 * coded + len(works)) // (2 * len(works))) / 1000 if works else None,
    )
    status = graph.described([author])[author].status
    for figure in _figures(graph, author) or [(None,) * len(_FIGURES)]:
        yield *counted, *figure, status, is_open(found)


def _figures(graph: Listed, author: str) -> list[tuple[Cell, ...]]:
    """What pages report of an author, in order."""
    query = (
        "SELECT ?metric ?value ?as_of ?source {"
        f" ?page schema:mainEntity <{graph.iri(author)}> ."
        " ?figure schema:observationAbout ?page ; schema:measuredProperty ?property ;"
        " schema:value ?value ."
        " OPTIONAL { ?figure schema:observationDate ?as_of }"
        " OPTIONAL { ?figure prov:wasDerivedFrom ?source }"
        ' BIND(REPLACE(STR(?property), "^.*[#/]", "") AS ?metric)'
        "} ORDER BY ?metric ?as_of ?source ?value"
    )
    columns = [one for one in question("author_profile").columns if one.name in _FIGURES]
    return list(Answer.of_query(columns, lambda: graph.solutions(query), ""))


def author_venues(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """Where an author publishes; works without any venue in a row of their own."""
    found = graph.by(graph.required("author"))
    with_venue = {row.counts_as for row in found if row.series}
    works: defaultdict[str, set[str]] = defaultdict(set)
    years: defaultdict[str, Years] = defaultdict(Years)
    for row in found:
        if row.series or row.counts_as not in with_venue:
            works[row.series].add(row.counts_as)
            years[row.series].add(row.year)
    total = len({row.counts_as for row in found})
    for series in sorted(works, key=lambda one: (-len(works[one]), one)):
        count = len(works[series])
        yield (
            graph.iri(series) if series else None,
            count,
            Decimal((2000 * count + total) // (2 * total)) / 1000,
            years[series].first,
            years[series].last,
        )


def author_positions(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """In which places of the lists an author stands."""
    author = graph.required("author")
    works = Works[str]()
    for row in graph.by(author):
        places = (place for place, agent in _placed(row) if agent == author)
        works.add({_role(row, place) for place in places}, row.work)
    for role in _ROLES:
        if works.counts[role]:
            yield role, works.counts[role]


def author_categories(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """In which categories an author publishes, those as listed among them."""
    works, examples = Works[str](), dict[str, str]()
    for row in graph.by(graph.required("author")):
        found = [f"{category}\t" for category in row.categories.split("|") if category]
        found += [f"\t{label}" for label in row.labels.split("|") if label]
        works.add(found, row.work)
        for key in found:
            examples[key] = min(row.publication, examples.get(key, row.publication))
    known = graph.labels({key[:-1] for key in works.counts if not key.startswith("\t")})
    rows = []
    for key, count in works.counts.items():
        category, _, printed = key.partition("\t")
        iri = graph.iri(category) if category else None
        label = known.get(category) if category else decoded(printed)
        rows.append((-count, in_order(iri), in_order(label), iri, label, count, examples[key]))
    for *_, iri, label, count, example in sorted(rows, key=lambda row: row[:3]):
        yield iri, label, count, graph.iri(example)


def _placed(row: Row) -> Iterator[tuple[int | None, str]]:
    return zip(row.positions(), row.people(), strict=True)


def _role(row: Row, place: int | None) -> str:
    """What a place says: the last one only where it is known how many authors there are."""
    listed = rendered.listed(row)
    known = int(row.declared) if row.declared else listed if row.complete else None
    if place is None:
        return "unknown"
    if place == 1:
        return "first"
    if place < listed or (known is not None and place < known):
        return "middle"
    return "last" if place == known else "unknown"
