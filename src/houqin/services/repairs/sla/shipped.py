"""The shipped edition of the promise and the shipped reasons for a pause, read from the data files. Pure."""

from functools import cache

from houqin.services.repairs.data import rows
from houqin.services.repairs.rules import Target
from houqin.services.repairs.sla.log import Edition, Reason


@cache
def shipped_edition() -> Edition:
    """Return the edition every school starts with."""
    policy = {one["key"]: one["value"] for one in rows("policy")}
    targets = {
        one["urgency"]: Target(
            round_the_clock=one["round_the_clock"] == "yes",
            acknowledge_minutes=int(one["acknowledge_minutes"]),
            arrive_minutes=int(one["arrive_minutes"]),
            fix_minutes=int(one["fix_minutes"]),
            assign_minutes=int(one["assign_minutes"]),
        )
        for one in rows("sla")
    }
    reasons = (
        Reason(one["key"], frozenset(one["stops"].split()), int(one["longest_minutes"]))
        for one in rows("pauses")
    )
    return Edition(targets, {one.key: one for one in reasons}, int(policy["unconfirmed_minutes"]))
