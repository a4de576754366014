"""Titles taken apart for comparison, and how alike two of them are."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import pairwise

from kg.link.letters import likeness, masks, plain_letters, shared
from kg.text.latex import plain
from kg.text.markup import plain_title
from kg.text.titles import normalise_title

LONGEST = 60
"""So many words of a title are compared; what is longer is an abstract in the wrong place."""

MISSPELT = 0.74
"""Words at least as alike as this can be one word with a typing error."""

MISSPELT_ODD = 0.62
"""The same for a word that stands in no other title: there may be two errors in it."""

STOP_WORDS = frozenset(
    {
        *("a", "about", "an", "and", "are", "as", "at", "be", "by", "can", "das", "der", "des"),
        *("die", "do", "does", "et", "for", "from", "fur", "how", "in", "into", "is", "it", "its"),
        *("la", "le", "les", "not", "of", "on", "or", "over", "that", "the", "their", "this"),
        *("to", "toward", "towards", "und", "under", "using", "via", "we", "what", "when", "with"),
    }
)
"""Words that tell no title from another, in the few languages that most titles are in."""

_LONGEST_STOP = 4
_RUN_TOGETHER, _SURELY = 0.84, 0.93
_SHORTEST_MISSPELT, _SHORTEST_ODD = 4, 3
_PREFIXES = frozenset(
    {
        *("a", "an", "anti", "auto", "bi", "co", "cross", "de", "dis", "hyper", "il", "im", "in"),
        *("inter", "intra", "ir", "macro", "meta", "micro", "mis", "mono", "multi", "non", "over"),
        *("poly", "post", "pre", "pseudo", "quasi", "re", "self", "semi", "sub", "super", "trans"),
        *("tri", "ultra", "un", "under", "uni"),
    }
)
"""Beginnings that make another word of a word: "unsupervised" is no misspelt "supervised"."""

_BOUNDARY = re.compile(r":\s*|\?\s+|\.\s+|;\s+|\s+[-\u2010-\u2015]+\s+|-{2,}|[\u2013-\u2015]")
_BRACKETS = re.compile(r"\s*(?:\(([^()]{3,60})\)|\[([^\[\]]{3,60})\])(?=\s*(?:[.:]|\Z))")
_NOTE_WORDS = frozenset(
    {
        *("abstract", "abstracts", "address", "an", "and", "demo", "demonstration", "description"),
        *("extended", "full", "in", "industrial", "invited", "keynote", "long", "note", "only"),
        *("overview", "panel", "paper", "position", "poster", "preliminary", "prepublication"),
        *("presentation", "project", "report", "research", "retracted", "revised", "session"),
        *("short", "student", "summary", "system", "talk", "technical", "tutorial", "version"),
        *("vision", "withdrawn", "work", "progress", "best", "award", "invitation"),
    }
)
_NUMBER_WORDS = {
    word: str(number)
    for number, words in enumerate(
        (
            "one first i",
            "two second ii",
            "three third iii",
            "four fourth iv",
            "five fifth v",
            "six sixth vi",
            "seven seventh vii",
            "eight eighth viii",
            "nine ninth ix",
            "ten tenth x",
        ),
        start=1,
    )
    for word in words.split()
}
_ROMAN_ALONE = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})
_BEFORE_NUMBER = frozenset({"part", "volume", "vol", "no", "number", "phase", "chapter", "version"})
_DIGITS = re.compile(r"[0-9]+(?:st|nd|rd|th)?")


@dataclass(slots=True)
class TitleForm:
    """A title as it is compared: its words in plain letters, and what they say.

    ``head`` is how many words stand before the first colon, dash or question mark, 0 if there is
    none. ``numbers`` are those that tell parts, versions and years apart; ``later`` says that one
    of them is that of a second part or a later one. ``note`` is what stands in brackets at the end,
    or before a colon, and describes the paper's kind (``extended abstract``); ``cut`` says that an
    ellipsis ends the title. ``weights`` say how much each word tells, and ``odd`` words stand in
    one of the sources alone.
    """

    words: tuple[str, ...]
    squashed: str
    keys: tuple[str, ...] = ()
    signature: int = 0
    head: int = 0
    numbers: frozenset[str] = frozenset()
    later: bool = False
    note: str = ""
    cut: bool = False
    weights: tuple[float, ...] = field(default=(), compare=False)
    odd: frozenset[str] = field(default=frozenset(), compare=False)
    _masks: Mapping[str, int] | None = field(default=None, compare=False, repr=False)

    @property
    def places(self) -> Mapping[str, int]:
        """The masks of the squashed title, made when first asked for."""
        if self._masks is None:
            self._masks = masks(self.squashed)
        return self._masks


def title_form(printed: str) -> TitleForm:
    """A printed title taken apart.

    >>> form = title_form("SALT: Taste of Tides, Part II (Extended Abstract)")
    >>> form.words, form.head, sorted(form.numbers), form.note
    (('salt', 'taste', 'of', 'tides', 'part', 'ii'), 1, ['2'], 'extended abstract')
    """
    text = plain_title(plain(printed))
    note = ""
    for found in list(_BRACKETS.finditer(text)):
        words = plain_letters(normalise_title(found[1] or found[2]))
        if found.start() and _NOTE_WORDS.issuperset(words.split()):
            text, note = text.replace(found[0], "", 1), words
    cut = text.endswith(("...", "…"))
    words_ = _words(text)
    boundary = _BOUNDARY.search(text, 1)
    head = len(_words(text[: boundary.start()])) if boundary else 0
    squashed = "".join(words_)
    return TitleForm(
        words_,
        squashed,
        _told_apart(words_),
        _signature(squashed),
        head if head < len(words_) else 0,
        frozenset(_numbers(words_)),
        _is_later(words_),
        note,
        cut,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(plain_letters(normalise_title(text)).split()[:LONGEST])


def _told_apart(words: Sequence[str]) -> tuple[str, ...]:
    """The words, with a mark for each time that one stood before."""
    if len(set(words)) == len(words):
        return tuple(words)
    return tuple(word + "'" * words[:place].count(word) for place, word in enumerate(words))


def _signature(text: str) -> int:
    """The runs of three letters of a text, as bits."""
    bits = 0
    codes = text.encode("utf-16-le")[::2]
    for one, two, three in zip(codes, codes[1:], codes[2:], strict=False):
        bits |= 1 << (one * 961 + two * 31 + three) % _BITS
    return bits


_BITS = 4093


def may_be_alike(one: TitleForm, other: TitleForm) -> bool:
    """Whether the shorter title has enough runs of letters in common with the longer.

    A quick look that spares a closer one; a typing error changes three runs.
    """
    mine, yours = one.signature, other.signature
    least = min(mine.bit_count(), yours.bit_count())
    return (mine & yours).bit_count() >= _LEAST_RUNS * least


_LEAST_RUNS = 0.3


def _numbers(words: Sequence[str]) -> list[str]:
    found = []
    for place, word in enumerate(words):
        if _DIGITS.fullmatch(word):
            found.append(word.rstrip("stndrh").lstrip("0") or "0")
        elif word in _NUMBER_WORDS:
            after_part = place > 0 and words[place - 1] in _BEFORE_NUMBER
            last_letter = len(word) == 1 and place == len(words) - 1 > 0
            if word in _ROMAN_ALONE or after_part or last_letter:
                found.append(_NUMBER_WORDS[word])
    return found


def _is_later(words: Sequence[str]) -> bool:
    """Whether a title is that of a second part or a later one."""
    return any(
        word in _ROMAN_ALONE or (before in _BEFORE_NUMBER and _number(word) in _LATER)
        for before, word in pairwise(("", *words))
    )


def _number(word: str) -> str:
    return _NUMBER_WORDS.get(word, word)


_LATER = frozenset(map(str, range(2, 21)))


class Part(StrEnum):
    """How a title is a part of another: what stands before or behind its colon, or the beginning.

    A title that ends in an ellipsis, or that goes on behind a colon, is known to be cut.
    """

    SUBTITLE = "subtitle"
    CUT = "cut"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class TitleLikeness:
    """How alike two titles are, and how much the words in common say.

    ``value`` is from 0 to 1. ``telling`` is the sum of the weights of the common words: about how
    many words in common that are rare elsewhere. ``replaced`` is the weight of words that stand in
    one title where the other has other words, ``added`` that of words that one has more. ``part``
    says that one title is only a part of the other, and then the value is that of the part.
    """

    value: float
    telling: float
    replaced: float = 0.0
    added: float = 0.0
    part: Part | None = None


def title_likeness(one: TitleForm, other: TitleForm) -> TitleLikeness:
    """Compare two titles word by word, by weight, and letter by letter.

    Words count by their weight (rare words more), a word with a typing error by its likeness, two
    words run together as one.
    """
    if one.words == other.words:
        return TitleLikeness(1.0, sum(one.weights))
    if one.squashed == other.squashed:
        return TitleLikeness(0.99, min(sum(one.weights), sum(other.weights)))
    letters = shared(one.places, len(one.squashed), other.squashed)
    lengths = len(one.squashed), len(other.squashed)
    if letters < _LEAST_LETTERS * min(lengths) and set(one.words) != set(other.words):
        return TitleLikeness(letters / sum(lengths), 0.0)
    whole = _likeness(one, other)
    value = _WORDS * whole.value + (1 - _WORDS) * 2 * letters / sum(lengths)
    whole = replace(whole, value=value)
    part = _part_likeness(one, other)
    return part if part and part.value > whole.value + _PART_LESS[part.part] else whole


_WORDS = 0.7
"""The share of the words in a likeness; the letters have the rest."""

_LEAST_LETTERS = 0.7
"""Titles that have less of the shorter's letters in common, in order, are different."""

