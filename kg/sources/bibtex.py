"""BibTeX and BibLaTeX files: what people keep of the papers they cite.

An entry takes what it lacks from the one that its ``crossref`` or ``xdata`` names, wherever in the
file that stands. Proceedings, and books that have editors and no author, are volumes.

Not carried: editors of what has authors, translators, places, publishers of papers, schools and
institutions, editions and series of books, chapters, notes, annotations, languages, and fields of
programs (``file``, ``timestamp``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import (
    Category,
    CodeLink,
    Edition,
    Evidence,
    Mention,
    Paper,
    PartialDate,
    Problem,
    Record,
    Source,
    Volume,
)
from kg.sources.bibtex_names import NameList, names
from kg.sources.bibtex_syntax import Entry, read_entries
from kg.sources.bibtex_values import (
    addresses,
    cut_date,
    date_of,
    edition_of,
    identifiers_of,
    status_of,
    venue_of,
)
from kg.sources.code import abstract_links
from kg.sources.registry import Format
from kg.sources.remarks import Remarks
from kg.text.arxiv import codes
from kg.text.latex import plain
from kg.text.proceedings import page_range

_VOLUMES = frozenset({"proceedings", "mvproceedings"})
_BOOKS = frozenset({"book", "collection", "mvbook", "mvcollection", "reference", "mvreference"})
_PARENTS = frozenset({*_VOLUMES, *_BOOKS, "xdata", "periodical"})
_NO_RECORDS = frozenset({"xdata", "set", "control", "bibnote"})
# The title of the parent is the book's title; the rest is inherited under its own name.
_RENAMED = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
_NOT_INHERITED = frozenset({"crossref", "xdata", "key", "doi", "url", "isbn", "pages", "author"})
_START = re.compile(
    r"^[ \t]*@[ \t]*"
    r"(?:[a-z]+[ \t]*[{(][^\s,={}\"]*\s*,\s*[\w-]+\s*=|(?:string|preamble)[ \t]*[{(])",
    re.IGNORECASE | re.MULTILINE,
)
_KEYWORDS = re.compile(r"[,;]")
_LONGEST_EXCERPT = 80
_MOST_KEPT = 20_000
"""Entries of any type that are kept for others to refer to; of books and proceedings all are."""


def sniff(head: str) -> bool:
    """Whether a text holds an entry, and does not begin like a document of another kind."""
    return not head.lstrip("\ufeff \t\r\n").startswith(("<", "{", "[")) and bool(
        _START.search(head)
    )


class _Reader:
    """Reads one file; entries wait for what they inherit from."""

    def __init__(self) -> None:
        self.remarks = Remarks()
        self._seen: set[str] = set()
        self._parents: dict[str, Entry] = {}
        self._waiting: dict[str, list[Entry]] = {}

    def entry(self, entry: Entry) -> Iterator[Record | Problem]:
        """The record of an entry, if it waits for none, and of those that waited for it."""
        key = entry.key.lower()
        if key and key in self._seen:
            message = f"a second entry {entry.key}; both are kept"
            yield from self.remarks.one(entry.line, "second-key", message, entry.key)
        self._seen.add(key)
        if entry.type in _PARENTS or key in self._waiting or len(self._parents) < _MOST_KEPT:
            self._parents.setdefault(key, entry)
        yield from self._settled(entry)
        for child in self._waiting.pop(key, ()) if key else ():
            yield from self._settled(child)

    def rest(self) -> Iterator[Record | Problem]:
        """The entries whose parent is not in the file."""
        for parent, children in list(self._waiting.items()):
            for child in children:
                message = f"it refers to {parent}, which is not in this file"
                yield from self.remarks.one(child.line, "no-crossref", message, child.key)
                yield from self._record(child)
        yield from self.remarks.rest()

    def _settled(self, entry: Entry) -> Iterator[Record | Problem]:
        """The record of an entry; if it refers to one that is not read yet, it waits."""
        named = f"{entry.fields.get('xdata', '')},{entry.fields.get('crossref', '')}"
        for parent in filter(None, (name.strip().lower() for name in named.split(","))):
            found = self._parents.get(parent)
            if found is None:
                self._waiting.setdefault(parent, []).append(entry)
                return
            if found is not entry:
                _inherit(entry, found)
        yield from self._record(entry)

    def _record(self, entry: Entry) -> Iterator[Record | Problem]:
        if entry.type in _NO_RECORDS:
            return
        fields = entry.fields
        title = _title(fields)
        if not title:
            message = f"a @{entry.type} without a title"
            excerpt = entry.key[:_LONGEST_EXCERPT]
            yield Problem(entry.line, "no-title", message, excerpt, rejected=True)
            return
        if _is_volume(entry):
            yield from self._volume(entry, title)
        else:
            yield from self._paper(entry, title)

    def _paper(self, entry: Entry, title: str) -> Iterator[Record | Problem]:
        fields, line = entry.fields, entry.line
        listed = names(fields["author"]) if "author" in fields else NameList(())
        date, status = date_of(fields), status_of(fields)
        urls = addresses(fields)
        identifiers, unreadable = identifiers_of(entry.key, fields, urls)
        abstract = plain(fields.get("abstract", "")) or None
        pages = page_range(plain(fields.get("pages", "")))
        number = page_range(plain(fields.get("number") or fields.get("issue") or ""))
        article = plain(fields.get("eid") or fields.get("articleno") or "") or None
        yield Paper(
            title=title,
            mentions=_mentions(listed),
            complete=_complete(listed),
            abstract=abstract,
            date=date,
            edition=edition_of(entry.type, fields, date.year if date else None),
            number=number or (article if pages else None),
            pages=pages or article,
            publication_type=entry.type,
            submission_status=status,
            categories=_categories(fields),
            keywords=_keywords(fields),
            code_links=(*abstract_links(abstract), *_code(fields)),
            identifiers=identifiers,
            urls=urls,
            line=line,
        )
        yield from self._oddities(entry, title, listed, unreadable, date)

    def _volume(self, entry: Entry, title: str) -> Iterator[Record | Problem]:
        fields, line = entry.fields, entry.line
        listed = names(fields["editor"]) if "editor" in fields else NameList(())
        date = date_of(fields)
        urls = addresses(fields)
        identifiers, unreadable = identifiers_of(entry.key, fields, urls)
        number = plain(fields.get("volume", "")) or entry.key
        kind = "inproceedings" if entry.type in _VOLUMES else entry.type
        venue = venue_of(kind, fields.get("title", "") or title)
        yield Volume(
            edition=Edition(venue, date.year if date else None, number or title),
            title=title,
            editors=_mentions(listed),
            publisher=plain(fields.get("publisher", "")) or None,
            date=date,
            identifiers=identifiers,
            urls=urls,
            line=line,
        )
        yield from self._oddities(entry, title, listed, unreadable, date)

    def _oddities(
        self,
        entry: Entry,
        title: str,
        listed: NameList,
        unreadable: list[str],
        date: PartialDate | None,
    ) -> Iterator[Problem]:
        line = entry.line
        if listed.odd == "comma-list":
            message = "names parted by commas or semicolons instead of 'and'"
            yield from self.remarks.one(line, listed.odd, message, title)
        elif listed.odd:
            message = "it can't be told where a name ends, so no names are read; part them by 'and'"
            yield from self.remarks.one(line, listed.odd, message, title)
        if listed.gaps:
            message = f"names without any text: {listed.gaps}"
            yield from self.remarks.one(line, "empty-name", message, title)
        if date and date.year is None and not status_of(entry.fields):
            message = "no year of the calendar; kept as printed"
            yield from self.remarks.one(line, "no-year", message, date.as_listed or "")
        elif cut := cut_date(entry.fields, date):
            message = "no single day or month of the calendar; kept as far as it is one"
            yield from self.remarks.one(line, "cut-date", message, cut)
        for text in unreadable:
            message = "no identifier of the field's kind"
            yield from self.remarks.one(line, "unreadable-identifier", message, text)


def _is_volume(entry: Entry) -> bool:
    edited = "editor" in entry.fields and "author" not in entry.fields
    return entry.type in _VOLUMES or (entry.type in _BOOKS and edited)


def _inherit(entry: Entry, parent: Entry) -> None:
    """Give an entry what it lacks and its parent has; of a volume also the volume's key."""
    if _is_volume(parent) and not _is_volume(entry):
        entry.fields.setdefault("volume", parent.fields.get("volume") or parent.key)
    for name, value in parent.fields.items():
        if parent.type == "xdata":
            if name not in entry.fields:
                entry.fields[name] = value
        elif name not in _NOT_INHERITED and name not in {"booktitle", *_RENAMED.values()}:
            entry.fields.setdefault(_RENAMED.get(name, name), value)
    if "booktitle" in parent.fields:
        entry.fields.setdefault("booktitle", parent.fields["booktitle"])


