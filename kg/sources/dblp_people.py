"""People in DBLP's records: names without their numbers, and what proves who bears them.

DBLP tells people of one name apart by four digits (``Wei Wang 0001``). They are an identity and no
part of the name: with the key of the person (``pid``) they say nothing more, without it the name
with its number is kept as an identifier of its own, ``dblp-name``. A name without a number proves
nothing, since several people may still share it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from xml.etree.ElementTree import Element

from kg.model import Identifier, Mention, Person
from kg.sources.xml_records import text_of
from kg.text import identifiers

HOME = "homepages/"
"""What the keys of records about people begin with."""

_NUMBER = len(" 0001")
_NATIVE = frozenset(("uname", "unicode"))
"""What types of a note have that gives a name in its own script, today and formerly."""

_SITES: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("orcid.org/", "orcid", identifiers.orcid),
    ("wikidata.org/", "wikidata", identifiers.wikidata),
    ("semanticscholar.org/author/", "s2", identifiers.s2_author),
    ("aclanthology.org/people/", "acl", identifiers.acl_author),
)
"""Sites that have a page for each person: what their addresses contain, and the identifier."""


_orcid = lru_cache(maxsize=65_536)(identifiers.orcid)


def printed_name(name: str) -> str:
    """The name that a DBLP name stands for, without the number of the person.

    >>> printed_name("Wei Wang 0001"), printed_name("Wei Wang")
    ('Wei Wang', 'Wei Wang')
    """
    return name[:-_NUMBER] if name[-1:].isdigit() and identifiers.dblp_name(name) else name


def mentions_of(
    authors: Iterable[Element], shared: Collection[str], odd: dict[str, str]
) -> tuple[Mention, ...]:
    """The authors or editors of a record in their order; those without a name are left out.

    ``shared`` are keys under which DBLP keeps several people, so that they prove nothing. What is
    odd goes into ``odd``: the code of a remark, and what it is about.
    """
    found: list[Mention] = []
    for author in authors:
        name = text_of(author)
        if not name:
            odd["empty-name"] = ""
        elif author.attrib or name[-1].isdigit():
            stated = _stated(name, author, shared, odd)
            found.append(Mention(printed_name(name), len(found) + 1, (), stated))
        else:
            found.append(Mention(name, len(found) + 1))
    return tuple(found)


def _stated(
    name: str, author: Element, shared: Collection[str], odd: dict[str, str]
) -> tuple[Identifier, ...]:
    """What the record states of who bears a name."""
    found: list[Identifier] = []
    orcid, pid = author.get("orcid"), author.get("pid")
    if orcid:
        value = _orcid(orcid)
        if value:
            found.append(Identifier("orcid", value))
        else:
            odd["bad-orcid"] = orcid
    key = identifiers.dblp_person(pid) if pid else None
    if pid and not key:
        odd["bad-pid"] = pid
    if key and key not in shared:
        found.append(Identifier("dblp", key))
    elif not key and printed_name(name) != name:
        found.append(Identifier("dblp-name", name))
    return tuple(found)


def person_of(record: Element, key: str, line: int) -> Person:
    """The person that a record of a home page is about.

    A record that only refers to another one says that the person has both keys.
    """
    identity = [Identifier("dblp", key)]
    names: list[str] = []
    native: list[str] = []
    affiliations: list[str] = []
    urls: list[str] = []
    for part in record:
        text = text_of(part)
        kind = part.get("type", "").split()
        if part.tag == "author" and text:
            names.append(printed_name(text))
            if names[-1] != text:
                identity.append(Identifier("dblp-name", text))
            orcid = identifiers.orcid(part.get("orcid", ""))
            if orcid:
                identity.append(Identifier("orcid", orcid))
        elif part.tag == "note" and text and "affiliation" in kind:
            affiliations.append(text)
        elif part.tag == "note" and text and not _NATIVE.isdisjoint(kind):
            native.append(text)
        elif part.tag == "url" and text and "deprecated" not in kind:
            identifier = _on_site(text)
            if identifier:
                identity.append(identifier)
            else:
                urls.append(text)
        elif part.tag == "crossref":
            other = identifiers.dblp_person(text)
            if other:
                identity.insert(0, Identifier("dblp", other))
    return Person(
        identifiers=tuple(dict.fromkeys(identity)),
        names=tuple(dict.fromkeys(names + native)),
        affiliations=tuple(dict.fromkeys(affiliations)),
        urls=tuple(dict.fromkeys(urls)),
        line=line,
    )


def _on_site(url: str) -> Identifier | None:
    """The identifier that the address of a person's page holds."""
    for part, scheme, read in _SITES:
        if part in url:
            value = read(url)
            return Identifier(scheme, value) if value else None
    return None
