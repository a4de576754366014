"""Any identifier in every common spelling, and back and forth between addresses and CURIEs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.iri import resolver_iri
from kg.model import Identifier
from kg.text.check_digits import isni, orcid
from kg.text.curies import curie, scheme_and_value
from kg.text.identifiers import identifier
from kg.text.repositories import repository

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=least, max_size=most or least)


def number(longest: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**longest - 1).map(str)


def sixteen(scheme: str) -> st.SearchStrategy[str]:
    """Fifteen digits of an ORCID iD or ISNI with the check digit that is right."""
    check = orcid if scheme == "orcid" else isni
    ends = [*DIGITS, "X"]
    return digits(15).map(lambda text: next(filter(None, (check(text + end) for end in ends))))


words = st.text(LETTERS, min_size=2, max_size=9)
months = st.integers(1, 12).map("{:02d}".format)
doi_suffixes = st.from_regex(
    r"[a-z0-9](?:[a-z0-9._;:/-]{0,12}[a-z0-9])?(?:\([a-z0-9]{1,4}\))?", fullmatch=True
)

NORMAL: dict[str, st.SearchStrategy[str]] = {
    "doi": st.builds("10.{}/{}".format, st.integers(1000, 999_999_999), doi_suffixes),
    "arxiv": st.builds("{}{}.{}".format, st.integers(15, 26), months, digits(5)),
    "arxiv-old": st.builds(
        "{}/{:02d}{}{}".format,
        st.sampled_from(("hep-th", "math", "cs", "cond-mat")),
        st.integers(0, 7),
        months,
        digits(3),
    ),
    "orcid": sixteen("orcid"),
    "isni": sixteen("isni"),
    "dblp-person": st.one_of(
        st.builds("{}/{}".format, number(3), number(5)),
        st.builds("{}/{}-{}".format, number(3), number(5), number(2)),
        st.builds("{}/{}".format, st.sampled_from(LETTERS), words.map(str.title)),
    ),
    "dblp-record": st.builds(
        "{}/{}/{}".format,
        st.sampled_from(("conf", "journals")),
        words,
        st.builds("{}{}".format, words.map(str.title), digits(2)),
    ),
    "acl": st.one_of(
        st.builds("{}.{}-{}.{}".format, st.integers(2020, 2026), words, words, number(3)),
        st.builds("{}{}-{}".format, st.sampled_from("ACDNPW"), digits(2), digits(4)),
    ),
    "openalex": st.builds("{}{}".format, st.sampled_from("WASIV"), number(10)),
    "wikidata": number(9).map("Q{}".format),
    "s2": st.text("0123456789abcdef", min_size=40, max_size=40),
}
SPELLINGS: dict[str, tuple[str, ...]] = {
    "doi": (
        *("{}", "doi:{}", "DOI: {}", "doi {}", "https://doi.org/{}", "http://dx.doi.org/{}"),
        *("doi.org/{}", "https://www.doi.org/{}", "HTTPS://DOI.ORG/{}", "info:doi/{}"),
        *("urn:doi:{}", "https://doi.org/doi:{}", "{}.", "https://doi.org/{}?x=1"),
        *("https://dl.acm.org/doi/{}", "https://dl.acm.org/doi/abs/{}", "doi:https://doi.org/{}"),
        *("https://onlinelibrary.wiley.com/doi/full/{}", "https://link.springer.com/article/{}"),
    ),
    "arxiv": (
        *("{}", "{}v2", "arXiv:{}", "arxiv: {}", "ARXIV:{}v1", "arXiv:{} [cs.CL]", "arXiv {}"),
        *("https://arxiv.org/abs/{}", "http://arxiv.org/abs/{}v3", "arxiv.org/abs/{}"),
        *("https://arxiv.org/pdf/{}", "https://arxiv.org/pdf/{}v1.pdf", "arxiv.org/pdf/{}.pdf"),
        *("https://www.arxiv.org/abs/{}", "https://export.arxiv.org/abs/{}", "abs/{}"),
        *("https://arxiv.org/html/{}v1", "https://ar5iv.org/abs/{}", "oai:arXiv.org:{}"),
        *("10.48550/arXiv.{}", "https://doi.org/10.48550/arXiv.{}", "CoRR abs/{}"),
        *("https://huggingface.co/papers/{}", "https://www.alphaxiv.org/abs/{}"),
    ),
    "arxiv-old": (
        *("{}", "arXiv:{}", "arXiv:{}v2", "https://arxiv.org/abs/{}", "arxiv.org/pdf/{}.pdf"),
        *("http://xxx.lanl.gov/abs/{}", "https://arxiv.org/ps/{}", "oai:arXiv.org:{}"),
    ),
    "orcid": (
        *("{}", "ORCID: {}", "orcid:{}", "ORCID {}", "ORCID iD: {}", "https://orcid.org/{}"),
        *("http://orcid.org/{}", "orcid.org/{}", "https://www.orcid.org/{}/", "ORCID:{}"),
        *("https://orcid.org/my-orcid?orcid={}", "https://sandbox.orcid.org/{}", "{} "),
        *("https://orcid.org/{}?lang=en", "ORCID iD: https://orcid.org/{}"),
    ),
    "isni": (
        *("{}", "ISNI {}", "ISNI: {}", "isni:{}", "https://isni.org/isni/{}", "ISNI:{}"),
        *("http://www.isni.org/isni/{}", "https://www.isni.org/page/{}/", "http://isni.org/{}"),
    ),
    "dblp-person": (
        *("{}", "https://dblp.org/pid/{}", "https://dblp.org/pid/{}.html", "dblp.org/pid/{}"),
        *("http://dblp.uni-trier.de/pid/{}", "https://dblp.org/pid/{}.xml", "homepages/{}"),
        *("https://dblp.org/pid/{}.rdf", "dblp:{}", "dblp:pid/{}", "https://dblp1.org/pid/{}"),
        *("https://dblp.dagstuhl.de/pid/{}.html", "https://dblp.org/rec/homepages/{}"),
    ),
    "dblp-record": (
        *("{}", "DBLP:{}", "dblp:{}", "https://dblp.org/rec/{}", "https://dblp.org/rec/{}.html"),
        *("https://dblp.org/rec/{}.bib", "http://dblp.org/rec/bibtex/{}", "rec/{}"),
        *("https://dblp.uni-trier.de/rec/html/{}", "http://dblp.uni-trier.de/rec/bib1/{}.bib"),
        *("https://dblp.org/rec/{}.html?view=bibtex", "dblp.dagstuhl.de/rec/{}.xml"),
    ),
    "acl": (
        *("{}", "acl:{}", "https://aclanthology.org/{}", "https://aclanthology.org/{}/"),
        *("https://aclanthology.org/{}.pdf", "https://www.aclweb.org/anthology/{}.pdf"),
        *("https://aclweb.org/anthology/{}", "https://aclanthology.info/papers/{}"),
        *("https://aclanthology.org/{}v2.pdf", "https://aclanthology.org/{}.bib"),
        *("10.18653/v1/{}", "https://doi.org/10.18653/v1/{}", "https://www.aclanthology.org/{}"),
    ),
    "openalex": (
        *("{}", "openalex:{}", "https://openalex.org/{}", "http://openalex.org/{}"),
        *("https://api.openalex.org/works/{}", "https://semopenalex.org/work/{}"),
        *(
            "openalex.org/{}",
            "https://openalex.org/works/{}",
            "https://explore.openalex.org/works/{}",
        ),
    ),
    "wikidata": (
        *("{}", "wd:{}", "wikidata:{}", "Wikidata: {}", "http://www.wikidata.org/entity/{}"),
        *("https://www.wikidata.org/wiki/{}", "https://m.wikidata.org/wiki/{}", "WD:{}"),
        *("https://wikidata.org/wiki/{}#sitelinks", "https://www.wikidata.org/wiki/{}?uselang=de"),
        *(
            "https://www.wikidata.org/wiki/Special:EntityData/{}.json",
            "https://www.wikidata.org/entity/{}",
        ),
        *("https://www.wikidata.org/wiki/Special:EntityPage/{}",),
    ),
    "s2": (
        *("{}", "s2:{}", "https://www.semanticscholar.org/paper/{}", "S2:{}"),
        *("https://www.semanticscholar.org/paper/Tidal-Graphs-Thornquist/{}",),
        *("https://api.semanticscholar.org/{}", "https://pdfs.semanticscholar.org/{}"),
        *(
            "https://api.semanticscholar.org/graph/v1/paper/{}",
            "https://semanticscholar.org/paper/{}",
        ),
        *("https://www.semanticscholar.org/paper/Tidal-Graphs-Thornquist/{}?sort=relevance",),
    ),
}
ALL = [(kind, spelling) for kind, spellings in SPELLINGS.items() for spelling in spellings]


def scheme_of(kind: str) -> str:
    return kind.partition("-")[0]


@pytest.mark.parametrize(("kind", "spelling"), ALL)
@given(data=st.data())
def test_a_common_spelling_gives_the_normal_form(
    kind: str, spelling: str, data: st.DataObject
) -> None:
    value = data.draw(NORMAL[kind])
    scheme = scheme_of(kind)
    assert identifier(scheme, spelling.format(value)) == value
    if scheme in {"doi", "openalex", "wikidata", "s2", "orcid", "isni"}:
        assert identifier(scheme, spelling.format(value.upper())) == value


@pytest.mark.parametrize("kind", NORMAL)
@given(data=st.data())
def test_addresses_and_curies_lead_back(kind: str, data: st.DataObject) -> None:
    scheme = scheme_of(kind)
    value = data.draw(NORMAL[kind])
    assert scheme_and_value(curie(scheme, value)) == (scheme, value)
    person = kind in {"orcid", "isni", "dblp-person"}
    iri = resolver_iri(Identifier(scheme, value), of_person=person)
    assert kind == "isni" or iri
    if iri:
        assert scheme_and_value(iri) == (scheme, value)


@given(
    st.sampled_from(("github.com", "bitbucket.org", "codeberg.org", "gitee.com", "gitlab.com")),
    words.map(str.title),
    st.builds("{}-{}".format, words, words.map(str.upper)),
    st.sampled_from(
        (
            *("https://{}", "http://www.{}", "{}", "https://{}.git", "git://{}.git"),
            *("https://{}/", "https://{}/tree/main/src", "https://{}#readme", "https://{}?tab=x"),
            *("ssh://git@{}.git", "git+https://{}.git", "HTTPS://{}/blob/main/a.py"),
        )
    ),
)
def test_a_repository_is_one_in_every_spelling(
    host: str, owner: str, name: str, spelling: str
) -> None:
    plain = repository(f"https://{host}/{owner}/{name}")
    found = repository(spelling.format(f"{host}/{owner}/{name}"))
    assert plain is not None
    assert found == plain
    assert found.url == f"https://{host}/{owner}/{name}"
    assert repository(f"git@{host}:{owner}/{name}.git") == plain
    assert repository(found.url) == found
