"""Vouchers out: layouts edited as data, runs that keep their file and send no entry twice unless asked."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from io import StringIO

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record
from houqin.kernel.web.excel import workbook
from houqin.services.cashier.models import Export, Exported, Layout
from houqin.services.cashier.queries import vouchers
from houqin.services.cashier.queries.books import Span

MOST = 50_000
ENCODINGS = {Layout.Files.CSV: "utf-8-sig", Layout.Files.CSV_GB: "gb18030"}


def save_layout(
    layout: Layout | None, *, name: str, columns: Sequence[tuple[str, str]], codes: dict[str, str], dates: str,
    amounts: str, file_type: str, by: Person, at: datetime,
) -> Layout:  # fmt: skip
    """Make or change a layout; runs made before keep their files. Needs "cashier.export".

    Raises `Refused("cashier.layout_name_taken")`.
    """
    require("cashier.export", by=by, at=at)
    layout = layout or Layout()
    layout.name, layout.columns, layout.codes = name, [list(pair) for pair in columns], codes
    layout.dates, layout.amounts, layout.file_type = dates, amounts, file_type
    layout.changed_by, layout.changed_at = by, at
    try:
        with transaction.atomic():
            layout.save()
            record(subject=layout.pk, kind="cashier.layout", verb="edit", by=by, at=at,
                   facts={"columns": layout.columns, "codes": codes})  # fmt: skip
    except IntegrityError as taken:
        raise Refused("cashier.layout_name_taken", name=name, field="name") from taken
    return layout


def export(layout: Layout, *, first: date, last: date, again: bool, by: Person, at: datetime) -> Export:
    """Write out the entries of a span, both days included. Needs "cashier.export".

    Raises `Refused` ("cashier.nothing_to_export", "cashier.code_missing", "cashier.too_many_entries",
    "cashier.exported_meanwhile").
    """
    require("cashier.export", by=by, at=at)
    entries = list(vouchers.entries_of(Span(first, last), again=again)[: MOST + 1])
    if not entries:
        raise Refused("cashier.nothing_to_export")
    if len(entries) > MOST:
        raise Refused("cashier.too_many_entries", most=MOST)
    voucher = vouchers.written(layout, entries)
    if voucher.lacking:
        raise Refused("cashier.code_missing", accounts="、".join(voucher.lacking[:5]))
    content = file_of(layout, voucher)
    run = Export(
        layout=layout, first=first, last=last, again=again, entries=voucher.entries, lines=len(voucher.rows),
        debit=voucher.debit, credit=voucher.credit, content=content, sha256=sha256(content).hexdigest(), by=by, at=at,
    )  # fmt: skip
    before = set(
        Exported.objects.filter(entry__in=entries if again else ()).values_list("entry_id", flat=True)
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            Exported.objects.bulk_create(
                (Exported(export=run, entry=one, again=one.pk in before) for one in entries), batch_size=2_000
            )
            record(subject=run.pk, kind="cashier.export", verb="exported", by=by, at=at,
                   facts={"entries": run.entries, "debit": run.debit, "sha256": run.sha256})  # fmt: skip
    except IntegrityError as taken:
        raise Refused("cashier.exported_meanwhile") from taken
    return run


def file_of(layout: Layout, voucher: vouchers.Voucher) -> bytes:
    """Return the file of a voucher in the layout's type."""
    if layout.file_type == Layout.Files.XLSX:
        return workbook(layout.name, list(voucher.heads), _counting(layout, voucher))
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in (voucher.heads, *voucher.rows))
    return out.getvalue().encode(ENCODINGS[Layout.Files(layout.file_type)], errors="replace")


def _counting(layout: Layout, voucher: vouchers.Voucher) -> list[list[str | Decimal]]:
    """Return the rows with amounts as numbers that a workbook calculates with."""
    amounts = {n for n, (key, _title) in enumerate(layout.columns) if key in {"debit", "credit", "amount"}}
    return [
        [Decimal(cell.replace(",", "")) if n in amounts and cell else cell for n, cell in enumerate(row)]
        for row in voucher.rows
    ]


def _harmless(cell: str) -> str:
    """Let no cell begin as a formula does where a spreadsheet opens the file; a negative amount is none."""
    formula = cell.startswith(("=", "+", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    negative = cell.startswith("-") and cell[1:].replace(",", "").replace(".", "").isdigit()
    return f"'{cell}" if formula or (cell.startswith("-") and not negative) else cell
