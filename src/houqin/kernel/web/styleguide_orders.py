"""Invented repair orders of the styleguide."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.utils.translation import gettext as _


def orders(now: datetime) -> list[SimpleNamespace]:
    """Return nine repair orders in every state, as of `now`."""
    hour = timedelta(hours=1)
    raw = [
        (
            _("洗手池下方漏水，地面积水"),
            "0386",
            _("水"),
            _("学生公寓 3 号楼"),
            _("412 室"),
            "red",
            _("紧急"),
            -3.6,
            0.37,
            "",
            "",
        ),
        (
            _("走廊照明整排不亮"),
            "0385",
            _("电"),
            _("图书馆"),
            _("二层东区"),
            "amber",
            _("待派单"),
            -1.4,
            1.67,
            "",
            "",
        ),
        (
            _("空调不制冷，滴水到课桌"),
            "0384",
            _("空调"),
            _("信息楼"),
            _("211 教室"),
            "amber",
            _("待派单"),
            -1.8,
            2.1,
            "",
            "",
        ),
        (
            _("门禁刷卡无反应"),
            "0383",
            _("门锁"),
            _("学生公寓 7 号楼"),
            _("东门"),
            "blue",
            _("已派单"),
            -0.8,
            3.5,
            "",
            _("周师傅"),
        ),
        (
            _("热水器不出热水"),
            "0382",
            _("家电"),
            _("学生公寓 11 号楼"),
            _("公共浴室"),
            "violet",
            _("上门中"),
            -1.8,
            0.8,
            "",
            _("陈师傅"),
        ),
        (
            _("椅子靠背断裂 3 把"),
            "0381",
            _("木工"),
            _("乐群楼"),
            "304",
            "blue",
            _("已派单"),
            -3,
            21,
            "",
            _("李师傅"),
        ),
        (
            _("食堂二楼排烟罩异响"),
            "0380",
            _("其他"),
            _("第一食堂"),
            _("二楼后厨"),
            "gray",
            _("待配件"),
            -3,
            1,
            "paused",
            _("赵师傅"),
        ),
        (
            _("卫生间下水堵塞"),
            "0379",
            _("水"),
            _("思源楼"),
            _("一层男卫"),
            "violet",
            _("上门中"),
            -1.5,
            1.92,
            "",
            _("陈师傅"),
        ),
        (
            _("投影仪插座松动"),
            "0378",
            _("电"),
            _("博识楼"),
            "B105",
            "green",
            _("待验收"),
            -3,
            1,
            "done",
            _("周师傅"),
        ),
    ]
    names = ("title", "number", "trade", "place", "room", "tone", "word", "start", "due", "state", "who")
    rows = []
    for at, values in enumerate(raw):
        row = SimpleNamespace(
            **dict(zip(names, values, strict=True)), chosen=at < 2, at=now - timedelta(minutes=20 + 17 * at)
        )
        row.number, row.start, row.due = f"BX2411-{row.number}", now + row.start * hour, now + row.due * hour
        rows.append(row)
    return rows
