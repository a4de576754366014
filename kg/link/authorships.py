"""Who wrote what, by what a target states of the authors of publications that are matched.

A target that names the person at a place of an author list speaks of the one who stands at that
place here, if the names can be one. A name alone never proves a person: it gives candidates for a
person to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.graph.iri import PERSON_SCHEMES, name_iri, person_iri, person_rank
from kg.graph.vocab import KG
from kg.link.matching import SAME_AS, Match, match
from kg.link.names import name_likeness
from kg.link.publications import Publication, Role
from kg.link.remote.candidates import Candidate
from kg.link.run import BY_IDENTIFIER, BY_NAME, Conflict, Run
from kg.link.targets.target import Progress, Target
from kg.model import Identifier, Judgement, Person
from kg.text.curies import curie

VERIFIED_AGENT = f"{KG}verifiedAgent"
POSSIBLE_PERSON = f"{KG}possiblePerson"

COMPATIBLE = 0.75
"""Names at one place of one paper that agree this much can be one: initials, typing errors."""

ALIKE = 0.85
"""Names that agree this much can be one where no place speaks for it."""

_BY_NAME_ALONE = 0.5
"""Confidence of the only person who is known by a name; several share it."""

_SHOWN = 3


@dataclass(slots=True)
class _Gathered:
    """A link that several publications may speak for, by an identifier that is stated there."""

    predicate: str
    name: str
    other_name: str
    identifier: Identifier
    stated: str
    confidence: float = 0.0
    titles: list[str] = field(default_factory=list)

    @property
    def fields(self) -> tuple[str, ...]:
        """What it rests on: a possible person on more than the identifier."""
        scheme = self.identifier.scheme
        return (scheme,) if self.predicate != POSSIBLE_PERSON else (scheme, "name")

    def in_words(self) -> str:
        """What speaks for it."""
        titles = list(dict.fromkeys(self.titles))
        shown = ", ".join(map(repr, titles[:_SHOWN]))
        more = f" and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
        return f"{self.stated} is stated of {self.other_name!r} at the same place of {shown}{more}"


@dataclass(frozen=True, slots=True)
class _Aligned:
    """A place of an author list here, and what a target states of who stands there."""

    role: Role
    name: str
    identifiers: tuple[Identifier, ...]
    likeness: float


def link_authors(
    run: Run,
    ours: Sequence[Publication],
    target: Target,
    base: str,
    progress: Progress,
    limit: int | None = None,
) -> None:
    """Fill a run with who the authors of the graph's publications are, as far as a target says."""
    matches = match(ours, target, progress, limit)
    run.compared = matches.compared
    run.unanswered += matches.unanswered
    for one in ours:
        run.conflicts += _stated_twice(one)
    stated: list[tuple[Match, _Aligned]] = []
    for pair in (*matches.same, *matches.accepted):
        run.conflicts += _stated_twice(pair.theirs)
        for aligned in aligned_roles(pair.ours, pair.theirs):
            clashes = list(_clashes(base, pair.ours, aligned))
            run.conflicts += clashes
            if not clashes:
                stated.append((pair, aligned))
    naming = _naming(aligned.identifiers for _, aligned in stated)
    gathered: dict[tuple[str, str], _Gathered] = {}
    for pair, aligned in stated:
        _gather(gathered, run, base, target, pair, aligned, naming)
    for (subject, object_), link in sorted(gathered.items()):
        run.add(
            subject,
            link.predicate,
            object_,
            Judgement.ACCEPT,
            justification=BY_IDENTIFIER,
            confidence=link.confidence,
            evidence=link.in_words(),
            fields=link.fields,
            labels=(link.name, link.other_name),
        )
    _by_name(run, ours, target, base, progress, limit)


def aligned_roles(ours: Publication, theirs: Publication) -> Iterator[_Aligned]:
    """The authors of whom the target states an identifier, with the same ones in the graph.

    Those are at the same place, or, where a place is not known, the only ones whose names agree.
    Nothing is said of a place whose name fits another place better: one of the lists is in another
    order then.
    """
    doubled = {conflict.object for conflict in _stated_twice(theirs)}
    by_place = {role.mention.position: role for role in ours.roles if role.mention.position}
    for role in theirs.roles:
        identifiers = tuple(i for i in role.mention.identifiers if _written(i) not in doubled)
        if not identifiers:
            continue
        here = by_place.get(role.mention.position) if role.mention.position else None
        likeness = {other.iri: _likeness(role, other) for other in ours.roles}
        if here is None:
            fitting = [other for other in ours.roles if likeness[other.iri] >= ALIKE]
            rivals = [other for other in theirs.roles if other is not role]
            if len(fitting) != 1 or any(_likeness(one, fitting[0]) >= ALIKE for one in rivals):
                continue
            here = fitting[0]
        best = max(likeness.values())
        if likeness[here.iri] >= max(COMPATIBLE, best):
            yield _Aligned(here, role.mention.name, identifiers, likeness[here.iri])


def _likeness(one: Role, other: Role) -> float:
    return name_likeness(one.mention.name, other.mention.name)


