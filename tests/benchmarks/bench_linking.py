"""How well papers and authors are linked, on labelled and perturbed lists: ``make bench-linking``.

    python tests/benchmarks/bench_linking.py [--only dblp-acm,authors] [--links FILE]

Precision, recall and F1 of the accepted links, with 95 % intervals (precision and recall by
Wilson, F1 by resampling the pairs); the share of the true pairs that are compared at all, and the
share of all pairs that are. ``cost`` links two large lists that have little in common, at 25, 50
and 100 %, ``name-forms`` compares all names of the ACL Anthology; both take minutes and have to be
named. For authors see ``linking_authors.py``.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.api import open_graph
from kg.link.blocking import BlockingReport, candidates
from kg.link.corpus import Corpus
from kg.link.papers import Link, link_papers
from kg.link.records import PaperRecord, paper_record
from kg.link.score import Decision
from kg.model import Judgement, Paper, Source
from kg.sources import acl_anthology
from kg.sources.opening import open_documents
from tests.benchmarks.corpus import DATA as LISTS
from tests.benchmarks.linking_authors import (
    report_forms,
    report_labelled,
    report_made,
    signed,
)
from tests.benchmarks.perturb import Pairs, list_papers, listed, perturbed

DATA = LISTS.parent
"""The real data, beside the lists."""

PARTS = ("dblp-acm", "perturbed", "authors", "name-forms", "cost", "store")
DEVELOPED_ON = ("acml", "aistats", "colt", "corl", "eccv", "icra", "ijcai", "nips", "wacv")
"""Venues whose perturbed lists the weights were set on; the others are measured."""

RESAMPLES = 1000
Z = 1.96


def main() -> None:
    """Print the figures of the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="dblp-acm,perturbed,authors", help=", ".join(PARTS))
    parser.add_argument("--links", type=Path, help="where to write the links of cost")
    options = parser.parse_args()
    asked = options.only.split(",")
    if unknown := set(asked) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if not LISTS.is_dir():
        raise SystemExit(f"no paper lists in {LISTS}; KG_DATA can name their folder")
    if "dblp-acm" in asked:
        print("DBLP-ACM: labelled, all pairs, one to one, nothing learned from the labels")
        report(dblp_acm(DATA / "linking" / "dblp-acm-leipzig"))
    if "perturbed" in asked:
        others = {path.name for path in LISTS.iterdir()} - {*DEVELOPED_ON}
        print(f"\nPerturbed, venues that the weights were set on ({', '.join(DEVELOPED_ON)})")
        report(perturbed(listed(LISTS, DEVELOPED_ON)))
        print(f"\nPerturbed, other venues ({', '.join(sorted(others))})")
        report(perturbed(listed(LISTS, others), seed=2))
    if {"authors", "name-forms"} & set(asked):
        authors(asked)
    if "cost" in asked:
        cost(options.links)
    if "store" in asked:
        through_the_store()


def authors(asked: Sequence[str]) -> None:
    """How well the mentions of names are grouped into persons."""
    acl = list(anthology_papers(DATA / "acl-anthology" / "xml"))
    acl_signed = signed(acl)
    if "authors" in asked:
        print("\nAuthors: names of several explicit ids in the ACL Anthology, ids hidden")
        report_labelled(acl_signed, "acl")
        lists = signed(list_papers(LISTS, (path.name for path in LISTS.iterdir())))
        print("\nAuthors: names whose namesakes DBLP numbers in paperlists, ids hidden")
        report_labelled(lists, "dblp")
        for what, publications in (("paperlists", lists), ("the ACL Anthology", acl_signed)):
            print(f"\nAuthors: given names of {what} cut to initials, families developed on")
            report_made(publications, developed=True)
            print(f"\nAuthors: given names of {what} cut to initials, other families")
            report_made(publications, developed=False)
    if "name-forms" in asked:
        print("\nAuthors: forms of names in the ACL Anthology")
        report_forms(acl_signed, DATA / "acl-anthology" / "yaml" / "name_variants.yaml")


def report(data: Pairs) -> None:
    """Link two sources and print how well that went."""
    start = time.perf_counter()
    blocking = BlockingReport()
    links = list(link_papers(data.left, data.right, blocking))
    seconds = time.perf_counter() - start
    truth = set(data.truth.items())
    of = {
        decision: {(link.left, link.right) for link in links if link.decision is decision}
        for decision in Decision
    }
    accepted, reviewed = of[Decision.ACCEPT], of[Decision.REVIEW]
    right = len(accepted & truth)
    print(f"  records {len(data.left)} and {len(data.right)}, true pairs {len(truth)}")
    print(f"  precision  {_share(right, len(accepted))}  recall  {_share(right, len(truth))}")
    low, high = f1_interval(accepted, truth)
    print(f"  F1         {f1(right, len(accepted), len(truth)):.4f} ({low:.4f}–{high:.4f})")
    print(f"  for review {len(reviewed)}, of which true {len(reviewed & truth)}")
    print(f"  candidate recall {_share(compared_of(data), len(truth))}")
    print(f"  pairs compared {blocking.compared} = {blocking.share:.3%} of {blocking.possible}")
    print(f"  {seconds:.1f} s", flush=True)


def compared_of(data: Pairs) -> int:
    """How many of the true pairs are compared."""
    corpus = Corpus(data.left, data.right)
    return sum(
        data.truth.get(corpus.left[place].record.id) == corpus.right[partner].record.id
        for place, partners in candidates(corpus, BlockingReport())
        for partner in partners
    )


