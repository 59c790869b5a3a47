"""Multiplied history: each copy a whole case with its own id, number and happenings."""

from pathlib import Path

import pytest
from pytest_django import Settings

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.relay import link_new
from houqin.kernel.trail.verify import verify
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.tests.cast import brought_to, make_cast, reported
from houqin.site.demo.bulk import multiply


@pytest.mark.django_db(transaction=True)
def test_copies_are_whole_cases_and_the_chain_takes_them_in(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    cast = make_cast()
    reported(cast)
    brought_to(cast, "fixed")
    before = Happening.objects.count()
    copied = multiply("repairs.order", 3)
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
