"""The syntax of BibTeX: a stream of bytes → entries with their fields, LaTeX not yet read.

What stands between entries is a comment. An entry ends where its braces close; if they don't
before a line that starts another entry, it is broken, and reading goes on with that line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Problem
from kg.sources.decoding import CURE, decode
from kg.sources.remarks import Remarks
from kg.text.names import collapse

LONGEST_ENTRY = 2**20
"""Characters that an entry may have."""

_PIECE = 2**16
_MOST_STRINGS = 2**24
_LONGEST_EXCERPT = 80
_LONGEST_START = 200
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_AT = re.compile(r"@[ \t]*([A-Za-z][A-Za-z0-9_+-]*)\s*([{(])")
_MARK = re.compile(r'[{}")]')
_BRACE = re.compile(r"[{}]")
_KEY = re.compile(r"\s*([^,\s={}\"]*)\s*(?:,|\Z)")
_NAME = re.compile(r"[\s,]*([^\s,={}\"#%()]+)\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"#=]+")
_JOIN = re.compile(r"\s*#\s*")
_NEXT_FIELD = re.compile(r",|\n\s*(?=[\w-]+\s*=)")
_FILLING = re.compile(r"[\s,]*")


@dataclass(slots=True)
class Entry:
    """An entry as written: type and field names in lower case, values without their delimiters."""

    type: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)


class _FieldError(Exception):
    """A field that can't be read; ``at`` is where reading stopped."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def read_entries(stream: BinaryIO, file: str, remarks: Remarks) -> Iterator[Entry | Problem]:
    """The entries of a document in their order, macros put in and parts joined.

    Raises ``InputError`` for what is neither UTF-8 nor UTF-16.
    """
    return _Splitter(_Text(stream, file), remarks).entries()


