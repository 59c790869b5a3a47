"""Uploads for tests, made as real files of their kind."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return bytes as a browser would send them; the type it claims is never to be believed."""
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def flag(width: int = 96, height: int = 64) -> Image.Image:
    """Return a picture whose corners differ: red at the top left, blue at the bottom right, else white."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 3, height // 2))
    image.paste("blue", (width - width // 3, height // 2, width, height))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return an image as a file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a phone writes beside a photo: its maker, how it was held, and where it was."""
    written = Image.Exif()
    written[ORIENTATION], written[MAKER] = orientation, "TelltalePhone"
    written[GPS] = {1: "N", 2: (31.0, 2.0, 3.0), 3: "E", 4: (121.0, 5.0, 6.0)}
    return written


def huge_png(width: int, height: int, rows: int | None = None) -> bytes:
    """Return a PNG of one colour: a few kilobytes that would unpack to width times height pixels.

    With fewer `rows` than it claims it is quick to make.
    """
    row = zlib.compressobj(9)
    body = (
        b"".join(row.compress(bytes(1 + width)) for _ in range(height if rows is None else rows))
        + row.flush()
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def pdf(objects: bytes = b"", catalog: bytes = b"") -> bytes:
    """Return a one-page PDF with more objects and more entries in its catalog."""
    body = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n" + objects
    )
    return body + b"xref\n0 1\ntrailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def packed(inner: bytes) -> bytes:
    """Return objects as PDF packs them into a compressed stream."""
    body = zlib.compress(inner)
    return (
        b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
        + body + b"\nendstream\nendobj\n"
    )  # fmt: skip


def zipped(*names: str, content: bytes = b"<w/>") -> bytes:
    """Return a zip with entries of these names."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
