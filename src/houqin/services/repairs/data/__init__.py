"""What is shipped as data: trades, faults and their chips, targets, policy. The codes are an interface."""

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files


def rows(name: str) -> Sequence[Mapping[str, str]]:
    """Return the rows of a shipped table ("taxonomy", "trades", "chips", "sla" ...) as texts by column."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
