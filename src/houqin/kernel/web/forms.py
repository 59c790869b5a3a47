"""Forms of pages: what every form shares. Input checks only; writing is the actions' business."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import sentence


class MoveForm(forms.Form):
    """What a person fills in to make a move; its cleaned data become the action's arguments."""

    def __init__(self, *args: Any, case: Case, person: Person, at: datetime, **kwargs: Any) -> None:
        self.case, self.person, self.at = case, person, at
        super().__init__(*args, **kwargs)


class NoteForm(MoveForm):
    """A move with a few words, if any."""

    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(MoveForm):
    """A move that owes the other side a reason."""

    note = forms.CharField(
        label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对方会看到这段话，请写清楚原因和下一步怎么做。"),
    )  # fmt: skip


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files; the page's script shrinks photos before they leave the phone."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files for one evidence slot. Cleans to a list of uploads."""

    def __init__(self, *, slot: str, kind: str = "photo", max_files: int = 6, **kwargs: Any) -> None:
        self.slot, self.kind, self.max_files = slot, kind, max_files
        accept = "image/*" if kind == "photo" else ".pdf,.jpg,.jpeg,.png,.heic,.docx,.xlsx,.ofd"
        kwargs.setdefault("widget", FilesInput(attrs={"accept": accept, "data-max": max_files}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file's presence and their number; what is in them is checked where they are stored."""
        uploads: Sequence[UploadedFile[bytes]] = (
            data if isinstance(data, (list, tuple)) else [data] if data else []
        )
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.max_files:
            raise forms.ValidationError(
                ngettext_lazy("最多上传 %(max)d 个文件。", "最多上传 %(max)d 个文件。", "max"),
                code="too_many", params={"max": self.max_files},
            )  # fmt: skip
        return [super(FilesField, self).clean(upload, initial) for upload in uploads]


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and time picker."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


@contextmanager
def refusals_into(form: forms.Form) -> Iterator[None]:
    """Turn a `Refused` of an action into errors of the form, all reasons at once; nothing typed is lost."""
    try:
        yield
    except Refused as refused:
        for reason in refused.reasons:
            field = reason.params.get("field")
            form.add_error(str(field) if field in form.fields else None, sentence(reason))
