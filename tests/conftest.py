"""What takes longer than CI has is left to `script/nightly`; whole sites run one after another."""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

collect_ignore = [] if os.environ.get("HOUQIN_NIGHTLY") else ["nightly"]
SITES = "tests/ops/"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand tests out one by one, but whole sites to one process: two at once are too much for two cores."""
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: SITES if nodeid.startswith(SITES) else nodeid
    return scheduler
