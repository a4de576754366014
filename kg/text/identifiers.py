"""Identifiers of papers and people: any common spelling → the one normal form, or ``None``.

A normal form is bare, without resolver, prefix or version, and its own normal form. Spellings are
addresses (``https://doi.org/10.1000/x``), prefixed (``doi:10.1000/x``) and bare ones. Check digits
are checked. A text that holds more than the identifier, or might be another one, gives ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from kg.text.arxiv import codes
from kg.text.check_digits import isbn, isni, issn, orcid
from kg.text.doi import doi
from kg.text.names import collapse

__all__ = [
    "SCHEMES",
    "acl",
    "acl_author",
    "arxiv",
    "arxiv_version",
    "dblp_key",
    "dblp_name",
    "dblp_person",
    "doi",
    "identifier",
    "isbn",
    "isni",
    "issn",
    "mag",
    "openalex",
    "openreview",
    "orcid",
    "pmcid",
    "pmid",
    "s2_author",
    "s2_corpus",
    "s2_paper",
    "wikidata",
]

_LONGEST = 2048
_URL = r"(?:(?:https?:)?//)?"
_TAIL = r"/?(?:[?#]\S*)?"

# arXiv: https://info.arxiv.org/help/arxiv_identifier.html

_PLAIN_ARXIV = re.compile(
    r"(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4])(?:0[1-9]|1[0-2]))\.[0-9]{4}|"
    r"(?:1[5-9]|[2-8][0-9])(?:0[1-9]|1[0-2])\.[0-9]{5}"
)
_ARXIV = re.compile(
    rf"""
    (?: (?: oai: )? arxiv (?: \.org )? \s* [:\s] \s* | (?: corr \s+ )? abs/ )?
    (?: {_URL} (?: [a-z0-9-]+ \. ){{0,2}}
        (?: arxiv \. org | xxx\.lanl\.gov | ar5iv \. (?: org | labs\.arxiv\.org )
          | alphaxiv\.org | huggingface\.co ) /
        (?: abs | pdf | html | format | ps | src | e-print | papers | list ) /
    |   (?: doi: \s* )? (?: {_URL} (?: dx\. | www\. )? doi\.org/ )? 10\.48550/arxiv\.
    )?
    (?P<id> [0-9]{{4}} \. [0-9]{{4,5}}
        | (?P<archive> [a-z]+ (?: -[a-z]+ )? ) (?: \.[a-z-]+ )? / (?P<number> [0-9]{{7}} ) )
    (?: v (?P<version> [1-9][0-9]{{0,2}} ) )?
    (?: \.pdf | \.ps\.gz )? {_TAIL} (?: \s* \[ [a-z.-]+ \] )?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


@cache
def _archives() -> frozenset[str]:
    return frozenset(code.partition(".")[0] for code in codes())


def _arxiv(text: str) -> tuple[str | None, int | None]:
    found = _ARXIV.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None, None
    version = int(found["version"]) if found["version"] else None
    if not found["archive"]:
        return (found["id"], version) if _PLAIN_ARXIV.fullmatch(found["id"]) else (None, None)
    archive, number = found["archive"].lower(), found["number"]
    if archive not in _archives() or not 1 <= int(number[2:4]) <= 12:
        return None, None
    return f"{archive}/{number}", version


def arxiv(text: str) -> str | None:
    """An arXiv identifier without version; of the old style without subject class.

    >>> arxiv("https://arxiv.org/pdf/1706.03762v5.pdf"), arxiv("math.GT/0309136")
    ('1706.03762', 'math/0309136')
    """
    return text if _PLAIN_ARXIV.fullmatch(text) else _arxiv(text)[0]


def arxiv_version(text: str) -> int | None:
    """The version that an arXiv identifier names, if it names one.

    >>> arxiv_version("arXiv:1706.03762v5"), arxiv_version("1706.03762")
    (5, None)
    """
    return _arxiv(text)[1]


# DBLP: https://dblp.org/faq/

