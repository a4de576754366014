"""Other engines, asked the seven questions of ``bench_engines`` on the raw data."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import kg
from kg.graph.vocab import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.questions import Answer


_COUNTED = "FILTER NOT EXISTS { ?p kg:submissionStatus ?status }"
SPARQL: Mapping[str, str] = {
    "co-authors of an author": f"""SELECT ?c (COUNT(DISTINCT ?w) AS ?n) {{
        ?p schema:author <{{0}}> ; schema:author ?c ; kg:countsAs ?w .
        FILTER(?c != <{{0}}>) {_COUNTED} }} GROUP BY ?c""",
    "papers of a venue and year": """SELECT ?p ?t {
        ?p kg:publishedInSeries <{0}> ; kg:year {1} ; schema:name ?t }""",
    "papers per venue per year": """SELECT ?v ?y (COUNT(DISTINCT ?w) AS ?n) {
        ?p kg:publishedInSeries ?v ; kg:year ?y ; kg:countsAs ?w } GROUP BY ?v ?y""",
    "most prolific of a venue": """SELECT ?a (COUNT(DISTINCT ?w) AS ?n) {
        ?p kg:publishedInSeries <{0}> ; kg:countsAs ?w ; schema:author ?a }
        GROUP BY ?a ORDER BY DESC(?n) LIMIT 20""",
    "title contains": """SELECT ?t { ?p kg:listedAuthorCount ?any ; schema:name ?t
        FILTER(CONTAINS(LCASE(?t), LCASE("{0}"))) } LIMIT 20""",
    "co-authors of co-authors": f"""SELECT ?far (COUNT(DISTINCT ?c) AS ?n) {{
        {{ SELECT DISTINCT ?c {{ ?p schema:author <{{0}}> , ?c
             FILTER(?c != <{{0}}>) {_COUNTED} }} }}
        ?q schema:author ?c , ?far . FILTER(?far != ?c && ?far != <{{0}}>)
        FILTER NOT EXISTS {{ ?q kg:submissionStatus ?s }}
        FILTER NOT EXISTS {{ ?j schema:author <{{0}}> , ?far
                             FILTER NOT EXISTS {{ ?j kg:submissionStatus ?u }} }}
        }} GROUP BY ?far ORDER BY DESC(?n) LIMIT 20""",
    "top pairs overall": f"""SELECT ?a ?b (COUNT(DISTINCT ?w) AS ?n) {{
        ?p schema:author ?a , ?b ; kg:countsAs ?w . FILTER(STR(?a) < STR(?b)) {_COUNTED} }}
        GROUP BY ?a ?b ORDER BY DESC(?n) LIMIT 20""",
}
SQL: Mapping[str, str] = {
    "co-authors of an author": """SELECT b.author, count(DISTINCT p.work) n FROM wrote a
        JOIN wrote b USING (paper) JOIN papers p USING (paper)
        WHERE a.author = ? AND b.author <> a.author AND NOT p.submitted GROUP BY 1""",
    "papers of a venue and year": """SELECT paper, title FROM papers
        WHERE venue = ? AND year = ?""",
    "papers per venue per year": """SELECT venue, year, count(DISTINCT work) FROM papers
        WHERE venue IS NOT NULL AND year IS NOT NULL GROUP BY ALL""",
    "most prolific of a venue": """SELECT author, count(DISTINCT work) n FROM papers
        JOIN wrote USING (paper) WHERE venue = ? GROUP BY 1 ORDER BY n DESC LIMIT 20""",
    "title contains": "SELECT title FROM papers WHERE contains(lower(title), lower(?)) LIMIT 20",
    "co-authors of co-authors": """WITH own AS (SELECT DISTINCT b.author FROM wrote a
          JOIN wrote b USING (paper) JOIN papers p USING (paper)
          WHERE a.author = $1 AND NOT p.submitted)
        SELECT d.author, count(DISTINCT c.author) n FROM own JOIN wrote c USING (author)
        JOIN wrote d USING (paper) JOIN papers p USING (paper)
        WHERE own.author <> $1 AND NOT p.submitted AND d.author NOT IN (SELECT author FROM own)
        GROUP BY 1 ORDER BY n DESC LIMIT 20""",
    "top pairs overall": """SELECT a.author, b.author, count(DISTINCT p.work) n FROM wrote a
        JOIN wrote b USING (paper) JOIN papers p USING (paper)
        WHERE a.author < b.author AND NOT p.submitted GROUP BY 1, 2 ORDER BY n DESC LIMIT 20""",
}


class Engine(Protocol):
    """Something that answers the questions by their names."""

    name: str

    def answer(self, question: str, argument: Any) -> list[Any]: ...


def _sparql(question: str, argument: Any) -> str:
    values = argument if isinstance(argument, tuple) else (argument,)
    text = SPARQL[question]
    for number, value in enumerate(values):
        text = text.replace(f"{{{number}}}", str(value).replace("\\", "").replace('"', ""))
    return text


class Oxigraph:
    """The bare store, on the disk or in memory."""

    def __init__(self, lines: Path, folder: Path | None) -> None:
        from pyoxigraph import RdfFormat, Store

        self.name = "Oxigraph disk" if folder else "Oxigraph memory"
        self._store = Store(str(folder)) if folder else Store()
        self._store.bulk_load(path=str(lines), format=RdfFormat.N_TRIPLES)

    def answer(self, question: str, argument: Any) -> list[Any]:
        found = self._store.query(_sparql(question, argument), prefixes=PREFIXES)
        rows = cast("QuerySolutions", found)
        return [tuple(int(t.value) if t.value.isdigit() else t.value for t in row) for row in rows]


class Maplib:
    """SPARQL on data frames."""

    name = "maplib"

    @staticmethod
    def available() -> bool:
        """Whether the package is there; it is asked for by hand."""
        return find_spec("maplib") is not None

    def __init__(self, lines: Path) -> None:
        self._model = import_module("maplib").Model()
        self._model.read(str(lines), format="ntriples")
        self._prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def answer(self, question: str, argument: Any) -> list[Any]:
        frame: Any = self._model.query(self._prefixes + _sparql(question, argument))
        return [
            tuple(str(v).strip("<>") if isinstance(v, str) else v for v in row)
            for row in frame.rows()
        ]


class Duck:
    """Plain SQL on two tables."""

    name = "DuckDB"

    def __init__(self, graph: kg.Graph) -> None:
        import duckdb

        papers = graph.sparql("""SELECT ?paper ?work ?title ?venue ?year (BOUND(?s) AS ?submitted) {
            ?paper kg:countsAs ?work ; schema:name ?title ; kg:listedAuthorCount ?any
            OPTIONAL { ?paper kg:publishedInSeries ?venue } OPTIONAL { ?paper kg:year ?year }
            OPTIONAL { ?paper kg:submissionStatus ?s } }""")
        wrote = graph.sparql("SELECT ?paper ?author { ?paper schema:author ?author }")
        self._connection = duckdb.connect()
        for name, answer in (("papers", papers), ("wrote", wrote)):
            self._connection.register("frame", cast("Answer", answer).to_polars().to_arrow())
            self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")  # noqa: S608
            self._connection.unregister("frame")

    def answer(self, question: str, argument: Any) -> list[Any]:
        text = SQL[question]
        values = list(argument) if isinstance(argument, tuple) else [argument]
        asks = "?" in text or "$1" in text
        return self._connection.execute(text, values if asks else []).fetchall()
