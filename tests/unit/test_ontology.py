"""The vocabularies and rules in ``ontology/``: they parse, are complete, agree, and bite."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from itertools import chain
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyshacl import validate
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, FOAF, PROV, SDO, SH, VOID, DefinedNamespace

from kg.graph import vocab
from kg.graph.vocabularies import TERMS_FROM_OTHERS, declared_terms
from kg.text.titles import normalise_title

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
CASES = ROOT / "tests" / "cases" / "shapes"
SHARED = ROOT.parent / "shared" / "data"
FILES = sorted(ONTOLOGY.glob("*.ttl"))
BROKEN = sorted(CASES.glob("*.ttl"))

KG = Namespace(vocab.KG)
SCHEMA = Namespace(vocab.SCHEMA)
ARXIV = Namespace(vocab.ARXIV)
SHAPE = Namespace("https://w3id.org/scholarly-kg/shapes#")
VENUE = Namespace(vocab.DEFAULT_BASE + "venue/")
INCLUDES = (SCHEMA.domainIncludes, SCHEMA.rangeIncludes)

ALIASES = [
    ("math.IT", "cs.IT"),
    ("math.NA", "cs.NA"),
    ("math.MP", "math-ph"),
    ("stat.TH", "math.ST"),
    ("q-fin.EC", "econ.GN"),
    ("cs.SY", "eess.SY"),
]

KNOWN_TERMS: dict[str, type[DefinedNamespace]] = {
    vocab.DCAT: DCAT,
    vocab.DCTERMS: DCTERMS,
    vocab.FOAF: FOAF,
    vocab.OWL: OWL,
    vocab.PROV: PROV,
    vocab.RDF: RDF,
    vocab.SCHEMA: SDO,
    vocab.SKOS: SKOS,
    vocab.VOID: VOID,
}
NEWER_TERMS = {f"{vocab.SCHEMA}observationAbout"}
"""Terms that their vocabulary has and rdflib's copy of it has not."""


@cache
def graph(name: str) -> Graph:
    return Graph().parse(ONTOLOGY / name)


@cache
def rules() -> Graph:
    """The shapes once more, for pySHACL alone, which adds statements to what it is given."""
    return Graph().parse(ONTOLOGY / "shapes.ttl")


def own_terms() -> list[URIRef]:
    return sorted(
        {
            term
            for term in graph("kg.ttl").subjects()
            if isinstance(term, URIRef) and term.startswith(KG)
        }
    )


def local_name(iri: object) -> str:
    return re.split(r"[#/]", str(iri))[-1]


def broken_rules(data: Graph) -> dict[URIRef, str]:
    """The rules that a graph breaks, each with the message that a user would read."""
    _, report, _ = validate(data, shacl_graph=rules())
    assert isinstance(report, Graph)
    return {
        URIRef(str(report.value(result, SH.sourceShape))): str(
            report.value(result, SH.resultMessage)
        )
        for result in report.objects(None, SH.result)
    }


