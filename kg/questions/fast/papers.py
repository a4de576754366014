"""Questions whose rows are publications of any scope: their code, and what is not known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.graph.listing import (
    BADGE,
    NO_ABSTRACT,
    NO_IDENTIFIER,
    NO_VENUE,
    YEAR_INFERRED,
    Row,
    decoded,
)
from kg.graph.vocab import KG
from kg.questions.answers import Cell, Iri
from kg.questions.fast.listed import FIRST, AskPlainly, Listed, batches, descending
from kg.summaries.listings import WITHOUT_VENUE

ANSWERED = ("papers_with_code", "data_gaps")
_EVIDENCE = {
    f"{KG}AbstractText": "abstract",
    f"{KG}Badge": "badge",
    f"{KG}MetadataField": "metadata",
}
_PLACES = ("name/", "person/", "venue/", "category/", "arxiv:")
"""What the publications of a scope are listed by, as IRIs begin in short."""


@dataclass(slots=True)
class _Link:
    """What is known of a code link."""

    repository: Iri | None
    official: bool | None
    evidence: set[str] = field(default_factory=set)


def papers_with_code(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """The publications with code, newest first, and what shows it."""
    order = sorted(
        (descending(row.year), decoded(row.title), row) for row in graph.accepted_with_code()
    )
    for some in batches(order, FIRST):
        links = _links(graph, (row.publication for *_, row in some))
        for _, title, row in some:
            for link in links[row.publication]:
                yield (
                    graph.iri(row.publication),
                    title,
                    int(row.year) if row.year else None,
                    graph.iri(row.series) if row.series else None,
                    link.repository,
                    link.official,
                    ", ".join(sorted(link.evidence)),
                )


def _links(graph: Listed, publications: Iterable[str]) -> dict[str, list[_Link]]:
    """The code links of some publications, those without an address first."""
    values = " ".join(f"<{graph.iri(one)}>" for one in publications)
    found: defaultdict[str, dict[str, _Link]] = defaultdict(dict)
    for paper, node, repository, official, evidence in graph.solutions(
        f"SELECT ?paper ?link ?repository ?official ?evidence {{ VALUES ?paper {{ {values} }}"
        " ?paper kg:codeLink ?link OPTIONAL { ?link schema:url ?repository }"
        " OPTIONAL { ?link kg:official ?official } OPTIONAL { ?link kg:evidence ?evidence } }"
    ):
        links = found[graph.short(paper.value)]
        if node.value not in links:
            links[node.value] = _Link(
                None if repository is None else Iri(repository.value),
                None if official is None else official.value == "true",
            )
        if evidence is not None and evidence.value in _EVIDENCE:
            links[node.value].evidence.add(_EVIDENCE[evidence.value])
    return {
        paper: [
            link for _, link in sorted(links.items(), key=lambda x: (x[1].repository or "", x[0]))
        ]
        for paper, links in found.items()
    }


def data_gaps(graph: Listed) -> Iterator[tuple[Cell, ...]]:
    """What is not known of publications, one row a gap."""
    found = filter(graph.accepts, _within(graph, graph.one("scope")))
    order = sorted((decoded(row.title), row) for row in found)
    told = ((title, row.publication, _gaps(row)) for title, row in order)
    for some in batches((one for one in told if one[2]), FIRST):
        # Links to elsewhere identify a publication too; no record says those.
        linked = _linked(graph, (one for _, one, gaps in some if "identifier missing" in gaps))
        for title, publication, gaps in some:
            for gap in gaps:
                if gap != "identifier missing" or publication not in linked:
                    yield graph.iri(publication), title, gap


def _within(graph: Listed, scope: str | None) -> Iterable[Row]:
    """The publications of a scope."""
    if scope is None:
        return graph.everything()
    if scope.startswith("source/") and "#" not in scope:
        stated = f"?paper prov:wasDerivedFrom <{graph.iri(scope)}>"
        papers = {
            graph.short(one.value) for (one,) in graph.solutions(f"SELECT ?paper {{ {stated} }}")
        }
        return (row for row in graph.everything() if row.publication in papers)
    if not scope.startswith(_PLACES):
        raise AskPlainly
    if not scope.startswith("venue/"):
        agent = scope.startswith(("name/", "person/"))
        return graph.listing(scope) if agent else graph.of_category(scope)
    return [*graph.of_venue(scope), *_submitted(graph, scope)]


def _submitted(graph: Listed, place: str) -> Iterator[Row]:
    """What was only submitted to a venue or its edition."""
    if graph.one("submitted") == "true":
        query = f"SELECT ?paper {{ ?paper kg:submittedTo <{graph.iri(place)}> }}"
        papers = {graph.short(paper.value) for (paper,) in graph.solutions(query)}
        if papers:
            yield from (row for row in graph.listing(WITHOUT_VENUE) if row.publication in papers)


def _gaps(row: Row) -> list[str]:
    """The gaps of a publication in order."""
    people, complete = row.people(), row.complete
    found = {
        "abstract missing": NO_ABSTRACT in row.state,
        "author list cut": complete is False,
        "author list perhaps cut": complete is None and bool(people),
        "author without place": None in row.positions(),
        "authors missing": not people,
        "category missing": not row.categories and not row.labels,
        "category unclear": row.labels != "",
        "code without address": BADGE in row.code.split("|"),
        "identifier missing": NO_IDENTIFIER in row.state,
        "venue missing": NO_VENUE in row.state,
        "year inferred": YEAR_INFERRED in row.state,
        "year missing": row.year == "",
    }
    return [gap for gap, is_there in found.items() if is_there]


def _linked(graph: Listed, publications: Iterable[str]) -> set[str]:
    """Those of some publications that are the same as something elsewhere."""
    values = " ".join(f"<{graph.iri(one)}>" for one in publications)
    query = f"SELECT ?paper {{ VALUES ?paper {{ {values} }} ?paper schema:sameAs ?other }}"
    return {graph.short(paper.value) for (paper,) in graph.solutions(query)} if values else set()
