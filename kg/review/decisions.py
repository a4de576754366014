"""Decisions of people, in a mapping file (SSSOM) that is whole at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kg.errors import InputError
from kg.export.files import replacing
from kg.graph.vocab import DEFAULT_BASE, SEMAPV, VERIFIED_AGENT
from kg.link.sssom import MappingSet, mapping_set, sssom_lines
from kg.link.standing import Pair, pair_of
from kg.model import Judgement, LinkRecord, Problem, Source
from kg.sources.decoding import decode
from kg.sources.sssom import read
from kg.sources.sssom_table import read_table

BY_HAND = f"{SEMAPV}ManualMappingCuration"


def read_links(path: Path) -> Iterator[LinkRecord | Problem]:
    """The links and problems of a mapping file; raises ``InputError`` if it is none."""
    source = Source(sha256="", file_name=str(path), format="sssom", parser="sssom")
    with path.open("rb") as stream:
        for found in read(stream, source):
            if isinstance(found, LinkRecord | Problem):
                yield found


class Decisions:
    """The decisions in a file, which is written anew with each; the file need not exist.

    What stands in the file and is no decision of a pair under review stays as it is. If the file
    is changed by someone else meanwhile, their changes are kept.
    """

    def __init__(self, path: Path, author: str, base: str = DEFAULT_BASE) -> None:
        self.path = path
        self._author = author
        self._base = base
        self._about = MappingSet(id=f"{base}mappings/decisions", title="Decisions about links")
        self._records: dict[Pair, LinkRecord] = {}
        self._state: tuple[int, int, int] | None = None
        self._read()

    def __getitem__(self, pair: Pair) -> LinkRecord | None:
        return self._records.get(pair)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def of_person(self, person: str) -> tuple[LinkRecord, ...]:
        """The authorships that are decided to be a person's."""
        return tuple(
            record
            for record in self._records.values()
            if record.object == person
            and record.predicate == VERIFIED_AGENT
            and record.judgement is Judgement.ACCEPT
        )

    def decide(self, proposals: Iterable[LinkRecord], judgement: Judgement, day: date) -> None:
        """Accept or refuse what was proposed, and write it down."""
        self.put({pair_of(one): self._decision(one, judgement, day) for one in proposals})

    def put(self, decided: Mapping[Pair, LinkRecord | None]) -> None:
        """Have these decisions about these pairs, or none, and write them down."""
        if self._now() != self._state:
            self._read()
        for pair, record in decided.items():
            self._records.pop(pair, None)
            if record is not None:
                self._records[pair] = record
        lines = sssom_lines(self._records.values(), self._about, base=self._base, condense=False)
        with replacing(self.path) as output:
            output.writelines(line.encode() for line in lines)
        self._state = self._now()

    def _decision(self, proposal: LinkRecord, judgement: Judgement, day: date) -> LinkRecord:
        return replace(
            proposal,
            judgement=judgement,
            justification=BY_HAND,
            author=self._author,
            date=day,
            confidence=None,
            fields=(),
            evidence=None,
            tool=None,
            tool_version=None,
        )

    def _now(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _read(self) -> None:
        self._state = self._now()
        self._records = {}
        if self._state is None:
            return
        file = str(self.path)
        for found in read_links(self.path):
            if isinstance(found, Problem):
                message = f"{found.message} [{found.excerpt}]; mend this first, or it would be lost"
                raise InputError(file, message, found.line)
            pair = pair_of(found)
            if pair in self._records:
                raise InputError(file, "a second line about one pair; delete one", found.line)
            self._records[pair] = found
        table = read_table(decode(self.path.read_bytes(), file).text, file)
        self._about = mapping_set(table.metadata)
