"""The trail in the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import Feature, Job, Retention
from houqin.kernel.trail.commands import root, verify_trail
from houqin.kernel.trail.refusals import REFUSALS
from houqin.kernel.trail.tasks import add_partitions

FEATURE = Feature(
    name="trail",
    title=_("办事记录"),
    refusals=REFUSALS,
    jobs=(Job("trail.partitions", add_partitions, timedelta(days=1), _("为以后的月份准备记录分区")),),
    commands={"trail verify": verify_trail, "trail root": root},
    retention=(Retention("trail.Private", 3650, _("办理中的个人文字随事项存档十年，可按人提前清除")),),
)
