"""Loading: files into a store, all in one step or not at all.

Documents are found and looked at (``documents``), those that are new become segments in worker
processes (``converting``, ``workers``), and the graph is resolved anew from all segments and put
in the place of the old one (``committing``).
"""

from kg.loading.committing import commit, find_source, unlink, unload
from kg.loading.linking import record_run, stored_links
from kg.loading.loading import load
from kg.loading.report import FileReport, LoadReport, Progress
from kg.loading.returning import Returned, rollback
from kg.loading.summaries import drop_summaries, rebuild_summaries

__all__ = [
    "FileReport",
    "LoadReport",
    "Progress",
    "Returned",
    "commit",
    "drop_summaries",
    "find_source",
    "load",
    "rebuild_summaries",
    "record_run",
    "rollback",
    "stored_links",
    "unlink",
    "unload",
]
