"""The four stories end, and nobody decides on what is their own."""

from houqin.services.rosters.lifecycle import CERTIFICATE, HANDOVER, LEAVE, SWAP


def test_each_story_has_an_end_and_a_first_move_that_leads() -> None:
    for story in (LEAVE, SWAP, HANDOVER, CERTIFICATE):
        assert any(look.final for look in story.states.values())
        assert sum(each.main for each in story.from_state(story.initial)) == 1


def test_who_asks_does_not_decide() -> None:
    assert (
        LEAVE["grant"].apart_from == LEAVE["decline"].apart_from == HANDOVER["take"].apart_from == ("open",)
    )
    assert {each.permission for each in (LEAVE["grant"], LEAVE["decline"])} == {"rosters.edit"}
    assert {SWAP["agree"].permission, HANDOVER["take"].permission} == {"rosters.answer"}
    assert not list(HANDOVER.from_state("taken"))
