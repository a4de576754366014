"""Candidates from elsewhere: live SPARQL endpoints, dumps, and Reconciliation API services.

Nothing here decides what is linked. A question ends in a :class:`Reply`, which tells where and when
it was said and may be empty, or in a :class:`NoAnswer`, which says nothing about a match.
"""
