"""Venue series of a graph and of a target: read, compared by names, kind and identifiers, linked.

What a name tells depends on how many words it has: "Journal of Tides" is hardly another's name,
"TIDES" may be. Points are log-odds as in :mod:`kg.link.score`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from kg.graph.ntriples import document_of
from kg.graph.read import nodes, read_identifiers
from kg.graph.vocab import KG, RDF, SCHEMA
from kg.link.assign import Pair, assign
from kg.link.matching import SAME_AS
from kg.link.remote.candidates import Candidate, Series
from kg.link.run import BY_FEATURES, BY_IDENTIFIER, BY_NAME, Conflict, Run, fields_of, in_words
from kg.link.score import ACCEPT, REVIEW, Evidence, confidence, total
from kg.link.targets.target import Progress, Target
from kg.link.titles import STOP_WORDS
from kg.link.venues import Kind, VenueAgreement, kind_of, spellings, venue_agreement, venue_form
from kg.model import Identifier, Judgement, VenueKind
from kg.text.curies import curie, scheme_and_value
from kg.text.titles import normalise_title

BASE = -2.0
"""Where a pair starts that was found by a name."""

NAME = (3.0, 4.5, 7.0)
"""One spelling is the same: of one word, small ones left aside, of two, of more."""

ACRONYM_AND_NAME = 2.5
"""A short name and a full one are the same, which adds to the better of the two."""

ALIKE = 1.75
"""No spelling is the same, but one abbreviates the other: worth a look if the kind agrees too."""

KIND, OTHER_KIND = 0.5, -6.0
SHARED, CONFLICTING = 12.0, -9.0

_ONE_EACH = frozenset({"dblp", "wikidata", "openalex"})


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """A venue series as it takes part in linking; the short name comes first.

    ``identifiers`` are those that the graph states, also by the addresses that it calls the same.
    """

    iri: str
    names: tuple[str, ...]
    kind: VenueKind | None = None
    same_as: frozenset[str] = frozenset()
    identifiers: frozenset[Identifier] = frozenset()


def read_series(base: str, lines: Iterable[str]) -> Iterator[SeriesRecord]:
    """The venue series in N-Triples lines of a graph, in order."""
    beginning = f"<{base}venue/"
    ours = sorted(line for line in lines if line.startswith(beginning))
    for iri, group in groupby(ours, document_of):
        if "/" in iri.removeprefix(f"{base}venue/"):
            continue
        node = nodes(group)[iri]
        types = node.values(f"{RDF}type")
        if f"{KG}VenueSeries" not in types:
            continue
        same_as = node.values(f"{SCHEMA}sameAs")
        found = (scheme_and_value(address) for address in same_as)
        stated = (Identifier(*one) for one in found if one)
        journal = f"{SCHEMA}Periodical" in types
        yield SeriesRecord(
            iri,
            tuple(chain(node.values(f"{SCHEMA}name"), node.values(f"{SCHEMA}alternateName"))),
            VenueKind.JOURNAL if journal else VenueKind.CONFERENCE,
            frozenset(same_as),
            frozenset(chain(stated, read_identifiers(node))),
        )


def link_series(
    run: Run,
    ours: Sequence[SeriesRecord],
    target: Target,
    progress: Progress,
    limit: int | None = None,
) -> None:
    """Fill a run with what venue series of the graph are in the target, one to one."""
    asked = ours[:limit]
    names = dict.fromkeys(name for one in asked for name in one.names)
    found = target.series(list(names), progress)
    run.compared = len(asked)
    run.unanswered += found.unanswered
    by_name: dict[str, dict[str, Candidate[Series]]] = {}
    for name, candidate in found.things:
        by_name.setdefault(name, {})[candidate.iri] = candidate
    scored: dict[tuple[str, str], tuple[SeriesRecord, Series, tuple[Evidence, ...]]] = {}
    for one in asked:
        offered = {
            iri: candidate for name in one.names for iri, candidate in by_name.get(name, {}).items()
        }
        for iri, candidate in sorted(offered.items()):
            if iri in one.same_as:
                run.known += 1
                continue
            evidence = compare_series(one, candidate.record)
            scored[one.iri, iri] = (one, candidate.record, evidence)
            run.conflicts += _conflicts(one, iri, candidate.record, evidence)
    _decide(run, scored, target)


def compare_series(one: SeriesRecord, other: Series) -> tuple[Evidence, ...]:
    """What speaks for and against that two venue series are one."""
    shared, differing = _identifiers(one.identifiers, other.identifiers)
    name, short, telling = _names(one.names, other.names)
    mine, yours = kind_of(one.kind), kind_of(other.kind)
    parts = [
        Evidence("prior", "", BASE),
        Evidence("identifiers", ", ".join(shared), SHARED if shared else 0.0),
        Evidence("other identifiers", ", ".join(differing), CONFLICTING if differing else 0.0),
        Evidence("name", name, telling),
        Evidence("short name", short, ACRONYM_AND_NAME if short and short != name else 0.0),
        Evidence("kind", f"{mine} and {yours}", _kind_points(mine, yours)),
    ]
    return tuple(part for part in parts if part.points)


def _identifiers(
    mine: Iterable[Identifier], yours: Iterable[Identifier]
) -> tuple[list[str], list[str]]:
    """Identifiers in common; and if there are none, those of one scheme that differ."""
    ours, theirs = set(mine), set(yours)
    if ours & theirs:
        return sorted(curie(one.scheme, one.value) for one in ours & theirs), []
    schemes = {one.scheme for one in ours} & {one.scheme for one in theirs} & _ONE_EACH
    differing = (one for one in (*ours, *theirs) if one.scheme in schemes)
    return [], sorted(curie(one.scheme, one.value) for one in differing)


def _names(mine: Iterable[str], yours: Iterable[str]) -> tuple[str, str, float]:
    """The most telling spelling in common, the short one in common, and what the first tells."""
    ours = {normalise_title(name): name for one in mine for name in spellings(one)}
    theirs = {normalise_title(name) for one in yours for name in spellings(one)}
    common = {plain: printed for plain, printed in ours.items() if plain and plain in theirs}
    if common:
        words = {plain: sum(word not in STOP_WORDS for word in plain.split()) for plain in common}
        best = max(common, key=lambda plain: (words[plain], len(plain), plain))
        short = min(common, key=lambda plain: (words[plain], len(plain), plain))
        one_word = words[short] <= 1
        return (
            common[best],
            common[short] if one_word else "",
            NAME[min(max(words[best], 1), 3) - 1],
        )
    for one in ours.values():
        for other in sorted(theirs):
            if venue_agreement(venue_form(one), venue_form(other)) is VenueAgreement.ALIKE:
                return f"{one} like {other}", "", ALIKE
    return "", "", 0.0


def _kind_points(mine: Kind | None, yours: Kind | None) -> float:
    if mine is None or yours is None:
        return 0.0
    return KIND if mine is yours else OTHER_KIND


def _conflicts(
    one: SeriesRecord, iri: str, other: Series, evidence: Sequence[Evidence]
) -> Iterator[Conflict]:
    """A common identifier of two series that have no name in common."""
    features = {part.feature: part for part in evidence}
    if "identifiers" in features and "name" not in features:
        shared = features["identifiers"].found
        yield Conflict(
            one.iri, iri, f"both state {shared}, but {one.names[0]!r} is not {other.names[0]!r}"
        )


def _decide(
    run: Run,
    scored: dict[tuple[str, str], tuple[SeriesRecord, Series, tuple[Evidence, ...]]],
    target: Target,
) -> None:
    conflicting = {(one.subject, one.object) for one in run.conflicts}
    sums = {pair: total(evidence) for pair, (_, _, evidence) in scored.items()}
    worth = {
        pair: points
        for pair, points in sums.items()
        if confidence(points) >= REVIEW and pair not in conflicting
    }
    accepted: set[tuple[str, str]] = set()
    remarks: dict[tuple[str, str], str] = {}
    for pair, rival in assign(Pair(*names, points) for names, points in worth.items()):
        names = (pair.left, pair.right)
        if confidence(pair.log_odds) >= ACCEPT and rival is None:
            accepted.add(names)
        elif rival is not None:
            other = rival.right if rival.left == pair.left else rival.left
            remarks[names] = f"{other} fits as well"
    taken = {iri for pair in accepted for iri in pair}
    for names in sorted(worth):
        if names in accepted or not taken & {*names}:
            _add(run, names, scored[names], names in accepted, remarks.get(names, ""), target)


def _add(
    run: Run,
    pair: tuple[str, str],
    found: tuple[SeriesRecord, Series, tuple[Evidence, ...]],
    accepted: bool,
    remark: str,
    target: Target,
) -> None:
    ours, theirs, evidence = found
    features = {part.feature for part in evidence}
    shared, _ = _identifiers(ours.identifiers, theirs.identifiers)
    by_name = BY_FEATURES if "kind" in features else BY_NAME
    run.add(
        ours.iri,
        SAME_AS,
        pair[1],
        Judgement.ACCEPT if accepted else Judgement.REVIEW,
        justification=BY_IDENTIFIER if shared else by_name,
        confidence=confidence(total(evidence)),
        evidence=in_words(evidence, "; ".join(filter(None, (remark, target.remark(pair[1]))))),
        fields=fields_of(evidence, shared),
        labels=(ours.names[0], theirs.names[0]),
    )
