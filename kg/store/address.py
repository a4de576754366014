"""Where a server is, and who asks it."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

import kg
from kg.errors import UsageError

AGENT = f"scholarly-kg/{kg.__version__} ({{contact}})"
CONTACT = "https://w3id.org/scholarly-kg/"
"""Where to complain about requests, unless ``$KG_CONTACT`` names another address."""

_CREDENTIALS = "credentials: http://user:password@host…"
_OF_STORE = f"{_CREDENTIALS} or KG_STORE_USER, KG_STORE_PASSWORD"

_CONTACT = re.compile(r"[!-'*-~]{3,200}")


def agent(contact: str | None = None) -> str:
    """How requests name who sends them: the project, and whom to ask, else ``$KG_CONTACT`` says.

    Raises ``UsageError`` if the contact is no address.
    https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
    """
    asked = contact or os.environ.get("KG_CONTACT") or CONTACT
    if not _CONTACT.fullmatch(asked):
        name = "the contact" if contact else "KG_CONTACT"
        raise UsageError(f"{name} must be a mail or web address")
    return AGENT.format(contact=asked)


def is_address(text: object) -> bool:
    """Whether something names a server and not a folder.

    >>> is_address("http://localhost:3030/ds"), is_address("kg-store")
    (True, False)
    """
    return isinstance(text, str) and text.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Address:
    """A web address, and the ``user:password`` for it, which is never shown.

    ``agent`` is how requests to it name who sends them, ``denied`` what to do where it lets nobody
    in.

    >>> Address.of("http://ada:secret@localhost:3030/ds/")
    Address(url='http://localhost:3030/ds')
    """

    url: str
    credentials: str | None = field(default=None, repr=False)
    agent: str = field(default_factory=agent, repr=False)
    denied: str = field(default=_OF_STORE, repr=False)

    @classmethod
    def of(cls, text: str) -> Address:
        """The address of a store in a text that a person gave.

        Credentials may stand in it, or in ``$KG_STORE_USER`` and ``$KG_STORE_PASSWORD``. Raises
        ``UsageError`` for anything but a plain web address.
        """
        address = cls.elsewhere(text)
        credentials = address.credentials
        if credentials is None and os.environ.get("KG_STORE_USER"):
            password = os.environ.get("KG_STORE_PASSWORD", "")
            credentials = f"{os.environ['KG_STORE_USER']}:{password}"
        return cls(address.url.rstrip("/"), credentials, address.agent)

    @classmethod
    def elsewhere(cls, text: str, contact: str | None = None) -> Address:
        """The address of somebody else's server, who is told whom to ask about requests.

        The credentials for a store are kept from it; its own may stand in the text. Raises
        ``UsageError`` for anything but a plain web address, and for a contact that is none.
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
        url = f"{parts.scheme}://{where}{parts.path}"
        return cls(url, credentials, agent(contact), _CREDENTIALS)

    @property
    def authorization(self) -> str | None:
        """The header that proves who asks."""
        if self.credentials is None:
            return None
        return f"Basic {base64.b64encode(self.credentials.encode()).decode()}"
