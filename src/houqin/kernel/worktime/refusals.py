"""What worktime says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "worktime.unreadable_hours": _(
        "看不懂时间“{text}”，请写成 08:30-11:30, 13:00-17:00 的样子；跨夜写 22:00-06:00。"
    ),
    "worktime.never_open": _("按这样设置将永远不开门，请至少给平常的工作日或周末填写一段服务时间。"),
    "worktime.starts_in_past": _("生效时间不能早于现在，已经过去的时间按当时的规定计算；请改为现在或以后。"),
    "worktime.no_such_schedule": _(
        "没有名为“{key}”的服务时间，请先在“系统管理 → 工作日历 → 服务时间”中添加。"
    ),
    "worktime.schedule_exists": _("代码“{key}”在这个范围内已经有服务时间了，请直接修改原有的那一条。"),
    "worktime.key_of_hours": _("代码只能用小写字母、数字和连字符，例如 office-night，请改一个。"),
    "worktime.one_scope": _("单位和校区只能选一个，请去掉其中一个。"),
    "worktime.nothing_to_publish": _("{year} 年没有待公布的修改，请先修改日期再公布。"),
    "worktime.draft_moved_on": _("{year} 年的日历刚被别人修改或公布，请刷新后核对再操作。"),
    "worktime.year_out_of_range": _("只能编辑 1950 年至 2200 年的日历，请换一个年份。"),
    "worktime.no_source": _("请写明依据，例如国务院办公厅通知的文号。"),
    "worktime.term_overlaps": _("这段时间与“{name}”重叠，请先核对两个学期的起止日期。"),
    "worktime.term_name_taken": _("已经有名为“{name}”的学期，请换一个名称或修改原来的学期。"),
    "worktime.term_period": _("结束日要晚于开学日，请核对日期。"),
    "worktime.term_weeks": _("教学周数应在 1 到 {most} 之间，且不超过学期长度，请核对。"),
}