def _title(fields: dict[str, str]) -> str:
    title, subtitle = plain(fields.get("title", "")), plain(fields.get("subtitle", ""))
    return f"{title}: {subtitle}" if title and subtitle else title


def _mentions(listed: NameList) -> tuple[Mention, ...]:
    return tuple(Mention(name, place) for place, name in enumerate(listed.names, 1))


def _complete(listed: NameList) -> bool | None:
    if listed.cut:
        return False
    return True if listed.names and not listed.gaps else None


def _keywords(fields: dict[str, str]) -> tuple[str, ...]:
    printed = fields.get("keywords") or fields.get("keyword") or ""
    found = (plain(word) for word in _KEYWORDS.split(printed))
    return tuple(dict.fromkeys(word for word in found if word))


def _categories(fields: dict[str, str]) -> tuple[Category, ...]:
    printed = (fields.get("primaryclass") or fields.get("eprintclass") or "").strip()
    if not printed:
        return ()
    known = printed in codes()
    return (Category(printed if known else None, None if known else plain(printed), primary=True),)


def _code(fields: dict[str, str]) -> tuple[CodeLink, ...]:
    stated = [fields[name] for name in ("code", "codeurl", "github") if name in fields]
    found = [url for value in stated for url in addresses({"url": value})]
    return tuple(CodeLink(url, (Evidence.METADATA,)) for url in found)


def read(stream: BinaryIO, source: Source) -> Iterator[Record | Problem]:
    """The entries of a file; raises ``InputError`` if it is neither UTF-8 nor UTF-16."""
    reader = _Reader()
    for found in read_entries(stream, source.file_name, reader.remarks):
        if isinstance(found, Problem):
            yield found
        else:
            yield from reader.entry(found)
    yield from reader.rest()


FORMAT = Format(
    name="bibtex",
    label="BibTeX and BibLaTeX",
    description="bibliographies in BibTeX, with macros, cross references and LaTeX",
    version="1",
    sniff=sniff,
    read=read,
)