# All files


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_two_libraries_read_the_same(path: Path) -> None:
    quads = set(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
    assert len(quads) == len(Graph().parse(path)) > 0


@pytest.mark.parametrize("name", ["kg.ttl", "arxiv.ttl", "venues.ttl"])
def test_vocabularies_have_no_blank_nodes(name: str) -> None:
    assert not any(isinstance(node, rdflib.BNode) for node in graph(name).all_nodes())


def test_every_own_term_that_is_used_is_declared() -> None:
    declared = {local_name(term) for term in own_terms()}
    texts = [ONTOLOGY.glob("*.jsonld"), ROOT.glob("queries/**/*.rq"), CASES.rglob("*.ttl")]
    for path in chain(FILES, *texts):
        used = set(re.findall(r"(?<![\w/])kg:([A-Za-z]\w*)", path.read_text("utf-8")))
        assert used - declared <= ({"shoeSize"} if path.parent == CASES else set()), path


@pytest.mark.parametrize("name", ["arxiv.ttl", "venues.ttl"])
def test_vocabularies_use_only_listed_terms(name: str) -> None:
    used = {*graph(name).predicates(), *graph(name).objects(None, RDF.type)}
    assert {str(term) for term in used} <= declared_terms()


def test_terms_from_elsewhere_exist_there() -> None:
    names = {iri: local_name(iri) for iri in TERMS_FROM_OTHERS}
    assert {iri.removesuffix(name) for iri, name in names.items()} <= {*vocab.PREFIXES.values()}
    unknown = {
        iri
        for iri, name in names.items()
        if (known := KNOWN_TERMS.get(iri.removesuffix(name))) and name not in known
    }
    assert unknown == NEWER_TERMS


# kg.ttl


def test_the_ontology_says_what_it_is() -> None:
    ontology = URIRef(vocab.KG.removesuffix("#"))
    assert (ontology, RDF.type, OWL.Ontology) in graph("kg.ttl")
    for said in (OWL.versionIRI, DCTERMS.title, DCTERMS.description, DCTERMS.license):
        assert graph("kg.ttl").value(ontology, said), said


@pytest.mark.parametrize("term", own_terms(), ids=local_name)
def test_a_term_is_explained(term: URIRef) -> None:
    ontology = graph("kg.ttl")
    for said in (RDFS.label, RDFS.comment, RDFS.isDefinedBy):
        assert len(list(ontology.objects(term, said))) == 1, said
    comment = str(ontology.value(term, RDFS.comment))
    assert comment.endswith((".", '."', ".)"))
    assert ontology.value(term, RDFS.isDefinedBy) == URIRef(vocab.KG.removesuffix("#"))


def test_a_property_says_what_it_goes_between() -> None:
    ontology = graph("kg.ttl")
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology.subjects(RDF.type, kind):
            said = {*ontology.predicates(term)}
            assert said & {RDFS.range, SCHEMA.rangeIncludes}, term
            assert said & {RDFS.domain, SCHEMA.domainIncludes} or term == KG.recordOf, term
            assert not {RDFS.domain, SCHEMA.domainIncludes} <= said, term


def test_comments_differ() -> None:
    comments = Counter(map(str, graph("kg.ttl").objects(None, RDFS.comment)))
    assert comments.most_common(1)[0][1] == 1


# shapes.ttl


@pytest.mark.long
def test_shapes_are_valid_shacl() -> None:
    conforms, _, report = validate(Graph(), shacl_graph=rules(), meta_shacl=True)
    assert conforms, report


def test_every_rule_has_a_message() -> None:
    shapes = graph("shapes.ttl")
    for shape in {node for node in shapes.subjects() if isinstance(node, URIRef)}:
        if local_name(shape)[0].isupper():
            gathers = {RDF.type, SH.targetClass, SH.targetSubjectsOf, SH.property}
            assert {*shapes.predicates(shape)} <= gathers, shape
        else:
            assert str(shapes.value(shape, SH.message)).endswith("."), shape


def test_shapes_speak_of_all_own_properties_and_individuals() -> None:
    mentioned = set(graph("shapes.ttl").objects())
    classes = set(graph("kg.ttl").subjects(RDF.type, OWL.Class))
    assert not set(own_terms()) - classes - mentioned


def test_shapes_speak_of_declared_terms_only() -> None:
    free = (vocab.XSD, str(SH), str(SHAPE), vocab.RDF)
    mentioned = {str(node) for node in graph("shapes.ttl").objects() if isinstance(node, URIRef)}
    assert {iri for iri in mentioned if not iri.startswith(free)} <= declared_terms()


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("name-cluster-status", KG.IdentityStatus),
        ("publication-submission-status", KG.SubmissionStatus),
        ("code-link-evidence", KG.CodeEvidence),
        ("observation-metric", KG.Metric),
        ("mapping-judgement", KG.Judgement),
    ],
)
def test_shapes_allow_what_the_ontology_enumerates(rule: str, kind: URIRef) -> None:
    shapes = graph("shapes.ttl")
    members = shapes.value(SHAPE[rule], SH["in"])
    assert members is not None
    assert {*shapes.items(members)} == {*graph("kg.ttl").subjects(RDF.type, kind)}


