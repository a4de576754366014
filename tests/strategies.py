"""What hypothesis draws for tests of several rooms: names, titles and papers, hostile ones too."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from kg.graph.vocab import KG, OWL, SEMAPV
from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Identifier,
    Judgement,
    LinkRecord,
    Mention,
    Metric,
    Paper,
    PartialDate,
    SubmissionStatus,
    Venue,
    VenueKind,
)
from kg.text.arxiv import codes
from kg.text.dates import is_day
from kg.text.names import collapse, normalise_name

HOSTILE = (
    *("Robert'); DROP TABLE papers;--", '"quoted" \\ back\\slash', "<script>alert(1)</script>"),
    *("javascript:alert(1)", "=cmd|'/C calc'!A0", "{{7*7}} ${7*7} %s %00", "../../etc/passwd"),
    *("a\u202egnp.exe", "zero\u200bwidth \ufeffmark", "bell\x07 escape\x1b[31m", "e\u0301 \u00e9"),
    *("\U0001f9ea emoji \U0001d4d0", "\ufdfa \ufb03 \u212b", "王小明 Ω ß İ ı", "# @prefix : <x> ."),
    *("line\nend", "tab\tend\r", '""" triple', "O'Neil-Smith, Jr.", "\u2028 \u2029 \x85 end"),
    *("> . <urn:x> <urn:y> <urn:z", "%E2%82", "LGSep 10, 2024", "Author name cluster", "\x7f"),
)
"""Texts that have broken programs like this one."""


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Any text that is valid Unicode and has more than white space in it."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    any_text = st.text(characters, min_size=1, max_size=max_size)
    plain = st.text("abcdefghij ABCDEF-.,:'", min_size=1, max_size=max_size)
    return st.one_of(plain, any_text, st.sampled_from(HOSTILE)).filter(lambda text: text.strip())


def names() -> st.SearchStrategy[str]:
    """Names of people as somebody typed them, kind or hostile."""
    usual = st.sampled_from(
        (
            *("Ilsa Thornquist", "ilsa thornquist", "Bram O'Vell", "Jae-Won Tarn", "M. Q. Adeyo"),
            *("Li Wenna", "Xe (Stan) Liang", "Zoë Ångmark", "Ludo van der Voorn", "王小明"),
        )
    )
    return st.one_of(usual, texts(40)).filter(lambda name: bool(normalise_name(name)))


def titles() -> st.SearchStrategy[str]:
    """Titles of papers, kind or hostile, generic ones among them."""
    usual = st.sampled_from(("Tidal Graphs at Scale", "Preface", "???", "On 王 and Ω: $x^2$"))
    return st.one_of(usual, texts(120))


def web_addresses() -> st.SearchStrategy[str]:
    """Web addresses that are valid IRIs as they stand."""
    part = st.text("abcxyz0123456789-_~", min_size=1, max_size=12)
    path = st.lists(part, max_size=3).map("/".join)
    host = st.sampled_from(("example.org", "papers.example.com", "github.com"))
    return st.builds("{}://{}/{}".format, st.sampled_from(("http", "https")), host, path)


def repository_urls() -> st.SearchStrategy[str]:
    """Addresses of repositories in the form that code links have."""
    word = st.text("abcXYZ019", min_size=1, max_size=8).map("r{}".format)
    return st.one_of(
        st.builds("https://github.com/{}/{}".format, word, word),
        st.builds("https://gitlab.com/{}/{}/{}".format, word, word, word),
        st.builds("https://anonymous.4open.science/r/{}".format, word),
    )


