"""What the pages say when they refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "import.too_large": _("文件超过 {megabytes} MB，请拆成几份分别导入。"),
    "import.no_sheet": _("这个文件不是 Excel 表格，请下载模板填写后上传。"),
    "import.empty": _("表格里没有数据，请从第二行开始填写。"),
    "import.missing_columns": _("缺少这些列：{columns}。请对照模板的表头补上。"),
    "import.stray_cells": _(
        "表格里有离数据很远的内容（到第 {row} 行、第 {column} 列），请删除多余的行和列后再上传。"
    ),
    "import.too_many": _("一次最多导入 {most} 行，请拆成几份分别导入。"),
}
