"""IRIs of the graph: each a function of content, so that two people mint the same ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlsplit

from kg.graph.keys import path_key, path_text
from kg.graph.venues import series_slug
from kg.graph.vocab import ARXIV
from kg.model import Category, Identifier, Mention, Paper
from kg.text.curies import scheme_and_value
from kg.text.names import normalise_name
from kg.text.repositories import repository
from kg.text.titles import GENERIC_TITLES, normalise_title, title_slug

PERSON_SCHEMES = ("orcid", "dblp", "dblp-name", "acl", "wikidata", "local")
"""Author identifier schemes that make a person, the one that names it first.

People or those who know them keep these. The author ids of OpenAlex and Semantic Scholar are not
among them: programs give those, by guessing who is who.
"""

_RESOLVERS = {
    "doi": "https://doi.org/",
    "arxiv": "https://arxiv.org/abs/",
    "acl": "https://aclanthology.org/",
    "dblp": "https://dblp.org/rec/",
    "openalex": "https://openalex.org/",
    "openreview": "https://openreview.net/forum?id=",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "s2": "https://www.semanticscholar.org/paper/",
    "wikidata": "http://www.wikidata.org/entity/",
}
_PERSON_RESOLVERS = {
    "orcid": "https://orcid.org/",
    "dblp": "https://dblp.org/pid/",
    "openalex": "https://openalex.org/",
    "s2": "https://www.semanticscholar.org/author/",
    "wikidata": "http://www.wikidata.org/entity/",
}
_IRI_SAFE = "!$%&'()*+,-./:;=?@_~"
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9/:;()@!$*',.~_+=-]*")
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/:;()@!$*',.~_+=?&#-]*)?")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def name_key(name: str) -> str:
    """The last part of a name cluster's IRI, from a name as printed."""
    return path_key(normalise_name(name))


def name_iri(base: str, name: str) -> str:
    """The IRI of the name cluster of a printed name.

    >>> name_iri("http://example.org/", "Jin-Duk  Park")
    'http://example.org/name/jin-duk_park'
    """
    return f"{base}name/{name_key(name)}"


def person_rank(identifier: Identifier) -> tuple[int, str]:
    """Sorts the identifier first that names a person with several."""
    return PERSON_SCHEMES.index(identifier.scheme), identifier.value


def person_iri(base: str, identifiers: Iterable[Identifier]) -> str | None:
    """The IRI of the person that stated identifiers prove, by the first scheme that can."""
    proving = [identifier for identifier in identifiers if identifier.scheme in PERSON_SCHEMES]
    if not proving:
        return None
    best = min(proving, key=person_rank)
    return f"{base}person/{best.scheme}/{'/'.join(map(path_key, best.value.split('/')))}"


def person_identifier(base: str, person: str) -> Identifier | None:
    """The identifier by which an IRI names a person, if it proves one: here or where it is kept.

    >>> person_identifier("http://example.org/", "http://example.org/person/dblp/w/Wei_Wang")
    Identifier(scheme='dblp', value='w/Wei Wang')
    """
    if person.startswith(f"{base}person/"):
        scheme, _, keys = person.removeprefix(f"{base}person/").partition("/")
        value = "/".join(map(path_text, keys.split("/")))
        return Identifier(scheme, value) if scheme in PERSON_SCHEMES and value else None
    known = scheme_and_value(person)
    return Identifier(*known) if known and known[0] in PERSON_SCHEMES else None


def resolver_iri(identifier: Identifier, *, of_person: bool) -> str | None:
    """The IRI under which the scheme itself publishes an identifier, if it does."""
    resolver = (_PERSON_RESOLVERS if of_person else _RESOLVERS).get(identifier.scheme)
    if resolver is None:
        return None
    value = identifier.value
    if not _PLAIN_VALUE.fullmatch(value):
        value = quote(value, safe="/:;()@!$*',.~-_+=")
    return resolver + value


