"""What people fill in; input checks only."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.web.forms import DateInput
from houqin.services.surveys.queries import terms
from houqin.services.surveys.rules import STARS, TOO_FEW

LONGEST = 500
YES, NO = "yes", "no"
DONE = ((YES, _("办好了")), (NO, _("没办好")))


class Rate(forms.Form):
    """Was it done, and how well: nothing is chosen beforehand. A service words the first question."""

    done = forms.ChoiceField(
        label=_("办好了吗？"), choices=DONE, widget=forms.RadioSelect,
        error_messages={"required": _("请选择办好了没有。")},
    )  # fmt: skip
    stars = forms.TypedChoiceField(
        label=_("打几颗星？"), coerce=int, choices=[(n, str(n)) for n in STARS], widget=forms.RadioSelect,
        error_messages={"required": _("请选择一到五颗星。")},
    )  # fmt: skip
    tags = forms.MultipleChoiceField(
        label=_("哪方面？"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    words = forms.CharField(
        label=_("想说的话"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("科室负责人会看到这段话，不显示您的姓名；师傅看不到。"),
    )  # fmt: skip
    named = forms.BooleanField(label=_("允许科室负责人看到我的姓名"), required=False)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Any = None, answers: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["tags"].choices = [(tag.key, str(tag)) for tag in terms.tags_in_use()]
        if question:
            fields["done"].label = question
        if answers:
            fields["done"].choices = list(zip((YES, NO), answers, strict=True))

    def clean_done(self) -> bool:
        """Return the answer as a truth."""
        return bool(self.cleaned_data["done"] == YES)


class Edition(forms.Form):
    """A new edition of the terms."""

    since = forms.DateField(label=_("从哪天起生效"), widget=DateInput())
    open_days = forms.IntegerField(label=_("评价期限（天）"), min_value=1, max_value=60)
    remind_days = forms.IntegerField(label=_("到期前几天提醒"), min_value=0, max_value=30)
    revise_minutes = forms.IntegerField(label=_("提交后可修改（分钟）"), min_value=0, max_value=1440)
    batch = forms.IntegerField(label=_("个人评分每批份数"), min_value=TOO_FEW, max_value=50)
    source = forms.CharField(label=_("依据"), max_length=300, help_text=_("制度名称和条款。"))

    def clean_since(self) -> datetime:
        """Return the first instant of the day."""
        return datetime.combine(self.cleaned_data["since"], time(), SHANGHAI)
