"""Where a server is, and who asks it."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from kg.errors import UsageError

AGENT = "scholarly-kg (+{contact})"
CONTACT = "https://w3id.org/scholarly-kg/"
"""Where to complain about requests, unless ``$KG_CONTACT`` names another address."""

_CONTACT = re.compile(r"[!-'*-~]{3,200}")


def is_address(text: object) -> bool:
    """Whether something names a server and not a folder.

    >>> is_address("http://localhost:3030/ds"), is_address("kg-store")
    (True, False)
    """
    return isinstance(text, str) and text.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Address:
    """A web address, and the ``user:password`` for it, which is never shown.

    >>> Address.of("http://ada:secret@localhost:3030/ds/")
    Address(url='http://localhost:3030/ds')
    """

    url: str
    credentials: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str) -> Address:
        """The address in a text that a person gave.

        Credentials may stand in it, or in ``$KG_STORE_USER`` and ``$KG_STORE_PASSWORD``. Raises
        ``UsageError`` for anything but a plain web address.
        """
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            parts, port = SplitResult("", "", "", "", ""), None
        plain = text.isascii() and text.isprintable() and " " not in text
        if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
            raise UsageError("a server's address begins with http:// or https:// and a host")
        if parts.query or parts.fragment:
            raise UsageError("a server's address has neither ? nor #")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        where = host if port is None else f"{host}:{port}"
        credentials = None
        if parts.username is not None:
            credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        elif os.environ.get("KG_STORE_USER"):
            password = os.environ.get("KG_STORE_PASSWORD", "")
            credentials = f"{os.environ['KG_STORE_USER']}:{password}"
        return cls(f"{parts.scheme}://{where}{parts.path.rstrip('/')}", credentials)

    @property
    def authorization(self) -> str | None:
        """The header that proves who asks."""
        if self.credentials is None:
            return None
        return f"Basic {base64.b64encode(self.credentials.encode()).decode()}"


def agent() -> str:
    """How requests name who sends them. Raises ``UsageError`` if ``$KG_CONTACT`` is no address."""
    contact = os.environ.get("KG_CONTACT") or CONTACT
    if not _CONTACT.fullmatch(contact):
        raise UsageError("KG_CONTACT must be a mail or web address")
    return AGENT.format(contact=contact)
