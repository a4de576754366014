"""Loading files: what becomes of good, bad, odd, repeated and disagreeing ones."""

from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import RejectedRecords, UsageError
from kg.graph.segment import make_segment
from kg.graph.vocab import DEFAULT_BASE, KG, SCHEMA
from kg.model import CodeLink, Evidence, Mention, Paper, Profile, Source
from tests.pages import arrow_page, invented_papers, scholar_feed_page
from tests.strategies import papers

NAME = "Mara Lindqvist"
PAPERS = invented_papers(4, seed=1)


def page(count: int = 2, name: str = NAME) -> str:
    return arrow_page(name, PAPERS[:count])


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


Write = Callable[[str, str | bytes], Path]


def test_a_folder_loads_and_what_is_no_page_is_named(write: Write) -> None:
    folder = write("a.txt", page()).parent
    write("notes.md", "# my notes\n")
    write(".hidden.txt", page(3))
    graph = kg.open_graph()
    report = graph.load(folder)
    assert [Path(file.file).name for file in report.of("loaded")] == ["a.txt"]
    (skipped,) = report.of("skipped")
    assert skipped.error is not None
    assert "no known format" in skipped.error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        ("Zoë".encode("latin-1") * 50, "UTF-8"),
        (b"x" * 1_000_000, "no known format"),
        (b"a paper\n" * 5, "no known format"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_the_others_load(
    write: Write, content: bytes, reason: str
) -> None:
    good, bad = write("good.txt", page()), write("bad.txt", content)
    graph = kg.open_graph()
    report = graph.load(bad, good)
    (failed,) = report.of("failed")
    assert failed.file == str(bad)
    assert reason in (failed.error or "")
    assert len(report.of("loaded")) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    report = kg.open_graph().load(tmp_path / "nowhere.txt")
    assert [file.file for file in report.of("failed")] == [str(tmp_path / "nowhere.txt")]


def test_an_empty_folder_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to load"):
        kg.open_graph().load(tmp_path)


def test_an_unknown_format_name_is_wrong_use(write: Write) -> None:
    with pytest.raises(UsageError, match="arrow"):
        kg.open_graph().load(write("a.txt", page()), format="arow")


def test_loading_again_changes_nothing_and_copies_are_one_source(write: Write) -> None:
    first = write("b.txt", page())
    write("a.txt", page())
    write("sub/c.txt", page())
    graph = kg.open_graph()
    report = graph.load(first.parent)
    assert (len(report.of("loaded")), len(report.of("copy"))) == (1, 2)
    lines = list(graph.lines())
    made = graph.store.entries
    report = graph.load(first)
    assert len(report.of("unchanged")) == 1
    assert graph.store.entries == made
    assert list(graph.lines()) == lines


def test_a_copy_under_another_name_gives_the_same_graph_in_any_order(write: Write) -> None:
    one, other = write("z.txt", page()), write("a.txt", page())
    first, second = kg.open_graph(), kg.open_graph()
    first.load(one)
    first.load(other)
    second.load(other, one)
    assert list(first.lines()) == list(second.lines())


@pytest.mark.long
def test_ten_thousand_copies_in_one_folder_are_one_source(write: Write, tmp_path: Path) -> None:
    for number in range(10_000):
        folder = write(f"{number:05}.txt", page(1)).parent
    graph = kg.open_graph(tmp_path / "store")
    report = graph.load(folder)
    assert (len(report.of("loaded")), len(report.of("copy"))) == (1, 9_999)
    assert len(graph.store.entries) == 1


def test_two_pages_that_disagree_give_one_publication(write: Write) -> None:
    one = write("one.txt", page(1))
    changed = page(1, PAPERS[0].mentions[-1].name).replace(PAPERS[0].abstract or "", "Else.")
    other = write("other.txt", changed)
    graph = kg.open_graph()
    graph.load(one, other)
    titles = [line for line in graph.lines() if f"<{SCHEMA}abstract>" in line]
    assert len(titles) == 1
    assert graph.validate() == []


def test_strict_loads_the_rest_and_fails_each_time(write: Write, tmp_path: Path) -> None:
    good = write("good.txt", page())
    broken = write("broken.txt", page().replace("Conference 20", "Conference MM"))
    graph = kg.open_graph(tmp_path / "store")
    report = graph.load(broken)
    assert report.counts.rejected > 0
    problem = next(p for p in report.files[0].problems if p.rejected)
    assert problem.line > 1
    strict = kg.open_graph(tmp_path / "strict")
    for _ in range(2):
        with pytest.raises(RejectedRecords, match=r"broken\.txt:\d+: "):
            strict.load(good, broken, strict=True)
    assert len(strict.store.entries) == 2


def test_a_dry_run_reads_everything_and_writes_nothing(write: Write, tmp_path: Path) -> None:
    graph = kg.open_graph(tmp_path / "store")
    report = graph.load(write("a.txt", page()), dry_run=True)
    assert report.counts.loaded == 2
    assert not (tmp_path / "store").exists()


def test_standard_input_and_compressed_files_are_read(write: Write) -> None:
    plain, packed = kg.open_graph(), kg.open_graph()
    plain.load("-", standard_input=io.BytesIO(page().encode()))
    packed.load(write("a.txt.gz", gzip.compress(page().encode())))
    (one,), (other,) = plain.store.entries.values(), packed.store.entries.values()
    assert one.source.sha256 == other.source.sha256
    assert one.source.file_name == "standard-input"


def test_an_expansion_bomb_is_refused(write: Write) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    report = kg.open_graph().load(write("bomb.gz", gzip.compress(bomb + bomb)))
    assert len(report.of("failed")) == 1


MANIFEST = """
[[document]]
file = "a.txt"
format = "arrow"
received = 2026-11-21
url = "https://example.org/mara"
licence = "CC-BY-4.0"
"""


def test_a_manifest_tells_what_the_page_does_not(write: Write) -> None:
    path = write("a.txt", page())
    write("manifest.toml", MANIFEST)
    graph = kg.open_graph()
    graph.load(path.parent)
    (entry,) = graph.store.entries.values()
    assert entry.source.received == date(2026, 11, 21)
    assert entry.source.retrieved is None
    assert entry.source.url == "https://example.org/mara"
    row = next(iter(graph.ask("where_from", entity=f"{graph.base}name/mara_lindqvist")))
    assert row.file == "a.txt"


def test_another_base_changes_every_data_iri_and_no_answer(write: Write, tmp_path: Path) -> None:
    path = write("a.txt", page())
    usual, own = kg.open_graph(), kg.open_graph(tmp_path / "own", base="https://example.org/id/")
    usual.load(path)
    own.load(path)
    assert not any(DEFAULT_BASE in line for line in own.lines())
    assert [line.replace(DEFAULT_BASE, own.base) for line in usual.lines()] == sorted(
        own.lines(), key=lambda line: line.replace(own.base, DEFAULT_BASE)
    )
    rows = [row.title for row in usual.ask("author_papers", author=NAME)]
    assert [row.title for row in own.ask("author_papers", author=NAME)] == rows != []


@pytest.mark.parametrize("base", ["example.org/", "https://example.org", "javascript:x/", "urn:x/"])
def test_a_base_that_is_no_web_address_is_wrong_use(base: str) -> None:
    with pytest.raises(UsageError, match="base"):
        kg.open_graph(base=base)


def test_a_retrieval_date_given_by_hand_is_believed_and_replaces(write: Write) -> None:
    path = write("a.txt", page())
    write("manifest.toml", MANIFEST)
    graph = kg.open_graph()
    graph.load(path)
    report = graph.load(path, retrieved=date(2026, 3, 1))
    assert len(report.of("replaced")) == 1
    (entry,) = graph.store.entries.values()
    assert entry.source.retrieved == date(2026, 3, 1)
    assert any(f'<{KG}retrievedOn> "2026-03-01"' in line for line in graph.lines())


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("[[document]\n", "not TOML"),
        ('[[document]]\nformat = "arrow"\n', 'needs file = "…"'),
        ('[[document]]\nfile = "b.txt"\n', "which is not there"),
        ('[[document]]\nfile = "a.txt"\nretreived = 2026-01-01\n', "unknown key 'retreived'"),
        ('[[document]]\nfile = "a.txt"\nreceived = "yesterday"\n', "must be a day"),
        ('[[document]]\nfile = "a.txt"\n[[document]]\nfile = "a.txt"\n', "twice"),
        ('[[document]]\nfile = "good/b.txt"\n', "no file name"),
        ('format = "arrow"\n', r"\[\[document\]\] tables only"),
    ],
)
def test_a_wrong_manifest_is_an_error_that_names_it(
    write: Write, manifest: str, reason: str
) -> None:
    path, good = write("a.txt", page()), write("good/b.txt", page())
    write("manifest.toml", manifest)
    report = kg.open_graph().load(path, good)
    (failed,) = report.of("failed")
    assert failed.error is not None
    assert "manifest.toml" in failed.error
    assert re.search(reason, failed.error)
    assert len(report.of("loaded")) == 1


