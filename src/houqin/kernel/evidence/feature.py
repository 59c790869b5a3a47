"""Evidence in the house."""

from django.utils.translation import gettext_lazy as _

from houqin.kernel.evidence.refusals import REFUSALS
from houqin.kernel.registry.feature import Feature, Retention

FEATURE = Feature(
    name="evidence",
    title=_("文件"),
    refusals=REFUSALS,
    retention=(Retention("evidence.File", 365 * 10, _("凭证原件随档案保存十年，辅助照片随事项清理")),),
)
