"""Digital object identifiers in any common spelling → their normal form.

Source: https://www.doi.org/doi-handbook/HTML/.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

_LONGEST = 2048
_PLAIN_DOI = re.compile(r"10\.[0-9]{4,9}/[a-z0-9._:/-]*[a-z0-9]")
_DOI = re.compile(
    r"""
    (?P<name> (?: doi | urn:doi | info:doi ) [:/\s] \s* )*
    (?P<address>
        (?: https?: )? (?: // )? (?: (?: dx\.|www\.|doi\.)? doi \. (?: org | acm\.org ) ) /
        (?: doi: \s* )?
    |   (?: https?: )? // [a-z0-9.-]+ /
        (?: doi | chapter | article | book | content/pdf ) /
        (?: (?: abs | book | epdf | full | fullhtml | pdf | pdfdirect | reader ) / )?
    )?
    (?P<doi> 10 \. [0-9]{4,9} (?: \. [0-9]+ )* / \S+ )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ENCODED_SLASH = re.compile(r"(10\.[0-9.]{4,20})%2f", re.IGNORECASE | re.ASCII)
_ESCAPED = re.compile(r"\{?\\([_&%#<>])\}?")
_BROKEN_AT_UNDERSCORE = re.compile(r"\s+(?=_)")
_PAGE_OF_DOI = re.compile(
    r"(?:/(?:abstract|epdf|full|html|meta|pdf|summary)|\.pdf)\Z", re.IGNORECASE
)
_AFTER_DOI = ".,;:!?'\"\u2018\u2019\u201c\u201d\u00bb"
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def doi(text: str) -> str | None:
    """A DOI, bare and in lower case (DOIs ignore the case of ASCII letters).

    Punctuation of the sentence around it goes, brackets only if they don't close one inside.

    >>> doi("https://doi.org/10.1145/3292500.3330701"), doi("DOI: 10.1000/ABC(1).")
    ('10.1145/3292500.3330701', '10.1000/abc(1)')
    """
    lower = text.lower() if text.isascii() else text
    if _PLAIN_DOI.fullmatch(lower):
        return lower
    text = text.strip()
    if "10." not in text or len(text) > _LONGEST:
        return None
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    text = _ENCODED_SLASH.sub(r"\1/", _BROKEN_AT_UNDERSCORE.sub("", text))
    found = _DOI.fullmatch(text)
    if found is None:
        return None
    value = found["doi"]
    if found["address"]:
        value = unquote(re.split("[?#]", value, maxsplit=1)[0])
        if not found["address"].lower().endswith((".org/", "doi:")):
            value = _PAGE_OF_DOI.sub("", value)
    value = _without_sentence(value).translate(_ASCII_LOWER)
    whole = value.isprintable() and " " not in value and not value.endswith("/")
    return value if whole and value.partition("/")[2] else None


def _without_sentence(value: str) -> str:
    while value:
        last = value[-1]
        opener = _CLOSERS.get(last)
        unbalanced = opener is not None and value.count(last) > value.count(opener)
        if last not in _AFTER_DOI and not unbalanced:
            break
        value = value[:-1]
    return value
