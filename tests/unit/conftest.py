"""Real SPARQL servers for the tests, started once a module; Fuseki only among the long ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.store.address import Address
from kg.store.server import Server
from tests import servers

EACH = [
    pytest.param(name, marks=[] if name == "oxigraph" else pytest.mark.long)
    for name in servers.SERVERS
]


@pytest.fixture(scope="module", params=EACH)
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with servers.SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as url:
        yield url


@pytest.fixture
def server(address: str) -> Server:
    """The server with nothing in it."""
    server = Server(Address.of(address))
    server.update("DROP ALL")
    return server
