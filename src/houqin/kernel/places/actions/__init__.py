"""Writes over places, by noun."""

from houqin.kernel.places.actions.aliases import add_alias, drop_alias
from houqin.kernel.places.actions.places import add_place, change_place, close_place, move_place, reopen_place
from houqin.kernel.places.actions.residences import end_residence, house
from houqin.kernel.places.actions.tags import make_tag, rebind_tag, revoke_tag, tag_of, tags_for

__all__ = [
    "add_alias", "add_place", "change_place", "close_place", "drop_alias", "end_residence", "house",
    "make_tag", "move_place", "rebind_tag", "reopen_place", "revoke_tag", "tag_of", "tags_for",
]  # fmt: skip
