"""Every question on real servers, parts in their bulk loaders, and a server that asks who it is."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import ServerRefusal
from kg.store.address import Address
from kg.store.remote import RemoteStore
from kg.store.server import Server
from tests import servers
from tests.segments import as_block
from tests.unit.test_convert import SEEDS, convert
from tests.unit.test_questions_answers import (
    CASES,
    expected_and_answered,
    lines_of,
    named_lines_of,
)

pytestmark = pytest.mark.long

GRAPHS = sorted({path.parent.name for path in CASES})


@pytest.fixture(scope="module", params=servers.SERVERS)
def stores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, RemoteStore]]:
    """Each graph of the cases on a server of its own, all of one make."""
    folder = tmp_path_factory.mktemp("servers")
    start = servers.SERVERS[request.param]
    first, second = GRAPHS
    with start(folder / first) as one, start(folder / second) as two:
        found = {first: RemoteStore(one, folder / "one"), second: RemoteStore(two, folder / "two")}
        for name, store in found.items():
            with store.writing():
                store.commit([], as_block(lines_of(name)), as_block(named_lines_of(name)))
        yield found


@pytest.mark.parametrize("path", CASES, ids=str)
def test_a_server_gives_the_same_rows_in_the_same_order(
    stores: dict[str, RemoteStore], path: Path
) -> None:
    expected, answered = expected_and_answered(stores[path.parent.name], path)
    assert answered == expected


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("convert") / "parts"
    run = convert(SEEDS, "-o", folder, "--part-size", 500)
    assert run.returncode == 0, run.stderr
    return folder


def triples_in(parts: Path) -> int:
    count: int = json.loads((parts / "manifest.json").read_text("utf-8"))["triples"]
    return count


def test_oxigraph_loads_the_parts(parts: Path, tmp_path: Path) -> None:
    for path in parts.glob("*.gz"):
        (tmp_path / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    files = sorted(map(str, tmp_path.glob("*.nt")))
    command = [servers.oxigraph_command(), "load", "-l", str(tmp_path / "oxigraph"), "-f", *files]
    subprocess.run(command, check=True, capture_output=True)
    with servers.oxigraph(tmp_path) as url:
        assert Server(Address.of(url)).count() == triples_in(parts)


def test_jena_loads_the_parts(parts: Path, tmp_path: Path) -> None:
    files = sorted(parts.glob("*.gz"))
    command = servers.java("tdb2.tdbloader", f"--loc={tmp_path / 'tdb2'}", *files)
    subprocess.run(command, check=True, capture_output=True)
    with servers.fuseki(tmp_path) as url:
        assert Server(Address.of(url)).count() == triples_in(parts)


def test_a_server_that_asks_for_credentials_gets_them(tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("ada: s3cret\n", "utf-8")
    with servers.fuseki(tmp_path, f"--passwd={passwords}", "--auth=basic") as url:
        with pytest.raises(ServerRefusal, match="401 Unauthorized"):
            RemoteStore(url, tmp_path / "state").query("ASK { ?s ?p ?o }")
        store = RemoteStore(url.replace("http://", "http://ada:s3cret@"), tmp_path / "state")
        with store.writing():
            store.commit([], [b'<urn:s> <urn:p> "o" .\n'])
        assert store.check() == []
