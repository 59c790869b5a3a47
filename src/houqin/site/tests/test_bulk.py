"""Multiplied history: each copy a whole case with its own id, number and happenings."""

from pathlib import Path

import pytest
from pytest_django import Settings

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.relay import link_new
from houqin.kernel.trail.verify import verify
from houqin.services.repairs.actions import answer
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.tests.cast import MONDAY_9, brought_to, make_cast, reported
from houqin.site.demo.bulk import multiply


@pytest.mark.django_db(transaction=True)
def test_copies_are_whole_cases_and_the_chain_takes_them_in(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    cast = make_cast()
    reported(cast)
    brought_to(cast, "fixed")
    before = Happening.objects.count()
    copied = multiply("repairs.order", 3, years=1)
    assert copied.cases == 6
    assert (
        Case.objects.filter(kind="repairs.order").count()
        == Order.objects.count()
        == Report.objects.count()
        == 8
    )
    assert Happening.objects.count() >= before + copied.happenings > before
    assert Order.objects.values("number").distinct().count() == 8
    while link_new():
        pass
    assert verify().sound


@pytest.mark.django_db(transaction=True)
def test_what_is_open_is_copied_into_this_year_only(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    cast = make_cast()
    reported(cast)
    closed = brought_to(cast, "fixed")
    answer.approve(closed, by=cast.student, at=MONDAY_9)
    assert multiply("repairs.order", 4, years=2).cases == 4 + 2
    orders = Case.objects.filter(kind="repairs.order")
    assert orders.filter(closed_at=None).count() == 1 + 2
    copies = orders.exclude(closed_at=None).exclude(pk=closed.pk)
    ages = sorted((closed.opened_at - copy.opened_at).days for copy in copies)
    assert ages == [0, 0, 364, 364]
