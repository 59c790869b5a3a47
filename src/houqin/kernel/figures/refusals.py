"""What the figures say when they refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "figures.still_running": _("这段时间到 {last} 才结束，结束后才能定格。"),
    "figures.frozen_already": _("这个数字在这段时间已经定格，定格的数字不再改变。"),
}
