"""Invented papers, and author pages in the page formats made from papers.

Everything is a function of the seed: the same call gives the same papers on any machine.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Mention,
    Metric,
    Paper,
    PartialDate,
    Venue,
    VenueKind,
)
from kg.text.arxiv import short_form
from kg.text.dates import MONTHS
from kg.text.names import normalise_name

NOTE = (
    "Possible papers associated with this exact author name in Arrow. This page groups "
    "case-insensitive exact name matches and is not a full identity disambiguation profile."
)

_ONSETS = ("b", "br", "d", "f", "g", "h", "k", "kr", "l", "m", "n", "p", "r", "s", "t", "v", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ia", "oa")
_CODAS = ("", "", "n", "r", "l", "s", "th", "nd", "rt")
_ADJECTIVES = (
    *("Adaptive", "Balanced", "Causal", "Compact", "Contrastive", "Faithful", "Graph-based"),
    *("Hierarchical", "Interpretable", "Lightweight", "Modular", "Robust", "Sparse", "Tidal"),
)
_METHODS = (
    *("Attention", "Alignment", "Diffusion", "Distillation", "Embedding", "Forecasting"),
    *("Pruning", "Reranking", "Sampling", "Scheduling", "Segmentation", "Tokenisation"),
)
_OBJECTS = (
    *("Sequential Recommendation", "Cross-lingual Retrieval", "Tide Gauge Records", "Code Review"),
    *("Legal Question Answering", "Protein Surfaces", "Sensor Networks", "Street-level Images"),
    *("Multi-agent Planning", "Long Dialogues", "Knowledge Graphs", "Click-through Rates"),
)
_SENTENCES = (
    "Despite recent progress, {object} remains hard when labels are scarce and the data shift.",
    "Existing methods treat all examples alike and so overlook the structure that {object} offers.",
    "In this paper, we propose {name}, a framework for {method} that learns from {object} itself.",
    "Concretely, {name} makes a sparse view of the data (i.e., a node for each event) by {method}.",
    "We prove that the update converges at a rate of $O(1/\\sqrt{{n}})$ under mild assumptions.",
    "To the best of our knowledge, this is the first work that studies {method} for {object}.",
    "A lightweight controller decides at each step which of the \\textit{{experts}} to call.",
    "This keeps the cost of inference below that of a single dense model of the same quality.",
    "Extensive experiments on {count} public benchmarks show that {name} wins by up to {percent}%.",
    "It does so with {fewer} times fewer parameters than the strongest baseline that we know of.",
    "An ablation study confirms that both parts are needed, and that {method} matters most.",
    "We further analyse when the approach fails: rare events, noisy clocks, and very long inputs.",
    "Our analysis suggests that the gains come from better calibration rather than from scale.",
    "The results hold across three languages and five domains, with no change of hyperparameters.",
    "We release a benchmark of {count} tasks to support further study of {object}.",
)
_CODE_SENTENCES = (
    "Our code is available at {url}.",
    "Code and data can be found at {url}.",
    "All source code is publicly available\\footnote{{{url}}}.",
    "We release our implementation ({url}).",
)
_VENUES = (
    *(("NeurIPS", VenueKind.CONFERENCE), ("ICML", VenueKind.CONFERENCE)),
    *(("AAAI", VenueKind.CONFERENCE), ("IJCAI", VenueKind.CONFERENCE)),
    *(("JMLR", VenueKind.JOURNAL), ("Tidal Data", VenueKind.JOURNAL)),
    ("Graphs at Sea", VenueKind.WORKSHOP),
)
_TYPES = {
    VenueKind.CONFERENCE: ("Conference Paper", "Conference Paper", "Short Paper"),
    VenueKind.JOURNAL: ("Journal Article",),
    VenueKind.WORKSHOP: ("Workshop Paper",),
}
_CATEGORIES = ("cs.LG", "cs.CL", "cs.CV", "cs.IR", "cs.SI", "stat.ML", "eess.IV", "quant-ph")


def invented_name(rng: random.Random) -> str:
    """A name that nobody bears, we hope."""
    given = "".join(_syllable(rng) for _ in range(2)).capitalize()
    if rng.random() < 0.1:
        given += f" {rng.choice('ABCDEFGHJKLMNOPRSTW')}."
    elif rng.random() < 0.1:
        given += f"-{_syllable(rng).capitalize()}"
    return f"{given} {''.join(_syllable(rng) for _ in range(rng.choice((1, 2)))).capitalize()}"


def invented_papers(count: int, seed: int = 0, author: str | None = None) -> list[Paper]:
    """Papers with all that both page formats can say, abstracts of about 1.2 kB among it.

    Authors come from a pool that grows with ``count``, so that people write together more than
    once. With ``author`` everybody's papers become those of one author.
    """
    rng = random.Random(seed)  # noqa: S311 - invented papers are no secret
    pool = list(dict.fromkeys(invented_name(rng) for _ in range(count // 2 + 20)))
    return [_paper(rng, pool, number, author) for number in range(1, count + 1)]


def _paper(rng: random.Random, pool: Sequence[str], number: int, author: str | None) -> Paper:
    coined = f"{_syllable(rng)}{_syllable(rng)}".capitalize() + rng.choice(("Net", "Rank", "RAG"))
    target, method = rng.choice(_OBJECTS), rng.choice(_METHODS)
    title = f"{coined}-{number}: {rng.choice(_ADJECTIVES)} {method} for {target}"
    # Groups: most co-authors are neighbours in the pool.
    first = rng.randrange(len(pool))
    size = rng.choice((1, 2, 3, 3, 4, 4, 5, 6, 8, 9, 12))
    names = list(dict.fromkeys(pool[(first + rng.randrange(16)) % len(pool)] for _ in range(size)))
    if author is not None and author not in names:
        names[rng.randrange(len(names))] = author
    name, kind = rng.choice(_VENUES)
    year = rng.randint(2015, 2025)
    abstract, links = _abstract(rng, coined, method.lower(), target.lower())
    return Paper(
        title=title,
        mentions=tuple(Mention(name, place) for place, name in enumerate(names, 1)),
        complete=True,
        abstract=abstract,
        date=PartialDate(year, rng.randint(1, 12), rng.randint(1, 28)),
        edition=Edition(Venue(name, kind), year),
        publication_type=rng.choice(_TYPES[kind]),
        categories=(Category(rng.choice(_CATEGORIES), primary=True),),
        code_links=links,
        metrics=(Metric("paperScore", Decimal(rng.randint(300, 990)) / 10),)
        if rng.random() < 0.2
        else (),
    )


def _abstract(
    rng: random.Random, name: str, method: str, target: str
) -> tuple[str, tuple[CodeLink, ...]]:
    sentences = [
        sentence.format(
            name=name,
            method=method,
            object=target,
            count=rng.randint(3, 24),
            percent=rng.randint(1, 19),
            fewer=rng.randint(2, 9),
        )
        for sentence in rng.sample(_SENTENCES, rng.randint(12, 15))
    ]
    if rng.random() > 0.3:
        return " ".join(sentences), ()
    url = f"https://github.com/{_syllable(rng)}{_syllable(rng)}-lab/{name}"
    quote = rng.choice(_CODE_SENTENCES).format(url=url)
    evidence = (Evidence.BADGE, Evidence.ABSTRACT) if rng.random() < 0.5 else (Evidence.ABSTRACT,)
    return " ".join([*sentences, quote]), (CodeLink(url, evidence, quote),)


def _syllable(rng: random.Random) -> str:
    return rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)


def scholar_feed_page(
    profile_name: str, papers: Iterable[Paper], *, category: str = "LG", h_index: int = 4
) -> str:
    """A Scholar Feed page of one author's papers; each needs a date and a category."""
    papers = list(papers)
    head = (
        f"{profile_name}\n\n{category}\nh-index{h_index}\n{len(papers)}papers\n58citations\n"
        f"Novelty52%\nAI Score49\n\n{len(papers)} Papers\n\n"
    )
    return head + "".join(map(_scholar_feed_record, papers))


