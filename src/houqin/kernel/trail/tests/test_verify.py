"""Whatever is altered is found, and where it was; what was rightly erased is no fault."""

import pytest

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail.models import Cursor, Happening, Link, SubjectKey
from houqin.kernel.trail.record import erase, record_many
from houqin.kernel.trail.roots import Root, parse, root_of
from houqin.kernel.trail.tests.stage import MONDAY, SUBJECT, entries, link_all, link_here, tamper
from houqin.kernel.trail.verify import Finding, Report, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[Link]:
    """Ten linked happenings with sealed words."""
    record_many(entries(10, private={"note": "门锁坏了"}))
    link_here()
    return list(Link.objects.order_by("seq"))


def _at(report: Report) -> list[tuple[str, int | None]]:
    return [(each.fault, each.seq) for each in report.findings]


def test_one_altered_byte_among_a_hundred_thousand_is_found_and_located() -> None:
    assert record_many(entries(100_000)) == 100_000
    assert link_here() == 100_000
    told: list[int] = []
    report = verify(told.append)
    assert (report.checked, report.seq, report.sound) == (100_000, 100_000, True)
    assert told == list(range(10_000, 100_001, 10_000))
    victim = Link.objects.get(seq=63_217)
    tamper(
        "UPDATE trail_happening SET facts = replace(facts::text, '东一楼', '东二楼')::jsonb WHERE id = %s",
        victim.happening,
    )
    again = verify()
    assert again.findings == [Finding("row_altered", 63_217, victim.happening)]
    assert again.root == report.root


ALTERED = {
    "id": "gen_random_uuid()",
    "at": "at + interval '1 microsecond'",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "xact": "(xact::text::bigint + 1)::text::xid8",
    "subject": "gen_random_uuid()",
    "kind": "kind || ' '",
    "verb": "'refuse'",
    "actor": "gen_random_uuid()",
    "on_behalf_of": "gen_random_uuid()",
    "before": "''",
    "after": "'x'",
    "version": "version + 1",
    "facts": "facts || '{\"n\": 4.0}'",
    "digest": "NULL",
}


def test_every_column_of_a_happening_is_tried_below() -> None:
    assert {field.column for field in Happening._meta.concrete_fields} == set(ALTERED)


@pytest.mark.parametrize("column", ALTERED)
def test_no_column_can_be_altered_unseen(column: str, chain: list[Link]) -> None:
    tamper(f"UPDATE trail_happening SET {column} = {ALTERED[column]} WHERE id = %s", chain[4].happening)
    findings = verify().findings
    assert findings
    assert {each.seq for each in findings} <= {5, None}
    assert findings[0].seq == 5


FIFTH = "(SELECT happening FROM trail_link WHERE seq = 5)"
SIXTH_WORDS = (
    "(SELECT ciphertext FROM trail_private JOIN trail_link ON happening = happening_id WHERE seq = 6)"
)
TAMPERING: list[tuple[str, list[tuple[str, int | None]]]] = [
    ("UPDATE trail_link SET hash = sha256('x') WHERE seq = 5", [("link_altered", 5)]),
    ("UPDATE trail_link SET linked_at = linked_at + interval '1 s' WHERE seq = 5", [("row_altered", 5)]),
    ("UPDATE trail_link SET at = at + interval '1 s' WHERE seq = 5", [("row_moved", 5)]),
    ("UPDATE trail_link SET hash = sha256('x') WHERE seq = 10", [("altered", 10)]),
    ("DELETE FROM trail_link WHERE seq = 5", [("links_missing", 5)]),
    ("DELETE FROM trail_happening WHERE version = 5", [("row_missing", 5)]),
    (f"DELETE FROM trail_private WHERE happening_id = {FIFTH}", [("words_missing", 5)]),
    (
        "UPDATE trail_private SET ciphertext = set_byte(ciphertext, 20, get_byte(ciphertext, 20) # 1)"
        f" WHERE happening_id = {FIFTH}",
        [("words_altered", 5)],
    ),
    (
        f"UPDATE trail_private SET ciphertext = {SIXTH_WORDS} WHERE happening_id = {FIFTH}",
        [("words_altered", 5)],
    ),
]


@pytest.mark.parametrize(("statement", "found"), TAMPERING)
def test_every_kind_of_tampering_is_told_apart(
    statement: str, found: list[tuple[str, int | None]], chain: list[Link]
) -> None:
    tamper(statement)
    assert _at(verify()) == found


