"""A document of any encoding, plain or saved HTML → a page of lines."""

from __future__ import annotations

import codecs
import re

from kg.model import Problem
from kg.sources.decoding import Decoded, decode
from kg.sources.page import Page, page_of
from kg.sources.saved_html import html_page, is_html

HEAD = 64 * 1024
"""Bytes of plain text, and characters of any text, that a format is told from."""

# XML says itself how it is encoded; its readers go by that.
_XML_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,80}?encoding=[\"']([\w.-]{1,40})[\"']")

# Scripts and styles may fill much of a saved web page before its first visible line.
_HTML_HEAD = 4 * 1024 * 1024


def read_page(data: bytes, file: str) -> Page:
    """The lines of a document.

    Raises ``InputError`` for what is no text, or is neither UTF-8 nor UTF-16.
    """
    return _page(decode(data, file))


def read_head(data: bytes, file: str) -> str:
    """The beginning of a document as text, at most ``HEAD`` characters.

    Raises ``InputError`` as :func:`read_page` does, if the beginning already gives reason to.
    """
    declared = _XML_ENCODING.match(data)
    if declared and _is_encoding(declared[1].decode()):
        return data[:HEAD].decode(declared[1].decode(), "replace")
    decoded = decode(data[:HEAD], file)
    if is_html(decoded.text):
        page = html_page(decode(data[:_HTML_HEAD], file).text, enough=HEAD)
        return "\n".join(page.texts)[:HEAD]
    return decoded.text


def _is_encoding(name: str) -> bool:
    """Whether texts can be in an encoding of this name."""
    try:
        return bool(codecs.lookup(name)._is_text_encoding)  # noqa: SLF001 - there is no other way
    except LookupError:
        return False


def _page(decoded: Decoded) -> Page:
    text = decoded.text
    remarks: tuple[Problem, ...] = ()
    if decoded.cut:
        message = "the document ends in the middle of a character; it seems to be cut"
        remarks = (Problem(text.count("\n") + 1, "cut-text", message),)
    return html_page(text, remarks) if is_html(text) else page_of(text, remarks)
