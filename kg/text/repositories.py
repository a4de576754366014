"""Addresses of source code repositories: which web addresses are one, and when two are the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

Segments = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository: its identity (``host``, ``path``), and its address as printed.

    ``host`` and ``path`` are in lower case where the host ignores case; ``url`` is the https
    address without anything below the repository's root.
    """

    host: str
    path: Segments
    url: str


@dataclass(frozen=True, slots=True)
class _Host:
    """What is known of a host: how it names repositories, and whether it tells case apart."""

    root: Callable[[Segments], Segments | None]
    ignores_case: bool = True


_ADDRESS = re.compile(
    r"(?:(?:git\+)?https?://|(?:git|(?:git\+)?ssh)://(?:git@)?)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(/[^\s?#]*)(?:[?#]\S*)?",
    re.ASCII | re.IGNORECASE,
)
_CLONE = re.compile(r"\Agit@([a-z0-9.-]+):/?(?=[^/])", re.ASCII | re.IGNORECASE)
LIGATURES = "\ufb00-\ufb06"
"""Letters that PDF files make of ``fi``, ``ffl`` and the like, as a range of a character class."""

_LIGATURE = re.compile(f"[{LIGATURES}]")
_NAME = re.compile(r"[\w.-]*[\w-][\w.-]*", re.ASCII)
_OWNER = re.compile(r"\w[\w.-]*", re.ASCII)
_LONGEST = 2000

_GITHUB_PAGES = frozenset(
    {
        *("about", "account", "apps", "blog", "collections", "contact", "customer-stories"),
        *("dashboard", "enterprise", "events", "explore", "features", "issues", "join", "login"),
        *("marketplace", "new", "notifications", "organizations", "orgs", "pricing", "pulls"),
        *("readme", "search", "security", "sessions", "settings", "signup", "site", "sponsors"),
        *("stars", "team", "topics", "trending", "users"),
    }
)
"""First segments of GitHub's own pages, which no user can be called."""

# Older GitLab addresses have these right behind the project; newer ones have "-" before them.
_GITLAB_PAGES = frozenset(
    {"-", "blob", "commit", "commits", "issues", "merge_requests", "raw", "tags", "tree", "wikis"}
)


def _owner_and_name(segments: Segments) -> Segments | None:
    if len(segments) < 2 or not _OWNER.fullmatch(segments[0]):
        return None
    name = _repository_name(segments[1])
    return (segments[0], name) if name else None


def _github(segments: Segments) -> Segments | None:
    return None if segments[0].lower() in _GITHUB_PAGES else _owner_and_name(segments)


def _gist(segments: Segments) -> Segments | None:
    number = re.compile(r"[0-9a-f]{5,40}", re.ASCII | re.IGNORECASE)
    if number.fullmatch(segments[0]):
        return segments[:1]
    found = _owner_and_name(segments)
    return found if found and number.fullmatch(found[1]) else None


def _gitlab(segments: Segments) -> Segments | None:
    """Groups may nest, so all up to GitLab's own pages names the project."""
    end = next((i for i, s in enumerate(segments) if i > 1 and s in _GITLAB_PAGES), len(segments))
    *groups, last = segments[:end]
    name = _repository_name(last)
    if not groups or not name or not all(_OWNER.fullmatch(group) for group in groups):
        return None
    return (*groups, name)


def _sourceforge(segments: Segments) -> Segments | None:
    if len(segments) < 2 or segments[0] not in {"projects", "p"}:
        return None
    name = _repository_name(segments[1])
    return ("projects", name) if name else None


def _anonymous(segments: Segments) -> Segments | None:
    """Anonymous GitHub, for papers under review: no owner, by intent."""
    if len(segments) < 2 or segments[0] not in {"r", "repository", "anonymize"}:
        return None
    name = _repository_name(segments[1])
    return ("r", name) if name else None


def _hugging_face(segments: Segments) -> Segments | None:
    """Spaces are programs; models and data sets are not code."""
    found = _owner_and_name(segments[1:]) if segments[0] == "spaces" else None
    return ("spaces", *found) if found else None


def _sourcehut(segments: Segments) -> Segments | None:
    found = _owner_and_name((segments[0][1:], *segments[1:]))
    return (f"~{found[0]}", found[1]) if found and segments[0].startswith("~") else None


_HOSTS = {
    "anonymous.4open.science": _Host(_anonymous, ignores_case=False),
    "bitbucket.org": _Host(_owner_and_name),
    "codeberg.org": _Host(_owner_and_name),
    "gist.github.com": _Host(_gist),
    "git.sr.ht": _Host(_sourcehut, ignores_case=False),
    "gitee.com": _Host(_owner_and_name),
    "github.com": _Host(_github),
    "huggingface.co": _Host(_hugging_face, ignores_case=False),
    "sourceforge.net": _Host(_sourceforge),
}
_GITLAB = _Host(_gitlab)
_ALIASES = {"sf.net": "sourceforge.net"}

HOST_NAMES = (*_HOSTS, *_ALIASES)
"""The known hosts. Besides, every host whose name starts with ``gitlab.`` is taken for a GitLab."""


def repository(url: str) -> Repository | None:
    """The repository that a web address leads to, or ``None`` when it leads to none.

    The address may lack its scheme, or be one that git clones from; no other scheme is accepted.
    What stands below the root of the repository (``/tree/main``), ``.git``, query and fragment go.

    >>> repository("http://www.github.com/Ada/Engine.git").url
    'https://github.com/Ada/Engine'
    >>> repository("https://gitlab.com/group/sub/tool/-/tree/main").path
    ('group', 'sub', 'tool')
    >>> repository("https://github.com/ada") is None
    True
    """
    if len(url) > _LONGEST:
        return None
    if not url.isascii():
        url = _LIGATURE.sub(lambda letter: unicodedata.normalize("NFKC", letter[0]), url)
    address = _ADDRESS.fullmatch(_CLONE.sub(r"https://\1/", url))
    if address is None:
        return None
    name = address[1].lower()
    name = _ALIASES.get(name, name)
    host = _GITLAB if name.startswith("gitlab.") else _HOSTS.get(name)
    segments = tuple(segment for segment in address[2].split("/") if segment)
    root = host.root(segments) if host and segments else None
    if host is None or root is None:
        return None
    path = tuple(segment.lower() for segment in root) if host.ignores_case else root
    return Repository(name, path, f"https://{name}/{'/'.join(root)}")


def _repository_name(text: str) -> str | None:
    """A repository's name without ``.git``, or ``None`` if it can't be one."""
    name = text[:-4] if text.lower().endswith(".git") else text
    return name if _NAME.fullmatch(name) else None