def test_what_a_manifest_corrects_takes_effect(write: Write) -> None:
    path = write("a.txt", page())
    write("manifest.toml", MANIFEST)
    graph = kg.open_graph()
    graph.load(path)
    write("manifest.toml", MANIFEST.replace("2026-11-21", "2026-11-22").replace("mara", "ml"))
    assert len(graph.load(path).of("replaced")) == 1
    (entry,) = graph.store.entries.values()
    assert (entry.source.received, entry.source.url) == (
        date(2026, 11, 22),
        "https://example.org/ml",
    )


def test_a_moment_is_no_day(write: Write) -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with pytest.raises(UsageError, match="must be a day"):
        kg.open_graph().load(write("a.txt", page()), retrieved=moment)


def test_more_sources_than_open_files(write: Write, tmp_path: Path) -> None:
    for number in range(200):
        folder = write(f"{number}.txt", page(1, f"Name {number}")).parent
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (150, 150));"
        "import kg; g = kg.open_graph(sys.argv[2]); print(len(g.load(sys.argv[1]).of('loaded')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(tmp_path / "store")],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("200", "")


def test_odd_things_in_a_folder_are_named_and_the_pages_load(write: Write) -> None:
    folder = write("a.txt", page()).parent
    os.mkfifo(folder / "pipe")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder)
    (folder / os.fsdecode(b"odd-\xff.txt")).write_bytes(page(3).encode())
    graph = kg.open_graph(folder / "store")
    graph.load(folder)
    report = graph.load(folder)
    assert len(report.of("unchanged")) == 2
    assert {Path(file.file).name for file in report.of("skipped")} == {"pipe", "gone.txt", "loop"}
    assert {entry.source.file_name for entry in graph.store.entries.values()} == {
        "a.txt",
        "odd-\\xff.txt",
    }


