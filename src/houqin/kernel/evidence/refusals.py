"""Why a file is not taken, and what to do about it."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "evidence.empty": _("“{name}”是空文件，请重新选择后再上传。"),
    "evidence.too_large": _("“{name}”太大，最多 {megabytes} MB，请压缩后再上传。"),
    "evidence.too_many_pixels": _("“{name}”的像素太多，最多 {megapixels} 百万像素，请缩小后再上传。"),
    "evidence.corrupt": _("“{name}”已损坏或不完整，请用原来的软件打开检查，另存后再上传。"),
    "evidence.unknown_type": _("“{name}”的格式不支持，请改传 PDF、OFD、Word（docx）、Excel（xlsx）或照片。"),
    "evidence.not_a_photo": _("“{name}”不是照片，请上传 JPEG、PNG、WebP 或 HEIC 格式的照片。"),
    "evidence.program": _("“{name}”其实是程序，不能上传，请选择文件或照片。"),
    "evidence.markup": _("“{name}”其实是网页或矢量图，不能上传，请另存为 PDF 或截图后再上传。"),
    "evidence.two_faced": _("“{name}”里夹带了另一个文件，请用看图或阅读软件另存一份干净的再上传。"),
    "evidence.pdf_active": _("“{name}”里有会自动运行的内容，请用“打印为 PDF”另存一份再上传。"),
    "evidence.pdf_locked": _("“{name}”有密码保护，无法检查，请解除保护或用“打印为 PDF”另存后再上传。"),
    "evidence.locked": _("“{name}”有密码保护，请解除密码后再上传。"),
    "evidence.macros": _("“{name}”里有宏，请另存为不含宏的格式后再上传。"),
    "evidence.bomb": _("“{name}”展开后过大，请拆分或重新导出后再上传。"),
    "evidence.lost": _("文件内容已缺失，请联系系统管理员从备份中恢复。"),
}
