"""The pieces that IRIs are made of."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote, unquote

_PLAIN_KEY = re.compile(r"[a-z0-9][a-z0-9. ~-]*")


def path_key(text: str) -> str:
    """One path segment of an IRI: space → ``_``, letters, marks and digits kept, all else encoded.

    Injective on texts with white space collapsed.

    >>> path_key("xue (steve) liu")
    'xue_%28steve%29_liu'
    """
    if _PLAIN_KEY.fullmatch(text):
        return text.replace(" ", "_")
    key = "".join(_key_character(c) for c in text)
    return key.replace(".", "%2E") if key.strip(".") == "" else key


def _key_character(c: str) -> str:
    if c == " ":
        return "_"
    if c.isascii():
        return c if c.isalnum() or c in "-.~" else f"%{ord(c):02X}"
    # Plane 14 holds marks that RFC 3987 does not allow in an IRI.
    if unicodedata.category(c)[0] in "LMN" and c < "\U000e0000":
        return c
    return quote(c, safe="")


def path_text(key: str) -> str:
    """The text that a path segment was made from: the inverse of :func:`path_key`."""
    return unquote(key.replace("_", " "))


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text inside one document's IRIs."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]