@pytest.mark.parametrize("path", ["", "/dev/null"])
def test_a_path_that_is_no_file_is_refused(path: str) -> None:
    graph = kg.open_graph()
    if path:
        (failed,) = graph.load(path).of("failed")
        assert "no regular file" in (failed.error or "")
    else:
        with pytest.raises(UsageError, match="empty"):
            graph.load(path)


def test_a_source_is_named_by_its_file_or_enough_of_its_hash(write: Write) -> None:
    graph = kg.open_graph()
    graph.load(write("0", page()), write("0#notes.txt", page(3)))
    assert graph.unload("0#notes.txt").source.file_name == "0#notes.txt"
    (left,) = graph.store.entries
    with pytest.raises(UsageError):
        graph.unload(left[:3])
    assert graph.unload(left[:8]).source.sha256 == left


def test_unload_is_as_if_the_source_had_never_been_loaded(write: Write) -> None:
    one, other = write("one.txt", page(2)), write("other.txt", page(3))
    alone, both = kg.open_graph(), kg.open_graph()
    alone.load(one)
    both.load(one, other)
    assert list(both.lines()) != list(alone.lines())
    both.unload("other.txt")
    assert list(both.lines()) == list(alone.lines())
    with pytest.raises(UsageError, match=r"one\.txt"):
        both.unload("other.txt")


def test_everything_can_be_unloaded(write: Write, tmp_path: Path) -> None:
    graph = kg.open_graph(tmp_path / "store")
    graph.load(write("one.txt", page(2)))
    graph.unload("one.txt")
    assert list(graph.lines()) == []
    assert graph.exists


def rival(paper: Paper, other: Paper) -> Paper:
    """A record of the same publication that disagrees in all that its key allows."""
    return replace(
        other,
        title=f"{paper.title.upper()}!" if paper.title.isascii() else paper.title,
        mentions=(*paper.mentions[:1], *(m for m in other.mentions if m.position != 1)),
        edition=paper.edition,
        number=paper.number,
        pages=paper.pages,
    )


@given(st.lists(papers(), max_size=3), st.lists(papers(), min_size=3, max_size=3), st.data())
@settings(max_examples=60)
def test_loading_two_pages_and_unloading_one_equals_loading_the_other(
    one: list[Paper], other: list[Paper], data: st.DataObject
) -> None:
    pairs = list(zip(one, other, strict=False))
    shared = [rival(*pair) for pair in data.draw(st.lists(st.sampled_from(pairs)))] if one else []
    sources = [
        Source(sha256=letter * 64, file_name=letter, format="arrow", parser="arrow 1")
        for letter in "ab"
    ]
    from kg.loading import commit
    from kg.store.memory import MemoryStore

    def graph(*staged: tuple[Source, list[Paper]]) -> MemoryStore:
        store = MemoryStore()
        with store.writing():
            entries = {
                source.sha256: store.stage(make_segment(store.base, source, papers))
                for source, papers in staged
            }
            commit(store, entries, lambda *_: None)
        return store

    a, b = (sources[0], one), (sources[1], [*other, *shared])
    together, swapped, alone = graph(a, b), graph(b, a), graph(a)
    assert list(together.lines()) == list(swapped.lines())
    with together.writing():
        left = {sha: e for sha, e in together.entries.items() if sha == sources[0].sha256}
        commit(together, left, lambda *_: None)
    assert list(together.lines()) == list(alone.lines())


