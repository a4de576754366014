"""Titles and abstracts with the mark-up of HTML, JATS or MathML → plain text."""

from __future__ import annotations

import html
import re

from kg.text.names import collapse

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# Only the elements that texts are marked up with: "a < b" is no tag.
_INLINE = re.compile(
    r"</?(?:a|b|em|i|nc|ovl|sc|scp|small|span|strike|strong|sub|sup|tt|u|math|xref"
    r"|jats:[a-z-]+|(?:mml|m):[a-z]+|tex-math|inline-formula|bold|italic|monospace|roman"
    r"|m(?:i|n|o|row|sub|sup|subsup|text|frac|sqrt|over|under|style|space|stretchy))"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"\s*</?(?:jats:)?(?:p|br|div|sec|title|list|list-item|li|ul|ol|h[1-6])"
    r"(?:\s[^<>]{0,500})?/?>\s*",
    re.IGNORECASE,
)


def plain_title(text: str) -> str:
    """A title in one line without mark-up and character references.

    >>> plain_title("<i>E. coli</i> &amp; H<sub>2</sub>O\\n for a < b")
    'E. coli & H2O for a < b'
    """
    if "&" in text:
        text = without_references(text)
    if "<" in text:
        text = _INLINE.sub("", _BLOCK.sub(" ", text))
    return collapse(text)


def plain_passage(text: str) -> str:
    """A text of several paragraphs, one a line, without mark-up and character references.

    >>> plain_passage("<jats:p>Tides <jats:italic>rise</jats:italic>.</jats:p> <p>They fall.</p>")
    'Tides rise.\\nThey fall.'
    """
    if "&" in text:
        text = without_references(text)
    if "<" in text:
        text = re.sub(r"\n+", "\n", _INLINE.sub("", _BLOCK.sub("\n", text)))
    return text.strip()


def without_references(text: str) -> str:
    """A text with the characters that ``&amp;`` and the like stand for, also if written twice.

    >>> without_references("R&amp;amp;D &#8211; AT&T")
    'R&D – AT&T'
    """
    for _ in range(2):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text
