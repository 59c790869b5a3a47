"""Mail over a real SMTP server: it arrives once, survives a server that is down, gives up in the open."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, person_with
from houqin.kernel.lifecycle.tests.toy import begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices import timing
from houqin.kernel.notices.actions import purge, set_preference, try_again
from houqin.kernel.notices.channels import CHANNELS
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.queries import dead_letters
from houqin.kernel.notices.sending import LEASE, claim, claim_digests, deliver_due
from houqin.kernel.notices.tests.conftest import MailServer
from houqin.kernel.notices.tests.toy import happenings, reachable
from houqin.kernel.notices.words import letter
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.models import Person

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = MONDAY_9 + MINUTE


@pytest.fixture
def dispatcher(stage: Stage, mail: MailServer) -> Person:
    """Somebody who is told of new matters by mail."""
    return reachable(person_with("调度", ["lifecycle.routes"]), "d@school.example")


@pytest.fixture
def told(stage: Stage, dispatcher: Person) -> Delivery:
    """A mail that waits to be sent."""
    fan_out(happenings(begin(stage).pk))
    return Delivery.objects.get(channel="mail")


def gathered(person: Person, count: int = 1) -> list[Delivery]:
    """Add mails for a person's digest of the day after MONDAY_9."""
    day = timing.digest_day(MONDAY_9)
    rows = [
        Delivery(
            happening=new_id(), person=person, channel="mail", rule="toy.opened", subject=new_id(), kind="test.toy",
            at=MONDAY_9, next_at=timing.digest_at(day), digest_on=day,
        )
        for _ in range(count)
    ]  # fmt: skip
    return Delivery.objects.bulk_create(rows)


def test_a_mail_arrives_with_its_words_its_link_and_its_id(mail: MailServer, told: Delivery) -> None:
    assert deliver_due(SOON) == 1
    (message,) = mail.box.received
    assert message["To"] == "d@school.example"
    assert message["Subject"].startswith("新的试验 TT2603-")
    assert message["Message-ID"] == f"<{told.pk}@school.example>"
    assert "提出了“一件事”" in message.get_content()  # type: ignore[attr-defined]
    assert "https://houqin.school.example/m/TT2603-" in message.get_content()  # type: ignore[attr-defined]
    told.refresh_from_db()
    assert (told.state, told.sent_at, told.attempts) == ("sent", SOON, 1)
    assert deliver_due(SOON + DAY) == 0


def test_a_server_that_is_down_is_tried_again_until_it_is_back(mail: MailServer, told: Delivery) -> None:
    mail.stop()
    assert deliver_due(SOON) == 0
    told.refresh_from_db()
    assert (told.state, told.next_at) == ("waiting", SOON + MINUTE)
    assert "refused" in told.error
    assert deliver_due(SOON + MINUTE) == 0
    told.refresh_from_db()
    assert told.next_at == SOON + 3 * MINUTE
    mail.start()
    assert deliver_due(SOON + 2 * MINUTE) == 0  # not yet its turn
    assert deliver_due(SOON + 3 * MINUTE) == 1
    assert len(mail.box.received) == 1


def test_after_the_last_attempt_a_letter_is_dead_seen_and_can_be_tried_again(
    mail: MailServer, told: Delivery
) -> None:
    mail.stop()
    at = SOON
    for _ in range(timing.ATTEMPTS):
        deliver_due(at)
        at += timing.LONGEST_WAIT
    assert [row.pk for row in dead_letters()] == [told.pk]
    assert deliver_due(at + DAY) == 0
    mail.start()
    admin = person_with("管理员", ["notices.rules"])
    assert try_again([told.pk], by=admin, at=at) == 1
    assert deliver_due(at) == 1
    assert not dead_letters().exists()


def test_an_address_the_server_refuses_for_good_is_dead_at_once(mail: MailServer, told: Delivery) -> None:
    mail.box.refused.add("d@school.example")
    assert deliver_due(SOON) == 0
    told.refresh_from_db()
    assert (told.state, told.attempts) == ("dead", 1)
    assert "no such user" in told.error


def test_a_malformed_address_is_dead_and_does_not_stop_the_others(stage: Stage, mail: MailServer) -> None:
    reachable(person_with("甲", ["lifecycle.routes"]), "x@school.example\nBcc: all@school.example")
    reachable(person_with("乙", ["lifecycle.routes"]), "b@school.example")
    fan_out(happenings(begin(stage).pk))
    assert deliver_due(SOON) == 1
    assert [message["To"] for message in mail.box.received] == ["b@school.example"]
    assert dead_letters().count() == 1


