"""Titles of papers as printed, and when two of them are one title."""

from __future__ import annotations

import re
import unicodedata

from kg.text.names import collapse, fold

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_HASH_LENGTH = 16
_HASH_LIKE = re.compile(r"[0-9a-f]{16}")
_SLUG_LENGTH = 60

GENERIC_TITLES = frozenset(
    {
        "advertisement",
        "advertisements",
        "announcement",
        "announcements",
        "author index",
        "book review",
        "book reviews",
        "call for papers",
        "conclusion",
        "contents",
        "correction",
        "corrigendum",
        "editor s note",
        "editorial",
        "editorial board",
        "erratum",
        "errata",
        "foreword",
        "front matter",
        "frontmatter",
        "guest editorial",
        "index",
        "introduction",
        "keynote",
        "letter to the editor",
        "message from the chairs",
        "message from the general chair",
        "message from the program chairs",
        "news",
        "obituary",
        "organizing committee",
        "panel",
        "panel discussion",
        "preface",
        "program committee",
        "proceedings",
        "publisher s note",
        "reviewers",
        "sponsors",
        "table of contents",
        "title page",
        "untitled",
        "welcome",
    }
)
"""Normalised titles that many different papers bear; such a title needs more to tell them apart."""


def normalise_title(title: str) -> str:
    """The form that decides whether two printed titles are one: words alone, case folded.

    Punctuation and mark-up characters differ from source to source, so only letters, digits and
    their marks count. A title without any keeps its characters, so that it still differs from
    other titles.

    >>> normalise_title("UNBERT: User-News  Matching")
    'unbert user news matching'
    >>> normalise_title("???")
    '???'
    """
    if title.isascii():
        folded = title.lower()
        return " ".join(_ASCII_WORD.findall(folded)) or collapse(folded)
    folded = fold(title)
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded)
    return collapse(words) or collapse(folded)


def title_slug(normalised: str) -> str:
    """The readable part of a publication's IRI, from a normalised title.

    At most 60 characters, cut between words where there is more than one. A word that looks like
    the hash which follows the slug is left out, so that no IRI is the beginning of another.

    >>> title_slug("unbert user news matching")
    'unbert-user-news-matching'
    """
    words = [
        word
        for word in normalised.split()
        if len(word) != _HASH_LENGTH or not _HASH_LIKE.fullmatch(word)
    ]
    slug = "-".join(words)
    if len(slug) > _SLUG_LENGTH:
        end = slug.rfind("-", 0, _SLUG_LENGTH + 1)
        slug = slug[: end if end > 0 else _SLUG_LENGTH]
    return slug or "untitled"