_DBLP_HOST = rf"{_URL}(?:www\.)?dblp(?:[0-9])?\.(?:org|uni-trier\.de|dagstuhl\.de)/"
_FORMS = r"(?:html|xml|rdf|ttl|nt|n3|bib|ris|json)"
_DBLP_FORM = rf"(?:\.{_FORMS})?"
_PID = r"[0-9]{1,3}/[0-9]{1,6}(?:-[0-9]{1,4})?|[a-z]/[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9]+)*"
_PLAIN_PID = re.compile(_PID, re.ASCII)
_DBLP_PERSON = re.compile(
    rf"(?i:dblp\s*:\s*|{_DBLP_HOST}(?:rdf/)?)?(?:pid/|(?:rec/)?homepages/)?({_PID}){_DBLP_FORM}{_TAIL}",
    re.ASCII,
)
_KEY = (
    r"(?:books|conf|data|dblpnote|journals|ms|persons|phd|reference|series|tr|www)"
    rf"(?:/[A-Za-z0-9](?:[A-Za-z0-9_:+@&'=-]|\.(?!{_FORMS}(?![A-Za-z0-9])))*){{1,5}}"
)
_PLAIN_KEY = re.compile(_KEY, re.ASCII)
_DBLP_KEY = re.compile(
    rf"(?i:dblp\s*:\s*|{_DBLP_HOST})?(?:rec/(?:html/|bibtex/|xml/|rdf/|bib[0-9]?/)?|streams/)?({_KEY})"
    rf"{_DBLP_FORM}{_TAIL}",
    re.ASCII,
)
_DBLP_NAME = re.compile(r".*\S [0-9]{4}")


def dblp_person(text: str) -> str | None:
    """The identifier (pid) of a person in DBLP; addresses that are made of a name have none.

    >>> dblp_person("https://dblp.org/pid/143/1234-1.html"), dblp_person("homepages/h/AdaHill")
    ('143/1234-1', 'h/AdaHill')
    """
    if _PLAIN_PID.fullmatch(text):
        return text
    found = _DBLP_PERSON.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found[1] if found else None


def dblp_name(text: str) -> str | None:
    """A name that DBLP made unique by a number; without one it may stand for several people.

    >>> dblp_name("Wei  Wang 0001"), dblp_name("Wei Wang")
    ('Wei Wang 0001', None)
    """
    name = collapse(text) if len(text) <= _LONGEST else ""
    return name if _DBLP_NAME.fullmatch(name) else None


def dblp_key(text: str) -> str | None:
    """The key of a publication or a venue (stream) in DBLP.

    >>> dblp_key("DBLP:conf/acl/HillB20"), dblp_key("https://dblp.org/rec/conf/acl/HillB20.html")
    ('conf/acl/HillB20', 'conf/acl/HillB20')
    """
    if _PLAIN_KEY.fullmatch(text):
        return text
    found = _DBLP_KEY.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found[1] if found else None


# ACL Anthology: https://aclanthology.org/info/ids/

