"""What technicians fill in."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.web.forms import FilesField, MoveForm
from houqin.services.repairs.queries import orders

if TYPE_CHECKING:
    from houqin.services.repairs.models import Order, PauseReason

MOST_PHOTOS = 6


class Pause(MoveForm):
    """Say why an order stands."""

    reason: "forms.ModelChoiceField[PauseReason]" = forms.ModelChoiceField(
        label=_("为什么暂停"), queryset=None, widget=forms.RadioSelect, empty_label=None,
        help_text=_("最长一天；调度同意后可以更久。哪些时限停表由维修时限规定。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("说明一下"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = FilesField(label=_("照片"), slot="door", max_files=MOST_PHOTOS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["reason"].queryset = orders.pause_reasons(cast("Order", self.case))


class NobodyHome(MoveForm):
    """Show that one has been at the door."""

    photos = FilesField(
        label=_("门口照片"), slot="door", max_files=MOST_PHOTOS, required=False,
        help_text=_("拍门牌；或者填门牌二维码下方的编码。"),
    )  # fmt: skip
    tag = forms.CharField(label=_("门牌二维码编码"), required=False, max_length=26)
    note = forms.CharField(
        label=_("说明一下"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class Finish(MoveForm):
    """Show that it is mended."""

    photos = FilesField(label=_("完工照片"), slot="after", max_files=MOST_PHOTOS)
    note = forms.CharField(
        label=_("做了什么"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
