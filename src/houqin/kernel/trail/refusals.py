"""The trail's refusals."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "trail.root_unreadable": _(
        "读不懂这一行根值：“{line}”。每行应为“日期 序号 哈希值”，即 houqin trail root 打印的样子。"
    ),
    "trail.file_unreadable": _("打不开文件“{name}”，请检查路径后再试。"),
    "trail.day_unreadable": _("读不懂日期“{day}”，请写成 2026-11-24 这样。"),
}
