"""Saved web pages → the lines that a reader sees, block by block."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from kg.model import Problem
from kg.sources.page import SPACES, Page, shortened

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|main|article|section|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_WHITE = re.compile(r"[ \t\r\n\f]+")
# Scripts can be long, but no tag or comment is. The parser tries an unended one again at each later
# one when it is told that the text ends there, so it is told so only where little is left.
_STEP = 2**20
_LONGEST_REST = 2**11
_BULLET = "\u2022 "

_UNSEEN = frozenset(
    {
        *("footer", "iframe", "nav", "noscript", "object", "script", "select", "style", "svg"),
        *("template", "title"),
    }
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "dd", "details", "dialog", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hgroup", "hr", "html", "main", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "thead", "tr", "ul"),
    }
)
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ol", "ul"})


def is_html(text: str) -> bool:
    """Whether a text begins like a saved web page, or like a piece of one."""
    return _HTML.match(text) is not None


def html_page(text: str, remarks: tuple[Problem, ...] = (), *, enough: int | None = None) -> Page:
    """The visible lines of a web page, each numbered with the line it starts at in the document.

    A list item becomes a line with a bullet; a block stands between blank lines. What is no part
    of the content (scripts, navigation, footer) is left out. With ``enough`` characters to see, the
    rest is not read.
    """
    reader = _Reader()
    # To a browser marked sections are comments; the parser takes only some, and asserts on others.
    reader.read(text.replace("<![", "<!-["), enough)
    rest = reader.rawdata
    if len(rest) <= _LONGEST_REST:
        reader.close()
    elif reader.cdata_elem is None:
        message = "broken HTML: what begins here does not end, so the rest is not read"
        problem = Problem(reader.getpos()[0], "broken-html", message, shortened(rest[:100]))
        remarks = (*remarks, problem)
    reader.end_block()
    texts = reader.lines
    if not texts or not texts[-1]:
        texts, reader.numbers = texts[:-1] or [""], reader.numbers[:-1] or [1]
    ends_open = "</html" not in text[-2000:].lower() and not text.endswith("\n")
    return Page(texts, [line.strip(SPACES) for line in texts], reader.numbers, ends_open, remarks)


class _Reader(HTMLParser):
    """Gathers the visible text of a page line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.numbers: list[int] = []
        self.seen = 0
        self._pieces: list[str] = []
        self._started = 0
        self._bullet = ""
        self._in_item = False
        self._unseen = ""
        self._depth = 0
        self._preformatted = 0

    def read(self, text: str, enough: int | None) -> None:
        """Take in a text, up to a mark-up that does not end or to ``enough`` visible characters."""
        step = enough or _STEP
        for start in range(0, len(text), step):
            self.feed(text[start : start + step])
            if enough and self.seen > enough:
                self.rawdata = ""
            elif self.cdata_elem is not None or len(self.rawdata) <= 2 * step:
                continue
            return

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a line or a stretch that nobody sees."""
        if self._unseen:
            self._depth += tag == self._unseen
        elif tag in _UNSEEN:
            self._unseen, self._depth = tag, 1
        elif tag == "li":
            self._end_line()
            self._bullet, self._in_item = _BULLET, True
        elif tag in _BLOCKS:
            self.end_block()
            self._preformatted += tag == "pre"
        elif tag == "br":
            self._end_line()
        elif tag in _CELLS:
            self._pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a block, a line or a stretch that nobody sees."""
        if self._unseen:
            self._depth -= tag == self._unseen
            if self._depth == 0:
                self._unseen = ""
        elif tag == "li":
            self._end_line()
            self._end_item()
        elif tag in _BLOCKS:
            if tag in _LISTS:
                self._end_line()
                self._end_item()
            self.end_block()
            self._preformatted -= tag == "pre" and self._preformatted > 0

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take ``<br/>`` for a line end; no other closed tag shows anything."""
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Take in a stretch of text."""
        if self._unseen:
            return
        number = self.getpos()[0]
        if self._preformatted:
            first, *others = data.split("\n")
            self._add(first, number)
            for line in others:
                self._end_line(keep_blank=True)
                number += 1
                self._add(line, number)
            return
        visible = data.lstrip()
        self._add(_WHITE.sub(" ", data), number + data.count("\n", 0, len(data) - len(visible)))

    def end_block(self) -> None:
        """End the line, and set the next one apart unless both are in one list item."""
        self._end_line()
        if self.lines and self.lines[-1] and not self._in_item:
            self._keep("")

    def _end_item(self) -> None:
        if self._bullet:
            self._keep(self._bullet.strip())
        self._bullet, self._in_item = "", False

    def _add(self, text: str, number: int) -> None:
        if text and not text.isspace() and not self._started:
            self._started = number
        self.seen += len(text)
        self._pieces.append(text)

    def _end_line(self, *, keep_blank: bool = False) -> None:
        text = "".join(self._pieces)
        text = text.rstrip("\r") if self._preformatted else _WHITE.sub(" ", text).strip(" ")
        self._pieces.clear()
        if text:
            self._keep(self._bullet + text)
            self._bullet = ""
        elif keep_blank:
            self._keep("")
        self._started = 0

    def _keep(self, line: str) -> None:
        self.lines.append(line)
        self.numbers.append(self._started or self.getpos()[0])