def _scholar_feed_record(paper: Paper) -> str:
    names = [mention.name for mention in paper.placed]
    listed = ", ".join(names[:3]) + (" et al." if _is_cut(paper, 3) else "")
    badge = any(Evidence.BADGE in link.evidence for link in paper.code_links)
    score = "".join(str(m.value) for m in paper.metrics if m.name == "paperScore")
    printed = paper.categories[0].as_listed or short_form(paper.categories[0].code or "")
    start = f"{score}{printed}{_printed_date(paper)}{'Code' if badge else ''}"
    parts = [f"{start}\n{paper.title}", listed, paper.abstract]
    return "\n\n".join(part for part in parts if part) + "\n\n"


def _is_cut(paper: Paper, most: int) -> bool:
    return len(paper.placed) > most or paper.complete is False


def _printed_date(paper: Paper) -> str:
    when = paper.date
    assert when is not None
    if when.as_listed:
        return when.as_listed
    assert when.month is not None
    return f"{MONTHS[when.month - 1]} {f'{when.day}, ' if when.day else ''}{when.year}"


def as_on_scholar_feed(profile_name: str, paper: Paper) -> Paper:
    """What such a page says of a paper: what its parser must make of it."""
    cut = _is_cut(paper, 3)
    mentions, lacking = _with_author(profile_name, paper.placed[:3])
    return Paper(
        title=paper.title,
        mentions=mentions,
        complete=not (cut or lacking),
        abstract=paper.abstract,
        date=paper.date,
        categories=paper.categories[:1],
        code_links=paper.code_links,
        metrics=tuple(metric for metric in paper.metrics if metric.name == "paperScore"),
    )


