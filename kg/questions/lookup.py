"""Names as a person types them, looked up in the graph: exactly one thing, or an error.

An IRI stands for itself if the graph holds it. A name must be exactly that of one thing; close
names are listed in the error, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, cast

from kg.errors import UnknownName, UsageError
from kg.graph.iri import name_iri, venue_iri
from kg.graph.venues import series_slug
from kg.graph.vocab import ARXIV
from kg.questions.fill import written
from kg.store.protocol import Store
from kg.text.arxiv import codes
from kg.text.display import visible
from kg.text.names import collapse, normalise_name
from kg.text.titles import normalise_title

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, QuerySolutions

Named = tuple[str, str]
"""A name and the IRI of what bears it."""

_IRI = re.compile(r"<(?P<bracketed>.*)>|(?:https?://|urn:).*", re.DOTALL | re.IGNORECASE)
_CANDIDATES = 8
_SIMILAR = 0.65
_SEARCH_WORDS = 3
_SHORTEST_HALF = 3

_AGENT = "kg:NameCluster schema:Person"
_SERIES = "kg:VenueSeries"
_ARTICLE = "schema:ScholarlyArticle"
_CONCEPT = "skos:Concept"


def author(store: Store, text: str) -> NamedNode:
    """The name cluster of a name, or the person if all that is known under the name is theirs.

    The name of a cluster wins; where none counts for anything, a person of exactly this name.
    """
    given = _typed_iri(text)
    if given is not None:
        return _existing(store, "author", given, _AGENT)
    exact = _cluster_or_people(store, text)
    near = [] if exact else _near(store, text, _AGENT)
    wanted = normalise_name(text)
    exact = exact or [one for one in near if normalise_name(one[0]) == wanted]
    return _only("author", text, exact, near)


def venue(store: Store, text: str) -> NamedNode:
    """The venue series of a name in any spelling known, or of its slug."""
    given = _typed_iri(text)
    if given is not None:
        return _existing(store, "venue", given, _SERIES)
    exact = _known_series(store, text)
    near = [] if exact else _all_named(store, _SERIES, "schema:name|schema:alternateName")
    wanted = normalise_title(text)
    exact = exact or [one for one in near if normalise_title(one[0]) == wanted]
    return _only("venue", text, exact, near)


def category(store: Store, text: str) -> NamedNode:
    """The concept of an arXiv code, or of a code or label that a concept in the graph bears."""
    given = _typed_iri(text)
    if given is not None:
        known = given.value.removeprefix(ARXIV) in codes()
        return given if known else _existing(store, "category", given, _CONCEPT)
    exact = _arxiv_concept(store, text)
    near = [] if exact else _all_named(store, _CONCEPT, "skos:notation|skos:prefLabel")
    wanted = text.casefold()
    exact = exact or [one for one in near if one[0].casefold() == wanted]
    return _only("category", text, exact, near)


def paper(store: Store, text: str) -> NamedNode:
    """The publication of a title: as printed, else but for case, punctuation and mark-up."""
    given = _typed_iri(text)
    if given is not None:
        return _existing(store, "paper", given, _ARTICLE)
    exact = _printed_titles(store, text)
    near = [] if exact else _near(store, text, _ARTICLE)
    wanted = normalise_title(text)
    exact = exact or [one for one in near if normalise_title(one[0]) == wanted]
    return _only("paper", text, exact, near)


def entity(store: Store, text: str) -> NamedNode:
    """Anything by its IRI; else the one author, venue, category or paper of exactly this name."""
    given = _typed_iri(text)
    if given is not None:
        if not _holds(store, f"{{ {given} ?p ?o }} UNION {{ ?s ?p {given} }}"):
            raise UnknownName("entity", text)
        return given
    at_once = (_cluster_or_people, _known_series, _arxiv_concept, _printed_titles)
    exact = [named for find in at_once for named in find(store, text)]
    near: list[Named] = []
    for find_one in () if exact else (author, venue, category, paper):
        try:
            exact.append((text, find_one(store, text).value))
        except UnknownName as error:
            near += error.candidates
    return _only("entity", text, exact, near)


def _cluster_or_people(store: Store, text: str) -> list[Named]:
    """The cluster of a name if anything counts for it, else the people who have its authorships.

    A cluster that only a profile page names counts for nothing and is found all the same.
    """
    cluster = _node(name_iri(store.base, text))
    if _holds(store, f"?authorship kg:countsAs {cluster}"):
        return [(text, cluster.value)]
    people = list(
        _rows(
            store,
            f"SELECT DISTINCT ?name ?iri {{ ?authorship kg:agent {cluster} ; kg:countsAs ?iri ."
            " ?iri schema:name ?name }",
        )
    )
    if not people and _holds(store, f"{cluster} a kg:NameCluster"):
        return [(text, cluster.value)]
    return people


def _known_series(store: Store, text: str) -> list[Named]:
    series = _node(venue_iri(store.base, series_slug(text)))
    return [(text, series.value)] if _holds(store, f"{series} a {_SERIES}") else []


def _arxiv_concept(_: Store, text: str) -> list[Named]:
    wanted = text.casefold()
    return [(code, ARXIV + code) for code in codes() if code.casefold() == wanted]


def _printed_titles(store: Store, text: str) -> list[Named]:
    from pyoxigraph import Literal

    printed = written(Literal(collapse(text)))
    return list(
        _rows(
            store,
            f"SELECT ?name ?iri {{ VALUES ?name {{ {printed} }}"
            f" ?iri schema:name ?name ; a {_ARTICLE} }}",
        )
    )


def _typed_iri(text: str) -> NamedNode | None:
    """The IRI that a text is, in angle brackets or not; ``None`` for a name."""
    match = _IRI.fullmatch(text)
    if match is None:
        return None
    iri = text if match["bracketed"] is None else match["bracketed"]
    try:
        return _node(iri)
    except ValueError:
        raise UsageError(f"{text[:80]!r} is not an IRI") from None


def _node(iri: str) -> NamedNode:
    from pyoxigraph import NamedNode

    return NamedNode(iri)


def _existing(store: Store, kind: str, iri: NamedNode, classes: str) -> NamedNode:
    if not _holds(store, f"VALUES ?class {{ {classes} }} {iri} a ?class"):
        raise UnknownName(kind, iri.value)
    return iri


def _holds(store: Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}"))


def _rows(store: Store, query: str) -> Iterator[Named]:
    """What a query says that projects ``?name ?iri``."""
    for name, iri in cast("QuerySolutions", store.query(query)):
        yield name.value, iri.value


def _all_named(store: Store, classes: str, predicates: str) -> list[Named]:
    """Every name of every thing of a class that has few."""
    return sorted(
        _rows(
            store,
            f"SELECT ?name ?iri {{ VALUES ?class {{ {classes} }}"
            f" ?iri a ?class ; {predicates} ?name }}",
        )
    )


def _near(store: Store, text: str, classes: str) -> list[Named]:
    """The names that hold the first half of one of the longest words of a text."""
    from pyoxigraph import Literal

    words = nlargest(_SEARCH_WORDS, normalise_title(text).split(), key=len)
    halves = dict.fromkeys(word[: max(_SHORTEST_HALF, len(word) // 2)] for word in words)
    return sorted(
        _rows(
            store,
            "SELECT DISTINCT ?name ?iri { { SELECT DISTINCT ?name ?iri {"
            f" VALUES ?half {{ {' '.join(written(Literal(half)) for half in halves)} }}"
            " { ?iri schema:name ?name } UNION { ?iri schema:alternateName ?name }"
            " FILTER(CONTAINS(LCASE(?name), ?half)) } }"
            f" VALUES ?class {{ {classes} }} ?iri a ?class }}",
        )
    )


def _only(kind: str, text: str, exact: Iterable[Named], near: Iterable[Named]) -> NamedNode:
    """The one thing that bears exactly this name; an error if there is none or several."""
    names = {iri: name for name, iri in exact}
    if len(names) == 1:
        return _node(*names)
    if not names:
        raise UnknownName(kind, text, _closest(text, near))
    lines = [f"{len(names)} things are named exactly {text!r}; {kind} must be the IRI of one:"]
    lines += [f"  {visible(name)}  <{iri}>" for iri, name in sorted(names.items())]
    raise UsageError("\n".join(lines))


def _closest(text: str, known: Iterable[Named]) -> list[Named]:
    """The closest of some names, best first: those with all the words, then by likeness."""
    wanted = text.casefold()
    words = wanted.split()
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    ranked: dict[str, tuple[bool, float, str, str]] = {}
    for name, iri in known:
        folded = name.casefold()
        matcher.set_seq1(folded)
        lacking = not all(word in folded for word in words)
        if lacking and min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _SIMILAR:
            continue
        ratio = matcher.ratio()
        if not lacking or ratio >= _SIMILAR:
            # Swapped, "Ada" comes before "ADA".
            rank = (lacking, -ratio, name.swapcase(), name)
            ranked[iri] = min(rank, ranked.get(iri, rank))
    best = nsmallest(_CANDIDATES, ((rank, iri) for iri, rank in ranked.items()))
    return [(visible(rank[-1]), iri) for rank, iri in best]
