"""What all tests share: how hypothesis draws, and what is not a test."""

from __future__ import annotations

import os

from hypothesis import settings

collect_ignore = ["benchmarks"]

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
