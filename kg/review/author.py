"""Who decides: never guessed without saying so."""

from __future__ import annotations

import os
import re
import subprocess

from kg.errors import UsageError
from kg.text.identifiers import orcid
from kg.text.names import collapse

_LIKE_ORCID = re.compile(r"orcid|\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX]", re.IGNORECASE)


def author_named(stated: str | None) -> tuple[str, str]:
    """Who decides, as a name or the IRI of an ORCID iD, and where that is from.

    Stated, else ``$KG_AUTHOR``, else the name that git knows. Raises ``UsageError`` if nobody is
    named, or by an ORCID iD that is none.
    """
    found = (
        (stated, "--author"),
        (os.environ.get("KG_AUTHOR"), "$KG_AUTHOR"),
        (None if stated else _git_name(), "git config user.name"),
    )
    for text, origin in found:
        name = collapse(text or "")
        if name:
            known = orcid(name)
            if known:
                return f"https://orcid.org/{known}", origin
            if _LIKE_ORCID.search(name):
                raise UsageError(f"{origin}: no ORCID iD, its check digit is wrong: {name!r}")
            return name, origin
    raise UsageError("say who decides, by name or ORCID iD: --author NAME, or $KG_AUTHOR")


def _git_name() -> str:
    command = ["git", "config", "user.name"]
    try:
        return subprocess.run(  # noqa: S603 - a fixed command
            command, capture_output=True, text=True, timeout=5, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
