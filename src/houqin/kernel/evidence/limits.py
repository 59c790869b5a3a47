"""What a file may be: sizes and kinds, in one place."""

from collections.abc import Mapping

MEGABYTE = 1024 * 1024
PHOTO_BYTES = 15 * MEGABYTE
DOCUMENT_BYTES = 20 * MEGABYTE
PIXELS = 50_000_000
LONG_SIDE = 2048
THUMB_SIDE = 320
JPEG_QUALITY = 85

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
ZIPPED: Mapping[str, str] = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}
DOCUMENT_TYPES = PHOTO_TYPES | {"application/pdf"} | set(ZIPPED.values())
EXTENSIONS: Mapping[str, str] = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx", "application/ofd": "ofd",
}  # fmt: skip