def identifiers(*schemes: str) -> st.SearchStrategy[Identifier]:
    """Identifiers of some schemes (doi, arxiv, orcid, dblp) in their normal forms."""
    digits = st.text("0123456789", min_size=4, max_size=4)
    suffix = st.text("abcdefghij0123456789.-_()/<>;", min_size=1, max_size=20)
    forms = {
        "doi": st.builds("10.{}/{}".format, digits, suffix),
        "arxiv": st.builds("2{}.0{}".format, st.sampled_from(("101", "412", "509")), digits),
        "orcid": st.builds("0000-0000-{}-{}".format, digits, digits),
        "dblp": st.builds("{}/{}".format, st.integers(0, 300), st.integers(1, 9999)),
    }
    return st.one_of(*(st.builds(Identifier, st.just(s), forms[s]) for s in schemes))


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Dates known to any precision, printed or inferred."""
    year, month = st.integers(1900, 2100), st.integers(1, 12)
    days = st.builds(PartialDate, year, month, st.integers(1, 31)).filter(_is_real)
    inferred = st.builds(
        lambda day, printed: PartialDate(day.year, day.month, day.day, printed, inferred=True),
        days,
        texts(12),
    )
    return st.one_of(
        st.builds(PartialDate, year),
        st.builds(PartialDate, year, month),
        days,
        inferred,
        st.builds(lambda printed: PartialDate(as_listed=printed), texts(12)),
    )


def _is_real(day: PartialDate) -> bool:
    return is_day(day.year or 0, day.month or 0, day.day or 0)


def editions() -> st.SearchStrategy[Edition]:
    """Venues and their years."""
    name = st.one_of(st.sampled_from(("NeurIPS", "NIPS", "Tidal Data", "Graphs & Seas")), texts(30))
    kind = st.none() | st.sampled_from(VenueKind)
    year = st.none() | st.integers(1900, 2100)
    return st.builds(Edition, st.builds(Venue, name, kind), year, st.none() | texts(10))


def categories() -> st.SearchStrategy[tuple[Category, ...]]:
    """Subject categories, at most one of them primary, no two the same."""
    known = st.lists(st.sampled_from(sorted(codes())), max_size=3, unique=True)
    printed = st.lists(texts(6), max_size=1)
    return st.builds(
        lambda codes, printed, primary: (
            *(Category(code, primary=primary and not at) for at, code in enumerate(codes)),
            *(Category(as_listed=text) for text in printed),
        ),
        known,
        printed,
        st.booleans(),
    )


def code_links() -> st.SearchStrategy[tuple[CodeLink, ...]]:
    """Links to code with distinct addresses, and at most one badge that stands alone."""
    evidence = st.sets(st.sampled_from(Evidence), min_size=1).map(
        lambda found: tuple(one for one in Evidence if one in found)
    )
    linked = st.lists(
        st.builds(
            CodeLink, repository_urls(), evidence, st.none() | texts(), st.none() | st.booleans()
        ),
        max_size=3,
        unique_by=lambda link: (link.url or "").lower(),
    )
    badge = st.lists(st.just(CodeLink(evidence=(Evidence.BADGE,))), max_size=1)
    return st.builds(lambda links, alone: (*links, *alone), linked, badge)


def metrics() -> st.SearchStrategy[tuple[Metric, ...]]:
    """Figures that are reported of a paper, each name once."""
    value = st.integers(0, 10**6) | st.decimals(0, 1000, places=2, allow_nan=False)
    metric = st.builds(
        Metric,
        st.sampled_from(("paperScore", "citationCount", "noveltyScore")),
        value.map(lambda number: number if isinstance(number, int) else Decimal(number)),
        st.sampled_from((None, "percent")),
    )
    return st.lists(metric, max_size=2, unique_by=lambda one: one.name).map(tuple)


@st.composite
def mentions(draw: st.DrawFn) -> tuple[Mention, ...]:
    """Authors in order of place from 1, then some without one whose names are different."""
    affiliations = st.lists(texts(20), max_size=2, unique=True)
    known = st.lists(identifiers("orcid", "dblp"), max_size=2, unique_by=lambda one: one.scheme)
    placed = [
        Mention(name, place, tuple(draw(affiliations)), tuple(draw(known)))
        for place, name in enumerate(draw(st.lists(names(), max_size=5)), 1)
    ]
    others = draw(st.lists(names(), max_size=2, unique_by=normalise_name))
    return (*placed, *(Mention(name, None, tuple(draw(affiliations))) for name in others))


def papers() -> st.SearchStrategy[Paper]:
    """Records with any of their fields, all values valid, all texts hostile at times."""
    return st.builds(
        Paper,
        title=titles(),
        mentions=mentions(),
        complete=st.none() | st.booleans(),
        declared_author_count=st.none() | st.integers(0, 5000),
        abstract=st.none() | texts(300),
        date=st.none() | partial_dates(),
        edition=st.none() | editions(),
        number=st.none() | texts(6),
        pages=st.none() | texts(10),
        publication_type=st.none() | texts(20),
        submission_status=st.none() | st.sampled_from(SubmissionStatus),
        categories=categories(),
        keywords=st.lists(texts(20), max_size=3, unique=True).map(tuple),
        code_links=code_links(),
        metrics=metrics(),
        identifiers=st.lists(
            identifiers("doi", "arxiv"), max_size=2, unique_by=lambda one: one.scheme
        ).map(tuple),
        urls=st.lists(web_addresses(), max_size=2, unique=True).map(tuple),
    )


def near_papers() -> st.SearchStrategy[Paper]:
    """Records that have much in common: few titles, names, venues, identifiers and repositories."""
    people = ("Ilsa Thornquist", "ilsa thornquist", "Bram O'Vell", "Jae-Won Tarn")
    orcids = ("0000-0002-1825-0097", "0000-0001-5109-3700")
    known = st.sampled_from([(), *((Identifier("orcid", orcid),) for orcid in orcids)])
    lists = st.lists(st.tuples(st.sampled_from(people), known), max_size=3).map(
        lambda some: tuple(Mention(n, at, (), ids) for at, (n, ids) in enumerate(some, 1))
    )
    venues = st.sampled_from((Venue("NeurIPS"), Venue("NIPS"), Venue("Tidal Data")))
    of_works = st.sampled_from(
        (
            *(Identifier("doi", "10.1/a"), Identifier("doi", "10.48550/arxiv.2101.00001")),
            *(Identifier("arxiv", "2101.00001"), Identifier("openreview", "abc")),
        )
    )
    link = CodeLink("https://github.com/tidal/graphs", (Evidence.METADATA,))
    return st.builds(
        Paper,
        title=st.sampled_from(("Tidal Graphs", "On Rivers")),
        mentions=lists,
        complete=st.none() | st.booleans(),
        edition=st.none()
        | st.builds(Edition, venues, st.sampled_from((None, 2024, 2025)), st.none() | st.just("3")),
        submission_status=st.none() | st.none() | st.just(SubmissionStatus.REJECTED),
        categories=st.sampled_from(((), (Category("cs.LG"),), (Category("math.IT"),))),
        code_links=st.sampled_from(((), (link,))),
        identifiers=st.lists(of_works, max_size=2, unique_by=lambda one: one.scheme).map(tuple),
    )


def network_papers() -> st.SearchStrategy[Paper]:
    """Records of few people, venues, years and categories, so that many papers join them.

    Lists are cut or name somebody twice; years are missing; works have several publications.
    """
    people = ("Ilsa Thornquist", "Bram O'Vell", "BRAM O'VELL", "Zoë Ångmark", "50% | Co", "李明")
    orcid = (Identifier("orcid", "0000-0002-1825-0097"),)
    known = st.sampled_from(((), (), (), orcid))
    placed = st.lists(st.tuples(st.sampled_from(people), known), max_size=4).map(
        lambda some: tuple(Mention(n, at, (), ids) for at, (n, ids) in enumerate(some, 1))
    )
    others = st.lists(st.sampled_from(people), max_size=1).map(
        lambda some: tuple(Mention(name) for name in some)
    )
    venues = st.sampled_from((Venue("NeurIPS"), Venue("Tidal Data", VenueKind.JOURNAL)))
    years = st.sampled_from((None, 2023, 2024, 2025))
    titles = ("Tidal Graphs", "On Rivers", "On\ttabs and\nlines", 'Back\\slash "50 % | 3"', "Salt")
    link = CodeLink("https://github.com/tidal/graphs", (Evidence.METADATA,), official=True)
    again = CodeLink("http://github.com/Tidal/graphs", (Evidence.ABSTRACT, Evidence.BADGE))
    other = CodeLink("https://gitlab.com/salt/rivers", (Evidence.ABSTRACT,))
    badge = CodeLink(evidence=(Evidence.BADGE,))
    return st.builds(
        lambda lists, unplaced, **fields: Paper(mentions=(*lists, *unplaced), **fields),
        placed,
        others,
        title=st.sampled_from(titles),
        complete=st.none() | st.booleans(),
        declared_author_count=st.none() | st.none() | st.integers(1, 9),
        abstract=st.none() | st.just("Of tides."),
        date=st.none()
        | st.builds(PartialDate, st.sampled_from((2019, 2024)))
        | st.just(PartialDate(2024, 4, 16, "Apr 16", inferred=True)),
        edition=st.none() | st.builds(Edition, venues, years, st.none() | st.just("3")),
        submission_status=st.none() | st.none() | st.just(SubmissionStatus.REJECTED),
        categories=st.sampled_from(
            (
                *((), (Category("cs.LG"),), (Category("cs.LG"), Category("stat.ML"))),
                *((Category("math.IT"), Category(as_listed="CV | X")), (Category(as_listed="SI"),)),
            )
        ),
        code_links=st.sampled_from(((), (), (link,), (other, link), (badge,), (again, link))),
        identifiers=st.sampled_from(
            (
                *((), (), (Identifier("doi", "10.1/a"),), (Identifier("arxiv", "2101.00001"),)),
                *((Identifier("acl", "P01-1001"),), (Identifier("isbn", "9780000000002"),)),
            )
        ),
    )


def link_records() -> st.SearchStrategy[LinkRecord]:
    """Links with texts as a file keeps them: white space collapsed, three decimals."""
    prose = st.none() | texts().map(collapse).filter(bool)
    words = st.sampled_from(("title", "rare names", "https://tides.example/field#depth", "a|b"))
    iris = st.sampled_from(
        (
            *("https://w3id.org/scholarly-kg/id/paper/tidal-graphs-0123456789abcdef",),
            *("https://w3id.org/scholarly-kg/id/paper/waves-0123456789abcdef#author-2",),
            *("https://w3id.org/scholarly-kg/id/name/李文娜", "https://graph.example/id/name/a_b"),
            *("http://www.wikidata.org/entity/Q900000001", "https://doi.org/10.1000/a(b)"),
            *("http://tides.example/p/1", "https://tides.example/p/1", "https://tides.example/"),
            *(
                "https://1.example/?id=7",
                "https://doi.org/",
                "https://dblp.org/pid/00/1",
                "http://x/",
            ),
        )
    )
    people = st.sampled_from(("https://orcid.org/0000-0002-1825-0097", "Bram O'Vell", "A | B"))
    return st.builds(
        LinkRecord,
        subject=iris,
        predicate=st.sampled_from((f"{OWL}sameAs", f"{KG}possiblePerson", f"{KG}verifiedAgent")),
        object=iris,
        judgement=st.sampled_from(Judgement),
        justification=st.just(f"{SEMAPV}CompositeMatching"),
        confidence=st.none() | st.integers(0, 1000).map(lambda n: n / 1000),
        subject_label=prose,
        object_label=prose,
        fields=st.lists(words, unique=True, max_size=3).map(tuple),
        evidence=prose,
        author=st.none() | people,
        tool=prose,
        tool_version=prose,
        date=st.none() | st.dates(),
        subject_source=st.none() | iris | words,
        object_source=st.none() | iris | words,
        object_source_version=prose,
    ).filter(lambda link: link.subject != link.object and (link.tool or not link.tool_version))