def web_iri(url: str) -> str | None:
    """A web address as an IRI, or ``None`` when it is none: only http and https are.

    What an IRI may not hold is percent-encoded; an address that is an IRI stays as it is.
    """
    if _PLAIN_ADDRESS.fullmatch(url) and url.count("#") < 2:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    if url.isprintable() and _is_iri(url):
        return url
    address, mark, fragment = _STRAY_PERCENT.sub("%25", url).partition("#")
    encoded = "".join([quote(address, safe=_IRI_SAFE), mark, quote(fragment, safe=_IRI_SAFE)])
    return encoded if _is_iri(encoded) else None


def _is_iri(text: str) -> bool:
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def counted_agent(base: str, mention: Mention) -> str:
    """The agent that a mention counts for: the proven person, else the name cluster."""
    return person_iri(base, mention.identifiers) or name_iri(base, mention.name)


def publication_iri(base: str, paper: Paper) -> str:
    """The IRI of the publication that a record speaks of.

    Its key: normalised title, normalised first listed name, venue series and year when stated;
    records without authors and generic titles add volume, number and pages.
    """
    title = normalise_title(paper.title)
    first = ""
    for mention in paper.mentions:
        if mention.position == 1:
            first = normalise_name(mention.name)
            break
    parts = [title, first, "", ""]
    if paper.edition:
        venue = paper.edition.venue
        parts[2:] = series_slug(venue.name, venue.kind), str(paper.edition.year or "")
    if not first or title in GENERIC_TITLES:
        volume = paper.edition.volume if paper.edition else None
        parts += [volume or "", paper.number or "", paper.pages or ""]
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    return f"{base}paper/{path_key(title_slug(title))}-{digest}"


def authorship_iri(publication: str, mention: Mention) -> str:
    """The IRI of a mention on a publication: by its place, without a known one by its name.

    >>> authorship_iri("http://example.org/paper/x", Mention("Ada Hill", 2))
    'http://example.org/paper/x#author-2'
    """
    return f"{publication}#author-{mention.position or f'x-{name_key(mention.name)}'}"


def work_iri(base: str, publication: str) -> str:
    """The IRI of the work whose smallest publication IRI is given."""
    return f"{base}work/{publication.removeprefix(base + 'paper/')}"


def venue_iri(base: str, slug: str) -> str:
    """The IRI of a venue series."""
    return f"{base}venue/{slug}"


def edition_iri(base: str, slug: str, year: int) -> str:
    """The IRI of a venue's year."""
    return f"{base}venue/{slug}/{year}"


def volume_iri(base: str, slug: str, year: int | None, volume: str) -> str:
    """The IRI of a volume that a source names."""
    return f"{base}venue/{slug}/{year or 'undated'}/{path_key(volume.casefold())}"


def category_iri(base: str, category: Category) -> str | None:
    """The IRI of a category's concept, or ``None`` when only the printed form is known."""
    if category.code is None:
        return None
    if category.scheme == "arxiv":
        return ARXIV + path_key(category.code)
    return f"{base}category/{path_key(category.scheme)}/{path_key(category.code)}"


@lru_cache(maxsize=4096)
def code_iri(base: str, url: str) -> str:
    """The IRI of the software at a repository's address."""
    found = repository(url)
    if found:
        return f"{base}code/{'/'.join(map(path_key, (found.host, *found.path)))}"
    parts = urlsplit(url)
    path = [path_key(part) for part in parts.path.split("/") if part]
    if parts.query:
        path.append(path_key(f"?{parts.query}"))
    return f"{base}code/{'/'.join([path_key((parts.hostname or '').lower()), *path])}"


def run_iri(base: str, sha256: str) -> str:
    """The IRI of a run of links and of its named graph, by the SHA-256 of its source."""
    return f"{runs_iri(base)}{sha256[:16]}"


def runs_iri(base: str) -> str:
    """What the IRIs of all runs of links begin with."""
    return f"{base}graph/links/"


def source_iri(base: str, sha256: str) -> str:
    """The IRI of a source document."""
    return f"{base}source/{sha256}"
