"""The first layout for the finance system, and last month's vouchers written in it."""

from houqin.kernel.base.clock import local_date
from houqin.services.cashier import forms, rules
from houqin.services.cashier.actions import exporting
from houqin.services.cashier.demo.story import Story
from houqin.services.cashier.models import Layout
from houqin.services.cashier.queries import vouchers


def send_vouchers(story: Story) -> None:
    """Make the layout an office begins with, and export the month before."""
    if story.accountant is None:
        return
    columns, _wrong = rules.read_pairs(str(forms.first_layout()["columns"]))
    layout = exporting.save_layout(
        None, name="财务系统凭证", columns=columns, codes=dict(vouchers.FIRST_CODES), dates=Layout.Dates.DASHES,
        amounts=Layout.Amounts.YUAN, file_type=Layout.Files.XLSX, by=story.accountant, at=story.until,
    )  # fmt: skip
    month = rules.month_before(local_date(story.until))
    exporting.export(
        layout, first=month, last=rules.last_of(month), again=False, by=story.accountant, at=story.until
    )
