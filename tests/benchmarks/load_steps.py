"""The steps that ``bench_load`` measures, each run in a process of its own.

    python tests/benchmarks/load_steps.py STEP ARGUMENT...

Each prints one JSON object; its ``seconds`` leave the start of Python out and all else in.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).parents[2]))

Answer = dict[str, Any]
Blocks = Iterable[bytes]


def load(source: str, store: str, small: str = "") -> Answer:
    """``kg load``: files to a graph that can be asked.

    ``small`` is another threshold below which the graph is changed and not made anew.
    """
    started = time.perf_counter()
    import kg
    from kg.loading import committing

    if small:
        committing.SMALL = float(small)

    stages: dict[str, list[float]] = {}

    def tell(what: str, *_: object) -> None:
        now = time.perf_counter() - started
        stages.setdefault(what, [now, now])[1] = now

    graph = kg.open_graph(store)
    report = graph.load(source, progress=tell)
    seconds = time.perf_counter() - started
    outcomes = Counter(file.outcome for file in report.files)
    counts = report.counts
    return {
        "seconds": seconds,
        "outcomes": outcomes,
        "stages": stages,
        "triples": report.triples,
        "quads": report.triples + sum(graph.store.named.values()),
        "read": counts.read,
        "papers": counts.loaded,
        "merged": counts.merged,
        "rejected": counts.rejected,
    }


def unload(source: str, store: str) -> Answer:
    """``kg unload`` of one file."""
    started = time.perf_counter()
    import kg

    graph = kg.open_graph(store)
    graph.unload(source)
    return {"seconds": time.perf_counter() - started, "triples": graph.info().triples}


def bare(lines: str, folder: str, merged: str = "") -> Answer:
    """The store alone: one bulk load of a ready file.

    With ``merged`` it waits, as ours does, until a large load is merged, so that queries need not
    look into dozens of files.
    """
    started = time.perf_counter()
    from pyoxigraph import RdfFormat, Store

    store = Store(folder)
    store.bulk_load(path=lines, format=RdfFormat.N_QUADS)
    if merged:
        store.flush()
    return {"seconds": time.perf_counter() - started, "quads": len(store)}


def record(source: str, store: str, lines: str) -> Answer:
    """A load like any other, which also writes to a file what goes into the store, as it goes."""
    from kg.store import bulk, database

    def recorded(path: Path, blocks: Blocks, beside: Blocks = (), *others: Any) -> int:
        with Path(lines).open("wb") as copy:
            return bulk.bulk_load(path, _copied(blocks, copy), _copied(beside, copy), *others)

    vars(database)["bulk_load"] = recorded
    return load(source, store)


def _copied(blocks: Blocks, copy: BinaryIO) -> Iterator[bytes]:
    for block in blocks:
        copy.write(block)
        yield block


def export(store: str, lines: str) -> Answer:
    """The whole graph as sorted N-Triples."""
    started = time.perf_counter()
    import kg

    kg.open_graph(store).export(lines, format="ntriples")
    return {"seconds": time.perf_counter() - started}


def composition(lines: str) -> Answer:
    """What a graph is made of: triples and bytes by kind of subject and predicate."""
    from kg.graph.vocab import DEFAULT_BASE, PREFIXES

    started = time.perf_counter()
    base = f"<{DEFAULT_BASE}".encode()
    found: dict[tuple[bytes, bytes], list[int]] = {}
    with Path(lines).open("rb") as stream:
        for line in stream:
            subject, predicate, _ = line.split(b" ", 2)
            path, _, part = subject.removeprefix(base).rstrip(b">").partition(b"#")
            kind = path.partition(b"/")[0] if subject.startswith(base) else b"elsewhere"
            if part:
                kind += b"#" + part.partition(b"-")[0]
            counted = found.setdefault((kind, predicate), [0, 0])
            counted[0] += 1
            counted[1] += len(line)
    short = {f"<{space}": f"{prefix}:" for prefix, space in PREFIXES.items()}

    def named(predicate: str) -> str:
        space = next((space for space in short if predicate.startswith(space)), None)
        return predicate if space is None else short[space] + predicate[len(space) : -1]

    rows = [
        (kind.decode(), named(predicate.decode()), triples, size)
        for (kind, predicate), (triples, size) in found.items()
    ]
    return {"seconds": time.perf_counter() - started, "rows": rows}


def convert(source: str, processes: str) -> Answer:
    """Files to segments that are kept nowhere, in one process or several."""
    from concurrent.futures import ProcessPoolExecutor

    files = sorted((path for path in Path(source).rglob("*.gz")), key=lambda p: -p.stat().st_size)
    started = time.perf_counter()
    if int(processes) == 1:
        parts = [_convert(file) for file in files]
    else:
        with ProcessPoolExecutor(int(processes)) as pool:
            parts = list(pool.map(_convert, files))
    seconds = time.perf_counter() - started
    papers, decoding, reading, writing = map(sum, zip(*parts, strict=True))
    return {
        "seconds": seconds,
        "papers": papers,
        "decoding": decoding,
        "reading": reading,
        "writing": writing,
    }


def _convert(path: Path) -> tuple[int, float, float, float]:
    """Papers of a file, and seconds for unpacking, for its records and for their segment."""
    import gzip
    import hashlib
    import io

    from kg.graph.segment import make_segment
    from kg.graph.vocab import DEFAULT_BASE
    from kg.model import Source
    from kg.sources import recognise
    from kg.store.segment_file import write_segment

    start = time.process_time()
    data = gzip.decompress(path.read_bytes())
    format_ = recognise(data, path.name)
    sha = hashlib.sha256(data).hexdigest()
    unpacked = time.process_time()
    source = Source(sha256=sha, file_name=path.name, format=format_.name, parser=format_.name)
    records = list(format_.read(io.BytesIO(data), source))
    read = time.process_time()
    segment = make_segment(DEFAULT_BASE, source, records)
    write_segment(io.BytesIO(), segment.blocks, segment.identities)
    written = time.process_time()
    return segment.counts.read, unpacked - start, read - unpacked, written - read


STEPS: dict[str, Callable[..., Answer]] = {
    "bare": bare,
    "composition": composition,
    "convert": convert,
    "export": export,
    "load": load,
    "record": record,
    "unload": unload,
}


if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