@pytest.mark.django_db(transaction=True)
def test_a_lost_key_is_noticed() -> None:
    record_many(entries(3, private={"note": "x"}))
    link_here()
    tamper("DELETE FROM trail_subject_key")
    assert _at(verify()) == [("words_missing", seq) for seq in (1, 2, 3)]


def test_words_laid_to_a_happening_afterwards_are_noticed() -> None:
    record_many(entries(2))
    record_many(entries(1, private={"note": "x"}, subject=new_id()))
    link_here()
    first = "(SELECT happening FROM trail_link WHERE seq = 1)"
    columns = "happening_id, subject, key_id, ciphertext"
    tamper(
        f"INSERT INTO trail_private ({columns}) SELECT {first}, subject, key_id, ciphertext FROM trail_private"
    )
    assert _at(verify()) == [("words_added", 1)]


def test_two_neighbours_altered_are_both_found(chain: list[Link]) -> None:
    for seq in (4, 5, 8):
        tamper("UPDATE trail_happening SET verb = 'x' WHERE id = %s", chain[seq - 1].happening)
    report = verify()
    assert {seq for _fault, seq in _at(report)} == {4, 5, 8}


@pytest.mark.django_db(transaction=True)
def test_rows_that_slipped_in_or_lost_their_link_behind_the_relay_are_found() -> None:
    record_many(entries(3))
    assert link_all() == 3
    unlinked = Link.objects.get(seq=2).happening
    forged = new_id()
    insert = (
        "INSERT INTO trail_happening (id, at, subject, kind, verb, xact) VALUES (%s, %s, %s, 'a', 'b', '7')"
    )
    tamper(insert, forged, MONDAY, SUBJECT)
    tamper("DELETE FROM trail_link WHERE seq = 2")
    assert link_all() == 0
    assert verify().findings == [
        Finding("links_missing", 2),
        Finding("row_unlinked", None, forged),
        Finding("row_unlinked", None, unlinked),
    ]


def test_a_row_that_the_relay_has_not_reached_is_no_fault(chain: list[Link]) -> None:
    record_many(entries(3))
    assert verify().sound


def test_erasing_a_person_leaves_the_chain_whole(chain: list[Link]) -> None:
    record_many(entries(5, private={"note": "another's"}, subject=new_id()))
    assert erase(SUBJECT, by=None, at=MONDAY)
    link_here()
    report = verify()
    assert (report.sound, report.checked) == (True, 16)
    assert SubjectKey.objects.filter(wrapped=None).count() == 1


def test_a_chain_rewritten_whole_is_betrayed_by_a_root_kept_elsewhere(chain: list[Link]) -> None:
    root = Root(MONDAY.date(), 7, bytes(chain[6].hash))
    assert verify(roots=[root]).sound
    tamper("UPDATE trail_happening SET verb = 'refuse' WHERE id = %s", chain[2].happening)
    _rewrite()
    assert verify().sound
    assert verify(roots=[root]).findings == [Finding("root_differs", 7, chain[6].happening)]


@pytest.mark.parametrize("witness", ["root", "cursor"])
def test_an_end_cut_off_is_betrayed_by_whoever_saw_it(witness: str, chain: list[Link]) -> None:
    roots = [Root(MONDAY.date(), 10, bytes(chain[9].hash))] if witness == "root" else []
    if witness == "cursor":
        Cursor.objects.create(name="search", seq=10)
    for link in chain[8:]:
        tamper("DELETE FROM trail_happening WHERE id = %s", link.happening)
        tamper("DELETE FROM trail_link WHERE seq = %s", link.seq)
    report = verify(roots=roots)
    assert _at(report) == [("links_missing", 9)]


def test_the_root_of_a_day_is_what_a_file_gives_back(chain: list[Link]) -> None:
    day = chain[-1].linked_at
    found = root_of(day.date())
    assert found is not None
    assert (found.seq, found.hash) == (10, bytes(chain[9].hash))
    assert parse(str(found)) == found
    assert root_of(MONDAY.date().replace(year=2020)) is None


def _rewrite() -> None:
    """Do what an attacker who knows everything would: compute the whole chain again."""
    links = list(Link.objects.order_by("seq"))
    for link in links:
        tamper("DELETE FROM trail_link WHERE seq = %s", link.seq)
    link_here()
