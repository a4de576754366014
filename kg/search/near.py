"""Words as they are spelled when a finger slips."""

from __future__ import annotations

from string import ascii_lowercase, digits

_ALPHABETS = (
    ascii_lowercase + digits,
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)


def one_error(word: str) -> set[str]:
    """What a word may be that has one letter too many, too few, wrong, or two letters swapped.

    >>> sorted(one_error("he") & {"he", "eh", "h", "hee", "ha", "hoi"})
    ['eh', 'h', 'ha', 'hee']
    """
    letters = "".join(alphabet for alphabet in _ALPHABETS if not set(word).isdisjoint(alphabet))
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    meant = {a + b[1:] for a, b in halves if b}
    meant |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    meant |= {a + letter + b[1:] for a, b in halves if b for letter in letters}
    meant |= {a + letter + b for a, b in halves for letter in letters}
    return meant - {word, ""}


def errors(one: str, other: str) -> int:
    """How many letters are too many, too few, wrong or swapped (optimal string alignment).

    >>> errors("collaboratoin", "collaboration"), errors("recomender", "recommendre")
    (1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
