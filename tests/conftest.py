"""What takes longer than CI has is left to `script/nightly`; whole sites run one after another."""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

collect_ignore = [] if os.environ.get("HOUQIN_NIGHTLY") else ["nightly"]
SITES, PAGES = "tests/ops/", "tests/browser/test_pages.py"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand tests out one by one, but together what one process does better alone."""
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = together
    return scheduler


def together(nodeid: str) -> str:
    """Return what a test belongs to: whole sites, two of which are too much for two cores; the pages of a look."""
    if nodeid.startswith(SITES):
        return SITES
    return nodeid.rpartition("-")[0] if nodeid.startswith(PAGES) else nodeid
