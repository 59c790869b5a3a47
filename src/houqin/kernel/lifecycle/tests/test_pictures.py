"""The documents drawn from declarations: every state and move once, both languages, redrawn without a trace."""

from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.lifecycle.picture import move_table, permission_table, refreshed, sections, state_picture
from houqin.kernel.lifecycle.tests.toy import TOY
from houqin.kernel.registry.house import house


def test_a_picture_shows_each_state_and_each_move_of_a_lifecycle_once() -> None:
    lines = [line.strip() for line in state_picture(TOY).splitlines()]
    assert lines[0] == "```mermaid"
    assert lines[-1] == "```"
    assert "[*] --> asked" in lines
    assert {line for line in lines if line.endswith("--> [*]")} == {"done --> [*]", "refused --> [*]"}
    arrows = [line for line in lines if "-->" in line and "[*]" not in line]
    assert len(arrows) == sum(len(move.source) for move in TOY.moves)
    assert "asked --> asked: 同意" in [arrow.split(" Agree")[0].split(" Approve")[0] for arrow in arrows]


def test_the_table_of_moves_has_a_line_for_each_and_says_who_and_what_for() -> None:
    rows = move_table(TOY).splitlines()
    assert len(rows) == 2 + len(TOY.moves)
    assert all(row.count("|") == 6 for row in rows)
    finish = next(row for row in rows if "办完" in row)
    assert "完工照片" in finish
    assert "当前办理人" in finish
    assert "系统 the clock" in next(row for row in rows if "退单" in row)


def test_every_service_has_its_permissions_in_both_languages() -> None:
    for feature in house().features:
        for row in permission_table(feature).splitlines()[2:]:
            words = row.split("|")[2].strip()
            assert any(ord(letter) > 0x2E80 for letter in words), row
            assert any(letter.isascii() and letter.isalpha() for letter in words), row


def test_a_document_redrawn_twice_is_the_one_redrawn_once() -> None:
    for feature in house().features:
        text = "# x\n" + "".join(
            f"<!-- generated: {marker} -->\nold\n<!-- end -->\nbetween\n"
            for marker, _made in sections(feature)
        )
        once, missing = refreshed(text, sections(feature))
        assert missing == []
        assert "old" not in once.split()
        assert refreshed(once, sections(feature)) == (once, [])


def test_a_marker_that_is_not_there_is_named_and_the_text_left_alone() -> None:
    assert refreshed("nothing here", iter([("states x", "made")])) == ("nothing here", ["states x"])


@given(
    before=st.text("ab\n# ", max_size=20),
    old=st.text("cd\n", max_size=20),
    after=st.text("ef\n<", max_size=20),
)
def test_only_what_stands_between_the_markers_changes(before: str, old: str, after: str) -> None:
    text = f"{before}<!-- generated: m -->{old}<!-- end -->{after}"
    made, _missing = refreshed(text, iter([("m", "new")]))
    assert made == f"{before}<!-- generated: m -->\nnew\n<!-- end -->{after}"