def arrow_page(profile_name: str, papers: Iterable[Paper]) -> str:
    """An Arrow Research page of one name's papers; each needs an edition with a year.

    As on the real pages, links in abstracts are broken by spaces.
    """
    papers = list(papers)
    head = (
        f"Arrow Research search\n\nAuthor name cluster\n\n{profile_name}\n\n{NOTE}\n\n"
        f"{len(papers)} papers\n1 author row\n\nPossible papers\n\n{len(papers)}\n\n"
    )
    return head + "".join(map(_arrow_record, papers))


def _arrow_record(paper: Paper) -> str:
    edition = paper.edition
    assert edition is not None
    assert edition.venue.kind is not None
    kind = edition.venue.kind.value.capitalize()
    listed = "\n".join(f"  \u2022 {mention.name}" for mention in paper.placed[:8])
    start = f"{edition.venue.name} {kind} {edition.year} {paper.publication_type}"
    parts = [start, paper.title, listed, paper.abstract and broken_links(paper.abstract)]
    return "\n\n".join(part for part in parts if part) + "\n\n"


def as_on_arrow(profile_name: str, paper: Paper) -> Paper:
    """What such a page says of a paper: what its parser must make of it."""
    mentions, lacking = _with_author(profile_name, paper.placed[:8])
    listed = len(paper.placed[:8])
    year = paper.edition.year if paper.edition else None
    return Paper(
        title=paper.title,
        mentions=mentions,
        complete=False if lacking else None if listed == 8 else True,
        abstract=paper.abstract and broken_links(paper.abstract),
        date=PartialDate(year),
        edition=paper.edition,
        publication_type=paper.publication_type,
        code_links=tuple(
            replace(
                link, evidence=(Evidence.ABSTRACT,), quote=link.quote and broken_links(link.quote)
            )
            for link in paper.code_links
            if Evidence.ABSTRACT in link.evidence
        ),
    )


def broken_links(text: str) -> str:
    """A text whose links have a space after each colon and full stop of scheme and host."""
    return re.sub(
        r"(https?:)(//[\w.-]+/)", lambda link: f"{link[1]} {link[2].replace('.', '. ')}", text
    )


def _with_author(name: str, listed: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], bool]:
    normal = normalise_name(name)
    if any(normalise_name(mention.name) == normal for mention in listed):
        return listed, False
    return (*listed, Mention(name)), True
