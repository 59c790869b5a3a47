"""What the database itself refuses of the cashier's tables, whoever writes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from houqin.kernel.money.models import Entry, Period
from houqin.kernel.people.models import Person
from houqin.services.cashier.actions import exporting
from houqin.services.cashier.models import Difference, Export, Exported, Layout, Receipt
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import MARCH, MONDAY_9, TUESDAY_9, ticket

LAST = date(2026, 3, 31)


def refuses(name: str, deed: Callable[[], Any]) -> bool:
    """Tell whether the database refuses a deed by the constraint of this name."""
    try:
        with transaction.atomic():
            deed()
    except IntegrityError as error:
        return name in str(error)
    return False


@pytest.fixture
def layout(accountant: Person) -> Layout:
    return exporting.save_layout(
        None, name="财务", columns=[("code", "科目")], codes=vouchers.FIRST_CODES, dates="%Y%m%d", amounts="fen",
        file_type="csv", by=accountant, at=MONDAY_9,
    )  # fmt: skip


@pytest.fixture
def run(meal: Entry, layout: Layout, accountant: Person) -> Export:
    return exporting.export(layout, first=MARCH, last=LAST, again=False, by=accountant, at=TUESDAY_9)


def receipt(meal: Entry, cashier: Person, **other: Any) -> Receipt:
    """Write a receipt of the dinner; all is right but what is given."""
    right: dict[str, Any] = {"number": "SJ2603-9999", "kind": "refund", "fen": 1, "entry": meal, "ticket": ticket(),
                             "by": cashier, "at": TUESDAY_9}  # fmt: skip
    return Receipt.objects.create(**right | other)


@pytest.mark.parametrize("fen", [0, -1, -(10**12)])
def test_a_receipt_is_of_an_amount(meal: Entry, cashier: Person, fen: int) -> None:
    assert refuses("receipt_fen", lambda: receipt(meal, cashier, fen=fen))
    assert receipt(meal, cashier).fen == 1


@pytest.mark.parametrize("same", ["number", "ticket", "entry"])
def test_a_receipt_stands_alone_with_its_number_ticket_and_entry(
    meal: Entry, subsidy: Receipt, cashier: Person, same: str
) -> None:
    taken = {same: getattr(subsidy, same)}
    assert refuses(f"cashier_receipt_{same}", lambda: receipt(meal, cashier, **taken))
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"fen": 1}, {"note": "x"}, {"number": "SJ1"}, {"by": None}, {"ticket": "x"}, {"what": ""}],
    ids=str,
)
def test_no_part_of_a_receipt_is_changed_in_a_heap(subsidy: Receipt, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Receipt.objects.filter(pk=subsidy.pk).update(**change)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Receipt.objects.all().delete()
    assert Receipt.objects.get() == subsidy


@pytest.mark.parametrize("change", [{"debit": 1}, {"credit": 1}, {"debit": -17_200}, {"entries": 0}], ids=str)
def test_a_run_is_even_and_of_something(run: Export, change: dict[str, int]) -> None:
    assert refuses("export_even", lambda: Export.objects.filter(pk=run.pk).update(**change))


@pytest.mark.parametrize("number", ["entries", "lines"])
def test_a_run_counts_nothing_below_nought(run: Export, number: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=run.pk).update(**{number: -1})


def test_an_entry_goes_out_once_and_once_a_run_even_when_asked_again(run: Export, meal: Entry) -> None:
    assert refuses("exported_once_a_run", lambda: Exported.objects.create(export=run, entry=meal, again=True))
    second = Export.objects.get(pk=run.pk)
    second.pk = Receipt.objects.get().pk  # another id
    second.save(force_insert=True)
    assert refuses("exported_once", lambda: Exported.objects.create(export=second, entry=meal))
    Exported.objects.create(export=second, entry=meal, again=True)
    assert Exported.objects.filter(entry=meal).count() == 2


def test_what_went_out_keeps_its_layout_and_its_entries(run: Export, layout: Layout, meal: Entry) -> None:
    for deed in (layout.delete, run.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    with pytest.raises(DatabaseError), transaction.atomic():
        meal.delete()
    assert run.exported.count() == 3


def test_a_layout_s_name_is_its_own(layout: Layout) -> None:
    again = Layout(name=layout.name, columns=[], codes={}, dates="%Y", amounts="fen", file_type="csv",
                   changed_at=MONDAY_9)  # fmt: skip
    assert refuses("cashier_layout_name", lambda: again.save(force_insert=True))


def test_a_finding_of_a_day_is_one_difference(accountant: Person) -> None:
    case = stage.strange_line()
    same = {name: getattr(case, name) for name in ("gateway", "day", "finding", "reference", "trade", "kind")}
    twin = Difference(number="DC2603-9999", title="x", state="found", opened_at=TUESDAY_9, moved_at=TUESDAY_9,
                      **same)  # fmt: skip
    assert refuses("difference_once", lambda: twin.save(force_insert=True))
    for name, value in (("gateway", "alipay"), ("day", LAST), ("finding", "only_ours"), ("reference", "x")):
        kept = {one: value if one == name else getattr(case, one) for one in same}
        with transaction.atomic():
            Difference(number=f"DC2603-{name}", title="x", state="found", opened_at=TUESDAY_9, moved_at=TUESDAY_9,
                       **kept).save(force_insert=True)  # fmt: skip
    assert Difference.objects.count() == 5


PERIODS: dict[str, tuple[str, dict[str, Any]]] = {
    "in the middle of a month": ("money_period_month", {"month": date(2026, 2, 2), "state": "closed"}),
    "opened again by nobody": ("money_period_whole", {"state": "open"}),
    "asked for by nobody": ("money_period_whole", {"state": "asked"}),
    "in no state": ("money_period_whole", {"state": "lost"}),
    "closed though asked for": ("money_period_whole", {"state": "closed", "asked": True}),
    "opened by who asked": ("money_period_two_people", {"state": "open", "asked": True, "same": True}),
}


@pytest.mark.parametrize("wrong", PERIODS)
def test_a_month_is_whole(accountant: Person, wrong: str) -> None:
    name, given = PERIODS[wrong]
    period = Period(month=given.get("month", MARCH), state=given["state"], closed_by=accountant, closed_at=TUESDAY_9,
                    asked_by=accountant if "asked" in given else None,
                    reopened_by=accountant if "same" in given else None)  # fmt: skip
    assert refuses(name, lambda: period.save(force_insert=True))
    assert not Period.objects.exists()