class _Text:
    """The part of a document that is read and not yet done with."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.text = ""
        self._line = 1
        self._counted = 0
        self._stream = stream
        self._file = file
        self._fed = 0
        head = stream.read(_PIECE)
        decode(head, file)
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._encoding = "UTF-16" if wide else "UTF-8"
        self._decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
        self._ended = False
        self._add(head)

    def more(self) -> bool:
        """Read on, twice as much as there is; whether there was more."""
        if not self._ended:
            self._add(self._stream.read(max(_PIECE, len(self.text))))
        return not self._ended

    def _add(self, data: bytes) -> None:
        self._ended = not data
        try:
            self.text += self._decoder.decode(data)
        except UnicodeDecodeError as error:
            line = self.line(len(self.text)) + error.object.count(b"\n", 0, error.start)
            byte = error.object[error.start]
            other = "WINDOWS-1252" if self._encoding == "UTF-8" else self._encoding
            message = f"not {self._encoding}: byte 0x{byte:02x}; {CURE.format(other)}"
            raise InputError(self._file, message, line) from error

    def line(self, at: int) -> int:
        """The line of a place, which must not lie before the one last asked for."""
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def drop(self, end: int) -> None:
        """Forget the text before a place."""
        self.line(end)
        self.text = self.text[end:]
        self._counted = 0


class _Splitter:
    """Finds the entries in a text, and reads the fields of each."""

    def __init__(self, text: _Text, remarks: Remarks) -> None:
        self._text = text
        self._remarks = remarks
        self._strings = {month: month for month in _MONTHS}
        self._held = 0

    def entries(self) -> Iterator[Entry | Problem]:
        """The entries up to the end of the text."""
        window, at = self._text, 0
        while True:
            found = _AT.search(window.text, at)
            if found is None:
                # The start of an entry may be cut by the end of the piece.
                last = window.text.rfind("@", max(at, len(window.text) - _LONGEST_START))
                window.drop(last if last >= 0 else len(window.text))
                at = 0
                if not window.more():
                    return
            elif found.start() > _PIECE:
                window.drop(found.start())
                at = 0
            else:
                line = window.line(found.start())
                end = self._end(found)
                if end is None:
                    yield from self._broken(found, line)
                    at = found.end()
                else:
                    yield from self._block(found[1].lower(), window.text[found.end() : end], line)
                    at = end + 1

    def _end(self, start: re.Match[str]) -> int | None:
        """Where the entry ends that begins at a place; ``None`` if it does not.

        BibTeX counts braces behind a backslash too; where that leads nowhere they don't count.
        """
        window = self._text
        while True:
            text = window.text
            following = _next_start(text, start.end())
            limit = len(text) if following is None else following
            for escapes in (False, True):
                end = _closing(text, start, limit, escapes=escapes)
                if end is not None:
                    return end
            if following or limit - start.start() > LONGEST_ENTRY or not window.more():
                return None

    def _broken(self, start: re.Match[str], line: int) -> Iterator[Problem]:
        text = self._text.text
        kind = start[1].lower()
        excerpt = text[start.start() : start.start() + _LONGEST_EXCERPT].partition("\n")[0].strip()
        if kind in {"preamble", "string"}:
            message = f"a @{kind} whose braces don't close; it is left out"
            yield from self._remarks.one(line, "unclosed-string", message, excerpt)
        elif kind != "comment":
            following = "the next one" if _next_start(text, start.end()) else "the file ends"
            message = f"an entry whose braces don't close before {following}"
            yield Problem(line, "unclosed-entry", message, excerpt, rejected=True)

    def _block(self, kind: str, body: str, line: int) -> Iterator[Entry | Problem]:
        if kind in {"comment", "preamble"}:
            return
        if kind == "string":
            fields = _Fields(body, 0, self._strings)
            for name, value in fields.read().items():
                self._held += len(value)
                if self._held <= _MOST_STRINGS:
                    self._strings[name] = value
        else:
            key = _KEY.match(body)
            fields = _Fields(body, key.end() if key else 0, self._strings)
            entry = Entry(kind, key[1] if key else "", line, fields.read())
            yield entry
            if not entry.key:
                excerpt = collapse(body)[:_LONGEST_EXCERPT]
                yield from self._remarks.one(line, "no-key", f"a @{kind} without a key", excerpt)
        counted = 0
        for code, message, at, excerpt in fields.remarks:
            line += body.count("\n", counted, at)
            counted = max(counted, at)
            yield from self._remarks.one(line, code, message, excerpt)


def _closing(text: str, start: re.Match[str], limit: int, *, escapes: bool) -> int | None:
    """Where an entry closes before a limit; ``None`` if it does not."""
    depth, quoted = 0, False
    in_braces = start[2] == "{"
    for found in (_BRACE if in_braces else _MARK).finditer(text, start.end(), limit):
        sign = found[0]
        if escapes and text[found.start() - 1] == "\\":
            continue
        if sign == "{":
            depth += 1
        elif sign == "}":
            if depth == 0 and in_braces:
                return found.start()
            depth = max(depth - 1, 0)
        elif sign == '"':
            quoted ^= depth == 0
        elif depth == 0 and not quoted:
            return found.start()
    return None


def _next_start(text: str, after: int) -> int | None:
    """Where a line begins that starts another entry."""
    at = text.find("@", after)
    while at >= 0:
        if _AT.match(text, at) and not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t"):
            return at
        at = text.find("@", at + 1)
    return None


class _Fields:
    """Reads the fields of one entry; ``remarks`` say what was odd about them, and where."""

    def __init__(self, body: str, at: int, strings: dict[str, str]) -> None:
        self._body = body
        self._at = at
        self._strings = strings
        self._joined = 0
        self.remarks: list[tuple[str, str, int, str]] = []

    def read(self) -> dict[str, str]:
        """The fields; of two of one name the first one holds."""
        body = self._body
        fields: dict[str, str] = {}
        while not _FILLING.fullmatch(body, self._at):
            start = self._at
            try:
                name = self._name()
                value = self._value()
            except _FieldError as error:
                excerpt = collapse(body[start : start + 2 * _LONGEST_EXCERPT])[:_LONGEST_EXCERPT]
                message = "no field: what stands here is not read"
                self.remarks.append(("unreadable-field", message, start, excerpt.lstrip(", ")))
                following = _NEXT_FIELD.search(body, max(error.at, start + 1))
                self._at = following.end() if following else len(body)
                continue
            if name not in fields:
                fields[name] = value
            elif fields[name] != value:
                message = f"a second field {name}; the first one holds"
                self.remarks.append(("second-field", message, start, value[:_LONGEST_EXCERPT]))
        return fields

    def _name(self) -> str:
        found = _NAME.match(self._body, self._at)
        if found is None:
            raise _FieldError(self._at)
        self._at = found.end()
        return found[1].lower()

    def _value(self) -> str:
        """A value, its parts joined."""
        parts = [self._part()]
        while join := _JOIN.match(self._body, self._at):
            self._at = join.end()
            parts.append(self._part())
            self._joined += len(parts[-1])
            if self._joined > LONGEST_ENTRY:
                raise _FieldError(self._at)
        return parts[0] if len(parts) == 1 else "".join(parts)

    def _part(self) -> str:
        body, start = self._body, self._at
        sign = body[start : start + 1]
        if sign == "{":
            end = _balanced(body, start + 1, "}")
        elif sign == '"':
            end = _balanced(body, start + 1, '"')
        else:
            bare = _BARE.match(body, start)
            if bare is None:
                raise _FieldError(start)
            self._at = bare.end()
            return self._meaning(bare[0], start)
        self._at = end + 1
        return body[start + 1 : end]

    def _meaning(self, word: str, at: int) -> str:
        """A number, or what a macro stands for; an unknown macro stands for itself."""
        known = self._strings.get(word.lower())
        if known is not None:
            return known
        if not word[0].isdecimal():
            message = "neither in quotes nor a @string; taken as the text itself"
            self.remarks.append(("unknown-string", message, at, word[:_LONGEST_EXCERPT]))
        return word


_QUOTE_OR_BRACE = re.compile(r'["{}]')


def _balanced(body: str, start: int, closer: str) -> int:
    """Where a value ends: at its closer, outside inner braces.

    BibTeX counts braces behind a backslash too; where that leads nowhere they don't count.
    """
    end = body.find(closer, start)
    if end >= 0 and body.find("{", start, end) < 0 and body.find("}", start, end) < 0:
        return end
    marks = _BRACE if closer == "}" else _QUOTE_OR_BRACE
    for escapes in (False, True):
        depth = 0
        for found in marks.finditer(body, start):
            sign = found[0]
            if escapes and body[found.start() - 1] == "\\":
                continue
            if depth == 0 and sign == closer:
                return found.start()
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth < 0:
                break
    raise _FieldError(start)
