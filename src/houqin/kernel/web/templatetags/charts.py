"""`{% sparkline values "name" %}`: a small line with its scale, spoken as lowest, highest and last value."""

from collections.abc import Sequence

from django.template import Library
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from houqin.kernel.web.charts import spark
from houqin.kernel.web.charts.model import shown
from houqin.kernel.web.charts.scale import known

register = Library()


@register.simple_tag
def sparkline(values: Sequence[float | None], title: str) -> SafeString:
    """Return a sparkline, nothing for fewer than two values."""
    there = known(values)
    if len(there) < 2:
        return mark_safe("")
    label = _("%(title)s：最低 %(low)s，最高 %(high)s，最近 %(last)s") % {
        "title": title, "low": shown(min(there)), "high": shown(max(there)), "last": shown(there[-1]),
    }  # fmt: skip
    return mark_safe(spark(values, label))
