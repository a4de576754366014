"""Runs of links on real servers: in named graphs of theirs, and taken out without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.api import Graph
from kg.graph.vocab import SAME_AS
from kg.loading import record_run
from kg.store.address import Address
from kg.store.remote import RemoteStore
from kg.store.server import Server
from tests import servers
from tests.linking import link

ROOT = Path(__file__).parents[2]
EACH = [
    pytest.param(name, marks=[] if name == "oxigraph" else pytest.mark.long)
    for name in servers.SERVERS
]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
ELSEWHERE = "https://dblp.org/rec/conf/tidal/1"


@pytest.fixture(params=EACH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with servers.SERVERS[request.param](tmp_path / "server") as url:
        Server(Address.of(url)).update("DROP ALL")
        yield url


def test_a_run_stands_on_a_server_until_it_is_unlinked(address: str, tmp_path: Path) -> None:
    def graph(state: str = "state") -> Graph:
        return Graph(RemoteStore(address, tmp_path / state))

    graph().load(*SEEDS)
    before = list(graph().lines())
    paper = str(next(row.paper for row in graph().ask("find_paper", text=["DeepFM"])))
    links = [link(paper, SAME_AS, ELSEWHERE, confidence=1.0)]
    record_run(graph().store, links, "papers.sssom.tsv", b"a")
    ((run, size),) = graph().info().links.items()
    assert len(list(graph().store.lines(run))) == size
    assert graph("elsewhere").info().links == {run: size}
    assert graph().check() == []
    (row,) = graph().ask("external_links", entity=paper)
    assert (row.target, row.method, row.score) == (ELSEWHERE, "CompositeMatching", 1)
    assert {said.file for said in graph().where_from(paper, "sameAs")} >= {"papers.sssom.tsv"}
    graph().unlink("papers.sssom.tsv")
    assert list(graph().lines()) == before
    assert graph().info().links == {}
    assert graph().check() == []
