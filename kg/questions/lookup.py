"""Names as a person types them, looked up in the graph: exactly one thing, or an error.

An IRI stands for itself if the graph holds it. A name must be exactly that of one thing; close
names are listed in the error, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, cast

from kg.errors import UnknownName, UsageError
from kg.graph.iri import code_iri, name_iri, venue_iri
from kg.graph.venues import series_slug
from kg.graph.vocab import ARXIV
from kg.questions.fill import written
from kg.questions.table import lengthened
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
_NAMES = ("schema:name", "schema:alternateName")

_AGENT = "kg:NameCluster schema:Person"
_SERIES = "kg:VenueSeries"
_ARTICLE = "schema:ScholarlyArticle"
_CONCEPT = "skos:Concept"
_SOFTWARE = "schema:SoftwareSourceCode"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How things of one kind are known by name.

    ``at_once`` finds those of exactly a name by its IRI or literal; where it finds none, the search
    index, or ``near`` where there is no index, gives names that could be meant, and those equal in
    their ``normal`` form are exact too.
    """

    name: str
    classes: str
    at_once: Callable[[Store, str], list[Named]]
    near: Callable[[Store, str], list[Named]]
    normal: Callable[[str], str]

    def named(self, store: Store, text: str) -> NamedNode:
        """The one thing that bears exactly a name, or has the IRI that is given instead."""
        given = _typed_iri(store, text)
        if given is not None:
            return _existing(store, self.name, given, self.classes)
        exact = self.at_once(store, text)
        if exact:
            return _only(self.name, text, exact, [])
        ranked = _ranked(store, self.name, text)
        near = self.near(store, text) if ranked is None else ranked
        wanted = self.normal(text)
        exact = [one for one in near if self.normal(one[0]) == wanted]
        if exact:
            return _only(self.name, text, exact, [])
        closest = [(visible(name), iri) for name, iri in near[:_CANDIDATES]]
        return _only(self.name, text, [], _closest(text, near) if ranked is None else closest)


def author(store: Store, text: str) -> NamedNode:
    """The name cluster of a name, or the person if all that is known under the name is theirs.

    The name of a cluster wins; where none counts for anything, a person of exactly this name.
    """
    return _AUTHOR.named(store, text)


def venue(store: Store, text: str) -> NamedNode:
    """The venue series of a name in any spelling known, or of its slug."""
    return _VENUE.named(store, text)


def category(store: Store, text: str) -> NamedNode:
    """The concept of an arXiv code, or of a code or label that a concept in the graph bears."""
    given = _typed_iri(store, text)
    if given is not None and given.value.removeprefix(ARXIV) in codes():
        return given
    return _CATEGORY.named(store, text)


def paper(store: Store, text: str) -> NamedNode:
    """The publication of a title: as printed, else but for case, punctuation and mark-up."""
    return _PAPER.named(store, text)


def repository(store: Store, text: str) -> NamedNode:
    """The software at an address, with scheme or without, or of its IRI."""
    given = _typed_iri(store, text)
    if given is not None and _holds(store, f"{given} a {_SOFTWARE}"):
        return given
    address = re.sub("^<?https?://(?:www[.])?", "", text, flags=re.IGNORECASE).removesuffix(">")
    try:
        found = _node(code_iri(store.base, f"https://{address}"))
    except ValueError:
        raise UsageError(f"{text[:80]!r} is not an address") from None
    if _holds(store, f"{found} a {_SOFTWARE}"):
        return found
    path = address.partition("/")[2] or address
    near = _near(store, path, _SOFTWARE, ("schema:codeRepository",))
    paths = [(url.split("/", 3)[-1], iri) for url, iri in near]
    raise UnknownName("repository", text, _closest(path, paths))


def entity(store: Store, text: str) -> NamedNode:
    """Anything by its IRI; else the one author, venue, category or paper of exactly this name."""
    given = _typed_iri(store, text)
    if given is not None:
        if not _holds(store, f"{{ {given} ?p ?o }} UNION {{ ?s ?p {given} }}"):
            raise UnknownName("entity", text)
        return given
    kinds = (_AUTHOR, _VENUE, _CATEGORY, _PAPER)
    exact = [named for kind in kinds for named in kind.at_once(store, text)]
    near: list[Named] = []
    for kind in () if exact else kinds:
        try:
            exact.append((text, kind.named(store, text).value))
        except UnknownName as error:
            near += error.candidates
    return _only("entity", text, exact, _closest(text, near) or near[:_CANDIDATES])


def documented(store: Store, text: str) -> NamedNode:
    """As :func:`entity`, but any IRI: a source may speak of what the graph does not hold."""
    return _typed_iri(store, text) or entity(store, text)


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


def _typed_iri(store: Store, text: str) -> NamedNode | None:
    """The IRI that a text is, in angle brackets, bare or in short form; ``None`` for a name."""
    match = _IRI.fullmatch(text)
    bracketed = match and match["bracketed"]
    iri = lengthened(text, store.base) if match is None else bracketed or text
    if iri is None:
        return None
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


def _near(
    store: Store, text: str, classes: str, predicates: tuple[str, ...] = _NAMES
) -> list[Named]:
    """The names that hold the first half of one of the longest words of a text."""
    from pyoxigraph import Literal

    words = nlargest(_SEARCH_WORDS, normalise_title(text).split(), key=len)
    halves = dict.fromkeys(word[: max(_SHORTEST_HALF, len(word) // 2)] for word in words)
    return sorted(
        _rows(
            store,
            "SELECT DISTINCT ?name ?iri { { SELECT DISTINCT ?name ?iri {"
            f" VALUES ?half {{ {' '.join(written(Literal(half)) for half in halves)} }}"
            f" {' UNION '.join(f'{{ ?iri {predicate} ?name }}' for predicate in predicates)}"
            " FILTER(CONTAINS(LCASE(STR(?name)), ?half)) } }"
            f" VALUES ?class {{ {classes} }} ?iri a ?class }}",
        )
    )


def _ranked(store: Store, kind: str, text: str) -> list[Named] | None:
    """The names in the search index that a text could mean, best first; ``None`` without one.

    All of them that consist of the same words, and some others.
    """
    from kg.search import answerable, hits

    index = store.search
    if not answerable(index, text):
        return None
    found: list[Named] = []
    for hit in hits(index, kind, text):
        if hit.how != "exact" and len(found) >= _CANDIDATES:
            break
        found.append((hit.name, hit.iri))
    return found


def _only(kind: str, text: str, exact: Iterable[Named], near: Sequence[Named]) -> NamedNode:
    """The one thing that bears exactly this name; an error if there is none or several."""
    names = {iri: name for name, iri in exact}
    if len(names) == 1:
        return _node(*names)
    if not names:
        raise UnknownName(kind, text, near)
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


_AUTHOR = _Kind(
    "author",
    _AGENT,
    _cluster_or_people,
    lambda store, text: _near(store, text, _AGENT),
    normalise_name,
)
_VENUE = _Kind(
    "venue",
    _SERIES,
    _known_series,
    lambda store, text: _all_named(store, _SERIES, "schema:name|schema:alternateName"),
    normalise_title,
)
_CATEGORY = _Kind(
    "category",
    _CONCEPT,
    _arxiv_concept,
    lambda store, text: _all_named(store, _CONCEPT, "skos:notation|skos:prefLabel"),
    str.casefold,
)
_PAPER = _Kind(
    "paper",
    _ARTICLE,
    _printed_titles,
    lambda store, text: _near(store, text, _ARTICLE),
    normalise_title,
)