_PART_LESS = {Part.SUBTITLE: 0.04, Part.CUT: 0.02, Part.BEGINNING: 0.08, None: 1.0}
"""A part must be so much more alike than the whole to count."""

_SHORTEST_PART = 0.5
"""The weight that the words of a part must have to stand for a title."""

_SHORTEST_CUT = 4
"""A title that is the beginning of another, cut anywhere, has at least so many words."""


def _part_likeness(one: TitleForm, other: TitleForm) -> TitleLikeness | None:
    """The likeness of the shorter title to the best part of the longer, if there is a part."""
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    size = len(short.words)
    cuts: dict[tuple[int, int], Part] = {}
    if size >= _SHORTEST_CUT and size < len(long.words):
        kind = Part.CUT if short.cut else Part.BEGINNING
        cuts |= {(0, end): kind for end in (size, size + 1)}
    if long.head and not (short.head and short.words[: short.head] == long.words[: long.head]):
        cuts |= {(0, long.head): Part.SUBTITLE, (long.head, len(long.words)): Part.SUBTITLE}
    best = None
    for (start, end), kind in sorted(cuts.items()):
        if abs(end - start - size) > 1:
            continue
        found = _likeness(short, long, start, end)
        if found.telling >= _SHORTEST_PART and (best is None or found.value > best.value):
            best = replace(found, part=kind)
    return best


