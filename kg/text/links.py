"""Links to source code in running text: found, mended and quoted.

Some pages set a space after each ``:`` and ``.`` of an abstract, and so break its links
(``https: //github. com/owner/repo.``). Since a repository's host is known, the break inside a link
can be told from the end of a sentence: everything up to the path may be broken, the path may not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.text.repositories import HOST_NAMES, LIGATURES, Repository, repository

LONGEST_QUOTE = 300
"""Characters that a quote has at most."""


@dataclass(frozen=True, slots=True)
class RepositoryLink:
    """A repository that a text links to, with the sentence that does so, as printed."""

    repository: Repository
    quote: str


# Every host has one of these in it. Looking for them before each slash is much quicker than trying
# the pattern everywhere.
_SIGNS = ("git", "gist.", "4open", "bitbucket", "codeberg", "huggingface", "sourceforge", "sf.")
_LONGEST_HOST = 80
_LONGEST_LABEL = 20
# A gap is a space or a line end where nothing but a broken link can have one.
_GAP = r"[\s\u00a0]{0,2}"
_DOT = rf"\.{_GAP}"
_HOST = "|".join(
    [
        *(name.replace(".", _DOT) for name in sorted(HOST_NAMES, key=len, reverse=True)),
        rf"gitlab(?:{_DOT}[a-z0-9-]{{1,63}}){{1,4}}",
    ]
)
_LINK = re.compile(
    rf"""
    (?:
        (?<! [+-] ) (?<! \bs ) (?P<scheme>https?) {_GAP} :? {_GAP} / {_GAP} /? {_GAP}
    |   (?<! [\w@/\\.:=%&?\#+~-] )    # bare, and no part of an address of another kind
    )
    (?: www {_DOT} )?
    (?P<host> {_HOST} ) / {_GAP}
    (?P<path> ~? (?: [a-z0-9._/{LIGATURES}-] | \\_ ){{1,300}} )
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_ADDRESS_BEFORE = re.compile(r"[/\\@](?:\s{0,2}[\w-]{1,30}\.)?\s{0,2}\Z")
_WHITE = re.compile(r"\s+")
# "repo. js" can be one broken name; these are no words that a sentence starts with.
_BROKEN_SUFFIX = re.compile(r"\s(git|jl|js|py|rs|cpp|ts)(?![\w/-])", re.ASCII)
# "owner/ repo." is mended only where the name ends the sentence: more words would be prose.
_BROKEN_NAME = re.compile(r"\s([a-z0-9][\w-]*)(?=[.)\]}]|\Z)", re.ASCII | re.IGNORECASE)
# "repo.The code is …" lacks the space behind the full stop.
_NEXT_SENTENCE = re.compile(
    r"\.(?:All|An?|Code|For|In|It|Our|Project|The|These|This|We)\Z", re.ASCII
)
_SENTENCE_END = re.compile(
    "[.!?][\"')\\]}\u2019\u201d]*\\s+(?!4open)(?=[^\\sa-z,;.:)\\]}])|\\n[^\\S\\n]*\\n\\s*"
)


def repository_links(text: str) -> tuple[RepositoryLink, ...]:
    """The repositories that a text links to, each once, in order of their first link.

    Links may lack the scheme, stand in LaTeX or Markdown, or be broken by spaces after ``:``,
    ``/`` and ``.``. Other schemes than http and https give nothing.

    >>> [link] = repository_links(r"Our code is at https: //github. com/ada/engine. It runs.")
    >>> link.repository.url, link.quote
    ('https://github.com/ada/engine', 'Our code is at https: //github. com/ada/engine.')
    >>> repository_links("javascript: //github. com/ada/engine")
    ()
    """
    first = _first_host_end(text)
    if first is None:
        return ()
    found: dict[tuple[str, tuple[str, ...]], RepositoryLink] = {}
    for match in _LINK.finditer(text, max(first - 2 * _LONGEST_HOST, 0)):
        if not match["scheme"] and _is_part(text, match.start()):
            continue
        path, end = _path(text, match)
        if path.endswith("-") and text[end : end + 1].isspace():
            continue  # A name that goes on behind a line end: where it ends can't be told.
        target = repository(f"https://{_WHITE.sub('', match['host'])}/{path}")
        if target and (target.host, target.path) not in found:
            quote = _sentence(text, match.start(), end)
            found[target.host, target.path] = RepositoryLink(target, quote)
    return tuple(found.values())


def _first_host_end(text: str) -> int | None:
    """Where the first slash stands that has something like a known host before it."""
    at = text.find("/")
    while at >= 0:
        if "." in text[max(at - _LONGEST_LABEL, 0) : at]:
            before = text[max(at - _LONGEST_HOST, 0) : at].lower()
            if any(sign in before for sign in _SIGNS):
                return at
        at = text.find("/", at + 1)
    return None


def _is_part(text: str, start: int) -> bool:
    """Whether a bare host is the end of another address (``ftp: // host``, ``//api. host``)."""
    return _ADDRESS_BEFORE.search(text, max(start - _LONGEST_HOST, 0), start) is not None


def _path(text: str, match: re.Match[str]) -> tuple[str, int]:
    """The path of a found link, mended, and where the link ends in the text."""
    path, end = match["path"], match.end()
    broken = None
    if path.count("/") == 1 and path.endswith("/"):
        broken = _BROKEN_NAME.match(text, end)
    elif path.endswith(".") and _WHITE.search(text, match.start(), match.start("path")):
        broken = _BROKEN_SUFFIX.match(text, end)
    if broken:
        path, end = path + broken[1], broken.end()
    kept = _NEXT_SENTENCE.sub("", path) if text[end : end + 1].isspace() else path
    kept = kept.rstrip(".")
    return kept.replace("\\", ""), end - (len(path) - len(kept))


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a link as printed, cut at white space to ``LONGEST_QUOTE``."""
    begin = max(start - LONGEST_QUOTE, 0)
    for ending in _SENTENCE_END.finditer(text, begin, start):
        begin = ending.end()
    stop = min(end + LONGEST_QUOTE, len(text))
    ending_after = _SENTENCE_END.search(text, end, stop)
    if ending_after:
        stop = ending_after.end()
    if end - begin > LONGEST_QUOTE:
        space = _WHITE.search(text, end - LONGEST_QUOTE, start)
        begin = space.end() if space else start
    if stop - begin > LONGEST_QUOTE:
        longest = begin + LONGEST_QUOTE
        space_at = text.rfind(" ", end, longest + 1)
        stop = space_at if space_at > 0 else longest
    return text[begin:stop].strip()