def _stated_twice(one: Publication) -> Iterator[Conflict]:
    """Identifiers that stand at two places of one author list: the source is wrong."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for role in one.roles:
        for identifier in dict.fromkeys(role.mention.identifiers):
            bearers[_written(identifier)].append(role.mention.name)
    for written, names in bearers.items():
        if len(names) > 1:
            said = " and of ".join(map(repr, names))
            yield Conflict(one.iri, written, f"it is stated of {said} on one publication")


def _clashes(base: str, ours: Publication, aligned: _Aligned) -> Iterator[Conflict]:
    """What the graph states that can't be, if what the target states is right."""
    here = aligned.role
    for identifier in aligned.identifiers:
        written = _written(identifier)
        for role in ours.roles:
            if role is not here and identifier in role.mention.identifiers:
                yield Conflict(
                    ours.iri,
                    written,
                    f"the target states it of {aligned.name!r}, the graph of {role.mention.name!r}",
                )
        if identifier.scheme not in PERSON_SCHEMES:
            continue
        stated = {one.value for one in here.mention.identifiers if one.scheme == identifier.scheme}
        of_scheme = f"{base}person/{identifier.scheme}/"
        other_person = (
            here.person is not None
            and here.person.startswith(of_scheme)
            and here.person != person_iri(base, [identifier])
        )
        if (stated and identifier.value not in stated) or (not stated and other_person):
            known = ", ".join(sorted(stated)) or here.person
            reason = f"the graph has {known} for {here.mention.name!r} at the same place"
            yield Conflict(here.iri, written, reason)


def _naming(stated: Iterable[Sequence[Identifier]]) -> Mapping[Identifier, Identifier]:
    """Proving identifier → the one that names its person, of all that are stated together with it.

    What would give a person two identifiers of one scheme is not taken together.
    """
    together: dict[Identifier, set[Identifier]] = {}
    for identifiers in stated:
        proof = [one for one in identifiers if one.scheme in PERSON_SCHEMES]
        joined = set(proof).union(*(together.get(one, ()) for one in proof))
        if len({one.scheme for one in joined}) == len(joined):
            together |= dict.fromkeys(joined, joined)
        for one in proof:
            together.setdefault(one, {one})
    return {one: min(all_, key=person_rank) for one, all_ in together.items()}


def _gather(
    gathered: dict[tuple[str, str], _Gathered],
    run: Run,
    base: str,
    target: Target,
    pair: Match,
    aligned: _Aligned,
    naming: Mapping[Identifier, Identifier],
) -> None:
    """The links that follow from what a target states of one author."""
    role = aligned.role
    proof = [one for one in aligned.identifiers if one.scheme in PERSON_SCHEMES]
    named = naming[min(proof, key=person_rank)] if proof else None
    person = person_iri(base, [named]) if named else None
    stated_here = bool(proof) and set(proof) <= set(role.mention.identifiers)
    if role.person and (role.person == person or stated_here):
        run.known += 1
    known_as = role.person or person
    found: list[tuple[str, str, str, Identifier]] = []
    if named and person and role.person is None:
        found.append((role.iri, VERIFIED_AGENT, person, named))
    for identifier in aligned.identifiers:
        address = target.agent(identifier)
        if address is None or identifier in role.mention.identifiers:
            continue
        if identifier not in proof:
            cluster = name_iri(base, role.mention.name)
            found.append((cluster, POSSIBLE_PERSON, address, identifier))
        elif known_as and known_as != person_iri(base, [identifier]):
            found.append((known_as, SAME_AS, address, identifier))
    for subject, predicate, object_, identifier in found:
        stated = _written(identifier)
        if identifier not in aligned.identifiers:
            stated = f"{_written(min(proof, key=person_rank))} (elsewhere with {stated})"
        names = role.mention.name, aligned.name
        link = gathered.setdefault(
            (subject, object_), _Gathered(predicate, *names, identifier, stated)
        )
        link.confidence = max(link.confidence, min(pair.confidence, aligned.likeness))
        link.titles.append(pair.theirs.record.title)


def _by_name(
    run: Run,
    ours: Sequence[Publication],
    target: Target,
    base: str,
    progress: Progress,
    limit: int | None,
) -> None:
    """People of a target who bear the names of authors of whom nothing is known, for review."""
    proven = {record.subject for record in run.records}
    printed: dict[str, str] = {}
    for one in ours:
        for role in one.roles:
            if role.person is None and role.iri not in proven:
                printed.setdefault(name_iri(base, role.mention.name), role.mention.name)
    clusters = {name: cluster for cluster, name in sorted(printed.items())[:limit]}
    found = target.people(list(clusters), progress)
    run.unanswered += found.unanswered
    by_name: defaultdict[str, dict[str, Candidate[Person]]] = defaultdict(dict)
    for name, candidate in found.things:
        if any(name_likeness(name, other) >= ALIKE for other in candidate.record.names):
            by_name[name][candidate.iri] = candidate
    accepted = {(record.subject, record.object) for record in run.records}
    for name, candidates in sorted(by_name.items()):
        others = f", as {len(candidates) - 1} others do" if len(candidates) > 1 else ""
        for candidate in candidates.values():
            person = person_iri(base, candidate.record.identifiers) or candidate.iri
            if {(clusters[name], person), (clusters[name], candidate.iri)} & accepted:
                continue
            remark = target.remark(candidate.iri)
            run.add(
                clusters[name],
                POSSIBLE_PERSON,
                person,
                Judgement.REVIEW,
                justification=BY_NAME,
                confidence=_BY_NAME_ALONE / len(candidates),
                evidence="; ".join(filter(None, (f"bears the name{others}", remark))),
                fields=("name",),
                labels=(name, candidate.record.names[0]),
            )


def _written(identifier: Identifier) -> str:
    return curie(identifier.scheme, identifier.value)
