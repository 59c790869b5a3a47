"""The pages in the house."""

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import Feature, Retention
from houqin.kernel.web.api import declarations as api
from houqin.kernel.web.api.commands import COMMANDS
from houqin.kernel.web.refusals import REFUSALS

FEATURE = Feature(
    name="web",
    title=_("页面"),
    refusals=REFUSALS | api.REFUSALS,
    jobs=api.JOBS,
    commands=COMMANDS,
    retention=(
        Retention("web.SavedView", 365 * 2, _("个人的列表视图，可随时自行删除")),
        *api.RETENTION,
        Retention("web.ImportDraft", 7, _("未确认的导入表格，确认后即删除")),
    ),
)
