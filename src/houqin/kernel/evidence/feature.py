"""Evidence in the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.evidence.refusals import REFUSALS
from houqin.kernel.evidence.tasks import sweep
from houqin.kernel.registry.feature import Feature, Job, Retention

FEATURE = Feature(
    name="evidence",
    title=_("材料"),
    refusals=REFUSALS,
    jobs=(Job("evidence.sweep", sweep, timedelta(days=1), _("清理上传中断留下的残余文件")),),
    retention=(
        Retention(
            "evidence.File", 10950, _("凭证原件按《会计档案管理办法》保存三十年，照片和文件随事项保存")
        ),
    ),
)
