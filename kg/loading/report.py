"""What a load says of itself, while it runs and when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kg.model import Counts, Problem, Source

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much is done, and of how much, if that is known.

Calls come one at a time, from any thread.
"""


def silent(what: str, done: int, of: int | None) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    ``outcome`` is ``loaded``, ``replaced`` (known, but read differently now), ``unchanged``,
    ``copy`` (of another file of the same load), ``skipped`` (in a folder or an archive, no known
    format) or ``failed``; ``error`` says why of the last two.
    ``instead_of`` is what the file held when it was loaded before, which the graph no longer holds.
    """

    file: str
    outcome: str
    source: Source | None = None
    counts: Counts = Counts()
    problems: tuple[Problem, ...] = ()
    error: str | None = None
    instead_of: Source | None = None


@dataclass(slots=True)
class LoadReport:
    """What became of all files, and how many triples the graph holds since."""

    files: list[FileReport] = field(default_factory=list)
    triples: int = 0

    def of(self, outcome: str) -> list[FileReport]:
        """The files of one outcome."""
        return [file for file in self.files if file.outcome == outcome]

    @property
    def lost(self) -> bool:
        """Whether a file could not be read or a record, of this load or an earlier, is rejected."""
        return bool(self.of("failed")) or any(file.counts.rejected for file in self.files)

    @property
    def counts(self) -> Counts:
        """Records of all files that were read now."""
        files = [*self.of("loaded"), *self.of("replaced")]
        return Counts(
            *(
                sum(getattr(file.counts, name) for file in files)
                for name in ("read", "loaded", "merged", "rejected")
            )
        )

    def rejections(self) -> str:
        """All that was lost, a line each."""
        lines = [f"{file.file}: {file.error}" for file in self.of("failed")]
        lines += [
            f"{file.file}:{problem.line}: {problem.message}"
            for file in self.files
            for problem in file.problems
            if problem.rejected
        ]
        return "\n".join(lines)
