"""Preprint servers and archives, which sources print in the place of a venue."""

from __future__ import annotations

from functools import lru_cache

_SERVERS = frozenset(
    {
        *("arxiv", "arxiv.org", "arxiv preprint", "corr", "computing research repository"),
        *("biorxiv", "medrxiv", "chemrxiv", "techrxiv", "psyarxiv", "socarxiv", "engrxiv"),
        *("osf preprints", "preprints.org", "research square", "authorea", "hal", "zenodo"),
        *("ssrn", "ssrn electronic journal", "iacr cryptology eprint archive", "openreview"),
        *("openreview.net", "figshare", "iacr cryptol. eprint arch."),
    }
)


@lru_cache(maxsize=65_536)
def is_preprint_server(name: str) -> bool:
    """Whether what is printed as a venue is a server for preprints, so that no venue is stated.

    >>> is_preprint_server("arXiv preprint arXiv:2101.00001"), is_preprint_server("Nature")
    (True, False)
    """
    folded = name.casefold().strip()
    return folded in _SERVERS or folded.startswith(
        ("arxiv:", "arxiv preprint", "arxiv (", "arxiv e-")
    )
