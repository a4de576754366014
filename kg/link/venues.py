"""Printed venues taken apart, and whether two of them can be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kg.graph.venues import known_series, series_slug
from kg.link.letters import likeness, plain_letters
from kg.model import VenueKind
from kg.text.markup import without_references
from kg.text.proceedings import series_name
from kg.text.titles import normalise_title


class Kind(StrEnum):
    """What appears in a venue of this kind."""

    MEETING = "meeting"
    JOURNAL = "journal"
    PREPRINT = "preprint"


class VenueAgreement(StrEnum):
    """What two venues say about their papers being one."""

    SAME = "same"
    ALIKE = "alike"
    UNKNOWN = "unknown"
    PREPRINT = "preprint"
    UNLIKE = "unlike"
    OTHER = "other"
    OTHER_KIND = "other kind"


_WORDS_OF_KIND = {
    Kind.PREPRINT: {
        "arxiv",
        "corr",
        "preprint",
        "preprints",
        "biorxiv",
        "medrxiv",
        "ssrn",
        "eprint",
    },
    Kind.MEETING: {
        *("conference", "conf", "proceedings", "proc", "symposium", "symp", "workshop", "meeting"),
        *("workshops", "congress", "colloquium", "tagung", "seminar", "convention", "forum"),
    },
    Kind.JOURNAL: {
        *("journal", "j", "jnl", "trans", "transactions", "letters", "lett", "magazine", "mag"),
        *("bulletin", "bull", "record", "quarterly", "annals", "revue", "review", "reviews"),
        *("zeitschrift", "communications", "commun", "surveys", "surv", "newsletter", "archives"),
    },
}
_EMPTY = frozenset(
    {
        *("a", "an", "and", "annual", "at", "conf", "conference", "der", "die", "for", "fur", "in"),
        *("international", "intl", "int", "of", "on", "proc", "proceedings", "symposium", "symp"),
        *("the", "und", "workshop", "workshops", "joint", "meeting", "acm", "ieee", "usenix"),
        *("ifip", "aaai", "siam", "journal", "j", "transactions", "trans", "world", "european"),
    }
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NO_WORD = re.compile(r"[0-9]+(?:st|nd|rd|th)?|[ivx]+|vol|volume|no|pp|pages?")
_AFTER = re.compile(r"[\s,:]+(?:vol(?:ume|\.)?\s*)?[0-9]+\s*\Z", re.IGNORECASE)
_LONGEST_ACRONYM = 9


@dataclass(frozen=True, slots=True)
class VenueForm:
    """A venue as it is compared; ``slug`` only for series that ``ontology/venues.ttl`` knows."""

    slug: str | None
    kind: Kind | None
    words: tuple[str, ...]

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that other venues do not have."""
        return tuple(word for word in self.words if word not in _EMPTY)


_KIND_STATED = {
    VenueKind.CONFERENCE: Kind.MEETING,
    VenueKind.WORKSHOP: Kind.MEETING,
    VenueKind.JOURNAL: Kind.JOURNAL,
}


@lru_cache(maxsize=1 << 16)
def venue_form(printed: str, stated: VenueKind | None = None) -> VenueForm:
    """A printed venue taken apart, by the table of known spellings and by its words.

    >>> venue_form("Proc. VLDB Endow.").slug, venue_form("VLDB J.").kind
    ('pvldb', <Kind.JOURNAL: 'journal'>)
    """
    if "&" in printed:
        printed = without_references(printed)
    slug = _known(printed, stated)
    words = _words(series_name(printed))
    kind = kind_of(stated)
    if slug:
        kind = _KIND_STATED[known_series()[slug].kind]
    elif kind is None:
        all_words = {*_words(printed), *words}
        kind = next((kind for kind, of in _WORDS_OF_KIND.items() if of & all_words), None)
    return VenueForm(slug, kind, words)


def spellings(printed: str) -> tuple[str, ...]:
    """A printed venue, its core, and last what it has in brackets, each once.

    >>> spellings("Conference on Tides (TIDES)")
    ('Conference on Tides (TIDES)', 'Conference on Tides', 'TIDES')
    """
    inside = [found[0] or found[1] for found in _BRACKETS.findall(printed)]
    outside = _AFTER.sub("", _BRACKETS.sub(" ", printed)).strip()
    cores = (printed, outside, series_name(printed), series_name(outside))
    return tuple(dict.fromkeys((*cores, *inside)))


def kind_of(stated: VenueKind | None) -> Kind | None:
    """What appears in a venue that a source calls of a kind."""
    return _KIND_STATED[stated] if stated else None


def venue_key(printed: str) -> str:
    """What most spellings of a venue have in common.

    >>> venue_key("NIPS 2019") == venue_key("NeurIPS")
    True
    """
    form = venue_form(printed)
    return form.slug or " ".join(form.telling or form.words) or printed


def _words(text: str) -> tuple[str, ...]:
    words = plain_letters(normalise_title(text)).split()
    return tuple(word for word in words if not _NO_WORD.fullmatch(word))


def _known(printed: str, stated: VenueKind | None) -> str | None:
    """The series that a spelling, its core or what it has in brackets is known to mean."""
    for spelling in spellings(printed):
        slug = series_slug(spelling, stated)
        if slug in known_series():
            return slug
    return None


@lru_cache(maxsize=1 << 16)
def venue_agreement(one: VenueForm, other: VenueForm) -> VenueAgreement:
    """Whether two venues are one, as far as their spellings tell; the same in either order."""
    if one == other or (one.slug and one.slug == other.slug):
        return VenueAgreement.SAME
    if Kind.PREPRINT in {one.kind, other.kind}:
        same = one.kind == other.kind
        return VenueAgreement.SAME if same else VenueAgreement.PREPRINT
    if one.kind and other.kind and one.kind != other.kind:
        return VenueAgreement.OTHER_KIND
    if one.slug and other.slug:
        return VenueAgreement.OTHER
    mine, yours = one.telling, other.telling
    if not mine or not yours:
        return VenueAgreement.UNKNOWN
    if _alike(mine, yours) or _acronym(one, other) or _acronym(other, one):
        return VenueAgreement.ALIKE
    # A short name can stand for any full one, but not for another short one.
    shortened = (len(mine) == 1) != (len(yours) == 1)
    return VenueAgreement.UNKNOWN if shortened else VenueAgreement.UNLIKE


def _alike(mine: tuple[str, ...], yours: tuple[str, ...]) -> bool:
    """Whether the words of the shorter are, in order, those of the longer or abbreviate them."""
    short, long = sorted((mine, yours), key=lambda words: (len(words), words))
    rest = iter(long)
    if all(any(_abbreviates(word, full) for full in rest) for word in short):
        return len(short) > 1 or len(long) == 1
    return likeness("".join(short), "".join(long)) >= 0.88


def _abbreviates(word: str, full: str) -> bool:
    return full.startswith(word) or word.startswith(full)


def _acronym(short: VenueForm, long: VenueForm) -> bool:
    """Whether a venue of one word is made of the initials of the other's words, in order."""
    if len(short.telling) != 1 or len(long.words) < 3:
        return False
    (letters,) = short.telling
    if not 3 <= len(letters) <= _LONGEST_ACRONYM:
        return False
    if letters in long.words:
        return True
    initials = [word[0] for word in long.words if word not in {"of", "on", "the", "and", "in"}]
    return letters in {"".join(initials), "".join(word[0] for word in long.telling)}
