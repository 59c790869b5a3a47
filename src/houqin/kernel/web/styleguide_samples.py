"""Invented data of the styleguide: fixed instants, invented names, nothing from the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from houqin.kernel.web.charts import Series, donut, lines, ranked_bars, stacked_columns
from houqin.kernel.web.month import Event, month_of
from houqin.kernel.web.styleguide_orders import orders

NOW = datetime(2024, 11, 21, 5, 58, tzinfo=UTC)
TRADES = {
    "water": (gettext_lazy("水"), "droplets"),
    "power": (gettext_lazy("电"), "zap"),
    "air": (gettext_lazy("空调"), "air-vent"),
    "wood": (gettext_lazy("木工"), "hammer"),
    "lock": (gettext_lazy("门锁"), "key-round"),
    "net": (gettext_lazy("网络"), "wifi"),
    "white": (gettext_lazy("家电"), "refrigerator"),
    "other": (gettext_lazy("其他"), "ellipsis"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sample menu."""

    title: str
    icon: str
    count: int = 0
    current: bool = False
    url: str = "#main"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the sample menu."""

    title: str
    items: list[Line] = field(default_factory=list)

    @property
    def current(self) -> bool:
        """Whether the page shown is in this group."""
        return any(item.current for item in self.items)


class SampleForm(forms.Form):
    """Fields of every kind, some of them wrong."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=40)
    phone = forms.CharField(label=gettext_lazy("手机"), help_text=gettext_lazy("师傅上门前会打这个电话"))
    day = forms.DateField(
        label=gettext_lazy("日期"), required=False, widget=forms.DateInput({"type": "date"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[(key, name) for key, (name, _icon) in TRADES.items()]
    )
    amount = forms.DecimalField(label=gettext_lazy("金额"), required=False)
    note = forms.CharField(
        label=gettext_lazy("说明"), max_length=200, required=False, widget=forms.Textarea({"rows": 3})
    )
    urgent = forms.BooleanField(label=gettext_lazy("影响上课或有危险"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("通知方式"),
        widget=forms.RadioSelect,
        choices=[("app", gettext_lazy("站内消息")), ("mail", gettext_lazy("邮件"))],
    )
    locked = forms.CharField(label=gettext_lazy("学号"), disabled=True, required=False)


def shell(request: HttpRequest, page: str) -> SimpleNamespace:
    """Return the frame of the sample pages: a dispatcher's menu, the reader's own theme and size."""
    groups = [
        Group(
            _("维修"),
            [
                Line(_("调度台"), "kanban", 12, page == "board"),
                Line(_("师傅排班"), "calendar-days"),
                Line(_("计划保养"), "repeat-2"),
                Line(_("备件库"), "package"),
            ],
        ),
        Group(
            _("服务"),
            [
                Line(_("客房"), "bed-double"),
                Line(_("餐饮"), "utensils"),
                Line(_("医疗费报销"), "heart-pulse", 23),
            ],
        ),
        Group(
            _("校园运行"),
            [Line(_("能耗"), "gauge"), Line(_("安全巡查"), "shield-check"), Line(_("工程项目"), "hard-hat")],
        ),
        Group(_("系统管理"), [Line(_("组件样例"), "swatch-book", 0, page == "")]),
    ]
    tabs = [
        Line(_("首页"), "house"),
        Line(_("事项"), "list-checks", 0, True),
        Line(_("扫码"), "scan-line"),
        Line(_("消息"), "bell", 3),
        Line(_("我的"), "user-round"),
    ]
    return SimpleNamespace(
        brand=_("智慧后勤"),
        school=_("示范大学"),
        groups=groups,
        tabs=tabs,
        unread=3,
        todo_count=6,
        person=SimpleNamespace(name=_("调度员甲")),
        demo_banner=page == "",
        theme=request.COOKIES.get("theme", "auto"),
        size=request.COOKIES.get("size", "normal"),
    )


def report() -> Mapping[str, object]:
    """Return what the page of reporting a repair shows."""
    faults = (_("水龙头坏"), _("水管漏水"), _("下水堵塞"), _("马桶冲水"), _("没有热水"))
    return {
        "trades": [
            {"value": key, "label": name, "icon": icon, "checked": key == "water"}
            for key, (name, icon) in TRADES.items()
        ],
        "faults": [{"value": str(at), "label": name, "checked": at == 1} for at, name in enumerate(faults)],
    }


def progress() -> Mapping[str, object]:
    """Return what the page of a repair on its way shows."""
    return {
        "steps": [_("提交"), _("派单"), _("上门"), _("完工"), _("评价")],
        "at": {
            name: NOW - timedelta(minutes=ago)
            for name, ago in (("left", 0), ("sent", 17), ("taken", 18), ("asked", 20), ("wrote", 12))
        },
        "due": NOW + timedelta(minutes=222),
    }


def board() -> Mapping[str, object]:
    """Return what the dispatcher's desk shows."""
    return {
        "orders": orders(NOW),
        "columns": [
            {"key": key, "title": title, "shown": True}
            for key, title in (
                ("place", _("地点")),
                ("state", _("状态")),
                ("due", _("时限")),
                ("who", _("处理人")),
            )
        ],
        "series": {
            "waiting": [16, 15, 14, 18, 13, 16, 12],
            "working": [38, 41, 40, 44, 42, 43, 47],
            "on_time": [93.1, 92.8, 94.4, 94.0, 95.2, 95.2, 96.4],
            "hours": [151, 148, 149, 144, 142, 136, 130],
            "stars": [4.78, 4.80, 4.77, 4.81, 4.80, 4.83, 4.83],
        },
        "week": _week(),
        "load": _load(),
        "views": _views(),
    }


def catalogue() -> Mapping[str, object]:
    """Return what the catalogue of components shows."""
    typed = SampleForm(
        {
            "title": _("三号楼洗手池漏水"),
            "kind": "water",
            "way": "app",
            "day": "2024-11-21",
            "note": _("一直滴水"),
        },
        initial={"locked": "20240001"},
        auto_id="wrong_%s",
    )
    typed.is_valid()
    days = [f"11/{day}" for day in range(1, 22)]
    use = [
        412,
        405,
        398,
        301,
        295,
        420,
        433,
        428,
        431,
        425,
        318,
        309,
        440,
        452,
        447,
        455,
        460,
        338,
        327,
        466,
        471,
    ]
    last = [
        430,
        441,
        418,
        322,
        310,
        446,
        452,
        449,
        455,
        450,
        335,
        330,
        462,
        470,
        466,
        474,
        480,
        352,
        341,
        485,
        492,
    ]
    events = {
        date(2024, 11, 21): [Event(_("电梯年检"), "violet", "#calendar"), Event(_("水箱清洗"))],
        date(2024, 11, 27): [Event(_("消防演练"), "red")],
    }
    return {
        **report(),
        **progress(),
        **board(),
        "form": typed,
        "fresh": SampleForm(initial={"locked": "20240001"}),
        "tones": [
            ("amber", _("待办")),
            ("blue", _("处理中")),
            ("violet", _("审核中")),
            ("green", _("完成")),
            ("red", _("超时")),
            ("gray", _("已关闭")),
        ],
        "dues": [
            (NOW + timedelta(minutes=22), NOW - timedelta(hours=4), ""),
            (NOW + timedelta(minutes=100), NOW - timedelta(minutes=160), ""),
            (NOW + timedelta(hours=21), NOW - timedelta(hours=3), ""),
            (NOW - timedelta(minutes=35), NOW - timedelta(hours=4), ""),
            (NOW + timedelta(hours=2), NOW - timedelta(hours=2), "paused"),
            (NOW + timedelta(hours=2), NOW - timedelta(hours=2), "done"),
        ],
        "facts": [(_("编号"), "BX2411-0386"), (_("类别"), _("水")), (_("地点"), _("学生公寓 3 号楼 412 室"))],
        "changes": [(_("处理人"), _("李师傅"), _("周师傅")), (_("时限"), "", "17:40")],
        "power": lines(
            _("本月用电比去年同期少 4.1%"),
            days,
            [Series(_("今年"), use), Series(_("去年"), last)],
            unit=_("千瓦时 / 天"),
            corner=_("日期"),
            target=500,
            target_name=_("定额"),
            width=640,
            height=230,
        ),
        "sources": donut(
            _("七成报修来自扫码"),
            [(_("扫码"), 268), (_("网页"), 71), (_("电话代报"), 39)],
            unit=_("单"),
            head=(_("来源"), _("单数"), _("占比")),
        ),
        "month": month_of(2024, 11, today=date(2024, 11, 21), events=events, off={date(2024, 11, 23)}),
        "crumbs": [(_("首页"), "/"), (_("组件样例"), "")],
        "amounts": [128050, -3000, 0, None],
        "page": SimpleNamespace(next="?after=x", first="?", counted=1000, many=True),
        "earlier": {"key": "new", "title": _("待派单"), "url": "#board"},
        "later": {"key": "done", "title": _("待验收"), "url": "#board"},
    }


def _week() -> object:
    parts = (
        (_("水"), (18, 20, 16, 24, 19, 11, 9)),
        (_("电"), (14, 13, 18, 18, 16, 8, 7)),
        (_("空调"), (9, 11, 10, 13, 10, 7, 6)),
        (_("其他"), (8, 8, 10, 9, 8, 5, 4)),
    )
    days = [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")]
    return stacked_columns(
        _("周四报修最多，水和电占六成"),
        days,
        [Series(name, values) for name, values in parts],
        unit=_("单 / 天"),
        corner=_("星期"),
    )


def _load() -> object:
    crew = [(_("陈师傅"), 7), (_("周师傅"), 5), (_("赵师傅"), 4), (_("李师傅"), 3), (_("孙师傅"), 1)]
    return ranked_bars(
        _("陈师傅快满了，孙师傅可再派"),
        crew,
        unit=_("今日 / 上限"),
        head=(_("师傅"), _("今日 / 上限")),
        limit=8,
    )


def _views() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(name=_("我的班组"), query="crew=1"),
        SimpleNamespace(name=_("快超时"), query="due=soon"),
    ]
