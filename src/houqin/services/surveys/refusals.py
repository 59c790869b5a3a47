"""What the surveys say when they refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "surveys.not_invited": _("只有提出这件事的人可以评价，而且要等办完以后；请打开自己的事项评价。"),
    "surveys.own_work": _("您参与了这件事的办理，不能给自己评分；如有意见请联系科室负责人。"),
    "surveys.expired": _(
        "评价已于 {until:%Y-%m-%d %H:%M} 截止；如有问题请重新提出，我们会一起查看以前的记录。"
    ),
    "surveys.rated_already": _("您已经评价过了。请刷新页面查看，刚提交的评价在短时间内可以修改。"),
    "surveys.revise_over": _("提交超过 {minutes} 分钟，评价不能再改了；还有意见请在留言里写明。"),
    "surveys.changed_meanwhile": _("这份评价刚刚改过，请刷新页面，看过最新内容再改。"),
    "surveys.unknown_tag": _("没有“{tag}”这个标签，请从列表里选择。"),
    "surveys.stars_needed": _("请选择一到五颗星。"),
    "surveys.no_terms": _("还没有设置评价规则，请联系系统管理员设置后再评价。"),
    "surveys.terms_in_past": _("新规则不能从过去开始生效，请填写今天或以后的日期。"),
    "surveys.terms_days": _("提醒天数须少于评价期限，请重新填写。"),
    "surveys.batch_too_small": _("个人评分每批至少 {least} 份，少了就能猜出是谁打的分。请重新填写。"),
}
