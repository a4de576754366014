"""Paper records as N-Triples lines: what a source says of a publication, naming the source.

All functions are pure: the same record, source and base give the same lines anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from kg.graph import iri as mint
from kg.graph.keys import short_hash
from kg.graph.ntriples import iri, literal
from kg.graph.venues import series_slug
from kg.graph.vocab import KG, PROV, RDF, SCHEMA, XSD
from kg.model import (
    Category,
    CodeLink,
    Evidence,
    Mention,
    Paper,
    PartialDate,
    SubmissionStatus,
)

TYPE = iri(f"{RDF}type")
NAME = iri(f"{SCHEMA}name")
DERIVED_FROM = iri(f"{PROV}wasDerivedFrom")
AGENT = iri(f"{KG}agent")
COUNTS_AS = iri(f"{KG}countsAs")
NAME_AS_LISTED = iri(f"{KG}nameAsListed")
ARTICLE = iri(f"{SCHEMA}ScholarlyArticle")
RECORD_OF = iri(f"{KG}recordOf")

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


def _schema(term: str) -> str:
    return iri(SCHEMA + term)


def _kg(term: str) -> str:
    return iri(KG + term)


def integer(value: int) -> str:
    """An ``xsd:integer`` literal."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:
    """An ``xsd:boolean`` literal."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def number(value: int | Decimal) -> str:
    """An ``xsd:integer`` or ``xsd:decimal`` literal."""
    if isinstance(value, int):
        return integer(value)
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f'"{text}"^^<{XSD}decimal>'


def partial_date(value: PartialDate) -> str:
    """A date typed by what is known of it; its year must be known."""
    if value.month is None:
        return f'"{value.year:04d}"^^<{XSD}gYear>'
    if value.day is None:
        return f'"{value.year:04d}-{value.month:02d}"^^<{XSD}gYearMonth>'
    return f'"{value.year:04d}-{value.month:02d}-{value.day:02d}"^^<{XSD}date>'


def paper_lines(
    base: str,
    paper: Paper,
    sources: Sequence[str],
    *,
    ordinal: int = 1,
    sources_of: SourcesOf | None = None,
    date_source: str | None = None,
) -> list[str]:
    """The statements of one record about its publication, without its metrics.

    ``sources`` are the SHA-256 of the documents that say so. A further record of the same
    publication in the same document has an ``ordinal`` above 1 and stands apart from the first.
    ``date_source`` is the document from which a missing year was inferred, if not the first.
    """
    publication = mint.publication_iri(base, paper)
    root = publication if ordinal == 1 else f"{publication}#record-{ordinal}"
    part = f"{root}#" if ordinal == 1 else f"{root}-"
    subject = iri(root)
    derived = [iri(mint.source_iri(base, sha)) for sha in sources]
    facts = [(TYPE, ARTICLE), (NAME, literal(paper.title))]
    if ordinal > 1:
        facts = [(RECORD_OF, iri(publication)), (NAME, literal(paper.title))]
    facts += [(DERIVED_FROM, source) for source in derived]
    inferred_from = iri(mint.source_iri(base, date_source or sources[0]))
    facts += _bibliography(paper)
    facts += _date(paper, inferred_from)
    facts += _venue(base, paper)
    facts += _categories(base, paper.categories)
    facts += _author_counts(paper)
    lines: list[str] = []
    for mention in paper.mentions:
        place = mention.position or f"x-{mint.name_key(mention.name)}"
        node = iri(f"{part}author-{place}")
        stated_by = sources_of(mention) if sources_of else sources
        said = [iri(mint.source_iri(base, sha)) for sha in stated_by]
        facts.append((_kg("authorship"), node))
        facts.append((_schema("author"), iri(mint.counted_agent(base, mention))))
        lines += triples(node, _authorship(base, mention, said))
    for link in paper.code_links:
        node = iri(f"{part}code-{short_hash(link.url) if link.url else 'badge'}")
        facts.append((_kg("codeLink"), node))
        lines += triples(node, _code_link(base, link))
    return [*triples(subject, dict.fromkeys(facts)), *lines]


def triples(subject: str, facts: Iterable[tuple[str, str]]) -> list[str]:
    """The lines that say ``facts``, pairs of predicate and object, of one subject."""
    return [f"{subject} {predicate} {value} ." for predicate, value in facts]


def _bibliography(paper: Paper) -> Iterator[tuple[str, str]]:
    for term, text in (
        ("abstract", paper.abstract),
        ("pagination", paper.pages),
        ("issueNumber", paper.number),
    ):
        if text is not None:
            yield _schema(term), literal(text)
    if paper.publication_type is not None:
        yield _kg("publicationType"), literal(paper.publication_type)
    for keyword in paper.keywords:
        yield _schema("keywords"), literal(keyword)
    for url in paper.urls:
        yield _schema("url"), iri(url)
    for identifier in paper.identifiers:
        if identifier.scheme == "doi":
            yield _kg("doi"), literal(identifier.value)
        elif identifier.scheme == "arxiv":
            yield _kg("arxivId"), literal(identifier.value)
        else:
            text = f"{identifier.scheme}:{identifier.value}"
            yield _schema("identifier"), literal(text)
        published = mint.resolver_iri(identifier)
        if published:
            yield _schema("sameAs"), iri(published)


def _date(paper: Paper, inferred_from: str) -> Iterator[tuple[str, str]]:
    known = paper.date
    if known is not None:
        if known.year is not None:
            yield _schema("datePublished"), partial_date(known)
        if known.as_listed is not None:
            yield _kg("dateAsListed"), literal(known.as_listed)
        if known.inferred:
            yield _kg("dateInferredFrom"), inferred_from
    stated = paper.edition.year if paper.edition else None
    year = stated or (known.year if known else None)
    if year is not None:
        yield _kg("year"), integer(year)


def _venue(base: str, paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.submission_status is not None:
        yield _kg("submissionStatus"), iri(SUBMISSION_TERMS[paper.submission_status])
    if paper.edition is None:
        return
    venue, year = paper.edition.venue, paper.edition.year
    slug = series_slug(venue.name, venue.kind)
    series = iri(mint.venue_iri(base, slug))
    edition = iri(mint.edition_iri(base, slug, year)) if year is not None else None
    volume = paper.edition.volume
    yield _kg("venueAsListed"), literal(venue.name)
    if volume is not None:
        yield _kg("volumeAsListed"), literal(volume)
    if venue.kind:
        yield _kg("venueKindAsListed"), literal(venue.kind)
    if paper.submission_status is not None:
        yield _kg("submittedTo"), edition or series
        return
    yield _kg("publishedInSeries"), series
    if edition:
        yield _kg("publishedInEdition"), edition
    if volume is not None:
        yield _schema("isPartOf"), iri(mint.volume_iri(base, slug, year, volume))


def _categories(base: str, categories: Iterable[Category]) -> Iterator[tuple[str, str]]:
    for category in categories:
        concept = mint.category_iri(base, category)
        if concept:
            yield _schema("about"), iri(concept)
            if category.primary:
                yield _kg("primaryCategory"), iri(concept)
        if category.as_listed is not None:
            yield _kg("categoryAsListed"), literal(category.as_listed)


def _author_counts(paper: Paper) -> Iterator[tuple[str, str]]:
    yield _kg("listedAuthorCount"), integer(len(paper.placed))
    if paper.declared_author_count is not None:
        yield _kg("declaredAuthorCount"), integer(paper.declared_author_count)
    if paper.complete is not None:
        yield _kg("authorListComplete"), boolean(paper.complete)


def _authorship(base: str, mention: Mention, derived: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield TYPE, _kg("Authorship")
    if mention.position is not None:
        yield _schema("position"), integer(mention.position)
    yield NAME_AS_LISTED, literal(mention.name)
    yield AGENT, iri(mint.name_iri(base, mention.name))
    person = mint.person_iri(base, mention.identifiers)
    if person:
        yield _kg("verifiedAgent"), iri(person)
    yield COUNTS_AS, iri(mint.counted_agent(base, mention))
    for affiliation in mention.affiliations:
        yield _schema("affiliation"), literal(affiliation)
    for identifier in mention.identifiers:
        yield _schema("identifier"), literal(f"{identifier.scheme}:{identifier.value}")
    for source in derived:
        yield DERIVED_FROM, source


def _code_link(base: str, link: CodeLink) -> Iterator[tuple[str, str]]:
    yield TYPE, _kg("CodeLink")
    for evidence in link.evidence:
        yield _kg("evidence"), iri(EVIDENCE_TERMS[evidence])
    if link.url:
        yield _kg("code"), iri(mint.code_iri(base, link.url))
        yield _schema("url"), iri(link.url)
    if link.quote is not None:
        yield _kg("quote"), literal(link.quote)
    if link.official is not None:
        yield _kg("official"), boolean(link.official)
