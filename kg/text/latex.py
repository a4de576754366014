"""LaTeX as people write it into titles, names and abstracts → the text that it prints."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.text.latex_symbols import (
    ACCENTS,
    IGNORED,
    LETTERS,
    MATH,
    MATH_ACCENTS,
    SWITCHES,
    SYMBOLS,
    VERBATIM,
)
from kg.text.names import collapse

_SPECIAL = re.compile(r"[\\{}$~`]|--|''")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?\s*|(.)|\Z)", re.DOTALL)
_PLAIN = re.compile(r"[^\\{}$~`'^_-]+")
_SPACES = re.compile(r"\s*")
# A price is no formula: white space inside the signs, or a digit behind them.
_FORMULA = re.compile(r"\$\$?(?=\S)((?:[^$\\]|\\.){1,2000}?)(?<!\s)\$\$?(?![0-9])", re.DOTALL)
_DASHES = {"---": "\u2014", "--": "\u2013"}
_BRACES = re.compile(r"[{}]")
_DEEPEST = 40
_SIMPLE = re.compile(r"-?\w+|.", re.DOTALL)


def plain(text: str) -> str:
    """The text that LaTeX prints, white space collapsed; what is no LaTeX stays as it is.

    Commands that are not known stay as printed, only their braces go.

    >>> plain(r"{\\'E}tude on {G}{\\"o}del's \\emph{proofs} -- $O(n^3)$")
    "Étude on Gödel's proofs – O(n^3)"
    """
    if not text or not _SPECIAL.search(text):
        return collapse(text)
    return collapse(_Printed(text).all(math=False))


@lru_cache(maxsize=4096)
def math_text(formula: str) -> str:
    """A formula in readable characters, as far as they tell what it says.

    >>> math_text(r"\\alpha \\rightarrow \\frac{a+1}{2}"), math_text(r"w_{t+1}")
    ('α → (a+1)/2', 'w_(t+1)')
    """
    return collapse(_Printed(formula).all(math=True))


class _Printed:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def all(self, *, math: bool) -> str:
        """All of the text; a closing brace that closes nothing is passed over."""
        parts: list[str] = []
        while self.at < len(self.text):
            parts.append(self._until_brace(math))
        return "".join(parts)

    def _until_brace(self, math: bool) -> str:
        """What stands before the next closing brace, which is passed over."""
        text, end = self.text, len(self.text)
        parts: list[str] = []
        while self.at < end:
            run = _PLAIN.match(text, self.at)
            if run:
                parts.append(run[0])
                self.at = run.end()
                continue
            c = text[self.at]
            if c == "}":
                self.at += 1
                break
            if c == "$":
                parts.append(self._formula(math))
            elif c == "{":
                parts.append(self._group(math))
            elif c == "\\":
                parts.append(self._command(math))
            else:
                parts.append(self._sign(c, math))
        return "".join(parts)

    def _formula(self, math: bool) -> str:
        """A formula between dollar signs; a dollar sign that is none stays."""
        if math:
            self.at += 1
            return ""
        found = _FORMULA.match(self.text, self.at)
        if found is None:
            self.at += 1
            return "$"
        self.at = found.end()
        return math_text(found[1])

    def _sign(self, c: str, math: bool) -> str:
        text = self.text
        if math:
            self.at += 1
            if c in "^_":
                return self._script(c)
            return " " if c == "~" else c
        for printed, meaning in _DASHES.items():
            if text.startswith(printed, self.at):
                self.at += len(printed)
                return meaning
        if text.startswith(("``", "''"), self.at):
            self.at += 2
            return "\u201c" if c == "`" else "\u201d"
        self.at += 1
        return {"~": " ", "`": "\u2018"}.get(c, c)

    def _script(self, mark: str) -> str:
        """A superscript or subscript, in brackets if it is more than a word."""
        inner = collapse(self._argument(math=True))
        if mark == "^" and inner in {"∘", "°"}:
            return "°"
        return mark + (inner if _SIMPLE.fullmatch(inner) or not inner else f"({inner})")

    def _group(self, math: bool) -> str:
        self.at += 1
        if self.depth >= _DEEPEST:
            rest = self.text[self.at :]
            self.at = len(self.text)
            return _BRACES.sub("", rest)
        self.depth += 1
        inner = self._until_brace(math)
        self.depth -= 1
        return inner

    def _argument(self, *, math: bool) -> str:
        """What a command applies to: a group, a command or one character."""
        space = _SPACES.match(self.text, self.at)
        self.at = space.end() if space else self.at
        if self.at >= len(self.text):
            return ""
        c = self.text[self.at]
        if c == "{":
            return self._group(math)
        if c == "\\":
            return self._nested(math)
        if c in "}$":
            return ""
        self.at += 1
        return c

    def _nested(self, math: bool) -> str:
        """The text of a command that is another's argument."""
        if self.depth >= _DEEPEST:
            self.at += 1
            return ""
        self.depth += 1
        inner = self._command(math)
        self.depth -= 1
        return inner

    def _has_argument(self) -> bool:
        return self.text.startswith("{", self.at)

    def _command(self, math: bool) -> str:
        found = _COMMAND.match(self.text, self.at)
        if found is None:
            self.at += 1
            return "\\"
        self.at = found.end()
        name = found[1] or found[2] or "\\"
        if math:
            return self._in_formula(name, found[0])
        if name in ACCENTS and (found[1] is None or self._is_accent(name)):
            return self._accented(ACCENTS[name], math)
        return self._in_text(name, found[0])

    def _is_accent(self, name: str) -> bool:
        """Whether a letter command has something to stand on: ``\\c c`` and ``\\v{s}``."""
        return self.at < len(self.text) and self.text[self.at] not in "}$"

    def _accented(self, mark: str, math: bool) -> str:
        base = self._argument(math=math)
        base = {"ı": "i", "ȷ": "j"}.get(base, base)
        if not base.strip():
            return base
        return unicodedata.normalize("NFC", base[0] + mark) + base[1:]

    def _in_text(self, name: str, printed: str) -> str:
        if name in LETTERS:
            return LETTERS[name]
        if name in SYMBOLS:
            # A command eats the space behind it, but people mean what they see.
            ends_open = printed[-1:].isspace() and len(name) > 1 and SYMBOLS[name].strip()
            return SYMBOLS[name] + (" " if ends_open else "")
        if name in SWITCHES:
            return ""
        if name in IGNORED:
            self._argument(math=False)
            return ""
        if name in VERBATIM and self._has_argument():
            return self._address(name)
        if name == "ensuremath":
            return self._argument(math=True)
        if name in "()[]":
            return ""
        if self._has_argument():
            return self._group(math=False)
        return MATH.get(name) or printed

    def _address(self, name: str) -> str:
        """An address as it is, or the text that stands for it."""
        end = self._end_of_group()
        address = self.text[self.at + 1 : end]
        self.at = end + 1
        if name == "href" and self._has_argument():
            return self._group(math=False)
        return re.sub(r"\\([%#&_~{}])", r"\1", address)

    def _end_of_group(self) -> int:
        depth = 0
        for at in range(self.at, len(self.text)):
            depth += {"{": 1, "}": -1}.get(self.text[at], 0)
            if depth == 0:
                return at
        return len(self.text)

    def _in_formula(self, name: str, printed: str) -> str:
        if name in MATH_ACCENTS:
            return self._accented(MATH_ACCENTS[name], math=True)
        if name in {"frac", "dfrac", "tfrac"}:
            upper, lower = (self._argument(math=True) for _ in range(2))
            return f"{_bracketed(upper)}/{_bracketed(lower)}"
        if name == "sqrt":
            return f"√{_bracketed(self._argument(math=True))}"
        meaning = MATH.get(name) or SYMBOLS.get(name) or LETTERS.get(name)
        if meaning is not None:
            return meaning + (" " if printed[-1:].isspace() and meaning.strip() else "")
        if name in SWITCHES or name in SYMBOLS or name in "()[]":
            return ""
        if self._has_argument():
            return self._group(math=True)
        return printed


def _bracketed(part: str) -> str:
    part = collapse(part)
    return part if _SIMPLE.fullmatch(part) else f"({part})"
