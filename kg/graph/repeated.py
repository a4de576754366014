"""Which of very many texts come more than once, told in little memory."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

_BYTES = 1 << 25
_SLOTS = 4 * _BYTES - 1
_ONCE, _AGAIN = 1, 3


class Repeated:
    """Texts that were added several times, and a few others that are taken for some of them.

    Of a million different texts eight in a thousand are. It takes 32 MiB, as far as they are used.

    >>> repeated = Repeated()
    >>> repeated.add([b"one", b"two", b"one"])
    >>> b"one" in repeated, b"two" in repeated
    (True, False)
    """

    def __init__(self) -> None:
        self._seen = bytearray(_BYTES)

    def add(self, texts: Iterable[bytes]) -> None:
        """Take some texts."""
        seen = self._seen
        for text in texts:
            slot = crc32(text) & _SLOTS
            before = seen[slot >> 2] >> 2 * (slot & 3) & _AGAIN
            seen[slot >> 2] |= (_AGAIN if before else _ONCE) << 2 * (slot & 3)

    def __contains__(self, text: bytes) -> bool:
        slot = crc32(text) & _SLOTS
        return self._seen[slot >> 2] >> 2 * (slot & 3) & _AGAIN == _AGAIN