def test_a_worker_that_dies_after_sending_repeats_the_same_message_id(
    mail: MailServer, told: Delivery
) -> None:
    (parcel,) = claim(SOON)  # a worker claims, sends, and is killed before it can mark
    CHANNELS["mail"].send(letter(parcel, "d@school.example"))
    assert deliver_due(SOON + LEASE - MINUTE) == 0  # its claim still holds
    assert deliver_due(SOON + LEASE) == 1
    first, second = mail.box.received
    assert first["Message-ID"] == second["Message-ID"]
    told.refresh_from_db()
    assert (told.state, told.attempts) == ("sent", 2)


def test_a_letter_that_kills_every_worker_ends_as_dead(told: Delivery, mail: MailServer) -> None:
    at = SOON
    for _ in range(timing.ATTEMPTS - 1):
        assert len(claim(at)) == 1  # and the worker dies
        at += LEASE
    mail.stop()
    deliver_due(at)
    told.refresh_from_db()
    assert told.state == "dead"


def test_the_daily_mail_gathers_everything_and_there_is_one_a_day(
    mail: MailServer, dispatcher: Person
) -> None:
    gathered(dispatcher, 3)
    morning = timing.digest_at(timing.digest_day(MONDAY_9))
    assert deliver_due(morning - MINUTE) == 0
    assert deliver_due(morning) == 1
    (message,) = mail.box.received
    assert message["Subject"] == "今天有 3 条消息"
    gathered(dispatcher)  # a straggler of the same day
    assert deliver_due(morning + HOUR) == 0
    assert deliver_due(morning + DAY) == 1
    assert len(mail.box.received) == 2


def test_a_repeated_digest_has_the_same_id_as_long_as_it_says_the_same(
    mail: MailServer, dispatcher: Person
) -> None:
    rows = gathered(dispatcher, 2)
    morning = timing.digest_at(timing.digest_day(MONDAY_9))
    (first,) = claim_digests(morning)
    (again,) = claim_digests(morning + LEASE)
    assert letter(first, "a").id == letter(again, "a").id
    gathered(dispatcher)
    (more,) = claim_digests(morning + 2 * LEASE)
    assert letter(more, "a").id not in {letter(first, "a").id, *(row.pk for row in rows)}


def test_who_chose_a_daily_mail_gets_urgent_ones_at_once_all_the_same(
    stage: Stage, mail: MailServer, dispatcher: Person
) -> None:
    set_preference(mail=True, digest=True, quiet=True, muted=[], by=dispatcher, at=stage.at)
    fan_out(happenings(begin(stage).pk))
    assert deliver_due(SOON) == 0
    assert Delivery.objects.get(channel="mail").digest_on == timing.digest_day(SOON)


def test_a_full_digest_of_hundreds_is_cut_and_says_so(dispatcher: Person) -> None:
    rows = gathered(dispatcher, 130)
    for row in rows:
        row.person = dispatcher
    text = letter(rows, "a").text
    assert text.count("请派人") == 100
    assert "还有更多" in text


def test_old_deliveries_are_purged_and_young_ones_stay(told: Delivery) -> None:
    assert purge(MONDAY_9 + 399 * DAY) == 0
    assert purge(MONDAY_9 + 401 * DAY) == 2  # inbox and mail
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(mail: MailServer) -> None:
    person = add_person(name="收件人", kind="staff", at=MONDAY_9)
    other = add_person(name="汇总人", kind="staff", at=MONDAY_9)
    for each in (person, other):
        reachable(each, "many@school.example")
    Delivery.objects.bulk_create(
        Delivery(happening=new_id(), person=person, channel="mail", rule="toy.opened", subject=new_id(),
                 kind="test.toy", at=MONDAY_9, next_at=MONDAY_9)
        for _ in range(90)
    )  # fmt: skip
    gathered(other, 30)

    def work(_number: int) -> int:
        try:
            return deliver_due(MONDAY_9 + DAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(work, range(4)))
    seen = Counter(message["Message-ID"] for message in mail.box.received)
    assert sent == len(seen) == 91
    assert set(seen.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_claimed_row_is_nobody_elses_while_the_claim_is_made(mail: MailServer) -> None:
    person = reachable(add_person(name="收件人", kind="staff", at=MONDAY_9), "one@school.example")
    Delivery.objects.create(happening=new_id(), person=person, channel="mail", rule="x", subject=new_id(),
                            kind="test.toy", at=MONDAY_9, next_at=MONDAY_9)  # fmt: skip

    def claimed(_number: int) -> int:
        try:
            return len(claim(MONDAY_9))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(claimed, range(2)))
    assert sorted(counts) == [0, 1]
