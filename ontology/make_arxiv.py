#!/usr/bin/env python3
"""Make ``arxiv.ttl``, the arXiv taxonomy as SKOS, from a table of its categories.

    python ontology/make_arxiv.py TAXONOMY.csv > ontology/arxiv.ttl

The table has the columns category, name, archive, archive_name, group, group_name, status and
now: what a closed category became, or, for one still in use, the category it is an alias of. The
output depends on the rows alone, not on their order.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HEADER = """\
# The arXiv taxonomy. Made by make_arxiv.py; change that, not this.
#
# A category has its code as notation. An archive that is no category itself (cs, math) and a
# group have theirs as altLabel, so that nothing takes them for categories. An archive that is or
# was a category (hep-th, astro-ph) is one concept with it. Categories are narrower than their
# archive, archives than their group. What is deprecated takes no new papers.

@prefix arxiv: <https://w3id.org/scholarly-kg/arxiv/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix group: <https://w3id.org/scholarly-kg/arxiv/group/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
SCHEME = "<https://w3id.org/scholarly-kg/arxiv/>"

Row = dict[str, str]
Property = tuple[str, str]


def quoted(text: str) -> str:
    """A Turtle literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def group_term(row: Row) -> str:
    """The group of a category, by its readable name: ``group:computer-science``."""
    return "group:" + row["group_name"].lower().replace(" ", "-")


def block(subject: str, kind: str, properties: list[Property]) -> str:
    """One resource, a property a line."""
    lines = [f"{subject} a {kind} ;", *(f"    {name} {value} ;" for name, value in properties)]
    return "\n".join(lines).removesuffix(" ;") + " .\n"


def scheme(groups: list[str]) -> str:
    """The concept scheme with the groups at its top."""
    return block(
        SCHEME,
        "skos:ConceptScheme",
        [
            ("dcterms:title", '"arXiv taxonomy"'),
            ("dcterms:source", "<https://arxiv.org/category_taxonomy>"),
            *(("skos:hasTopConcept", group) for group in groups),
        ],
    )


def concept(subject: str, label: str, code: Property, rest: list[Property]) -> str:
    """A concept of the scheme."""
    properties = [code, ("skos:prefLabel", quoted(label)), ("skos:inScheme", SCHEME), *rest]
    return block(subject, "skos:Concept", properties)


def category(row: Row, aliases: dict[str, set[str]]) -> str:
    """One category, below its archive or, where it is its own archive, below the group."""
    code, archive, closed = row["category"], row["archive"], row["status"] == "inactive"
    broader = group_term(row) if code == archive else f"arxiv:{archive}"
    rest = [("skos:broader", broader)]
    rest += [("skos:exactMatch", f"arxiv:{alias}") for alias in sorted(aliases[code])]
    if closed:
        rest.append(("owl:deprecated", "true"))
        if row["now"]:
            rest.append(("dcterms:isReplacedBy", f"arxiv:{row['now']}"))
    return concept(f"arxiv:{code}", row["name"], ("skos:notation", quoted(code)), rest)


def turtle(rows: list[Row]) -> Iterator[str]:
    """The blocks of the file: scheme, groups, archives that are no categories, categories."""
    codes = {row["category"] for row in rows}
    groups = {group_term(row): row for row in rows}
    archives = {row["archive"]: row for row in rows if row["archive"] not in codes}
    aliases: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["now"] and row["status"] == "active":
            aliases[row["category"]].add(row["now"])
            aliases[row["now"]].add(row["category"])
    yield scheme(sorted(groups))
    for term, row in sorted(groups.items()):
        top = [("skos:topConceptOf", SCHEME)]
        yield concept(term, row["group_name"], ("skos:altLabel", quoted(row["group"])), top)
    for code, row in sorted(archives.items()):
        broader = [("skos:broader", group_term(row))]
        label = ("skos:altLabel", quoted(code))
        yield concept(f"arxiv:{code}", row["archive_name"], label, broader)
    for row in sorted(rows, key=lambda row: row["category"]):
        yield category(row, aliases)


def main(path: str) -> None:
    """Print the Turtle for the table at ``path``."""
    with Path(path).open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    sys.stdout.buffer.write((HEADER + "\n".join(turtle(rows))).encode())


if __name__ == "__main__":
    main(sys.argv[1])
