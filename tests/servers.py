"""Real SPARQL servers on this machine, started for a test and stopped after it.

Apache Jena Fuseki comes from Maven once, into a cache folder (``$KG_TEST_CACHE``, else the user's);
where it can't be had, tests that need it are skipped, but fail in CI.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

FUSEKI = "org.apache.jena:jena-fuseki-server:5.6.0"
FUSEKI_SHA256 = "d28c1eaf703122ee628895a460c20fa4aa60a892f435d403ea8c036f241da1f8"
MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
PATIENCE = 60.0
"""Seconds that a server may take to start."""


def missing(reason: str) -> None:
    """End a test for which something is not here: in CI it fails."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def fuseki_jar() -> Path:
    """The server in one file, fetched at first use."""
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "scholarly-kg"
    folder = Path(os.environ.get("KG_TEST_CACHE") or cached)
    _, name, version = FUSEKI.split(":")
    jar = folder / f"{name}-{version}.jar"
    if shutil.which("java") is None:
        missing("Fuseki needs Java 17")
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if not jar.is_file() or digest(jar) != FUSEKI_SHA256:
            if shutil.which("mvn") is None:
                missing("Fuseki is fetched by Maven, which is not here")
            command = ["mvn", "-q", "-B", MAVEN_PLUGIN, f"-Dartifact={FUSEKI}"]
            command += [f"-DoutputDirectory={folder}", "-Dmdep.overWriteReleases=true"]
            fetched = subprocess.run(command, capture_output=True, text=True, check=False)
            if fetched.returncode or digest(jar) != FUSEKI_SHA256:
                missing(f"Maven could not fetch Fuseki: {fetched.stdout[-2000:]}")
    return jar


def digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def java(main: str, *arguments: str | Path) -> list[str]:
    """The command that runs a program of Jena's, which all are in the server's file."""
    return ["java", "-Xmx1g", "-cp", str(fuseki_jar()), main, *map(str, arguments)]


@contextmanager
def fuseki(folder: Path, *options: str) -> Iterator[str]:
    """Fuseki with a dataset in TDB2, whose address this gives."""
    (folder / "tdb2").mkdir(parents=True, exist_ok=True)

    def command(port: int) -> Sequence[str]:
        main = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
        where = ["--tdb2", f"--loc={folder / 'tdb2'}", "--update", "--ping"]
        return java(main, *where, "--localhost", f"--port={port}", *options, "/ds")

    with running(command, folder, "/$/ping") as root:
        yield f"{root}/ds"


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """``oxigraph serve`` on a database in a folder; this gives its address."""

    def command(port: int) -> Sequence[str]:
        location = str(folder / "oxigraph")
        return [oxigraph_command(), "serve", "-l", location, "-b", f"127.0.0.1:{port}"]

    with running(command, folder, "/query") as root:
        yield root


def hold(root: str, turtle: bytes) -> None:
    """Have a server of ``oxigraph`` hold some Turtle too."""
    request = urllib.request.Request(f"{root}/store?default", turtle, method="POST")  # noqa: S310
    request.add_header("Content-Type", "text/turtle")
    urllib.request.urlopen(request).close()  # noqa: S310


def oxigraph_command() -> str:
    """The program, which the package puts beside Python."""
    found = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        missing("oxigraph is not installed: pip install oxigraph")
    return str(found)


@contextmanager
def running(command: Callable[[int], Sequence[str]], folder: Path, health: str) -> Iterator[str]:
    """A server on a free port, whose root this gives; its output goes to a file in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    port = free_port()
    # Fuseki makes itself a folder where it is told, else where it is started.
    environment = {**os.environ, "FUSEKI_BASE": str(folder / "fuseki")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(port), stdout=output, stderr=output, cwd=folder, env=environment
        )
    try:
        root = f"http://127.0.0.1:{port}"
        wait_for(f"{root}{health}", process, log)
        yield root
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when something answers at an address, whatever it says."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


Started = Callable[[Path], AbstractContextManager[str]]
SERVERS: dict[str, Started] = {"oxigraph": oxigraph, "fuseki": fuseki}
