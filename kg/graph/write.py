"""Paper records as N-Triples: what a source says of a publication, naming the source.

All functions are pure: the same record, source and base give the same statements anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from kg.graph import iri as mint
from kg.graph.blocks import Statements
from kg.graph.keys import short_hash
from kg.graph.ntriples import iri, literal
from kg.graph.terms import (
    ARTICLE,
    AUTHORSHIP,
    DERIVED_FROM,
    NAME,
    RECORD_OF,
    TYPE,
    boolean,
    integer,
    kg_term,
    partial_date,
    schema_term,
)
from kg.graph.venues import series_slug
from kg.graph.vocab import KG
from kg.graph.write_listing import row_reference
from kg.graph.write_role import write_role
from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Mention,
    Paper,
    PartialDate,
    SubmissionStatus,
)
from kg.text.works import work_key

EVIDENCE_TERMS = {
    Evidence.BADGE: f"{KG}Badge",
    Evidence.ABSTRACT: f"{KG}AbstractText",
    Evidence.METADATA: f"{KG}MetadataField",
}
SUBMISSION_TERMS = {
    SubmissionStatus.SUBMITTED: f"{KG}Submitted",
    SubmissionStatus.REJECTED: f"{KG}Rejected",
    SubmissionStatus.WITHDRAWN: f"{KG}Withdrawn",
}

SourcesOf = Callable[[Mention], Sequence[str]]
"""Which sources (SHA-256) state a mention."""

_AUTHOR = schema_term("author")
_AUTHORSHIP_OF = kg_term("authorship")
_ABOUT = schema_term("about")
_SAME_AS = schema_term("sameAs")
_ABSTRACT = schema_term("abstract")
_PAGES = schema_term("pagination")
_NUMBER = schema_term("issueNumber")
_KEYWORDS = schema_term("keywords")
_URL = schema_term("url")
_PUBLICATION_TYPE = kg_term("publicationType")
_YEAR = kg_term("year")
_COMPLETE = kg_term("authorListComplete")
_LISTED = kg_term("listedAuthorCount")


def write_paper(
    base: str,
    publication: str,
    paper: Paper,
    sources: Sequence[str],
    *,
    ordinal: int = 1,
    sources_of: SourcesOf | None = None,
    date_source: str | None = None,
) -> Statements:
    """The statements of one record about its publication, without its figures.

    ``sources`` are the SHA-256 of the documents that say so. A further record of the same
    publication in the same document has an ``ordinal`` above 1 and stands apart from the first.
    ``date_source`` is the document from which a missing year was inferred, if not the first.
    """
    root, part = record_iris(publication, ordinal)
    said = Statements(publication)
    title = literal(paper.title)
    facts = [f"{TYPE} {ARTICLE}" if ordinal == 1 else f"{RECORD_OF} <{publication}>"]
    facts.append(f"{NAME} {title}")
    derived = [f"{DERIVED_FROM} <{base}source/{sha}>" for sha in sources]
    facts += derived
    facts += [f"{term} {literal(text)}" for term, text in _texts(paper) if text is not None]
    if paper.date is not None:
        facts += _date(paper.date, f"<{base}source/{date_source or sources[0]}>")
    year = _year(paper)
    if year is not None:
        facts.append(f"{_YEAR} {integer(year)}")
    if paper.edition is not None:
        of_edition = _edition(base, paper.edition, paper.submission_status)
        facts += of_edition[0]
        said.references += of_edition[1]
    elif paper.submission_status is not None:
        facts.append(_submission(paper.submission_status))
    if paper.declared_author_count is not None:
        facts.append(f"{kg_term('declaredAuthorCount')} {integer(paper.declared_author_count)}")
    if paper.complete is not None:
        facts.append(f"{_COMPLETE} {boolean(paper.complete)}")
    authors, counted = _authors(said, base, part, paper.mentions, derived, sources_of)
    facts += authors
    if paper.categories:
        facts += _categories(said, base, paper.categories)
    for link in paper.code_links:
        node = f"<{part}code-{short_hash(link.url) if link.url else 'badge'}>"
        facts.append(f"{kg_term('codeLink')} {node}")
        said.say(node, _code_link(said, base, link))
    facts += [f"{_URL} <{url}>" for url in paper.urls]
    if paper.identifiers:
        facts += identifier_facts(paper.identifiers)
        said.references += _work_references(publication, title, paper.identifiers)
    if ordinal == 1:
        row = row_reference(base, publication, paper, title, year, counted, sources)
        said.references.append(row)
    said.say(f"<{root}>", facts)
    return said


def _authors(
    said: Statements,
    base: str,
    part: str,
    mentions: Sequence[Mention],
    derived: Sequence[str],
    sources_of: SourcesOf | None,
) -> tuple[list[str], list[str]]:
    """Say who the authors are; what the publication says of them, and whom they count for."""
    facts: list[str] = []
    agents: list[str] = []
    unplaced = 0
    stated_by = derived
    for mention in mentions:
        place: int | str | None = mention.position
        if place is None:
            unplaced += 1
            place = f"x-{mint.name_key(mention.name)}"
        node = f"<{part}author-{place}>"
        if sources_of is not None:
            stated_by = [f"{DERIVED_FROM} <{base}source/{sha}>" for sha in sources_of(mention)]
        counted = write_role(said, base, node, AUTHORSHIP, mention, stated_by)
        facts.append(f"{_AUTHORSHIP_OF} {node}")
        facts.append(f"{_AUTHOR} <{counted}>")
        agents.append(counted)
    facts.append(f"{_LISTED} {integer(len(mentions) - unplaced)}")
    return facts, agents


def record_iris(publication: str, ordinal: int) -> tuple[str, str]:
    """The subject of a record of a publication, and what the IRIs of its parts begin with."""
    if ordinal == 1:
        return publication, f"{publication}#"
    root = f"{publication}#record-{ordinal}"
    return root, f"{root}-"


def _texts(paper: Paper) -> list[tuple[str, str | None]]:
    """What is said of a publication in one text or several, by property."""
    texts = [
        (_ABSTRACT, paper.abstract),
        (_PAGES, paper.pages),
        (_NUMBER, paper.number),
        (_PUBLICATION_TYPE, paper.publication_type),
    ]
    return texts + [(_KEYWORDS, keyword) for keyword in paper.keywords] if paper.keywords else texts


def identifier_facts(identifiers: Iterable[Identifier]) -> Iterator[str]:
    """What the identifiers of a publication or a volume say, published IRIs included."""
    for identifier in identifiers:
        if identifier.scheme == "doi":
            yield f"{kg_term('doi')} {literal(identifier.value)}"
        elif identifier.scheme == "arxiv":
            yield f"{kg_term('arxivId')} {literal(identifier.value)}"
        else:
            text = f"{identifier.scheme}:{identifier.value}"
            yield f"{schema_term('identifier')} {literal(text)}"
        published = mint.resolver_iri(identifier, of_person=False)
        if published:
            yield f"{_SAME_AS} <{published}>"


def _work_references(
    publication: str, title: str, identifiers: Iterable[Identifier]
) -> Iterator[str]:
    keys = dict.fromkeys(work_key(one.scheme, one.value) for one in identifiers)
    found = [f"work\t{literal(key)}\t{publication}" for key in keys if key]
    yield from found
    if found:
        yield f"work-of\t{publication}\t{title}"


def _date(date: PartialDate, inferred_from: str) -> Iterator[str]:
    if date.year is not None:
        yield f"{schema_term('datePublished')} {partial_date(date)}"
    if date.as_listed is not None:
        yield f"{kg_term('dateAsListed')} {literal(date.as_listed)}"
    if date.inferred:
        yield f"{kg_term('dateInferredFrom')} {inferred_from}"


def _year(paper: Paper) -> int | None:
    """The year of the venue, else of the date."""
    stated = paper.edition.year if paper.edition else None
    return stated or (paper.date.year if paper.date else None)


def _submission(status: SubmissionStatus) -> str:
    return f"{kg_term('submissionStatus')} {iri(SUBMISSION_TERMS[status])}"


@lru_cache(maxsize=4096)
def _edition(
    base: str, edition: Edition, status: SubmissionStatus | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a publication says of its venue, and the references to venue, edition and volume."""
    venue, year, volume = edition.venue, edition.year, edition.volume
    slug = series_slug(venue.name, venue.kind)
    series_iri = iri(mint.venue_iri(base, slug))
    edition_iri = iri(mint.edition_iri(base, slug, year)) if year is not None else None
    name = literal(venue.name)
    facts = [f"{kg_term('venueAsListed')} {name}"]
    references = [f"venue\t{slug}\t{name}\t{venue.kind or ''}"]
    if year is not None:
        references.append(f"venue-edition\t{slug}\t{year}")
    if volume is not None:
        facts.append(f"{kg_term('volumeAsListed')} {literal(volume)}")
    if venue.kind:
        facts.append(f"{kg_term('venueKindAsListed')} {literal(venue.kind)}")
    if status is not None:
        facts.append(_submission(status))
        facts.append(f"{kg_term('submittedTo')} {edition_iri or series_iri}")
        return tuple(facts), tuple(references)
    facts.append(f"{kg_term('publishedInSeries')} {series_iri}")
    if edition_iri:
        facts.append(f"{kg_term('publishedInEdition')} {edition_iri}")
    if volume is not None:
        address = mint.volume_iri(base, slug, year, volume)
        facts.append(f"{schema_term('isPartOf')} <{address}>")
        references.append(volume_reference(slug, year, volume, address))
    return tuple(facts), tuple(references)


