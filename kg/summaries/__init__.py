"""Derived statements that make questions quick: listings of publications, ready to be read.

They stand in a graph of their own, follow from the resolved view and can be made anew at any time.
"""

from kg.summaries.changes import ListingChanges
from kg.summaries.listings import (
    LISTING,
    Listings,
    Lookup,
    has_summaries,
    is_listed,
    listed_works,
    summaries_iri,
)

__all__ = [
    "LISTING",
    "ListingChanges",
    "Listings",
    "Lookup",
    "has_summaries",
    "is_listed",
    "listed_works",
    "summaries_iri",
]