_PLAIN_ACL = re.compile(
    r"[0-9]{4}\.[a-z0-9_]+-[a-z0-9]+(?:\.[0-9]+)?|[A-Z][0-9]{2}-[0-9]{1,4}", re.ASCII
)
_ACL = re.compile(
    rf"""
    (?: acl (?: \s anthology )? \s* : \s* )?
    (?: {_URL} (?: www\. )? (?: aclanthology\.(?: org | info | coli\.uni-saarland\.de )
                               | aclweb\.org/anthology (?: -new )? ) /
        (?: (?: papers | volumes ) / | [a-z] / [a-z][0-9]{{2}} / )?
    |   (?: doi: \s* )? (?: {_URL} (?: dx\. | www\. )? doi\.org/ )? 10\.(?: 18653 | 3115 ) /v1/
    )?
    (?P<id> [0-9]{{4}} \. [a-z0-9_]+ - [a-z0-9]+ (?: \.[0-9]+ )? | [a-z][0-9]{{2}} - [0-9]{{1,4}} )
    (?: [ve] [1-9][0-9]? )? (?: / (?P=id) )? (?: \.(?: pdf | bib | xml ) )? {_TAIL}
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ACL_PERSON = re.compile(
    rf"(?:{_URL}(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)/people/(?:[a-z]/)?)?"
    rf"([a-z0-9]+(?:-[a-z0-9]+)*){_TAIL}",
    re.ASCII,
)


def acl(text: str) -> str | None:
    """The identifier of a paper or volume in the ACL Anthology, without revision.

    >>> acl("https://aclanthology.org/2020.acl-main.1/"), acl("https://doi.org/10.18653/v1/p18-1001")
    ('2020.acl-main.1', 'P18-1001')
    """
    if _PLAIN_ACL.fullmatch(text):
        return text
    found = _ACL.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    value = found["id"]
    return value.lower() if value[0].isdigit() else value.upper()


def acl_author(text: str) -> str | None:
    """The identifier of a person in the ACL Anthology.

    >>> acl_author("https://aclanthology.org/people/w/wei-wang-1/")
    'wei-wang-1'
    """
    found = _ACL_PERSON.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found[1] if found else None


# OpenAlex, Wikidata, Semantic Scholar, OpenReview

_PLAIN_OPENALEX = re.compile(r"[ACFIPSTVW][1-9][0-9]{0,14}", re.ASCII)
_OPENALEX = re.compile(
    rf"(?:openalex\s*:\s*)?(?:{_URL}(?:www\.|api\.|explore\.)?(?:semopenalex|openalex)\.org/(?:[a-z-]+/)?)?"
    rf"([acfipstvw][1-9][0-9]{{0,14}}){_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_WIKIDATA = re.compile(
    rf"(?:(?:wikidata|wd)\s*:\s*)?(?:{_URL}(?:www\.|m\.)?wikidata\.org/"
    r"(?:entity/|wiki/(?P<special>Special:Entity(?:Data|Page)/)?))?"
    rf"(?P<id>q[1-9][0-9]{{0,14}})(?(special)(?:\.(?:json(?:ld)?|nt|rdf|ttl))?){_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_S2_HOST = rf"{_URL}(?:www\.|api\.|pdfs\.)?semanticscholar\.org/"
_PLAIN_S2_PAPER = re.compile("[0-9a-f]{40}")
_S2_PAPER = re.compile(
    rf"(?:s2\s*:\s*)?(?:{_S2_HOST}(?:(?:graph/)?v1/)?(?:paper/)?(?:[^/\s?#]+/)?)?"
    rf"([0-9a-f]{{40}}){_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_S2_AUTHOR = re.compile(
    rf"(?:{_S2_HOST}(?:(?:graph/)?v1/)?author/(?:[^/\s?#]+/)?)?([0-9]{{1,15}}){_TAIL}",
    re.IGNORECASE,
)
_S2_CORPUS = re.compile(
    rf"(?:{_S2_HOST})?(?:corpus\s?id\s*:\s*)?([0-9]{{1,15}}){_TAIL}", re.IGNORECASE | re.ASCII
)
_OPENREVIEW = re.compile(
    r"(?:openreview\s*:\s*)?"
    rf"(?:{_URL}(?:www\.|api\.|api2\.)?openreview\.net/(?:forum|pdf|notes|references/pdf)\?(?:[^\s#]*&)?id=)?"
    r"([A-Za-z0-9_-]{8,20})(?:&[^\s#]*)?(?:#\S*)?",
    re.ASCII,
)


def openalex(text: str, kind: str | None = None) -> str | None:
    """An OpenAlex identifier; with ``kind`` only one of that letter (``W``, ``A``, …).

    >>> openalex("https://openalex.org/W2741809807", "W"), openalex("A5023888391", "W")
    ('W2741809807', None)
    """
    if _PLAIN_OPENALEX.fullmatch(text):
        value = text
    else:
        found = _OPENALEX.fullmatch(text.strip()) if len(text) <= _LONGEST else None
        if found is None:
            return None
        value = found[1].upper()
    return value if kind is None or value[0] == kind else None


def wikidata(text: str) -> str | None:
    """A Wikidata item.

    >>> wikidata("http://www.wikidata.org/entity/Q42")
    'Q42'
    """
    found = _WIKIDATA.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found["id"].upper() if found else None


def s2_paper(text: str) -> str | None:
    """The hash by which Semantic Scholar knows a paper."""
    if _PLAIN_S2_PAPER.fullmatch(text):
        return text
    value = _only(_S2_PAPER, text)
    return value.lower() if value else None


def s2_author(text: str) -> str | None:
    """The number by which Semantic Scholar knows an author."""
    return _number(_S2_AUTHOR, text, 15)


def s2_corpus(text: str) -> str | None:
    """The number by which Semantic Scholar's corpus knows a paper.

    >>> s2_corpus("CorpusID:13756489")
    '13756489'
    """
    return _number(_S2_CORPUS, text, 15)


def openreview(text: str) -> str | None:
    """The identifier of a paper's forum on OpenReview.

    >>> openreview("https://openreview.net/forum?id=rJzIBfZAb&noteId=x")
    'rJzIBfZAb'
    """
    return _only(_OPENREVIEW, text)


# PubMed, Microsoft Academic Graph

_NCBI = rf"{_URL}(?:www\.)?ncbi\.nlm\.nih\.gov/"
_PMID = re.compile(
    rf"(?:(?:info:)?pmid\s*[:/\s]\s*)?(?:{_NCBI}pubmed/|{_URL}pubmed\.ncbi\.nlm\.nih\.gov/"
    rf"|{_URL}identifiers\.org/pubmed[:/])?([0-9]{{1,9}}){_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_PMCID = re.compile(
    rf"(?:pmcid\s*[:\s]\s*)?(?:{_NCBI}pmc/articles/|{_URL}pmc\.ncbi\.nlm\.nih\.gov/articles/)?"
    rf"(?:pmc)?([0-9]{{1,9}})(?:\.[0-9]+)?{_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_MAG = re.compile(r"(?:mag\s*:\s*)?([0-9]{1,12})", re.IGNORECASE | re.ASCII)


def pmid(text: str) -> str | None:
    """The number of a paper in PubMed.

    >>> pmid("https://pubmed.ncbi.nlm.nih.gov/31978945/")
    '31978945'
    """
    return _number(_PMID, text, 9)


def pmcid(text: str) -> str | None:
    """The identifier of a paper in PubMed Central.

    >>> pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/7092803")
    'PMC7092803'
    """
    number = _number(_PMCID, text, 9)
    return f"PMC{number}" if number else None


def mag(text: str) -> str | None:
    """The number of a paper in the Microsoft Academic Graph."""
    return _number(_MAG, text, 12)


def _only(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found[1] if found else None


def _number(pattern: re.Pattern[str], text: str, longest: int) -> str | None:
    """The positive number without leading zeros that a text is, or has where a pattern says."""
    if text.isascii() and text.isdecimal() and len(text) <= longest and text[0] != "0":
        return text
    return (_only(pattern, text) or "").lstrip("0") or None


_BY_SCHEME: Mapping[str, tuple[Callable[[str], str | None], ...]] = {
    "acl": (acl, acl_author),
    "arxiv": (arxiv,),
    "corpus": (s2_corpus,),
    "dblp": (dblp_key, dblp_person),
    "dblp-name": (dblp_name,),
    "doi": (doi,),
    "isbn": (isbn,),
    "isni": (isni,),
    "issn": (issn,),
    "mag": (mag,),
    "openalex": (openalex,),
    "openreview": (openreview,),
    "orcid": (orcid,),
    "pmcid": (pmcid,),
    "pmid": (pmid,),
    "s2": (s2_paper, s2_author),
    "wikidata": (wikidata,),
}

SCHEMES = tuple(_BY_SCHEME)
"""The schemes that are known here; ``dblp``, ``acl`` and ``s2`` name papers and people."""


def identifier(scheme: str, text: str) -> str | None:
    """The normal form of an identifier of a scheme; ``None`` also for an unknown scheme.

    >>> identifier("dblp", "https://dblp.org/pid/09/294.html"), identifier("doi", "none")
    ('09/294', None)
    """
    for read in _BY_SCHEME.get(scheme, ()):
        value = read(text)
        if value:
            return value
    return None