def graph_of(*pages: str) -> kg.Graph:
    graph = kg.open_graph()
    for text in pages:
        graph.load("-", standard_input=io.BytesIO(text.encode()))
    return graph


@given(st.data())
@settings(max_examples=30)
def test_pages_that_overlap_and_disagree_resolve_without_regard_to_order(
    data: st.DataObject,
) -> None:
    some = st.lists(st.sampled_from(PAPERS), unique_by=lambda paper: paper.title, min_size=1)
    cut = st.integers(1, 8)

    def told(author: str) -> str:
        papers = [
            replace(
                paper,
                mentions=paper.mentions[: data.draw(cut)],
                abstract=data.draw(st.sampled_from([paper.abstract, "Other words."])),
            )
            for paper in data.draw(some)
        ]
        return arrow_page(author, papers)

    one, other = told(NAME), told("Ada Okoye")
    both, swapped = graph_of(one, other), graph_of(other, one)
    assert list(both.lines()) == list(swapped.lines())
    (alone,) = graph_of(one).store.entries
    for sha in set(both.store.entries) - {alone}:
        both.unload(sha)
    assert list(both.lines()) == list(graph_of(one).lines())


def test_unsafe_links_never_enter_the_graph_and_are_reported() -> None:
    paper = Paper(
        title="On Rivers",
        mentions=(Mention(NAME, 1),),
        code_links=(CodeLink("javascript:alert(1)", (Evidence.METADATA,)),),
        urls=("file:///etc/passwd", "https://example.org/rivers", "https://example.org/a[1] b"),
    )
    source = Source(sha256="a" * 64, file_name="a", format="x", parser="x 1")
    segment = make_segment(DEFAULT_BASE, source, [paper])
    assert [problem.code for problem in segment.problems] == ["unsafe-link"] * 2
    lines = list(segment.lines)
    assert not any("javascript" in line or "passwd" in line for line in lines)
    assert any("https://example.org/rivers" in line for line in lines)
    assert any("<https://example.org/a%5B1%5D%20b>" in line for line in lines)
    assert segment.counts.loaded == 1


def test_a_record_that_contradicts_itself_is_settled_and_says_so() -> None:
    source = Source(sha256="a" * 64, file_name="a", format="x", parser="x 1")
    shouted = CodeLink("https://github.com/MARA/rivers", (Evidence.METADATA,))
    paper = Paper(
        title="On Rivers",
        mentions=(Mention(NAME, 1), Mention("Ada Okoye")),
        complete=True,
        code_links=(CodeLink("https://github.com/mara/rivers", (Evidence.ABSTRACT,)), shouted),
        line=7,
    )
    segment = make_segment(DEFAULT_BASE, source, [paper])
    (problem,) = segment.problems
    assert (problem.line, problem.code, problem.rejected) == (7, "settled", False)
    assert problem.message.endswith("settled: complete, code_links")
    assert segment.counts.loaded == 1


def test_a_page_whose_name_is_not_unicode_is_left_out_with_a_remark() -> None:
    source = Source(sha256="a" * 64, file_name="a", format="x", parser="x 1")
    good, bad = Paper(title=r"On \ud800 rivers"), Profile(name="Mara \ud800", line=3)
    segment = make_segment(DEFAULT_BASE, source, [bad, good])
    (problem,) = segment.problems
    assert (problem.line, problem.code) == (3, "bad-characters")
    assert segment.counts.loaded == 1


@pytest.mark.parametrize(
    "paper",
    [
        Paper(title="  "),
        Paper(title="On Rivers", mentions=(Mention(NAME, 1), Mention("Ada", 1))),
        Paper(title="On Rivers", mentions=(Mention(" ", 1),)),
        Paper(title="On Rivers \ud800"),
        Paper(title="On Rivers", mentions=(Mention(NAME, 0),)),
    ],
)
def test_a_record_that_cannot_be_one_is_rejected_with_its_line(paper: Paper) -> None:
    source = Source(sha256="a" * 64, file_name="a", format="x", parser="x 1")
    segment = make_segment(DEFAULT_BASE, source, [paper])
    (problem,) = segment.problems
    assert problem.rejected
    assert segment.counts.read == segment.counts.rejected == 1


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_makes_the_same_bytes(write: Write, seed: str) -> None:
    folder = write("a.txt", page(4)).parent
    feed = scholar_feed_page(NAME, invented_papers(3, seed=2))
    write("b.txt", feed)
    script = (
        "import kg, sys; g = kg.open_graph(); g.load(sys.argv[1]);"
        "sys.stdout.buffer.write('\\n'.join(g.lines()).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
    )
    graph = kg.open_graph()
    graph.load(folder)
    assert done.stdout.decode().splitlines() == "\n".join(graph.lines()).splitlines()
