"""Records of a JSON document, one after the other and in bounded memory.

A document is an array of objects, an object that holds such an array (the answer of a web API), or
objects one after the other (JSON lines). It is read in pieces, and each object is taken out of the
text by the decoder of the standard library, which does the work. A damaged object is reported and
left out; reading goes on with the next line that begins an object.

``NaN`` and infinities, which JSON does not know but some programs write for "no value", are read
as ``null``. Of a key that stands twice in an object the last value counts.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Problem
from kg.sources.decoding import decode
from kg.sources.reading import HEAD
from kg.sources.remarks import Remarks

JsonObject = dict[str, object]

PIECE = 1024 * 1024
"""Bytes that are read at a time."""

LARGEST = 64 * 1024 * 1024
"""Characters that one object may have."""

_LONGEST_EXCERPT = 80
_BEHIND = 256
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)

_FILLED = re.compile(r"[^ \t\n\r,]")
_MEMBER = re.compile(r'[ \t\n\r,]*(?=")')
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_INDENT = re.compile(r"[ \t]*")
# What can stand where decoding stopped if nothing but the cut is to blame.
_CUT = re.compile(r"[ \t\n\r]*[-+.\\\w]{0,12}\Z", re.ASCII)
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_MAY_BE_NO_TEXT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_MAY_BE_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_NEXT_LINE = re.compile(r"\n(?=\{)")


def json_records(
    stream: BinaryIO, file: str, *, within: Collection[str] = (), piece: int = PIECE
) -> Iterator[tuple[int, JsonObject] | Problem]:
    """The objects of a document, each with the line that it begins on, and what can't be read.

    ``within`` names the members that lead to the array where an object holds it (``results``, or
    ``message`` and ``items``). The strings of an object hold neither NUL nor half of a surrogate
    pair. Raises ``InputError`` for what is no text, or in no known encoding.
    """
    window = _Window(stream, file, piece)
    remarks = Remarks()
    in_array = wrapped = plain = cut = False
    while window.skip():
        first = window.text[window.at]
        if first == "[" and not in_array:
            in_array = True
            window.at += 1
        elif first in "]}":
            in_answer = in_array and wrapped
            in_array = wrapped = False
            window.at += 1
            if in_answer:
                window.find(_NEXT_LINE)
        elif within and not plain and not in_array and window.enter(within):
            in_array = wrapped = True
        else:
            plain = plain or not in_array
            try:
                value, end = window.value()
            except _BadValueError as bad:
                cut = bad.code == "cut-record"
                yield window.rejected(bad)
                continue
            line = window.line()
            if isinstance(value, dict):
                if window.may_be_no_text(end) and (mended := _mended_members(value)) != value:
                    value = mended
                    message = "NUL or half of a surrogate pair, replaced by U+FFFD"
                    yield from remarks.one(line, "mended-text", message, window.excerpt(end))
                yield line, value
            elif value is None:
                message = "null in the place of a record"
                yield from remarks.one(line, "null-record", message)
            else:
                message = "a record must be a JSON object"
                yield Problem(line, "no-object", message, window.excerpt(end), rejected=True)
            window.at = end
    if in_array and not cut:
        message = "the document ends within its array; it seems to be cut"
        yield Problem(window.line(), "cut-document", message)
    yield from remarks.rest()


class _BadValueError(Exception):
    """A value can't be read: the code and the message of its problem."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class _Window:
    """The part of a document that is read and not yet done with; ``at`` is where reading stands.

    Any method may move the window, and ``at`` with it.
    """

    def __init__(self, stream: BinaryIO, file: str, piece: int) -> None:
        self.text = ""
        self.at = 0
        self._stream = stream
        self._file = file
        self._piece = piece
        self._line = 1
        self._counted = 0
        self._ended = False
        self._has_bad_bytes = False
        head = self._bytes(piece)
        decode(head[:HEAD], file)
        encoding = "utf-16" if head.startswith(_UTF_16) else "utf-8-sig"
        self._has_escapes = encoding == "utf-16"
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self.text = self._decoded(head)

    def line(self) -> int:
        """The line on which reading stands."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def skip(self) -> bool:
        """Go to the next character that is neither white space nor a comma, if there is one."""
        return self._go_to(_FILLED, 0)

    def find(self, pattern: re.Pattern[str]) -> bool:
        """Go behind the next match of a pattern, or to the end of the document."""
        if not self._go_to(pattern, _BEHIND):
            return False
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return True

    def _go_to(self, pattern: re.Pattern[str], longest: int) -> bool:
        """Go to the next match of a pattern, which may reach ``longest`` characters back."""
        while True:
            found = pattern.search(self.text, self.at)
            if found:
                self.at = found.start()
                return True
            self.at = max(self.at, len(self.text) - longest)
            if not self._more():
                self.at = len(self.text)
                return False

    def value(self) -> tuple[object, int]:
        """The value that begins here, and where it ends; raises ``_BadValueError``."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                self._bad(error)
            except RecursionError:
                raise _BadValueError("too-deep", "too many levels of nesting") from None
            except ValueError:
                raise _BadValueError("bad-number", "a number with too many digits") from None
            else:
                # The end of a number alone can't be told at the end of what is read.
                if end < len(self.text) or isinstance(value, dict) or not self._more():
                    break
        if self._has_bad_bytes and _BAD_BYTE.search(self.text, self.at, end):
            message = "bytes that are not UTF-8; save the file as UTF-8 and load it again"
            raise _BadValueError("not-utf-8", message)
        return value, end

    def _bad(self, error: json.JSONDecodeError) -> None:
        """Read on if the value may only be cut by the end of the window, or raise what is bad."""
        unterminated = error.msg.startswith("Unterminated")
        if not unterminated and not _CUT.match(self.text, error.pos):
            what = error.msg[:1].lower() + error.msg[1:]
            line = self.line() + self.text.count("\n", self.at, error.pos)
            raise _BadValueError("bad-json", f"no JSON: {what} on line {line}") from None
        if len(self.text) - self.at > LARGEST:
            message = f"a record of more than {LARGEST >> 20} Mi characters"
            raise _BadValueError("too-large", message) from None
        if not self._more():
            message = "the document ends in the middle of a record; it seems to be cut"
            raise _BadValueError("cut-record", message) from None

    def may_be_no_text(self, end: int) -> bool:
        """Whether up to ``end`` there are escapes that can stand for what no text may hold."""
        return self._has_escapes and _MAY_BE_NO_TEXT.search(self.text, self.at, end) is not None

    def enter(self, members: Collection[str]) -> bool:
        """Go into the array to which members of the object here lead, if it has them."""
        at = self.at + 1
        try:
            while (member := _MEMBER.match(self.text, at)) and self.text[self.at] == "{":
                name, at = _DECODER.raw_decode(self.text, member.end())
                colon = _COLON.match(self.text, at)
                at = colon.end() if colon else at
                if name in members and self.text[at : at + 1] in {"[", "{"}:
                    at += 1
                    if self.text[at - 1] == "[":
                        self.at = at
                        return True
                else:
                    _, at = _DECODER.raw_decode(self.text, at)
        except (ValueError, RecursionError):
            pass  # An object as bad as this is no answer of an API; it is read as a record.
        return False

    def rejected(self, bad: _BadValueError) -> Problem:
        """The problem of the value that begins here; goes to the next line that begins a record.

        That is a line indented like this one. A record that is cut reaches to the end.
        """
        line, excerpt = self.line(), self.excerpt(len(self.text))
        message = bad.message
        if bad.code == "cut-record":
            self.at = len(self.text)
        else:
            start = self.text.rfind("\n", 0, self.at) + 1
            indent = _INDENT.match(self.text, start)
            like = indent[0] if indent and self.text[self.at] == "{" else "[ \t]*"
            if not self.find(re.compile(rf"\n{like}(?:\}}[ \t]*,[ \t]*)?(?=\{{)")):
                message += "; no record is found behind it"
        return Problem(line, bad.code, message, excerpt, rejected=True)

    def excerpt(self, end: int) -> str:
        """The beginning of the value here, in one line."""
        text = self.text[self.at : min(end, self.at + _LONGEST_EXCERPT)]
        return _BAD_BYTE.sub("\ufffd", " ".join(text.split()))

    def _more(self) -> bool:
        """Read on, and forget what is well behind; whether there was more."""
        if self._ended:
            return False
        self.line()
        cut = max(self.at - _BEHIND, 0)
        data = self._bytes(max(self._piece, len(self.text) - self.at))
        self._ended = not data
        self.text = self.text[cut:] + self._decoded(data)
        self.at -= cut
        self._counted -= cut
        return True

    def _bytes(self, count: int) -> bytes:
        parts = []
        while count > 0 and (part := self._stream.read(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _decoded(self, data: bytes) -> str:
        if not self._has_escapes:
            self._has_escapes = bool(_MAY_BE_ESCAPE.search(data)) or b"\\" in data[-6:]
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            if error.encoding.startswith("utf-16"):
                message = "bytes that are not UTF-16; save the file as UTF-8"
                raise InputError(self._file, message, self.line()) from error
            self._has_bad_bytes = True
            self._decoder.errors = "surrogateescape"
            return self._decoder.decode(data, final=not data)


def _mended_members(value: JsonObject) -> JsonObject:
    return {_NO_TEXT.sub("\ufffd", key): _mended(part) for key, part in value.items()}


def _mended(value: object) -> object:
    """A value whose texts have U+FFFD for each NUL and each half of a surrogate pair."""
    if isinstance(value, str):
        return _NO_TEXT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(part) for part in value]
    if isinstance(value, dict):
        return _mended_members(value)
    return value
