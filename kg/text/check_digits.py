"""Identifiers with a check digit, in any common spelling → their normal form if the digit is right.

ORCID and ISNI by ISO 7064 mod 11-2, ISBN by ISO 2108, ISSN by ISO 3297.
"""

from __future__ import annotations

import re

_LONGEST = 2048
_URL = r"(?:(?:https?:)?//)?"
_TAIL = r"/?(?:[?#]\S*)?"
_ORCID = re.compile(
    rf"(?:orcid(?:\.org|\s+id)?\s*[:\s/]\s*)?(?:{_URL}(?:www\.|sandbox\.)?orcid\.org/(?:my-orcid\?orcid=)?"
    rf"|my-orcid\?orcid=)?([0-9]{{4}}-?[0-9]{{4}}-?[0-9]{{4}}-?[0-9]{{3}}[0-9x]){_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_ISNI = re.compile(
    rf"(?:isni\s*[:\s]\s*)?(?:{_URL}(?:www\.)?isni\.org/(?:isni/|page/)?)?"
    rf"([0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{3}}[0-9x]){_TAIL}",
    re.IGNORECASE | re.ASCII,
)
_DASHES = dict.fromkeys((*range(8208, 8214), 8722, 65123, 65293), "-")


def _check_digit(digits: str) -> str:
    total = 0
    for code in digits.encode():
        total = (total + code - 48) * 2
    return "0123456789X"[(12 - total % 11) % 11]


def _sixteen(pattern: re.Pattern[str], text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    bare = text if text.isascii() else text.translate(_DASHES)
    found = pattern.fullmatch(bare.strip())
    if found is None:
        return None
    digits = found[1].replace("-", "").replace(" ", "").upper()
    return digits if _check_digit(digits[:15]) == digits[15] else None


def orcid(text: str) -> str | None:
    """An ORCID iD with hyphens, if its check digit is right.

    >>> orcid("https://orcid.org/0000-0002-1825-0097"), orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', None)
    """
    digits = _sixteen(_ORCID, text)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}" if digits else None


def isni(text: str) -> str | None:
    """An ISNI as sixteen digits, if its check digit is right.

    >>> isni("ISNI 0000 0001 2103 2683")
    '0000000121032683'
    """
    return _sixteen(_ISNI, text)


_PLAIN_ISBN = re.compile(r"97[89][0-9]{10}", re.ASCII)
_ISBN = re.compile(
    r"(?:urn:)?(?:e-?)?(?:isbn(?:[- ]?1[03])?)?\s*:?\s*"
    r"((?:97[89][ -]?)?[0-9][0-9 -]{7,12}[0-9x])(?:\s*\([^)]*\))?",
    re.IGNORECASE | re.ASCII,
)


def isbn(text: str) -> str | None:
    """An ISBN as thirteen digits, if its check digit is right.

    >>> isbn("0-306-40615-2"), isbn("ISBN 978-0-306-40615-7")
    ('9780306406157', '9780306406157')
    """
    if not _PLAIN_ISBN.fullmatch(text):
        found = _ISBN.fullmatch(text.translate(_DASHES).strip()) if len(text) <= _LONGEST else None
        text = (found[1] if found else "").replace("-", "").replace(" ", "").upper()
    if len(text) == 13 and text.isdigit():
        return text if _isbn_13(text[:12]) == text else None
    if len(text) != 10 or not text[:9].isdigit():
        return None
    weighted = sum(
        int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=False)
    )
    right = "0123456789X"[-weighted % 11] == text[9]
    return _isbn_13(f"978{text[:9]}") if right else None


def _isbn_13(digits: str) -> str:
    total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    return f"{digits}{-total % 10}"


_ISSN = re.compile(
    rf"(?:urn:)?(?:[ep]-?)?(?:issn(?:-l)?\s*[:\s]?\s*)?(?:{_URL}(?:portal\.|www\.)?issn\.org/"
    rf"(?:resource/issn/)?)?([0-9]{{4}})-?([0-9]{{3}}[0-9x]){_TAIL}",
    re.IGNORECASE | re.ASCII,
)


def issn(text: str) -> str | None:
    """An ISSN with its hyphen, if its check digit is right.

    >>> issn("ISSN 1552-6283"), issn("1552-6284")
    ('1552-6283', None)
    """
    found = _ISSN.fullmatch(text.translate(_DASHES).strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    digits = f"{found[1]}{found[2]}".upper()
    total = sum(
        int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True)
    )
    right = "0123456789X"[-total % 11] == digits[7]
    return f"{digits[:4]}-{digits[4:]}" if right else None