def volume_reference(
    slug: str, year: int | None, volume: str, address: str, title: str | None = None
) -> str:
    """The reference to a volume as printed, with its title if a source states one."""
    entitled = literal(title) if title is not None else ""
    return f"venue-volume\t{slug}\t{year or ''}\t{address}\t{literal(volume)}\t{entitled}"


def _categories(said: Statements, base: str, categories: Iterable[Category]) -> Iterator[str]:
    referred: set[str] = set()
    for category in categories:
        concept = mint.category_iri(base, category)
        if concept:
            if concept not in referred:
                referred.add(concept)
                said.references.append(f"concept\t{concept}")
            yield f"{_ABOUT} <{concept}>"
            if category.primary:
                yield f"{kg_term('primaryCategory')} <{concept}>"
        if category.as_listed is not None:
            yield f"{kg_term('categoryAsListed')} {literal(category.as_listed)}"


def _code_link(said: Statements, base: str, link: CodeLink) -> Iterator[str]:
    yield f"{TYPE} {kg_term('CodeLink')}"
    for evidence in link.evidence:
        yield f"{kg_term('evidence')} {iri(EVIDENCE_TERMS[evidence])}"
    if link.url:
        software = mint.code_iri(base, link.url)
        said.references.append(f"software\t{software}\turl\t{link.url}")
        said.references.append(f"software\t{software}\tpublication\t{said.document}")
        yield f"{kg_term('code')} <{software}>"
        yield f"{schema_term('url')} <{link.url}>"
    if link.quote is not None:
        yield f"{kg_term('quote')} {literal(link.quote)}"
    if link.official is not None:
        yield f"{kg_term('official')} {boolean(link.official)}"
