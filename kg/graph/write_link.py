"""Links as N-Triples: each a mapping in SSSOM's RDF form, in the named graph of its run.

What of it decides on the graph is also a reference of the mapping's block, whose fields follow
``link``: judgement, by hand or not, proven or not, confidence, day, predicate, subject, object,
label of the subject; see :mod:`kg.resolve.links`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from datetime import date
from decimal import Decimal

from kg.graph import iri as mint
from kg.graph.blocks import Statements
from kg.graph.ntriples import iri, literal
from kg.graph.terms import DERIVED_FROM, TYPE, kg_term, number
from kg.graph.vocab import OWL, PROV, SSSOM
from kg.graph.write_source import day
from kg.model import Judgement, LinkRecord, Source
from kg.text.curies import scheme_and_value
from kg.text.identifiers import SCHEMES

LINK = "link"

JUDGEMENT_TERMS = {
    Judgement.ACCEPT: kg_term("Accepted"),
    Judgement.REVIEW: kg_term("ToReview"),
    Judgement.REFUSE: kg_term("Refused"),
}


def sssom(name: str) -> str:
    """A term of SSSOM."""
    return iri(SSSOM + name)


def is_proven(link: LinkRecord) -> bool:
    """Whether a link rests on nothing but identifiers that both sides bear."""
    return bool(link.fields) and set(link.fields) <= set(SCHEMES)


def write_link(base: str, link: LinkRecord, sha256: str) -> Statements:
    """The mapping, whose IRI follows from its content and its run."""
    run = mint.run_iri(base, sha256)
    content = "\x1f".join(map(repr, astuple(link)[:-1]))
    said = Statements(f"{run}/{hashlib.sha256(content.encode()).hexdigest()[:16]}")
    said.say(iri(said.document), _facts(link))
    said.say(iri(run), [f"{sssom('mappings')} {iri(said.document)}"])
    marks = (link.by_hand, is_proven(link))
    said.references.append(
        "\t".join(
            (
                LINK,
                link.judgement,
                *("x" if mark else "" for mark in marks),
                "" if link.confidence is None else repr(float(link.confidence)),
                link.date.isoformat() if link.date else "",
                *(link.predicate, link.subject, link.object),
                literal(link.subject_label) if link.subject_label else "",
            )
        )
    )
    return said


def _facts(link: LinkRecord) -> Iterator[str]:
    yield f"{TYPE} {sssom('Mapping')}"
    yield f"{iri(f'{OWL}annotatedSource')} {iri(link.subject)}"
    yield f"{iri(f'{OWL}annotatedProperty')} {iri(link.predicate)}"
    yield f"{iri(f'{OWL}annotatedTarget')} {iri(link.object)}"
    yield f"{sssom('mapping_justification')} {iri(link.justification)}"
    yield f"{kg_term('judgement')} {JUDGEMENT_TERMS[link.judgement]}"
    if link.judgement is Judgement.REFUSE:
        yield f"{sssom('predicate_modifier')} {sssom('NegatedPredicate')}"
    if link.confidence is not None:
        yield f"{sssom('confidence')} {number(Decimal(repr(float(link.confidence))))}"
    if link.date is not None:
        yield f"{sssom('mapping_date')} {day(link.date)}"
    for name in link.fields:
        yield f"{sssom('subject_match_field')} {literal(name)}"
    if link.author is not None:
        yield _author(link.author)
    for name, text in (
        ("subject_label", link.subject_label),
        ("object_label", link.object_label),
        ("comment", link.evidence),
        ("mapping_tool", link.tool),
        ("mapping_tool_version", link.tool_version),
        ("object_source_version", link.object_source_version),
    ):
        if text is not None:
            yield f"{sssom(name)} {literal(text)}"
    for name, text in (
        ("subject_source", link.subject_source),
        ("object_source", link.object_source),
    ):
        if text is not None:
            yield f"{sssom(name)} {_iri_or_text(text)}"


def _author(text: str) -> str:
    """Who decided: by an ORCID or another address, else by name."""
    known = scheme_and_value(text)
    address = f"https://orcid.org/{known[1]}" if known and known[0] == "orcid" else text
    if mint.web_iri(address) == address:
        return f"{sssom('author_id')} {iri(address)}"
    return f"{sssom('author_label')} {literal(text)}"


def _iri_or_text(text: str) -> str:
    return iri(text) if mint.web_iri(text) == text else literal(text)


@dataclass(slots=True)
class Run:
    """What is to be said of all links of one source together."""

    links: int = 0
    tools: set[tuple[str, str | None]] = field(default_factory=set)
    last: date | None = None

    def add(self, link: LinkRecord) -> None:
        """Take in one link."""
        self.links += 1
        if link.tool is not None:
            self.tools.add((link.tool, link.tool_version))
        if link.date is not None:
            self.last = max(link.date, self.last or link.date)

    def write(self, base: str, source: Source) -> Statements:
        """The run as a set of mappings, and the activity that it came from."""
        run = mint.run_iri(base, source.sha256)
        said = Statements(run)
        activity = iri(f"{run}#activity")
        document = iri(mint.source_iri(base, source.sha256))
        said.say(
            iri(run),
            [
                f"{TYPE} {sssom('MappingSet')}",
                f"{TYPE} {iri(f'{PROV}Entity')}",
                f"{DERIVED_FROM} {document}",
                f"{iri(f'{PROV}wasGeneratedBy')} {activity}",
            ],
        )
        facts = [f"{TYPE} {iri(f'{PROV}Activity')}"]
        for tool, version in self.tools:
            named = tool if version is None else f"{tool} {version}"
            facts.append(f"{sssom('mapping_tool')} {literal(named)}")
        if self.last is not None:
            facts.append(f"{sssom('mapping_date')} {day(self.last)}")
        said.say(activity, facts)
        return said
