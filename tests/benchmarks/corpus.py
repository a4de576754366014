"""A corpus of any size from real paper lists: more papers, other people, the same shape.

    python tests/benchmarks/corpus.py FOLDER --papers 1000000

``FOLDER/copy-00`` holds the real lists; each further copy holds the same lists with every person,
title, abstract, identifier and address renamed. The renaming is one-to-one and no two copies share
a renamed text, so each copy has the degrees of the real corpus: the same people write together
under new names. Venues, years, affiliations and keywords stay as they are; editions get larger.
The same call writes the same records on any machine.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("KG_DATA") or ROOT.parent / "shared" / "data" / "paperlists")
"""The real lists, ``<venue>/<venue><year>.json.gz``; the environment can name another folder."""

_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"
MOST_COPIES = 16
"""So many copies have arXiv numbers of their own."""

_PERSON = re.compile(r"(?<=[^\s;,])(?=\s*(?:[;,]|\Z))")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ADDRESS = re.compile(r"(https?://)?([\w.-]+\.[a-z]{2,})(/[^\s)\]]*)", re.ASCII)
_CODE_OWNER = re.compile(r"(github\. ?com/ ?)([\w-]+)", re.ASCII | re.IGNORECASE)
_ARXIV = re.compile(r"\b(\d\d)(\d\d)\.(\d{4,5})(?=v\d|\b)")
_ACL_ID = re.compile(r"(\d{4}\.[a-z0-9_-]+\.)(\d+)")
_PID_NUMBER = re.compile(r"(?<![\w/])(\d+)/(?=\d)")
_PID_NAME = re.compile(r"(?<=/)([A-Z][\w=]*(?::[\w=]+)?)", re.ASCII)
_ORCID = re.compile(r"(\d{4})-(\d{4})-(\d{4})-(\d{3})[\dX]")


@dataclass(frozen=True, slots=True)
class Renaming:
    """One-to-one renamings of all that tells papers and people apart, for one copy."""

    copy: int

    @property
    def ending(self) -> str:
        """Three letters on which no real name ends, and no name of another copy."""
        return f"{_CONSONANTS[self.copy]}qv"

    def names(self, text: str) -> str:
        """An author list with every name renamed; white space, case and separators stay.

        >>> Renaming(3).names("Ada Brook; ada  brook;Wei Tu").count("fqv")
        3
        """
        return _PERSON.sub(self.ending, text.translate(_cipher(self.copy)))

    def title(self, text: str) -> str:
        """A title with one of its words renamed, always the same one."""
        words = list(_WORD.finditer(text))
        if not words:
            return f"{text} {self.ending}"
        word = words[hashlib.sha256(text.encode()).digest()[0] % len(words)]
        new = word[0].translate(_cipher(self.copy)) + self.ending
        return f"{text[: word.start()]}{new}{text[word.end() :]}"

    def abstract(self, text: str) -> str:
        """An abstract with its first word and the owners of its repositories renamed."""
        changed = _CODE_OWNER.sub(rf"\1\2{self.ending}", text)
        return _WORD.sub(lambda word: word[0] + self.ending, changed, count=1)

    def arxiv(self, text: str) -> str:
        """arXiv identifiers moved to months and numbers that are not in use.

        >>> Renaming(5).arxiv("1611.09010v2")
        '3511.34010v2'
        """
        years, numbers = 19 * (self.copy % 4), 25_000 * (self.copy // 4)
        return _ARXIV.sub(
            lambda old: f"{int(old[1]) + years:02}{old[2]}.{int(old[3]) + numbers:05}", text
        )

    def doi(self, text: str) -> str:
        """DOIs with the copy at their end.

        >>> Renaming(2).doi("https://doi.org/10.1145/1778765.1778796")
        'https://doi.org/10.1145/1778765.1778796.c2'
        """
        return f"{text}.c{self.copy}"

    def identifier(self, text: str) -> str:
        """An identifier of ACL, OpenReview or another site, in the alphabet that it had.

        >>> Renaming(2).identifier("2021.acl-long.24")
        '2021.acl-long.20024'
        """
        if acl := _ACL_ID.fullmatch(text):
            return f"{acl[1]}{int(acl[2]) + 10_000 * self.copy}"
        if re.fullmatch("[0-9a-f]{10}", text):
            return f"{(int(text, 16) + self.copy * 0x123456789) % 16**10:010x}"
        if text.isdigit():
            return f"9{self.copy:02}{text}"
        return text.translate(_cipher(self.copy))

    def dblp(self, text: str) -> str:
        """DBLP person keys, aligned with the authors.

        >>> Renaming(2).dblp("261/9253;;88/4321-1;w/AdaWhite.html")
        '2261/9253;;2088/4321-1;w/AdaWhitedqv.html'
        """
        numbered = _PID_NUMBER.sub(lambda pid: f"{int(pid[1]) + 1000 * self.copy}/", text)
        return _PID_NAME.sub(rf"\1{self.ending}", numbered)

    def orcid(self, text: str) -> str:
        """ORCIDs of a block that is not given out, with the check digit that belongs to them.

        >>> Renaming(1).orcid("0000-0002-1825-0097;;")
        '0020-0002-1825-0092;;'
        """
        return _ORCID.sub(self._orcid, text)

    def _orcid(self, old: re.Match[str]) -> str:
        digits = f"{int(old[1]) + 20 * self.copy:04}{old[2]}{old[3]}{old[4]}"
        total = 0
        for digit in digits:
            total = (total + int(digit)) * 2
        check = "0123456789X"[(12 - total % 11) % 11]
        return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}{check}"

    def address(self, text: str) -> str:
        """Web addresses with another first segment; identifiers in them renamed as elsewhere.

        >>> Renaming(2).address("https://github.com/ada/engine")
        'https://github.com/adadqv/engine'
        """
        return _ADDRESS.sub(self._address, text)

    def _address(self, old: re.Match[str]) -> str:
        start, host, path = old[1] or "", old[2], old[3]
        match host.removeprefix("www."):
            case "openreview.net":
                renamed = re.sub(
                    r"(?<=[?&]id=)[\w-]+", lambda found: self.identifier(found[0]), path
                )
            case "aclanthology.org":
                renamed = _ACL_ID.sub(lambda found: self.identifier(found[0]), path)
            case "arxiv.org":
                renamed = self.arxiv(path)
            case "doi.org" | "dx.doi.org":
                renamed = self.doi(path)
            case _:
                renamed = re.sub(r"\A/[^/?#.]+", rf"\g<0>{self.ending}", path)
                renamed = renamed if renamed != path else f"/{self.ending}{path}"
        return f"{start}{host}{renamed}"

    def record(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record with all that tells it apart renamed."""
        return {
            key: _RENAMED[key](self, value) if key in _RENAMED and value else value
            for key, value in record.items()
        }


