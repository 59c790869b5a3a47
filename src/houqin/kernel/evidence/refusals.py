"""What the file store says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "evidence.empty": _("“{name}”是空文件，请重新选择。"),
    "evidence.too_large": _("“{name}”超过 {megabytes} MB，请压缩后再上传。"),
    "evidence.too_many_pixels": _("“{name}”超过 {megapixels} 百万像素，请用普通拍照模式重拍或缩小后再上传。"),
    "evidence.corrupt": _("“{name}”打不开，可能没有传完或已损坏，请重新选择原文件。"),
    "evidence.not_a_photo": _("“{name}”不是照片。请上传 JPG、PNG、WebP 或 HEIC 格式的照片。"),
    "evidence.unknown_type": _("“{name}”的格式不受支持。请上传 PDF、OFD、Word、Excel 或照片。"),
    "evidence.active": _("“{name}”里含有脚本、宏或附件，为安全起见不能接收。请另存为不带宏的文件或打印成 PDF 后上传。"),
    "evidence.bomb": _("“{name}”解开后过大，不能接收。请检查文件后重新上传。"),
}
