"""What takes longer than CI has is left to `script/nightly`; whole sites run one after another."""

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

collect_ignore = [] if os.environ.get("HOUQIN_NIGHTLY") else ["nightly"]
SITES = "tests/ops/"


class OneByOne(LoadScopeScheduling):
    """Hands tests out one by one, but what runs whole sites to one process: two at once are too much for two cores."""

    def _split_scope(self, nodeid: str) -> str:
        return SITES if nodeid.startswith(SITES) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneByOne:
    """Use it for every run in several processes."""
    return OneByOne(config, log)
