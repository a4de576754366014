"""A session on a terminal page by page, or on plain lines where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from kg.questions.width import cut, pad, width
from kg.review.pile import Item
from kg.review.session import HELP, Session, key_of
from kg.review.terminal import Screen

_KEYS = "a accept  r refuse  s skip  u undo  q quit  ? help"
_OPEN = "o one by one  "
_SHORT = "a r s u q ?"
_FRAME = 5
"""Lines of a page that are not the item's: question, two empty ones, message and keys."""


def walk_screen(session: Session, about: Sequence[str], screen: Screen) -> None:
    """Show items on the whole terminal until all are asked or the person leaves."""
    with screen.held():
        if _read_help(screen, about, "any key begins, q leaves") == "q":
            return
        message = ""
        offset = 0
        while True:
            offset = _show(session, screen, message, offset)
            key = screen.key()
            if key == "q":
                return
            if key in {"up", "down"}:
                rows = max(screen.size[1] - _FRAME - 1, 1)
                offset = max(offset + (rows if key == "down" else -rows), 0)
            elif key == "?":
                _read_help(screen, about, "any key returns")
            elif key:
                message = session.press(key)
                offset = 0


def walk_lines(session: Session, about: Sequence[str], keys: TextIO, output: TextIO) -> None:
    """Write items below each other and read a key from each line, until the keys end."""
    output.write("\n".join([*about, ""]))
    while (item := session.item) is not None:
        title = f"{session.place + 1} of {session.count}: {session.pages.question(item)}"
        output.write("\n".join(["", title, "", *session.pages.lines(item, 79), "", ""]))
        output.write(f"{_keys(item)}\n")
        output.flush()
        key = ""
        while not key:
            line = keys.readline()
            if not line:
                return
            key = key_of(line)
        if key == "q":
            return
        message = "\n".join(HELP) if key == "?" else session.press(key)
        if message:
            output.write(f"{message}\n")


def _read_help(screen: Screen, about: Sequence[str], last: str) -> str:
    """Show the help until a key is pressed."""
    key = ""
    while not key:
        columns, rows = screen.size
        lines = [cut(line, columns - 1) for line in (*about, "", *HELP)]
        screen.show([*lines[: max(rows - 2, 1)], "", cut(last, columns - 1)])
        key = screen.key()
    return key


def _show(session: Session, screen: Screen, message: str, offset: int) -> int:
    """Show what is asked now; gives how many lines of it are left out at the top."""
    columns, rows = screen.size
    columns -= 1
    item = session.item
    if item is None:
        screen.show(
            [cut(line, columns) for line in ("All has been asked.", "", "u undo  q quit", message)],
            bold=frozenset({0}),
        )
        return 0
    place = f"{session.place + 1} of {session.count}"
    question = cut(session.pages.question(item), max(columns - len(place) - 1, 1))
    head = f"{pad(question, columns - len(place))}{place}"
    body = session.pages.lines(item, columns)
    space = max(rows - _FRAME, 1)
    if len(body) > space:
        offset = min(offset, len(body) - space + 1)
        below = len(body) - offset - space + 1
        note = f"… {below} more lines (↓)" if below > 0 else "… the end (↑)"
        body = [*body[offset : offset + space - 1], note]
    else:
        offset = 0
    body += [""] * (space - len(body))
    keys = _keys(item)
    if width(keys) > columns:
        keys = _SHORT
    lines = [head, "", *body, "", message, keys]
    screen.show([cut(line, columns) for line in lines[:rows]], bold=frozenset({0, len(lines) - 1}))
    return offset


def _keys(item: Item) -> str:
    return _OPEN + _KEYS if len(item.records) > 1 else _KEYS