def test_a_valid_graph_conforms() -> None:
    assert broken_rules(Graph().parse(CASES / "valid" / "graph.ttl")) == {}


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_one_wrong_statement_breaks_one_rule(path: Path) -> None:
    broken = broken_rules(Graph().parse(CASES / "valid" / "graph.ttl").parse(path))
    rule = SHAPE[path.stem.split("--")[0]]
    assert broken == {rule: str(graph("shapes.ttl").value(rule, SH.message))}


def test_vocabularies_conform() -> None:
    assert broken_rules(graph("arxiv.ttl") + graph("venues.ttl")) == {}


# arxiv.ttl


def made_from(table: Path) -> bytes:
    command = [sys.executable, str(ONTOLOGY / "make_arxiv.py"), str(table)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def categories() -> dict[str, URIRef]:
    return {str(code): URIRef(str(c)) for c, code in graph("arxiv.ttl")[: SKOS.notation]}


def test_the_taxonomy_is_as_made_from_the_table() -> None:
    table = SHARED / "arxiv-taxonomy.csv"
    if not table.exists():
        pytest.skip("the table (../shared/data/arxiv-taxonomy.csv) is not here")
    assert (ONTOLOGY / "arxiv.ttl").read_bytes() == made_from(table)
    with table.open(encoding="utf-8", newline="") as rows:
        assert {row["category"] for row in csv.DictReader(rows)} == categories().keys()


def test_the_taxonomy_does_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    header = "category,name,archive,archive_name,group,group_name,status,now"
    rows = [
        "tea.PO,Pouring,tea,Tea,tea,Tea Studies,active,",
        'tea.BR,"Brewing, ""slowly""",tea,Tea,tea,Tea Studies,active,tea.PO',
        "pot,Pots,pot,Pots,tea,Tea Studies,inactive,tea.PO",
    ]
    (tmp_path / "one.csv").write_text("\n".join([header, *rows]), "utf-8")
    (tmp_path / "two.csv").write_text("\n".join([header, *reversed(rows)]), "utf-8")
    made = made_from(tmp_path / "one.csv")
    assert made == made_from(tmp_path / "two.csv")
    taxonomy = Graph().parse(data=made, format="turtle")
    assert (ARXIV["tea.BR"], SKOS.prefLabel, Literal('Brewing, "slowly"')) in taxonomy
    assert (ARXIV["tea.BR"], SKOS.broader, ARXIV.tea) in taxonomy
    assert (ARXIV.tea, SKOS.broader, ARXIV["group/tea-studies"]) in taxonomy
    assert (ARXIV["tea.PO"], SKOS.exactMatch, ARXIV["tea.BR"]) in taxonomy
    assert (ARXIV.pot, DCTERMS.isReplacedBy, ARXIV["tea.PO"]) in taxonomy
    assert (ARXIV.pot, SKOS.broader, ARXIV["group/tea-studies"]) in taxonomy


def test_a_category_is_named_by_its_code() -> None:
    assert all(concept == ARXIV[code] for code, concept in categories().items())


def test_a_reader_of_lines_finds_every_code() -> None:
    text = (ONTOLOGY / "arxiv.ttl").read_text("utf-8")
    found = re.findall(r'^ *skos:notation "([^"]+)"', text, re.MULTILINE)
    assert sorted(found) == sorted(categories())


def test_archives_and_groups_are_no_categories() -> None:
    assert not {"cs", "econ", "eess", "math", "nlin", "physics", "q-fin", "stat"} & {*categories()}


def test_every_category_is_below_one_group() -> None:
    taxonomy = graph("arxiv.ttl")
    tops = set(taxonomy.objects(URIRef(vocab.ARXIV), SKOS.hasTopConcept))
    assert len(tops) == 8
    for concept in taxonomy.subjects(RDF.type, SKOS.Concept):
        above = [concept]
        while broader := list(taxonomy.objects(above[-1], SKOS.broader)):
            assert len(broader) == 1
            assert broader[0] not in above, "a cycle"
            above += broader
        assert above[-1] in tops
        assert len(above) <= 3
    assert all((top, SKOS.topConceptOf, URIRef(vocab.ARXIV)) in taxonomy for top in tops)


def test_aliases_match_both_ways() -> None:
    pairs = {(ARXIV[one], ARXIV[other]) for one, other in ALIASES}
    pairs |= {(other, one) for one, other in pairs}
    assert set(graph("arxiv.ttl")[: SKOS.exactMatch]) == pairs


def test_closed_categories_say_what_they_became() -> None:
    taxonomy = graph("arxiv.ttl")
    assert taxonomy.value(ARXIV["cmp-lg"], DCTERMS.isReplacedBy) == ARXIV["cs.CL"]
    assert taxonomy.value(ARXIV["alg-geom"], DCTERMS.isReplacedBy) == ARXIV["math.AG"]
    for closed, successor in taxonomy[: DCTERMS.isReplacedBy]:
        assert (closed, OWL.deprecated, Literal(True)) in taxonomy
        assert (successor, OWL.deprecated, None) not in taxonomy
        assert (successor, SKOS.notation, None) in taxonomy


def test_nineteen_short_forms_are_shared_by_archives() -> None:
    archives = defaultdict(set)
    for code in categories():
        archive, dot, short = code.partition(".")
        if dot:
            archives[short].add(archive)
    shared = {short: found for short, found in archives.items() if len(found) > 1}
    assert len(shared) == 19
    assert {"CV", "SI", "CO", "ST"} <= shared.keys()
    assert sum("cs" in found for found in shared.values()) == 11
    assert sum("cs" in found for found in archives.values()) == 40


# venues.ttl


def spellings() -> dict[URIRef, list[str]]:
    venues = graph("venues.ttl")
    return {
        URIRef(str(series)): [
            *map(str, venues.objects(series, SCHEMA.name)),
            *map(str, venues.objects(series, SCHEMA.alternateName)),
        ]
        for series in venues.subjects(RDF.type, KG.VenueSeries)
    }


def test_no_spelling_belongs_to_two_series_or_twice_to_one() -> None:
    known = Counter(normalise_title(text) for texts in spellings().values() for text in texts)
    assert {text: times for text, times in known.items() if times > 1} == {}


def test_a_series_is_named_by_one_of_its_spellings() -> None:
    for series, texts in spellings().items():
        slug = series.removeprefix(VENUE)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert slug.replace("-", " ") in {normalise_title(text) for text in texts}


def test_series_are_streams_of_their_kind_in_dblp() -> None:
    venues = graph("venues.ttl")
    streams = Counter(map(str, venues.objects(None, SCHEMA.sameAs)))
    assert streams.most_common(1)[0][1] == 1
    for series, stream in venues[: SCHEMA.sameAs]:
        kind = "journals" if (series, RDF.type, SCHEMA.Periodical) in venues else "conf"
        assert re.fullmatch(rf"https://dblp\.org/streams/{kind}/\w+", str(stream))


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ("NIPS", "neurips"),
        ("Conference on Neural Information Processing Systems", "neurips"),
        ("The Web Conference", "www"),
        ("ECML/PKDD", "ecml-pkdd"),
        ("Proceedings of the VLDB Endowment", "pvldb"),
        ("JMLR", "jmlr"),
        ("TMLR", "tmlr"),
        ("JAIR", "jair"),
        ("AIJ", "aij"),
    ],
)
def test_a_venue_is_known_by_any_of_its_names(printed: str, slug: str) -> None:
    wanted = normalise_title(printed)
    found = [s for s, texts in spellings().items() if wanted in map(normalise_title, texts)]
    assert found == [VENUE[slug]]


def test_the_venues_of_the_paper_lists_are_known() -> None:
    folder = SHARED / "paperlists"
    if not folder.is_dir():
        pytest.skip("the paper lists (../shared/data/paperlists) are not here")
    known = {normalise_title(text) for texts in spellings().values() for text in texts}
    assert {path.name for path in folder.iterdir() if path.is_dir()} <= known
