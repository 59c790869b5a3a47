"""What takes longer than CI has is left to `script/nightly`; whole sites run one after another."""

import os

import pytest

collect_ignore = [] if os.environ.get("HOUQIN_NIGHTLY") else ["nightly"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what runs whole sites on one worker: two at once are too much for two cores."""
    for item in items:
        if "ops" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("sites"))
