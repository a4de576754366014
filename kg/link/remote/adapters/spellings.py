"""How titles and addresses may be written elsewhere, where only the very same text is found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.text.names import collapse

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

_SMALL = frozenset(
    {
        *("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "it"),
        *("its", "nor", "of", "off", "on", "onto", "or", "over", "per", "so", "than", "that"),
        *("the", "to", "up", "upon", "via", "vs", "with", "yet"),
    }
)
_ENDS = (".", "?", "!")


def titles(title: str) -> tuple[str, ...]:
    """A title as printed, with only its first letter in upper case, and with each word's.

    Words that have capitals inside (``BERT``, ``iPhone``) keep them.

    >>> titles("Deep learning of BERT: a survey")
    ('Deep learning of BERT: a survey', 'Deep Learning of BERT: A Survey')
    """
    printed = collapse(title)
    words = printed.split(" ")
    lower = [word.lower() if printed.isupper() or _is_plain(word) else word for word in words]
    sentence = " ".join([_upper(lower[0]), *lower[1:]])
    each = " ".join(
        word if word in _SMALL and _goes_on(lower, at) else _upper(word)
        for at, word in enumerate(lower)
    )
    return tuple(dict.fromkeys((printed, sentence, each)))


def with_full_stop(title: str) -> str:
    """A title as DBLP writes it.

    >>> with_full_stop("Ebb and Flow"), with_full_stop("Ebb?")
    ('Ebb and Flow.', 'Ebb?')
    """
    return title if title.endswith(_ENDS) else f"{title}."


def nodes(iris: Iterable[str | None]) -> list[NamedNode]:
    """Those of some texts that are IRIs, each once."""
    from pyoxigraph import NamedNode

    found = []
    for iri in dict.fromkeys(iris):
        try:
            found.append(NamedNode(iri or ""))
        except ValueError:
            continue
    return found


def texts(
    values: Iterable[str], languages: Iterable[str] = (), datatype: str | None = None
) -> list[Literal]:
    """Texts as literals, each once: plain, in each of some languages, or of a datatype."""
    from pyoxigraph import Literal, NamedNode

    once = dict.fromkeys(value for value in values if value)
    if datatype:
        return [Literal(value, datatype=NamedNode(datatype)) for value in once]
    tags = list(languages)
    if tags:
        return [Literal(value, language=tag) for value in once for tag in tags]
    return [Literal(value) for value in once]


def _is_plain(word: str) -> bool:
    """Whether a word has no capitals inside."""
    return word[1:] == word[1:].lower()


def _upper(word: str) -> str:
    return word[:1].upper() + word[1:] if _is_plain(word) else word


def _goes_on(words: list[str], at: int) -> bool:
    """Whether a word stands inside of a phrase, where small words stay small."""
    return at > 0 and not words[at - 1].endswith((":", ".", "?", "!"))
