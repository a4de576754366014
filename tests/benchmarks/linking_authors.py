"""How well the mentions of a name are grouped into persons: a part of ``bench_linking.py``.

Names whose persons are known from identifiers, which are hidden from the grouping: in the ACL
Anthology those with several explicit ids, in the paper lists those whose namesakes DBLP numbers.
Names made ambiguous: given names cut to initials, so that "X. He" stands for all of the family
whose full names are rare; the full name is the truth. The weights were set on half of the families,
never on identifiers. Forms of names: those that ``name_variants.yaml`` says to be one person's.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import yaml

from kg.link.authors.grouping import group
from kg.link.authors.persons import persons
from kg.link.authors.rarity import Rarity
from kg.link.authors.records import AuthorMention, Publication, Signature
from kg.link.letters import plain_letters
from kg.link.names import full_key, person_name
from kg.link.records import paper_record
from kg.model import Paper
from kg.text.names import normalise_name

RESAMPLES = 2000
NAMES_A_PART = 100
LOOKED_AT = 40
FEWEST, MOST = 8, 300
"""Names made ambiguous have so many mentions at least and at most."""

RARE = 0.3
"""A full name that so many people bear, as far as can be told, is one person's."""

Groups = Iterable[Iterable[str]]
Truth = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one name's mentions are grouped: pairwise, and by B-cubed (Bagga, Baldwin 1998)."""

    precision: float
    recall: float
    f1: float
    b_cubed: float


def score(groups: Groups, truth: Truth) -> Score:
    """Compare groups with the truth; mentions whose person is not known do not count.

    Where there are no pairs to find, or none are found, nothing is missed, or nothing is wrong.
    """
    found = [Counter(truth[one] for one in group if one in truth) for group in groups]
    sizes = Counter(truth.values())
    right = sum(_pairs(n) for one in found for n in one.values())
    said = sum(_pairs(one.total()) for one in found)
    true = sum(map(_pairs, sizes.values()))
    total = len(truth)
    b_precision = sum(n * n / one.total() for one in found for n in one.values()) / total
    b_recall = sum(n * n / sizes[who] for one in found for who, n in one.items()) / total
    precision, recall = right / said if said else 1.0, right / true if true else 1.0
    return Score(precision, recall, _f1(precision, recall), _f1(b_precision, b_recall))


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def signed(papers: Iterable[tuple[str, Paper]]) -> list[Publication]:
    """Publications with their signatures; each paper with an id that nothing else has."""
    return [
        Publication(
            id=id_,
            title=paper.title,
            signatures=tuple(
                Signature(
                    f"{id_}#author-{place}",
                    mention.name,
                    normalise_name(mention.name),
                    mention.affiliations,
                    mention.identifiers,
                )
                for place, mention in enumerate(paper.mentions, 1)
            ),
            venue=(record := paper_record(id_, paper)).venue,
            year=record.year,
            categories=tuple(one.code for one in paper.categories if one.code),
            keywords=paper.keywords,
        )
        for id_, paper in papers
        if paper.mentions
    ]


def hidden(publications: Iterable[Publication]) -> list[Publication]:
    """The same publications without identifiers of people."""
    return [
        replace(one, signatures=tuple(replace(s, identifiers=()) for s in one.signatures))
        for one in publications
    ]


def labelled(publications: Sequence[Publication], scheme: str) -> dict[str, Truth]:
    """Name cluster → authorship → person, for names that at least two people of a scheme bear.

    DBLP numbers namesakes ("95/3736-2" and "95/3736-36"): identifiers of other numbers stand beside
    a name because a column was not aligned, and do not count.
    """
    stated: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for publication in publications:
        for signature in publication.signatures:
            for one in signature.identifiers:
                if one.scheme == scheme:
                    stated[signature.cluster][signature.id] = one.value
    found: dict[str, Truth] = {}
    for cluster, truth in stated.items():
        numbers = Counter(_number(scheme, who) for who in set(truth.values()))
        number, people = max(numbers.items(), key=lambda item: (item[1], item[0]))
        if people > 1:
            found[cluster] = {
                id_: who for id_, who in truth.items() if _number(scheme, who) == number
            }
    return found


def _number(scheme: str, identifier: str) -> str:
    """What the identifiers of namesakes have in common."""
    return identifier.partition("-")[0] if scheme == "dblp" else ""


def report_labelled(publications: Sequence[Publication], scheme: str) -> None:
    """Group the names that several identified people bear, and print how well that went."""
    truths = labelled(publications, scheme)
    plain = hidden(publications)
    rarity = Rarity(plain)
    mentions = _mentions(plain, lambda signature: signature.cluster in truths)
    outcomes = []
    for cluster, truth in sorted(truths.items()):
        found = group(mentions[cluster], rarity)
        outcomes.append((score((one.ids for one in found), truth), truth))
    _print(outcomes)


def _mentions(
    publications: Iterable[Publication], wanted: Callable[[Signature], bool]
) -> dict[str, list[AuthorMention]]:
    found: defaultdict[str, list[AuthorMention]] = defaultdict(list)
    for publication in publications:
        for signature in publication.signatures:
            if wanted(signature):
                found[signature.cluster].append(AuthorMention(publication, signature))
    return found


