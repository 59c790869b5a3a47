"""Words for what the data hold: kinds of day, and stored names that have a translation."""

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from houqin.kernel.worktime.days import DayKind

KINDS = {
    DayKind.WORKDAY: _("工作日"),
    DayKind.MAKE_UP: _("调休上班"),
    DayKind.WEEKEND: _("周末"),
    DayKind.HOLIDAY: _("放假"),
}
STORED = (
    gettext_noop("元旦"),
    gettext_noop("春节"),
    gettext_noop("清明节"),
    gettext_noop("劳动节"),
    gettext_noop("端午节"),
    gettext_noop("中秋节"),
    gettext_noop("国庆节"),
    gettext_noop("中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
    gettext_noop("国务院办公厅放假通知（chinesecalendar 数据）"),
    gettext_noop("办公时间"),
    gettext_noop("后勤班"),
    gettext_noop("全天候"),
)


def shown(name: str) -> str:
    """Return a stored name in the reader's language where it is one of those every school has."""
    return gettext(name) if name in STORED else name
