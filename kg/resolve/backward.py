"""References read back from a graph: who refers to a thing that many documents share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.graph import iri as mint
from kg.graph.ntriples import iri, literal, text_of
from kg.graph.terms import DERIVED_FROM, NAME, NAME_AS_LISTED, TYPE, kg_term, schema_term
from kg.graph.vocab import SKOS
from kg.resolve.ground import Ground
from kg.summaries import Lookup
from kg.text.works import work_key

_AGENT = kg_term("agent")
_VERIFIED = kg_term("verifiedAgent")
_IDENTIFIER = schema_term("identifier")
_VENUE = kg_term("venueAsListed")
_SERIES = kg_term("publishedInSeries")
_EDITION = kg_term("publishedInEdition")
_SUBMITTED = kg_term("submittedTo")


class NotKept(Exception):
    """The graph does not tell all references to a thing."""


class References:
    """The references that the publications and pages of a graph make."""

    def __init__(self, ground: Ground, graph: Lookup) -> None:
        self._base = ground.base
        self._ground = ground
        self._graph = graph

    def around(self, changing: Iterable[bytes]) -> Counter[bytes]:
        """All references to the things that some changing references are about.

        They are closed: what they describe does not depend on any other reference. Raises
        ``NotKept`` for persons and volumes that have records of their own.
        """
        fields = [text.decode().split("\t") for text in changing]
        things = {(kind.partition("-")[0], subject) for kind, subject, *_ in fields}
        found: Counter[str] = Counter()
        for kind, subject in sorted(things):
            match kind:
                case "cluster":
                    found.update(self._cluster(subject))
                case "person":
                    found.update(self._person(subject))
                case "software":
                    found.update(self._software(subject))
                case "venue":
                    found.update(self._venue(subject))
        if any(kind == "concept" for kind, _ in things):
            found.update(self._concepts())
        found.update(self._works(fields))
        told = Counter({text.encode(): times for text, times in found.items()})
        told.update(text for thing in things for text in self._ground.things.get(thing, ()))
        return told

    def _value(self, subject: str, predicate: str) -> str:
        """The value of a property that has at most one, or nothing."""
        return next(iter(self._graph.objects(subject, predicate)), "")

    def _cluster(self, cluster: str) -> Iterator[str]:
        for role in self._graph.subjects(_AGENT, iri(cluster)):
            person, name = self._value(role, _VERIFIED)[1:-1], self._value(role, NAME_AS_LISTED)
            yield f"cluster\t{cluster}\t{name}\t{person}"
            claims = self._ground.claims(role[1:-1].partition("#")[0])
            if claims:
                yield from claims.possible(role[1:-1], text_of(name), person)
        for page in self._graph.subjects(schema_term("mainEntity"), iri(cluster)):
            yield f"cluster\t{cluster}\t{self._value(page, NAME_AS_LISTED)}"

    def _person(self, person: str) -> Iterator[str]:
        if self._graph.objects(iri(person), DERIVED_FROM):
            raise NotKept
        for role in self._graph.subjects(_VERIFIED, iri(person)):
            yield f"person\t{person}\tname\t{self._value(role, NAME_AS_LISTED)}"
            for identifier in self._graph.objects(role, _IDENTIFIER):
                yield f"person\t{person}\tidentifier\t{identifier}"

    def _software(self, software: str) -> Iterator[str]:
        for link in self._graph.subjects(kg_term("code"), iri(software)):
            address = self._value(link, schema_term("url"))[1:-1]
            yield f"software\t{software}\turl\t{address}"
            yield f"software\t{software}\tpublication\t{link[1:-1].partition('#')[0]}"

    def _concepts(self) -> Iterator[str]:
        about = schema_term("about")
        for concept in self._graph.subjects(TYPE, iri(f"{SKOS}Concept")):
            for _ in self._graph.subjects(about, concept):
                yield f"concept\t{concept[1:-1]}"

    def _venue(self, slug: str) -> Iterator[str]:
        series = iri(mint.venue_iri(self._base, slug))
        editions = list(self._graph.subjects(kg_term("editionOf"), series))
        for place in (series, *editions):
            for volume in self._graph.subjects(kg_term("proceedingsOf"), place):
                if self._graph.objects(volume, kg_term("titleAsListed")):
                    raise NotKept
        publications = list(self._graph.subjects(_SERIES, series))
        for place in (series, *editions):
            publications += self._graph.subjects(_SUBMITTED, place)
        for publication in publications:
            yield from self._venue_of(slug, series, publication)

    def _venue_of(self, slug: str, series: str, publication: str) -> Iterator[str]:
        kind = text_of(self._value(publication, kg_term("venueKindAsListed")))
        yield f"venue\t{slug}\t{self._value(publication, _VENUE)}\t{kind}"
        edition = self._value(publication, _EDITION) or self._value(publication, _SUBMITTED)
        year = edition.removeprefix(f"{series[:-1]}/")[:-1] if edition not in {"", series} else ""
        if year:
            yield f"venue-edition\t{slug}\t{year}"
        volume = self._value(publication, schema_term("isPartOf"))[1:-1]
        if volume:
            printed = self._value(publication, kg_term("volumeAsListed"))
            yield f"venue-volume\t{slug}\t{year}\t{volume}\t{printed}\t"

    def _works(self, changing: Iterable[list[str]]) -> Iterator[str]:
        """References to works, of all publications that keys or links connect with some."""
        links = self._ground.links
        keys_of: dict[str, set[str]] = {}
        for kind, subject, *rest in changing:
            if kind == "work":
                keys_of.setdefault(rest[0], set()).add(subject)
            elif kind in {"work-of", "work-link"}:
                keys_of.setdefault(subject, set())
        known: dict[str, set[str]] = {}
        waiting = list(keys_of)
        seen_keys: set[str] = set()
        while waiting:
            publication = waiting.pop()
            if publication in known:
                continue
            known[publication] = set(self._keys(publication))
            waiting += links.partners.get(publication, ())
            for key in (known[publication] | keys_of.get(publication, set())) - seen_keys:
                seen_keys.add(key)
                waiting += self._bearers(text_of(key))
        for publication, keys in known.items():
            title = self._value(iri(publication), NAME)
            yield from (f"work\t{key}\t{publication}" for key in keys)
            if links.works:
                yield from (f"work-key\t{publication}\t{key}" for key in keys)
            linked = title and publication in links.partners
            if linked:
                yield f"work-link\t{publication}"
            if keys or linked:
                yield f"work-of\t{publication}\t{title}"

    def _keys(self, publication: str) -> Iterator[str]:
        subject = iri(publication)
        stated = [("doi", text) for text in self._graph.objects(subject, kg_term("doi"))]
        stated += [("arxiv", text) for text in self._graph.objects(subject, kg_term("arxivId"))]
        others = [text_of(text) for text in self._graph.objects(subject, _IDENTIFIER)]
        pairs = [(scheme, text_of(text)) for scheme, text in stated]
        pairs += [(scheme, value) for scheme, _, value in (text.partition(":") for text in others)]
        keys = (work_key(scheme, value) for scheme, value in pairs)
        yield from (literal(key) for key in keys if key)

    def _bearers(self, key: str) -> Iterator[str]:
        """The publications that bear an identifier."""
        scheme, _, value = key.partition(":")
        forms = [(_IDENTIFIER, key)]
        if scheme == "doi":
            forms = [(kg_term("doi"), value)]
        elif scheme == "arxiv":
            forms = [(kg_term("arxivId"), value), (kg_term("doi"), f"10.48550/arxiv.{value}")]
        for predicate, form in forms:
            for subject in self._graph.subjects(predicate, literal(form)):
                if subject.startswith(f"<{self._base}paper/"):
                    yield subject[1:-1]
