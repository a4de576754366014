"""Wikidata: people and venues on the main graph, articles on the scholarly one; or a dump of both.

Since the split of May 2025 a query for articles on the main graph finds nothing and does not say
so. Articles name their authors and venues there by items of the main graph, whose names are asked
for in a further step. Values have a form of their own: DOIs are in upper case, PMCIDs are numbers.

Source: https://www.wikidata.org/wiki/Wikidata:SPARQL_query_service/WDQS_graph_split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from kg.link.remote.adapters.adapter import Adapter, Item, template
from kg.link.remote.adapters.spellings import nodes, texts, titles
from kg.link.remote.answers import Answer, NoAnswer, Reply, Row, Rows, together
from kg.link.remote.candidates import Facts
from kg.link.remote.client import Client
from kg.model import Identifier

if TYPE_CHECKING:
    from kg.questions.fill import Term

MAIN = "https://query.wikidata.org/sparql"
SCHOLARLY = "https://query-scholarly.wikidata.org/sparql"

_ENTITY = "http://www.wikidata.org/entity/"
_DIRECT = "http://www.wikidata.org/prop/direct/"
_LANGUAGES = ("en", "mul", "und")
_OF_PAPERS = {
    "doi": "P356",
    "arxiv": "P818",
    "pmid": "P698",
    "pmcid": "P932",
    "dblp": "P8978",
    "acl": "P7505",
    "openalex": "P10283",
    "s2": "P4011",
    "corpus": "P8299",
    "openreview": "P8968",
    "mag": "P6366",
}
_OF_PEOPLE = {
    "orcid": "P496",
    "dblp": "P2456",
    "isni": "P213",
    "openalex": "P10283",
    "s2": "P4012",
}
_OF_VENUES = {"issn": "P236", "dblp": "P8926"}
_BY_PROPERTY = {"P7363": "issn"} | {
    known: scheme for one in (_OF_PAPERS, _OF_PEOPLE, _OF_VENUES) for scheme, known in one.items()
}
_ON_SCHOLARLY = {"papers", "papers_by_title", "papers_by_identifier"}


class Wikidata(Adapter):
    """Articles, people and venues of Wikidata.

    ``client`` asks the main graph, ``scholarly`` the one with the articles; without it both are at
    one place.
    """

    name: ClassVar[str] = "wikidata"
    scheme: ClassVar[str] = "wikidata"
    facts: ClassVar[Mapping[str, str]] = {
        f"{_DIRECT}{known}": scheme for known, scheme in _BY_PROPERTY.items()
    }

    def __init__(self, client: Client, scholarly: Client | None = None) -> None:
        super().__init__(client)
        self._scholarly = scholarly or client

    def client_for(self, query: str) -> Client:
        return self._scholarly if query in _ON_SCHOLARLY else self.client

    def paper_terms(self, asked: Identifier) -> Sequence[Term]:
        return _terms(asked, _OF_PAPERS)

    def person_terms(self, asked: Identifier) -> Sequence[Term]:
        return _terms(asked, _OF_PEOPLE)

    def title_terms(self, title: str) -> Sequence[Term]:
        return texts(titles(title), _LANGUAGES)

    def name_terms(self, name: str) -> Sequence[Term]:
        return texts([name], _LANGUAGES)

    def _find(
        self, query: str, terms: Mapping[Item, Sequence[Term]]
    ) -> dict[Item, Answer[Item, Rows]]:
        """What a query finds; one by identifiers asks for each kind by its own property.

        A number may be in PubMed, in MAG and in Semantic Scholar's corpus, for three papers.
        """
        if not query.endswith("_by_identifier"):
            return super()._find(query, terms)
        properties = _OF_PAPERS if query.startswith("papers") else _OF_PEOPLE
        groups: dict[str, dict[Item, Sequence[Term]]] = {}
        for item, some in terms.items():
            if some and isinstance(item, Identifier):
                groups.setdefault(item.scheme, {})[item] = some
        found: dict[Item, Answer[Item, Rows]] = {}
        for scheme, group in groups.items():
            found |= self.client_for(query).look_up(_finding(properties.get(scheme)), group)
        return {item: found.get(item) or self._never_asked(item) for item in terms}

    def _said(self, query: str, iris: Iterable[str]) -> Mapping[str, Answer[str, Rows]]:
        """What a query says of things; articles get the names of their authors and venues."""
        said = super()._said(query, iris)
        if query != "papers":
            return said
        replies = [answer for answer in said.values() if isinstance(answer, Reply)]
        named = dict.fromkeys(
            row["who"].value for reply in replies for row in reply.value if "who" in row
        )
        names = super()._said("names", [iri for iri in named if iri.startswith(_ENTITY)])
        return {
            iri: answer if isinstance(answer, NoAnswer) else _with_names(answer, names)
            for iri, answer in said.items()
        }


def _with_names(
    reply: Reply[str, Rows], names: Mapping[str, Answer[str, Rows]]
) -> Answer[str, Rows]:
    """What is said of an article, with names and identifiers of those it names by their items."""
    rows: list[Row] = []
    origins = []
    for row in reply.value:
        answer = names.get(row["who"].value) if "who" in row else None
        if isinstance(answer, NoAnswer):
            return NoAnswer(reply.asked, f"no name of {answer.asked}: {answer.reason}")
        if answer is None:
            rows.append(row)
            continue
        origins.append(answer.origin)
        facts = Facts(answer.value, Wikidata.facts)
        known = {
            name: found[0]["value"] for name in ("orcid", "dblp") if (found := facts.rows(name))
        }
        name = {"value": found[0]["value"]} if (found := facts.rows("name")) else {}
        rows.append({**known, **name, **row})
    return Reply(reply.asked, tuple(rows), together(reply.origin, origins))


def _finding(known: str | None) -> str:
    """The query for items by a property, or by themselves without one."""
    if known is None:
        return template(Wikidata.name, "by_item")
    text = template(Wikidata.name, "by_identifier")
    return text.replace("wdt:P356", f"wdt:{known}")


def _terms(asked: Identifier, properties: Mapping[str, str]) -> Sequence[Term]:
    """How an identifier is written as a value of its property."""
    value = asked.value
    if asked.scheme == "wikidata":
        return nodes([f"{_ENTITY}{value}"])
    if asked.scheme not in properties:
        return []
    if asked.scheme == "doi":
        return texts([value.upper(), value])
    if asked.scheme == "pmcid":
        return texts([value.removeprefix("PMC")])
    if asked.scheme == "isni":
        return texts([value, " ".join(value[at : at + 4] for at in range(0, 16, 4))])
    return texts([value])
