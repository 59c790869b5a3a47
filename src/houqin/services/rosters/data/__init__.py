"""What is shipped as data: kinds of shift and of certificate; a campus edits its own copies."""

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files


def rows(name: str) -> Sequence[Mapping[str, str]]:
    """Return the rows of a shipped table ("shift_kinds", "certificate_kinds") as texts by column."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
