"""What the repairs say when they refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "repairs.fault_code": _(
        "代码要以“{trade}.”开头，后面用小写字母、数字和下划线，例如 {trade}.new_fault，请修改。"
    ),
    "repairs.fault_code_stays": _("代码“{code}”是接口，建好后不能改；请停用它，另建一个。"),
    "repairs.fault_code_taken": _("代码“{code}”已有故障在用，请换一个。"),
    "repairs.fault_needed": _("没有按故障按钮的报修都归到这里，不能停用；请留空停用日期。"),
    "repairs.nothing_said": _("还不知道哪里坏了。请点选一个故障，或者写一句话说明。"),
    "repairs.place_closed": _("“{place}”已经停用，请重新选择地点。"),
    "repairs.unknown_place": _("没有找到这个地点。请扫描房间二维码，或从地点列表里选择。"),
    "repairs.unknown_category": _("没有“{code}”这一类故障，请从列表里选一个；不确定就选“其他问题”。"),
    "repairs.not_a_technician": _(
        "{who} 不是这个地点的维修师傅，请另选一位，或请管理员给他授予“维修师傅”角色。"
    ),
    "repairs.certificate_needed": _(
        "{who} 没有有效的{what}，“{trade}”的活不能派。请改派有证的师傅；确有必要时打开工单，写明理由再派。"
    ),
    "repairs.photo_needed": _("请拍一张修好后的照片再提交完工。"),
    "repairs.reason_needed": _("请写明原因，对方会看到。"),
    "repairs.too_late_to_reopen": _("完成超过 {days} 天不能重开了，请重新报修，我们会一起查看以前的记录。"),
    "repairs.answer_still_open": _("验收期限还没到，请等报修人验收。"),
    "repairs.not_waiting_for_you": _("这张工单没有在等您，可以在留言里告诉师傅。"),
    "repairs.unknown_reason": _("没有这个暂停原因，请从列表里选一个。"),
    "repairs.proof_needed": _("请拍一张门口的照片，或填门牌二维码下方的编码，作为上门的凭证。"),
    "repairs.wrong_tag": _("这个二维码不是报修地点的，请核对门牌后再扫，或改为拍照。"),
    "repairs.nothing_to_confirm": _("这次暂停不需要同意，或已经到期结束；请刷新后再看。"),
    "repairs.nothing_answered": _("请写一句答复，或另约一个时间。"),
    "repairs.time_gone_by": _("这个时间已经过去了，请选以后的时间。"),
    "repairs.nobody_comes_then": _("这个时间没有人上门，请同时选一天和一个时段；不选就尽快上门。"),
    "repairs.danger_waits_not": _("危险的故障不能约时间，我们会立即来；请不要选上门时间。"),
    "repairs.not_a_guest": _("只有未登录时的报修才能用链接撤回；请登录后在报修进度里取消。"),
    "repairs.sign_in_here": _("这里不是公共区域，请登录后报修，或用住在、在这里工作的人的邮箱取验证码。"),
    "repairs.form_stale": _("这一页放得太久了，请刷新后再提交一次。"),
    "repairs.too_often": _(
        "这里刚刚报修得太多，请 {minutes} 分钟后再试，或登录后报修；紧急情况请拨打值班电话。"
    ),
    "repairs.accepted_already": _("这份报修已经受理，不能再撤回。如果不用修了，请补充一句说明。"),
    "repairs.word_too_late": _("这份报修已经修好或结束，不能再补充。如果还是坏的，请重新报修。"),
    "repairs.words_enough": _("补充的说明已经够多了，师傅会联系您或到现场看。"),
    "repairs.code_wrong": _("验证码不对，请核对邮件里的六位数字。"),
    "repairs.code_over": _("验证码已经失效，请重新取一个；输错五次或过了十分钟都会失效。"),
    "repairs.stop_where": _("请至少选一处停供的地点。"),
    "repairs.stop_period": _("结束要在开始之后，最长 60 天，请检查时间。"),
    "repairs.who_calls": _("请选来电的人；名册里没有的，请填姓名和回电号码。"),
    "repairs.no_promise": _("还没有设置维修时限，请联系系统管理员设置后再报修；紧急情况请拨打值班电话。"),
    "repairs.join_too_late": _("{number} 已经修好或结束，不能再加入。如果还是坏的，请直接提交报修。"),
    "repairs.join_elsewhere": _("{number} 不在您选的地点附近，不能加入。请直接提交报修。"),
    "repairs.joined_already": _("您已经在 {number} 里了，修好会通知您，不用再报一次。"),
    "repairs.leave_alone": _("这张报修只有您一个人，不能退出。如果不用修了，请取消报修。"),
    "repairs.others_affected": _("还有 {n} 人遇到同样的故障，不能取消整张报修。如果与您无关了，请选择退出。"),
    "repairs.join_which": _("没有找到这张工单。请从列表里选，或输入您负责的工单号。"),
    "repairs.join_itself": _("不能并入自己，请选择另一张工单。"),
    "repairs.join_over": _("{number} 已经修好或结束，不能再并入。请选一张还没修好的工单。"),
    "repairs.join_both_begun": _("{one} 和 {other} 都已开工，不能合并。请分别完工。"),
    "repairs.join_begun": _("{one} 已经开工，请反过来把 {other} 并入 {one}。"),
    "repairs.join_less_urgent": _("{other} 没有 {one} 紧急，并入会耽误。请反过来把 {other} 并入 {one}。"),
    "repairs.join_far": _("两张工单不在同一校区，请写明为什么是同一个故障。"),
    "repairs.part_nobody": _("随 {number} 并入的报修人都已退出，没有可以拆回的报修。"),
    "repairs.too_late_to_part": _("并入超过 {days} 天，不能再拆回。如果是另一个故障，请新报一单。"),
    "repairs.sent_already": _("这份报修已经提交过了，不用再交一次。"),
    "repairs.decline_to_leader": _("这张工单由本单位负责人分派，做不了请告诉负责人改派给别人。"),
    "repairs.unknown_contractor": _("没有这个承包单位，请从列表里选一个。"),
    "repairs.not_commissioned": _("{number} 不在承包单位手上，不能标为保修；请先派给承包单位。"),
}
