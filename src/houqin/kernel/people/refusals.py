"""What the register of people says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "people.not_permitted": _("您没有在这个范围内办理的权限。如果应当由您办理，请联系系统管理员调整授权。"),
    "people.number_taken": _("学工号 {number} 已登记在另一人名下，请先搜索这个号码，核对是否同一人。"),
    "people.numbers_taken_meanwhile": _("导入期间有人登记了同样的学工号，请重新检查这张表后再导入。"),
    "people.erased": _("此人的资料已按规定清除，不能再修改；如需登记请新建人员。"),
    "people.erase_self": _("不能清除自己的资料，请由另一位管理员办理。"),
    "people.account_taken": _("账号 {username} 已被使用，请换一个账号名。"),
    "people.has_account": _("此人已有账号，请直接重置密码或重新启用原账号。"),
    "people.account_of_holder": _("此人持有其他角色，其账号只能由可授权的系统管理员办理，请联系系统管理员。"),
    "people.period_backwards": _("结束日期早于开始日期，请改正其中一个。"),
    "people.employed_already": _("此人在这段时间已登记在“{unit}”，请先结束原登记。"),
    "people.unknown_permission": _("系统中没有这些权限：{names}。请刷新页面后重新勾选。"),
    "people.own_role": _("您自己持有这个角色，不能给它增加权限，请由另一位管理员办理。"),
    "people.role_key_taken": _("已有代码为“{key}”的角色，请换一个代码。"),
    "people.grant_to_self": _("不能给自己授权，请由另一位管理员办理。"),
    "people.one_scope": _("一次授权只能选单位或地点中的一种范围；两种都要时请授权两次。"),
    "people.grant_beyond_scope": _("这个范围超出了您可以授权的范围，请缩小范围或联系系统管理员。"),
    "people.grant_more_than_own": _("这个角色含有您在该范围内没有的权限，请换一个角色或联系系统管理员。"),
    "people.last_administrator": _("这是最后一位可以长期授权的管理员，请先授权另一位（不设终止日）再办理。"),
    "people.stand_in_self": _("代理人不能是本人，请选择另一位同事。"),
    "people.stand_in_period": _("代理的结束时间要晚于开始时间，并且在现在之后。"),
    "people.stand_in_overlaps": _("{name} 在这段时间已经是代理人，请先结束原来的代理或改时间。"),
    "people.stand_in_own_benefit": _("不能指定自己去代理别人，请由本人或另一位管理员办理。"),
    "people.bad_code": _("代码“{code}”只能用字母、数字和下划线，请修改。"),
    "people.code_taken": _("代码“{code}”已被使用，请换一个代码。"),
    "people.unit_under_itself": _("不能把单位移到它自己的下级，请选择其他上级单位。"),
    "people.parent_closed": _("上级单位“{name}”已撤销，请先恢复上级单位。"),
}
