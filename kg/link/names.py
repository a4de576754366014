"""Printed names of people, and how far two of them, or two lists of them, can be the same.

A name is read as a family name and given names; which is which shows a comma, an initial or, where
nothing shows it, the order. Two names agree to a degree between 0 (they can't be one) and 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from kg.link.letters import likeness, plain_letters
from kg.link.syllables import is_syllabic
from kg.text.markup import without_references
from kg.text.names import collapse, normalise_name

LONGEST_LIST = 60
"""So many names of a list are compared; longer lists are those of collaborations."""

_NUMBER = re.compile(r"\s+[0-9]{4}\Z")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"|“[^”]*”")
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015_]+")
_NOT_OF_A_NAME = re.compile(r"[^\w]|[0-9_]")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTICLES = frozenset(
    {
        *("al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du"),
        *("el", "ibn", "la", "las", "le", "los", "ter", "van", "von", "zu"),
    }
)
_NO_NAMES = frozenset({"corporate", "the"})
"""Words before the name of a team that signs as an author."""

_SHORT_FORMS = (
    *(
        "abraham avi abe",
        "andrew andy",
        "anthony tony",
        "antonio toni",
        "benjamin ben",
        "catherine kate",
    ),
    *("charles chuck", "daniel dan", "david dave", "deborah debbie", "donald don"),
    *("edward ed ted", "elizabeth liz beth", "frederick fred", "gerald jerry", "james jim"),
    *("jeffrey jeff", "jennifer jen", "john jack", "joseph joe", "katherine kathy kate"),
    *("kenneth ken", "lawrence larry", "leonard len", "margaret peggy", "michael mike"),
    *("nicholas nick", "patricia pat", "peter pete", "philip phil", "richard dick rick rich"),
    *("robert bob rob", "ronald ron", "stephen steve", "steven steve", "susan sue"),
    *("theodore ted", "thomas tom", "timothy tim", "vincent vince", "walter walt"),
    *("william bill will",),
)
"""Given names and how their bearers sign papers, where one is not the beginning of the other."""

_SAME_PERSON = {
    frozenset({forms[0], short}) for forms in map(str.split, _SHORT_FORMS) for short in forms[1:]
}


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in plain letters: the family name, and the given names and initials before it."""

    family: str
    given: tuple[str, ...]

    @property
    def key(self) -> str:
        """Family name and first initial: what all usual forms of a name have in common."""
        return f"{self.family} {self.given[0][0]}" if self.given else self.family


@lru_cache(maxsize=1 << 18)
def person_name(printed: str) -> PersonName | None:
    """A printed name read, or ``None`` for what has no letters.

    >>> person_name("Brook, Ada M."), person_name("AM Brook")
    (PersonName(family='brook', given=('ada', 'm')), PersonName(family='brook', given=('a', 'm')))
    """
    text = without_references(printed) if "&" in printed else printed
    text = _NUMBER.sub("", collapse(_ASIDE.sub(" ", text)))
    before, comma, after = text.partition(",")
    if comma and plain_letters(after).strip(" .") in _SUFFIXES:
        text, comma = before, ""
    if comma:
        family, given = _tokens(before), _tokens(after.replace(",", " "))
    else:
        tokens = _tokens(text)
        # "Brook AM" and "Brook A." have the family name first.
        ends = len(tokens)
        while ends > 1 and len(tokens[ends - 1]) == 1:
            ends -= 1
        swapped = 0 < ends < len(tokens) and len(tokens[0]) > 1
        cut = ends if swapped else len(tokens) - 1
        family, given = tokens[:cut], tokens[cut:]
        if not swapped:
            family, given = given, family
    if not family:
        family, given = given[-1:], given[:-1]
    if not family or (not given and family[-1] in _SUFFIXES):
        return None
    middle = [token for token in (*given[1:], *family[:-1]) if token not in _PARTICLES]
    return PersonName(family[-1], (*given[:1], *middle))


def full_key(name: PersonName) -> str:
    """A name in plain letters, given names first: equal for names that differ in marks alone."""
    return intern(" ".join((*name.given, name.family)))


def _tokens(text: str) -> list[str]:
    """The parts of a name in plain letters, runs of initials taken apart."""
    parts = [part for part in _BETWEEN.split(text) if part]
    mixed = any(not part.isupper() for part in parts)
    found: list[str] = []
    for part in parts:
        plain = _NOT_OF_A_NAME.sub("", plain_letters(part))
        if mixed and part.isupper() and part.isascii() and 2 <= len(plain) <= 3:
            found += plain
        elif plain:
            found.append(plain)
    while len(found) > 1 and found[-1] in _SUFFIXES:
        found.pop()
    while len(found) > 1 and found[0] in _NO_NAMES:
        found.pop(0)
    return found


@lru_cache(maxsize=1 << 18)
def agreement(one: PersonName, other: PersonName) -> float:
    """How far two names can be the same person's: 0 if they can't.

    >>> agreement(person_name("Ada Brook"), person_name("A. Brook"))
    0.85
    >>> agreement(person_name("Ada Brook"), person_name("Ida Brook"))
    0.0
    """
    if one == other:
        return 1.0
    if sorted((one.family, *one.given)) == sorted((other.family, *other.given)):
        return 0.95
    given = _given_agreement(one.given, other.given)
    if one.family == other.family:
        return given
    if one.family in other.given or other.family in one.given:
        return _reordered(one, other)
    return max(min(given, 0.9) * _family_likeness(one, other), _other_spaces(one, other))


