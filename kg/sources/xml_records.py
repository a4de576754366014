"""XML read record by record: safe, in bounded memory, each record with its line.

A document is a tree of *containers* (``<dblp>``, ``<volume>``), which a format names; every other
element right inside a container, or at the root, is a record. Nothing is ever fetched, entities
that a document declares are refused, and nesting, size and the number of different names are
bounded, so that no document can take more memory than one record may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from kg.errors import InputError
from kg.model import Problem

LARGEST_RECORD = 2**22
"""Bytes that one record, tag or comment may have."""

DEEPEST = 64
"""Levels that elements of one record, and containers, may be nested."""

_CHUNK = 2**16
_MOST_OPEN = 10_000
_MOST_NAMES = 50_000
_MOST_REMARKS = 20
_LONGEST_EXCERPT = 80
_CUT = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    }
)
_SECOND_ROOT = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


class Container(NamedTuple):
    """An element that holds records: where it starts, and the container around it."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: Container | None


class XmlRecord(NamedTuple):
    """A record: the element with all inside it, where it starts, and the container around it."""

    element: Element
    line: int
    parent: Container | None


def text_of(element: Element) -> str:
    """All text inside an element without mark-up, white space collapsed.

    >>> from xml.etree.ElementTree import XML
    >>> text_of(XML("<title>An <i>odd</i>  case</title>"))
    'An odd case'
    """
    text = (element.text or "") if not len(element) else "".join(element.itertext())
    return " ".join(text.split())


def child_text(element: Element, tag: str) -> str | None:
    """The text of the first child of a tag; ``None`` if there is no such child or no text in it."""
    child = element.find(tag)
    return None if child is None else text_of(child) or None


def start_tag(element: Element | Container) -> str:
    """An element's first tag as an excerpt shows it, names without the address of their space."""
    attributes = element.attributes if isinstance(element, Container) else element.attrib
    parts = [f'{_local(name)}="{value}"' for name, value in attributes.items()]
    return f"<{' '.join([_local(element.tag), *parts])}>"[:_LONGEST_EXCERPT]


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def read_records(
    stream: BinaryIO,
    file: str,
    *,
    containers: Collection[str],
    entities: Mapping[str, str] | None = None,
    namespaces: bool = False,
) -> Iterator[XmlRecord | Problem]:
    """The records of a document in their order, each freed when the next is asked for.

    ``entities`` stand for an external DTD, which is never read: entity names with what they mean.
    With ``namespaces``, tags and attributes are ``"address name"``, else as printed. A document
    that is cut or broken gives the records before that place, and a rejection.

    Raises ``InputError`` for what is no XML, declares entities or exceeds the bounds.
    """
    reader = _Reader(file, frozenset(containers), entities or {}, namespaces)
    while reader.readable and (chunk := stream.read(_CHUNK)):
        yield from reader.feed(chunk)
    if reader.readable:
        yield from reader.feed(b"", last=True)


def opening_tags(head: str, most: int = 8) -> list[Container]:
    """The first elements that a text opens, each with the one around it; none if it is no XML.

    >>> [element.tag for element in opening_tags("<collection id='X'><volume id='1'><me")]
    ['collection', 'volume']
    """
    found: list[Container] = []
    open_elements: list[Container | None] = [None]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(found) >= most:
            raise _EnoughError
        found.append(Container(tag, attributes, parser.CurrentLineNumber, open_elements[-1]))
        open_elements.append(found[-1])

    def refuse(*_declared: object) -> None:
        raise _EnoughError

    text = head.lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return []
    parser = expat.ParserCreate("utf-8")
    parser.UseForeignDTD(True)
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: open_elements.pop()
    parser.EntityDeclHandler = parser.AttlistDeclHandler = refuse
    with suppress(expat.ExpatError, _EnoughError, ValueError, LookupError):
        parser.Parse(text.encode("utf-8", "replace"), False)
    return found


class _EnoughError(Exception):
    """The beginning of a document is known."""


