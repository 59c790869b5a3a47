"""What a file is, told by its first bytes and its inner structure, never by its name."""

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
HEIC = "image/heic"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"

ARCHIVE = "application/zip"  # a zip: which of the three it is, its entries tell
PROGRAM = "application/x-executable"
MARKUP = "text/html"  # HTML, SVG, XML: a browser might run what is in it

PICTURES = frozenset({JPEG, PNG, WEBP, HEIC})
SUFFIXES = {
    JPEG: "jpg", PNG: "png", WEBP: "webp", HEIC: "heic", PDF: "pdf", DOCX: "docx", XLSX: "xlsx", OFD: "ofd",
}  # fmt: skip

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def sniff(data: bytes) -> str | None:
    """Return the media type that the content shows, None where it is none that we know."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return HEIC
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return ARCHIVE
    if data.startswith(PROGRAMS):
        return PROGRAM
    return MARKUP if _is_markup(data[:1024]) else None


def _is_markup(head: bytes) -> bool:
    for mark in BOMS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")