def name_likeness(one: str, other: str) -> float:
    """How far two printed names can be the same person's; those without letters only if equal.

    >>> name_likeness("Ada Brook", "Brook, A.")
    0.85
    """
    mine, yours = person_name(one), person_name(other)
    if mine is None or yours is None:
        return float(normalise_name(one) == normalise_name(other))
    return agreement(mine, yours)


def _family_likeness(one: PersonName, other: PersonName) -> float:
    """What differing family names leave of an agreement: typing errors happen, in long names."""
    a, b = one.family, other.family
    alike = likeness(a, b)
    if alike >= 0.8 and min(len(a), len(b)) >= 5:
        return 0.85
    spelt_out = one.given[:1] == other.given[:1] and len(one.given[0]) > 1 if one.given else False
    # Wang and Yang differ in a letter too.
    return 0.5 if spelt_out and alike >= 0.66 else 0.0


def _other_spaces(one: PersonName, other: PersonName) -> float:
    """Names that are the same letters, or nearly, with other spaces between them."""
    mine, yours = "".join((*one.given, one.family)), "".join((*other.given, other.family))
    if mine == yours:
        return 0.95
    long = min(len(mine), len(yours)) >= 7 and len(one.given) != len(other.given)
    return 0.75 if long and likeness(mine, yours) >= 0.9 else 0.0


def _reordered(one: PersonName, other: PersonName) -> float:
    """Two names of which one has the other's family name among its given names."""
    mine, yours = Counter((one.family, *one.given)), Counter((other.family, *other.given))
    common = mine & yours
    mine, yours = mine - common, yours - common
    if not mine or not yours:
        return 0.85 if common.total() > 1 else 0.4
    initials = all(any(_may_be(a, b) for b in yours) for a in mine)
    return 0.8 if initials and any(len(token) > 1 for token in common) else 0.0


def _given_agreement(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if not one or not other:
        return 0.6
    if "".join(one) == "".join(other):
        return 0.97
    first, second = one[0], other[0]
    if first == second:
        if len(one) > 1 and len(other) > 1 and not _may_be(one[1], other[1]):
            return 0.5 if len(first) > 1 else 0.0
        return 0.97 if len(first) > 1 else 0.85
    if _may_be(first, second) or frozenset({first, second}) in _SAME_PERSON:
        return 0.85
    # "J. Ada Brook" is "Ada Brook" too.
    spelt_out = {token for token in one if len(token) > 2} & {t for t in other if len(t) > 2}
    if spelt_out:
        return 0.8
    if one[0][0] == other[0][0] and _run_together(one, other):
        return 0.85
    alike = likeness(first, second) if min(len(first), len(second)) > 3 else 0.0
    if alike >= 0.8 and not (is_syllabic(first) and is_syllabic(second)):
        return 0.75
    # Jian and Juan differ in a letter too.
    return 0.5 if alike >= 0.75 else 0.0


def _run_together(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one has in one word, or in initials, what the other has in several words."""
    short, long = sorted(("".join(one), "".join(other)), key=len)
    single = len(one) == len(other) == 1
    if single and is_syllabic(short) and is_syllabic(long):
        return False
    return len(short) > 1 and long.startswith(short)


def _may_be(one: str, other: str) -> bool:
    """Whether one is the other, its initial or, from three letters on, its short form."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if not long.startswith(short) or len(short) == 2:
        return False
    return len(short) == 1 or not (is_syllabic(short) and is_syllabic(long))


@dataclass(frozen=True, slots=True)
class ListAgreement:
    """Two author lists side by side.

    ``agreed`` is the sum of the agreements of names that pair off, ``pairs`` the names of the one
    list that did; ``shorter`` and ``longer`` are the lengths of the lists.
    """

    agreed: float
    pairs: tuple[PersonName, ...]
    shorter: int
    longer: int


def list_agreement(one: Sequence[PersonName], other: Sequence[PersonName]) -> ListAgreement:
    """Names of two lists paired off, best agreements first, in whatever order they stand."""
    mine, yours = list(one[:LONGEST_LIST]), list(other[:LONGEST_LIST])
    sizes = sorted((len(mine), len(yours)))
    agreed, pairs = 0.0, []
    if mine == yours:
        return ListAgreement(float(len(mine)), tuple(mine), *sizes)
    for name in mine.copy():
        if name in yours:
            mine.remove(name)
            yours.remove(name)
            agreed += 1.0
            pairs.append(name)
    options = sorted(
        (
            (-degree, abs(i - j), i, j)
            for i, a in enumerate(mine)
            for j, b in enumerate(yours)
            if (degree := agreement(a, b)) > 0
        ),
    )
    taken: set[int] = set()
    given: set[int] = set()
    for degree, _, i, j in options:
        if i not in taken and j not in given:
            taken.add(i)
            given.add(j)
            agreed -= degree
            pairs.append(mine[i])
    return ListAgreement(agreed, tuple(pairs), *sizes)