class _Reader:
    """Builds the records of one document from what the parser reports."""

    def __init__(
        self, file: str, containers: frozenset[str], entities: Mapping[str, str], namespaces: bool
    ) -> None:
        self.file = file
        self.readable = True
        self._containers = containers
        self._found: list[XmlRecord | Problem] = []
        self._open: list[Container] = []
        self._builder = TreeBuilder()
        self._record: Element | None = None
        self._line = self._depth = 0
        self._begun = self._fed = self._skipped = 0
        self._rooted = self._trusted = False
        self._unknown: set[str] = set()
        self._table = _declarations(entities)
        parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        # The external DTD, there or not, is answered with the table, and unknown entities are
        # reported instead of ending the document.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.ExternalEntityRefHandler = self._dtd
        parser.EntityDeclHandler = self._entity
        parser.AttlistDeclHandler = self._default
        parser.SkippedEntityHandler = self._unknown_entity
        self._parser = parser
        self._outside()

    def feed(self, chunk: bytes, *, last: bool = False) -> list[XmlRecord | Problem]:
        """The records that are whole with some more bytes."""
        found = self._found = []
        parser = self._parser
        self._fed += len(chunk)
        try:
            parser.Parse(chunk, last)
        except expat.ExpatError as error:
            self._break(error)
        except (LookupError, ValueError) as error:
            message = f"{error}; convert it, for example: iconv -f ENCODING -t UTF-8"
            raise self._refusal(message) from error
        self._check()
        return found

    def _check(self) -> None:
        """Keep to the bounds that are cheap to look at between chunks."""
        parser = self._parser
        if self.readable and self._fed - parser.CurrentByteIndex > LARGEST_RECORD:
            message = f"a tag, comment or declaration of more than {LARGEST_RECORD:,} bytes"
            raise self._refusal(message)
        if self._depth and self._fed - self._begun > LARGEST_RECORD:
            self._give_up("too-large", f"a record of more than {LARGEST_RECORD:,} bytes")
        if len(parser.intern) > _MOST_NAMES:
            raise self._refusal(f"more than {_MOST_NAMES:,} different names of elements")

    def _outside(self) -> None:
        """Wait for the next record."""
        self._record = None
        parser = self._parser
        parser.StartElementHandler = self._container_start
        parser.EndElementHandler = self._container_end
        parser.CharacterDataHandler = None

    def _container_start(self, tag: str, attributes: dict[str, str]) -> None:
        parser, open_elements = self._parser, self._open
        self._rooted = True
        line = self._line = parser.CurrentLineNumber
        if tag in self._containers:
            if len(open_elements) >= DEEPEST:
                raise self._refusal(f"containers nested more than {DEEPEST} levels deep")
            parent = open_elements[-1] if open_elements else None
            open_elements.append(Container(tag, attributes, line, parent))
            return
        self._begun = parser.CurrentByteIndex
        self._depth = 1
        builder = self._builder = TreeBuilder()
        self._record = builder.start(tag, attributes)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = builder.data

    def _container_end(self, tag: str) -> None:
        self._open.pop()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self._give_up("too-deep", f"elements nested more than {DEEPEST} levels deep")
        else:
            self._builder.start(tag, attributes)

    def _end(self, tag: str) -> None:
        element = self._builder.end(tag)
        self._depth -= 1
        if not self._depth:
            parent = self._open[-1] if self._open else None
            self._found.append(XmlRecord(element, self._line, parent))
            self._outside()

    def _give_up(self, code: str, message: str) -> None:
        """Reject the open record, and pass over what is left of it."""
        self._reject(self._line, code, f"{message}; it is left out", self._record)
        self._skipped, self._depth = self._depth, 0
        self._record = None
        self._builder = TreeBuilder()
        parser = self._parser
        parser.StartElementHandler = self._skip_start
        parser.EndElementHandler = self._skip_end
        parser.CharacterDataHandler = None

    def _skip_start(self, tag: str, attributes: dict[str, str]) -> None:
        self._skipped += 1
        if self._skipped > _MOST_OPEN:
            raise self._refusal(f"elements nested more than {_MOST_OPEN:,} levels deep")

    def _skip_end(self, tag: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            self._outside()

    def _dtd(self, context: str | None, _base: object, _system: object, _public: object) -> int:
        """Answer the external DTD with the entities of the format, and nothing else at all."""
        table = self._parser.ExternalEntityParserCreate(context)
        self._trusted = True
        table.Parse(self._table, True)
        self._trusted = False
        return 1

    def _entity(self, name: str, *_declared: object) -> None:
        if not self._trusted:
            message = f"it declares entities of its own (&{name[:40]};), which are not expanded"
            raise self._refusal(f"{message}; write the characters themselves")

    def _default(
        self, element: str, attribute: str, _type: str, default: str | None, _required: bool
    ) -> None:
        if default is not None:
            message = f"it declares a default for the attribute {attribute[:40]} of {element[:40]}"
            raise self._refusal(f"{message}; write the attribute where it holds")

    def _unknown_entity(self, name: str, is_parameter: bool) -> None:
        if is_parameter or not self._depth:
            return
        self._builder.data(f"&{name};")
        if name not in self._unknown and len(self._unknown) < _MOST_REMARKS:
            self._unknown.add(name)
            line = self._parser.CurrentLineNumber
            excerpt = f"&{name};"[:_LONGEST_EXCERPT]
            message = "an entity without known meaning, kept as printed"
            self._found.append(Problem(line, "unknown-entity", message, excerpt))

    def _break(self, error: expat.ExpatError) -> None:
        """End at a place where the document is cut or broken."""
        self.readable = False
        if not self._rooted:
            message = "the file is empty" if not self._fed else f"no XML: {_reason(error)}"
            raise InputError(self.file, message, error.lineno if self._fed else None)
        record = self._record
        line = error.lineno if record is None else self._line
        where = f"line {error.lineno}, column {error.offset + 1}"
        if error.code in _CUT and (record is not None or self._open):
            inside = self._open[-1] if record is None else record
            message = f"the document is cut before the end of <{_local(inside.tag)}>"
            self._reject(line, "cut-document", message, inside)
        elif error.code == _SECOND_ROOT:
            message = "what follows the end of the document is not read; give it a file of its own"
            self._reject(line, "second-document", message, None)
        else:
            message = f"broken XML, {_reason(error)} at {where}; the rest is not read"
            self._reject(line, "broken-xml", message, record)

    def _reject(
        self, line: int, code: str, message: str, inside: Element | Container | None
    ) -> None:
        excerpt = "" if inside is None else start_tag(inside)
        self._found.append(Problem(line, code, message, excerpt, rejected=True))

    def _refusal(self, message: str) -> InputError:
        return InputError(self.file, message, self._parser.CurrentLineNumber)


def _declarations(entities: Mapping[str, str]) -> bytes:
    """A DTD that declares some entities, each character by its number."""
    escape = {"<": "&#38;#60;", "&": "&#38;#38;"}
    lines = [
        f'<!ENTITY {name} "{"".join(escape.get(c) or f"&#{ord(c)};" for c in meaning)}">'
        for name, meaning in entities.items()
    ]
    return "\n".join(lines).encode("ascii")


def _reason(error: expat.ExpatError) -> str:
    return expat.errors.messages.get(error.code, "not well-formed")