def f1(right: int, accepted: int, true: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / (accepted + true) if accepted + true else 0.0


def f1_interval(accepted: set[tuple[str, str]], truth: set[tuple[str, str]]) -> tuple[float, float]:
    """The 95 % interval of F1 by resampling the pairs that are accepted or true."""
    pairs = sorted(accepted | truth)
    outcomes = [(pair in accepted, pair in truth) for pair in pairs]
    chance = random.Random(1)  # noqa: S311 - nothing secret
    found = []
    for _ in range(RESAMPLES):
        drawn = chance.choices(outcomes, k=len(outcomes))
        right = sum(is_accepted and is_true for is_accepted, is_true in drawn)
        found.append(f1(right, sum(a for a, _ in drawn), sum(t for _, t in drawn)))
    found.sort()
    return found[int(RESAMPLES * 0.025)], found[int(RESAMPLES * 0.975)]


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not whole:
        return 0.0, 1.0
    share, spread = part / whole, Z * Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return middle - half, min(middle + half, 1.0)


def _share(part: int, whole: int) -> str:
    low, high = wilson(part, whole)
    return f"{part / whole if whole else 0:.4f} ({low:.4f}–{high:.4f})"


def dblp_acm(folder: Path) -> Pairs:
    """The tables of the Leipzig benchmark."""
    with (folder / "DBLP-ACM_perfectMapping.csv").open(encoding="latin-1", newline="") as stream:
        truth = {row["idDBLP"]: row["idACM"] for row in csv.DictReader(stream)}
    return Pairs(table(folder / "DBLP2.csv"), table(folder / "ACM.csv"), truth)


def table(path: Path) -> Sequence[PaperRecord]:
    """A table with the columns id, title, authors, venue and year."""
    with path.open(encoding="latin-1", newline="") as stream:
        return [_row(row) for row in csv.DictReader(stream)]


def _row(row: Mapping[str, str]) -> PaperRecord:
    year = row["year"].strip()
    return PaperRecord(
        id=row["id"],
        title=row["title"],
        authors=tuple(filter(None, (name.strip() for name in row["authors"].split(",")))),
        venue=row["venue"] or None,
        year=int(year) if year.isdigit() else None,
    )


def anthology(folder: Path) -> Iterator[PaperRecord]:
    """The papers of the ACL Anthology."""
    return (paper_record(id_, paper) for id_, paper in anthology_papers(folder))


def anthology_papers(folder: Path) -> Iterator[tuple[str, Paper]]:
    """The papers of the ACL Anthology as they stand there; ids say file and line."""
    for path in sorted(folder.glob("*.xml.gz")):
        for document in open_documents(path):
            source = Source(sha256="", file_name=document.file_name, format="", parser="")
            with document.open() as stream:
                for record in acl_anthology.read(stream, source):
                    if isinstance(record, Paper):
                        yield f"{path.name}:{record.line}", record


def cost(place: Path | None) -> None:
    """Time, memory and links of two large lists at three sizes."""
    papers = list(listed(LISTS, (path.name for path in LISTS.iterdir())))
    others = list(anthology(DATA / "acl-anthology" / "xml"))
    print(f"\nCost: {len(papers)} papers of paperlists, {len(others)} of the ACL Anthology")
    before: tuple[int, float] | None = None
    links: list[Link] = []
    for part in (4, 2, 1):
        blocking = BlockingReport()
        left, right = _part(papers, part), _part(others, part)
        start, started = time.perf_counter(), time.process_time()
        links = list(link_papers(left, right, blocking))
        seconds, busy = time.perf_counter() - start, time.process_time() - started
        size = len(left) + len(right)
        growth = ""
        if before:
            exponent = math.log(busy / before[1]) / math.log(size / before[0])
            growth = f", work grows with exponent {exponent:.2f}"
        before = size, busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        decided = {d.value: sum(link.decision is d for link in links) for d in Decision}
        print(
            f"  {1 / part:4.0%}: {seconds:6.1f} s ({busy:.1f} s of processor),"
            f" {blocking.compared} pairs compared, peak {peak:.2f} GiB, {decided}{growth}",
            flush=True,
        )
    if place:
        write_links(place, links, {record.id: record for record in (*papers, *others)})


def through_the_store() -> None:
    """Time, memory and links of the same lists from a graph in a folder."""
    with TemporaryDirectory() as folder:
        graph = open_graph(folder)
        graph.load(LISTS)
        start, started = time.perf_counter(), time.process_time()
        linked = graph.link("papers", to=DATA / "acl-anthology" / "xml", dry_run=True)
    seconds, busy = time.perf_counter() - start, time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    accepted, review = (linked.run.of(j) for j in (Judgement.ACCEPT, Judgement.REVIEW))
    print(f"\nThrough the store: {linked.run.compared} papers of the graph")
    print(
        f"  {seconds:.1f} s ({busy:.1f} s of processor), peak {peak:.2f} GiB,"
        f" {len(accepted)} accepted, {len(review)} for review"
    )
    for one in accepted:
        print(f"  {one.confidence} {one.subject_label} = {one.object_label} <{one.object}>")


def _part(records: Sequence[PaperRecord], part: int) -> Sequence[PaperRecord]:
    """A part of the records, spread evenly."""
    return records[::part]


def write_links(path: Path, links: Iterable[Link], records: Mapping[str, PaperRecord]) -> None:
    """All links, to be looked at."""
    with path.open("w", encoding="utf-8") as stream:
        for link in links:
            one, other = records[link.left], records[link.right]
            said = {part.feature: round(part.points, 1) for part in link.evidence}
            print(link.decision, f"{link.confidence:.4f}", said, link.remark, file=stream)
            for record in (one, other):
                print("   ", record.title, record.authors, record.year, record.venue, file=stream)


if __name__ == "__main__":
    main()
