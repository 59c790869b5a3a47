"""The form by which a meeting's decision is written down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.web.forms import DateInput, FilesField, MoveForm

MOST = 9999


class MeetingForm(MoveForm):
    """Who was there, how they voted, and the minutes; whether it was carried follows from the numbers."""

    held_on = forms.DateField(label=_("会议日期"), widget=DateInput())
    entitled = forms.IntegerField(label=_("应到人数"), min_value=1, max_value=MOST)
    present = forms.IntegerField(label=_("实到人数"), min_value=0, max_value=MOST)
    in_favour = forms.IntegerField(
        label=_("同意票"), help_text=_("超过实到人数的一半为通过。"), min_value=0, max_value=MOST
    )
    against = forms.IntegerField(label=_("反对票"), initial=0, min_value=0, max_value=MOST)
    minutes = FilesField(
        slot="minutes", kind="voucher", max_files=1, label=_("会议纪要"),
        help_text=_("上传签字或盖章的纪要，PDF 或清晰的照片。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = local_date(self.at)

    def clean_minutes(self) -> Any:
        """One file, as the action takes it."""
        (minutes,) = self.cleaned_data["minutes"]
        return minutes