Weights = dict[str, float]


def _likeness(
    one: TitleForm, other: TitleForm, start: int = 0, end: int | None = None
) -> TitleLikeness:
    """The share of the weight of all words that words in common have.

    ``start`` and ``end`` cut the second title down to a part.
    """
    rest = dict(zip(one.keys, one.weights, strict=True))
    others = dict(zip(other.keys[start:end], other.weights[start:end], strict=True))
    common = rest.keys() & others.keys()
    agreed = total = math.fsum([rest.pop(word) + others.pop(word) for word in common])
    odd = one.odd | other.odd
    for pair_off in (partial(_run_together, least=_SURELY), _misspelt, _run_together):
        if rest and others:
            for credit, weight in pair_off(rest, others, odd):
                agreed += credit * weight
                total += weight
    mine, yours = math.fsum(rest.values()), math.fsum(others.values())
    total += mine + yours
    if not total:
        return TitleLikeness(0.0, 0.0)
    return TitleLikeness(agreed / total, agreed / 2, min(mine, yours), abs(mine - yours))


def _misspelt(rest: Weights, others: Weights, odd: frozenset[str]) -> list[tuple[float, float]]:
    """Words that differ by a typing error, taken from the rest: likeness and weight of each pair.

    A word that stands in no other title is misspelt rather than another word: then the error
    counts half, and the pair weighs what the right word does.
    """
    options = []
    for word in rest:
        for other in others:
            is_odd = word in odd or other in odd
            alike = _alike(word, other, _SHORTEST_ODD if is_odd else _SHORTEST_MISSPELT)
            if alike >= (MISSPELT_ODD if is_odd else MISSPELT):
                half = is_odd and alike >= MISSPELT
                options.append((-(1 + alike) / 2 if half else -alike, word, other, is_odd))
    found = []
    for alike, word, other, is_odd in sorted(options):
        if word in rest and other in others:
            mine, yours = rest.pop(word), others.pop(other)
            found.append((-alike, 2 * min(mine, yours) if is_odd else mine + yours))
    return found


def _alike(word: str, other: str, shortest: int) -> float:
    """How alike two words are, 0 for those that are two words whatever their letters."""
    short, long = sorted((word.rstrip("'"), other.rstrip("'")), key=len)
    if shortest == _SHORTEST_ODD and len(long) <= _LONGEST_STOP and STOP_WORDS & {short, long}:
        return MISSPELT if set(short) & set(long) else 0.0
    if len(short) < shortest or len(long) - len(short) > max(1, len(short) // 3):
        return 0.0
    if short[0] != long[0] and short[-1] != long[-1]:
        return 0.0
    if short.isdigit() or long.isdigit():
        return 0.0
    if long.endswith(short) and long[: -len(short)] in _PREFIXES:
        return 0.0
    return likeness(short, long)


def _run_together(
    rest: Weights, others: Weights, odd: frozenset[str], least: float = _RUN_TOGETHER
) -> list[tuple[float, float]]:
    """All that is left, if it is the same letters with other spaces between: likeness and weight.

    With a typing error too only if that makes words that stand in no other title.
    """
    mine, yours = ("".join(words).replace("'", "") for words in (rest, others))
    if min(len(mine), len(yours)) < _SHORTEST_MISSPELT or mine.isdigit() or yours.isdigit():
        return []
    alike = likeness(mine, yours)
    if alike < least or (alike < 1 and odd.isdisjoint((*rest, *others))):
        return []
    weight = 2 * min(math.fsum(rest.values()), math.fsum(others.values()))
    rest.clear()
    others.clear()
    return [(alike, weight)]