_RENAMED: dict[str, Callable[[Renaming, str], str]] = {
    "abstract": Renaming.abstract,
    "arxiv": Renaming.arxiv,
    "author": Renaming.names,
    "author_site": Renaming.names,
    "dblp": Renaming.dblp,
    "doi": Renaming.doi,
    "github": Renaming.address,
    "id": Renaming.identifier,
    "oa": Renaming.address,
    "orcid": Renaming.orcid,
    "pdf": Renaming.address,
    "project": Renaming.address,
    "site": Renaming.address,
    "title": Renaming.title,
}


def _cipher(copy: int) -> dict[int, int]:
    """Another letter for each letter: vowels for vowels, capitals for capitals."""
    if copy not in _CIPHERS:
        rng = random.Random(copy)  # noqa: S311 - a renaming is no secret
        vowels = "".join(rng.sample(_VOWELS, len(_VOWELS)))
        consonants = "".join(rng.sample(_CONSONANTS, len(_CONSONANTS)))
        old, new = _VOWELS + _CONSONANTS, vowels + consonants
        _CIPHERS[copy] = str.maketrans(old + old.upper(), new + new.upper())
    return _CIPHERS[copy]


_CIPHERS: dict[int, dict[int, int]] = {}


def lists(data: Path = DATA) -> list[Path]:
    """The real lists in an order that mixes venues and years, so that any beginning is a sample."""
    return sorted(
        data.glob("*/*.json.gz"), key=lambda path: hashlib.sha256(path.name.encode()).hexdigest()
    )


def write_corpus(folder: Path, papers: int, data: Path = DATA, first: int = 0) -> int:
    """Write lists of ``papers`` records below a folder; how many there are now.

    The last list is cut short. ``first`` is the first copy, 0 the real lists. A folder that was
    written before is taken as it is.
    """
    done = folder / ".papers"
    if done.is_file() and done.read_text("ascii") == str(papers):
        return papers
    sizes = {path: len(_records(path)) for path in lists(data)}
    jobs: list[tuple[Path, Path, int, int]] = []
    left = papers
    for copy, path in itertools.product(range(first, MOST_COPIES), sizes):
        if left <= 0:
            break
        target = folder / f"copy-{copy:02}" / path.parent.name / path.name
        jobs.append((path, target, copy, min(left, sizes[path])))
        left -= sizes[path]
    with ProcessPoolExecutor() as pool:
        written = sum(pool.map(_write_list, *zip(*jobs, strict=True), chunksize=4))
    done.write_text(str(papers), "ascii")
    return written


def _write_list(source: Path, target: Path, copy: int, count: int) -> int:
    records = _records(source)[:count]
    if copy:
        renaming = Renaming(copy)
        records = [renaming.record(record) for record in records]
    target.parent.mkdir(parents=True, exist_ok=True)
    text = _as_listed(records)
    with target.open("wb") as stream:
        stream.write(gzip.compress(text.encode(), compresslevel=6, mtime=0))
    return len(records)


def _as_listed(records: list[dict[str, Any]]) -> str:
    """The records one field a line, as the real lists have them."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    fields = (
        ",\n".join(f"{encode(key)}: {encode(value)}" for key, value in record.items())
        for record in records
    )
    return "[\n{\n" + "\n},\n{\n".join(fields) + "\n}\n]"


def _records(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rb") as stream:
        records: list[dict[str, Any]] = json.load(stream)
    return records


def records(folder: Path) -> Iterator[dict[str, Any]]:
    """All records of a written corpus."""
    for path in sorted(folder.rglob("*.json.gz")):
        yield from _records(path)


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, default=DATA, help="the real lists (or KG_DATA)")
    options = parser.parse_args()
    print(f"{write_corpus(options.folder, options.papers, options.data):,} papers")


if __name__ == "__main__":
    main()
