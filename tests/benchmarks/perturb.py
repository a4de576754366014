"""Real paper lists and a damaged copy of them, with the truth: which record is a copy of which.

Of the papers of some venues a part stands in the first source alone, a part in the second alone,
and the rest in both; the second source has each record as another source could have it: typing
errors, initials, cut and shuffled author lists, a year that is one off or missing, other venue
names, titles without subtitle, other letter case and punctuation, no identifiers. The same call
gives the same records on any machine.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.graph.venues import known_series, series_slug
from kg.link.records import PaperRecord, paper_record
from kg.model import Paper, Source
from kg.sources.opening import open_documents
from kg.sources.paper_copilot import read
from kg.text.titles import normalise_title

BOTH, LEFT_ONLY = 0.7, 0.15
"""The shares of the papers that both sources hold, and the first alone; the rest the second."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SUBTITLE = re.compile(r"(?<=\w{3}):\s+\S.*")

Damage = Callable[[PaperRecord, random.Random], PaperRecord]
Damages = Sequence[tuple[float, Damage]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two sources, and the id in the second of each paper of the first that both hold."""

    left: Sequence[PaperRecord]
    right: Sequence[PaperRecord]
    truth: Mapping[str, str]


def listed(folder: Path, venues: Iterable[str]) -> Iterator[PaperRecord]:
    """The papers of the lists of some venues, each once; ids say file and line."""
    return (paper_record(id_, paper) for id_, paper in list_papers(folder, venues))


def list_papers(folder: Path, venues: Iterable[str]) -> Iterator[tuple[str, Paper]]:
    """The same as they stand there, each with its id."""
    seen: set[tuple[object, ...]] = set()
    for venue in sorted(venues):
        for path in sorted((folder / venue).glob("*.json.gz")):
            for document in open_documents(path):
                source = Source(sha256="", file_name=document.file_name, format="", parser="")
                with document.open() as stream:
                    for record in read(stream, source):
                        if not isinstance(record, Paper):
                            continue
                        paper = paper_record("", record)
                        key = (
                            normalise_title(paper.title),
                            paper.authors[:1],
                            paper.venue,
                            paper.year,
                        )
                        if key not in seen:
                            seen.add(key)
                            yield f"{path.name}:{record.line}", record


def perturbed(
    papers: Iterable[PaperRecord], seed: int = 1, damages: Damages | None = None
) -> Pairs:
    """Papers shared out to two sources, the second damaged; ``USUAL`` damages if none are given."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    left, right, truth = [], [], {}
    for number, paper in enumerate(papers):
        lot = chance.random()
        if lot < BOTH + LEFT_ONLY:
            left.append(paper)
        if lot < BOTH or lot >= BOTH + LEFT_ONLY:
            copy = replace(damaged(paper, chance, damages or USUAL), id=f"copy-{number}")
            right.append(copy)
            if lot < BOTH:
                truth[paper.id] = copy.id
    chance.shuffle(right)
    return Pairs(left, right, truth)


def damaged(paper: PaperRecord, chance: random.Random, damages: Damages) -> PaperRecord:
    """A record as another source could have it."""
    changed = replace(paper, identifiers=(), pages=None, complete=None)
    for share, change in damages:
        if chance.random() < share:
            changed = change(changed, chance)
    return changed


def _without_subtitle(paper: PaperRecord, _chance: random.Random) -> PaperRecord:
    return replace(paper, title=_SUBTITLE.sub("", paper.title))


def _misspelt_title(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    title = paper.title
    for _ in range(chance.choice((1, 1, 2, 3))):
        title = _misspelt(title, chance)
    return replace(paper, title=title)


def _other_case(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    change = chance.choice((str.upper, str.lower, str.title, _without_hyphens, _ended))
    return replace(paper, title=change(paper.title))


def _without_hyphens(title: str) -> str:
    return title.replace("-", " ")


def _ended(title: str) -> str:
    return f"{title}."


def _initials(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    form = chance.choice(("{given}. {family}", "{given} {family}", "{family}, {given}."))
    return replace(paper, authors=tuple(_with_initials(name, form) for name in paper.authors))


def _with_initials(name: str, form: str) -> str:
    *given, family = name.split()
    if not given:
        return name
    between = ". " if "." in form else ""
    return form.format(given=between.join(part[0].upper() for part in given), family=family)


def _cut(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    kept = chance.choice((1, 2, 3, 3, 5))
    if len(paper.authors) <= kept:
        return paper
    return replace(
        paper, authors=paper.authors[:kept], complete=chance.choice((False, False, None))
    )


def _shuffled(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    return replace(paper, authors=tuple(chance.sample(paper.authors, len(paper.authors))))


def _misspelt_name(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    if not paper.authors:
        return paper
    authors = list(paper.authors)
    place = chance.randrange(len(authors))
    authors[place] = _misspelt(authors[place], chance)
    return replace(paper, authors=tuple(authors))


def _other_year(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    return replace(paper, year=paper.year + chance.choice((-1, 1))) if paper.year else paper


def _no_year(paper: PaperRecord, _chance: random.Random) -> PaperRecord:
    return replace(paper, year=None)


def _other_venue(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    if not paper.venue:
        return paper
    known = known_series().get(series_slug(paper.venue))
    spellings = [*known.alternate_names, known.name] if known else [paper.venue]
    spelling = chance.choice(spellings)
    ordinal = chance.randrange(4, 40)
    forms = (
        spelling,
        f"Proceedings of the {ordinal}th {spelling}",
        f"In Proc. of {spelling}",
        f"{spelling} {paper.year or ''}".strip(),
        spelling.replace("International Conference", "Int. Conf.").replace(" on ", " "),
        spelling.upper(),
    )
    return replace(paper, venue=chance.choice(forms))


def _no_venue(paper: PaperRecord, _chance: random.Random) -> PaperRecord:
    return replace(paper, venue=None)


def _shortened_title(paper: PaperRecord, chance: random.Random) -> PaperRecord:
    words = paper.title.split()
    kept = max(5, len(words) * 2 // 3)
    ending = chance.choice(("", " …", "..."))
    return replace(paper, title=" ".join(words[:kept]) + ending) if kept < len(words) else paper


def _misspelt(text: str, chance: random.Random) -> str:
    """A text with one letter left out, doubled, changed, or changed with the next."""
    if len(text) < 4:
        return text
    place = chance.randrange(len(text) - 1)
    before, here, after = text[:place], text[place], text[place + 1 :]
    return before + chance.choice(
        (after, here + here + after, chance.choice(_LETTERS) + after, after[0] + here + after[1:])
    )


USUAL: Damages = (
    (0.10, _without_subtitle),
    (0.40, _misspelt_title),
    (0.25, _other_case),
    (0.20, _misspelt_name),
    (0.35, _initials),
    (0.15, _shuffled),
    (0.20, _cut),
    (0.20, _other_year),
    (0.08, _no_year),
    (0.50, _other_venue),
    (0.08, _no_venue),
)
"""What happens to a record, each with its own chance, one after another."""

ROUGH: Damages = (
    (0.05, _without_subtitle),
    (0.10, _shortened_title),
    (0.30, _misspelt_title),
    (0.30, _other_case),
    (0.10, _misspelt_name),
    (0.90, _initials),
    (0.40, _cut),
    (0.10, _other_year),
    (0.50, _no_year),
    (0.40, _other_venue),
    (0.50, _no_venue),
)
"""The same for a source that programs made from web pages, such as Google Scholar."""
