"""What is shipped as data: the terms of rating and the tags, each with its source."""

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files


def rows(name: str) -> Sequence[Mapping[str, str]]:
    """Return the rows of a shipped table ("terms", "tags") as texts by column."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
