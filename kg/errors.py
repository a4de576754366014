"""The exceptions of ``kg``, each with the exit code the command line ends with.

KgError (1)
├── UsageError (2)            wrong use: a bad argument or option value
│   ├── UnknownName           no author, venue, category or paper of that name
│   ├── UnknownQuestion       no canned question of that name
│   └── QueryError            a SPARQL query that can't be run, with line and column
├── InputError                a file that can't be read as a source
├── RejectedRecords (3)       loaded with rejections under ``--strict``
├── StoreError                the store can't do what was asked
│   ├── StoreLocked           another process is writing
│   └── StoreDamaged          a checksum or a count differs
├── BoundReached              a query was stopped at a bound that was set
│   ├── QueryTimeout          it took longer than allowed
│   ├── QueryMemory           it needed more memory than allowed
│   └── AnswerCut             it has more rows than asked for; those came first
├── ServerError               a server elsewhere did not do what was asked
│   ├── ServerUnreachable     no connection, or redirected to where nobody follows
│   │   └── NoWholeAnswer     the answer came too late, or was cut short
│   ├── ServerRefusal         an answer with an HTTP error
│   └── BadAnswer             an answer that is not what was asked for
└── MissingExtra              an optional package is not installed

Beside them ``QueryWarning``, a warning for queries that run but find less than was meant.
"""

from __future__ import annotations

from collections.abc import Sequence


class KgError(Exception):
    """Base of all errors that ``kg`` raises on purpose."""

    exit_code = 1


class UsageError(KgError):
    """The call is wrong: an argument that can't be used as given."""

    exit_code = 2


class UnknownName(UsageError):
    """Nothing in the graph bears exactly this name; ``candidates`` come close.

    Each candidate is a pair ``(name, IRI)``, best first.
    """

    def __init__(self, kind: str, text: str, candidates: Sequence[tuple[str, str]] = ()) -> None:
        self.kind = kind
        self.text = text
        self.candidates = tuple(candidates)
        lines = [f"no {kind} is named exactly {text!r}"]
        if self.candidates:
            lines.append("close names, nothing is guessed:")
            lines += [f"  {name}  <{iri}>" for name, iri in self.candidates]
        super().__init__("\n".join(lines))


class UnknownQuestion(UsageError):
    """No canned question has this name; ``candidates`` come close."""

    def __init__(self, name: str, candidates: Sequence[str] = ()) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        hint = f"; did you mean {', '.join(self.candidates)}?" if self.candidates else ""
        super().__init__(f"no question is named {name!r}{hint} (`kg ask` lists them all)")


class QueryError(UsageError):
    """A SPARQL query that can't be run; ``line`` and ``column`` count from 1 where known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        super().__init__(message)


class QueryWarning(UserWarning):
    """A SPARQL query that runs but names a term that nothing in the graph uses."""


class InputError(KgError):
    """A file that can't be read as a source; says the file and, where known, the line."""

    def __init__(self, file: str, message: str, line: int | None = None) -> None:
        self.file = file
        self.line = line
        self.message = message
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, int | None]]:
        return InputError, (self.file, self.message, self.line)


class RejectedRecords(KgError):
    """Records or files were rejected and ``--strict`` was asked for; the others are loaded."""

    exit_code = 3


class StoreError(KgError):
    """The store can't do what was asked."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreDamaged(StoreError):
    """A checksum or a count of the store differs from its manifest."""


class BoundReached(KgError):
    """A query was stopped at a bound that was set for it."""


class QueryTimeout(BoundReached):
    """A query took longer than ``seconds``, whether planning, searching or sending its answer."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"no whole answer in {seconds:g} s, so the query was stopped"
            " (--timeout SECONDS, or timeout=, allows more; 0 any number)"
        )


class QueryMemory(BoundReached):
    """A query needed more memory than so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(
            f"the query needed more than {size / (1 << 30):.3g} GiB of memory"
            " (KG_QUERY_MEMORY=GIBIBYTES in the environment allows more)"
        )


class AnswerCut(BoundReached):
    """The answer has more than ``rows`` rows; that many were given."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(
            f"the answer was cut after {rows} row{'s' * (rows != 1)}, there are more"
            " (--max-rows N, or max_rows=, allows more)"
        )


class ServerError(KgError):
    """A server elsewhere did not do what was asked; ``address`` never holds credentials."""

    def __init__(self, address: str, message: str) -> None:
        self.address = address
        self.message = message
        super().__init__(f"{address}: {message}")


class ServerUnreachable(ServerError):
    """No connection to the server, or no whole answer from it in time."""


class NoWholeAnswer(ServerUnreachable):
    """The server was reached, but its answer came too late or was cut short."""


class ServerRefusal(ServerError):
    """The server answered with an HTTP error.

    ``status`` is its code, ``after`` the seconds that the server asks to wait, 0 if it does not.
    """

    def __init__(self, address: str, status: int, message: str, after: float = 0.0) -> None:
        self.status = status
        self.after = after
        super().__init__(address, message)


class BadAnswer(ServerError):
    """The server's answer is too large, of another type than asked for, or can't be read."""


class MissingExtra(KgError):
    """An optional package is needed; ``extra`` names the extra that brings it."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(
            f"{purpose} needs an optional package: pip install 'scholarly-kg[{extra}]'"
        )