def report_made(publications: Sequence[Publication], *, developed: bool, seed: int = 1) -> None:
    """Group names that were made ambiguous, and print how well that went.

    ``developed`` takes the half of the families that the weights were set on, else the other.
    """
    plain = hidden(publications)
    rarity = Rarity(plain)
    blocks: defaultdict[str, list[tuple[Publication, Signature, str]]] = defaultdict(list)
    for publication in plain:
        for signature in publication.signatures:
            name = person_name(signature.name)
            if name is None or not name.given or len(name.given[0]) == 1:
                continue
            if developed_on(name.family) is developed and rarity.name(name).bearers < RARE:
                blocks[name.key].append((publication, signature, full_key(name)))
    fit = [
        key
        for key, block in sorted(blocks.items())
        if FEWEST <= len(block) <= MOST and len({who for *_, who in block}) > 1
    ]
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    outcomes = []
    for key in sorted(chance.sample(fit, min(NAMES_A_PART, len(fit)))):
        mentions, truth = made_ambiguous(key, blocks[key])
        found = group(mentions, rarity)
        outcomes.append((score((one.ids for one in found), truth), truth))
    _print(outcomes)


def developed_on(family: str) -> bool:
    """Whether the weights were set on names of a family."""
    return not hashlib.sha256(family.encode()).digest()[0] & 1


def made_ambiguous(
    key: str, block: Sequence[tuple[Publication, Signature, str]]
) -> tuple[list[AuthorMention], Truth]:
    """The mentions of a block under one printed name, and who each is."""
    family, initial = key.rsplit(" ", 1)
    printed = f"{initial.upper()}. {family.title()}"
    ids = {signature.id for _, signature, _ in block}
    mentions = []
    for publication, signature, _ in block:
        signatures = tuple(
            replace(one, name=printed, cluster=key) if one.id in ids else one
            for one in publication.signatures
        )
        own = next(one for one in signatures if one.id == signature.id)
        mentions.append(AuthorMention(replace(publication, signatures=signatures), own))
    return mentions, {signature.id: who for _, signature, who in block}


def _print(outcomes: Sequence[tuple[Score, Truth]]) -> None:
    people = sum(len(set(truth.values())) for _, truth in outcomes)
    labels = sum(len(truth) for _, truth in outcomes)
    print(f"  {len(outcomes)} names, {people} persons, {labels} labelled mentions; means of names")
    figures: dict[str, Callable[[Score], float]] = {
        "pairwise precision": lambda one: one.precision,
        "pairwise recall": lambda one: one.recall,
        "pairwise F1": lambda one: one.f1,
        "B-cubed F1": lambda one: one.b_cubed,
    }
    for title, value in figures.items():
        values = [value(one) for one, _ in outcomes]
        low, high = interval(values)
        print(f"  {title:<20} {sum(values) / len(values):.3f} ({low:.3f}–{high:.3f})", flush=True)
    # What it is worth: all of a name as one person, and each mention as one.
    baselines: dict[str, Callable[[Truth], Groups]] = {
        "all as one person": lambda truth: [truth],
        "each as one person": lambda truth: [[one] for one in truth],
    }
    for title, groups in baselines.items():
        scores = [score(groups(truth), truth) for _, truth in outcomes]
        f1 = sum(one.f1 for one in scores) / len(scores)
        b_cubed = sum(one.b_cubed for one in scores) / len(scores)
        print(f"  {title:<20} pairwise F1 {f1:.3f}, B-cubed F1 {b_cubed:.3f}")


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean by resampling."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    size = len(values)
    means = sorted(sum(chance.choices(values, k=size)) / size for _ in range(RESAMPLES))
    return means[int(RESAMPLES * 0.025)], means[int(RESAMPLES * 0.975)]


def report_forms(publications: Sequence[Publication], listed: Path) -> None:
    """Join forms of names, and print how many of those that are known are found, and are right.

    Names that differ in marks, hyphens, dots and letter case alone are one person's there by rule.
    """
    known = {form: number for number, forms in enumerate(_entries(listed)) for form in forms}
    printed: dict[str, str] = {}
    for publication in publications:
        for signature in publication.signatures:
            printed.setdefault(signature.cluster, signature.name)
    person = {name: str(known.get(name, _bare(text))) for name, text in printed.items()}
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for name, who in sorted(person.items()):
        bearers[who].append(name)
    true = {pair for names in bearers.values() for pair in combinations(sorted(names), 2)}
    stated = {pair for pair in true if pair[0] in known}
    found = set(_joined(hidden(publications)))
    right = found & true
    print(f"  {len(found)} pairs of forms joined, {len(right)} of them known to be one person's")
    print(
        f"  of {len(stated)} pairs that are listed as one person's {len(found & stated)} are found"
    )
    unknown = sorted(found - true)
    chance = random.Random(1)  # noqa: S311 - nothing secret
    for pair in sorted(chance.sample(unknown, min(LOOKED_AT, len(unknown)))):
        print(f"    not known: {printed[pair[0]]} = {printed[pair[1]]}")


def _entries(listed: Path) -> Iterator[set[str]]:
    for entry in yaml.safe_load(listed.read_text("utf-8")):
        forms = [entry["canonical"], *entry.get("variants", ())]
        names = (f"{form.get('first') or ''} {form['last']}" for form in forms)
        yield {normalise_name(name) for name in names}


def _bare(name: str) -> str:
    return "".join(c for c in plain_letters(name) if c.isalnum())


def _joined(publications: Sequence[Publication]) -> Iterator[tuple[str, str]]:
    """The pairs of name clusters that persons have authorships of."""
    for person in persons(publications, lambda *_: None):
        clusters = sorted({member.mention.signature.cluster for member in person.members})
        yield from combinations(clusters, 2)
