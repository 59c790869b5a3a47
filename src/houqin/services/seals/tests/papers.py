"""Papers to bring to a seal: real PDF, .docx and picture files, written and blank."""

from io import BytesIO
from zipfile import ZipFile

from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

A4 = (595, 842)


def pdf(*pages: str) -> bytes:
    """Return a PDF with one page for each text; an empty text is a blank page."""
    return drawn_pdf(*(f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET" if text else "" for text in pages))


def drawn_pdf(*contents: str) -> bytes:
    """Return a PDF whose pages hold the given drawing operators."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for content in contents:
        page = writer.add_blank_page(*A4)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(content.encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def locked_pdf(password: str) -> bytes:
    """Return a PDF that opens with a password only."""
    writer = PdfWriter()
    writer.add_blank_page(*A4)
    writer.encrypt(password, algorithm="RC4-128")
    return _written(writer)


def scanned_pdf(picture: Image.Image) -> bytes:
    """Return a PDF that is one scanned picture."""
    out = BytesIO()
    picture.save(out, "PDF")
    return out.getvalue()


def docx(text: str = "", picture: bytes | None = None) -> bytes:
    """Return a Word document with one paragraph and perhaps a picture."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", body)
        if picture:
            archive.writestr("word/media/image1.png", picture)
    return out.getvalue()


def sheet(*, written: bool, shade: int = 255, size: tuple[int, int] = (800, 1100)) -> Image.Image:
    """Return a picture of a sheet of paper; `shade` is how white it is."""
    picture = Image.new("RGB", size, (shade, shade, shade))
    if written:
        draw = ImageDraw.Draw(picture)
        for line in range(8):
            draw.text(
                (100, 200 + 40 * line), "Certificate of enrolment, to whom it may concern", fill="black"
            )
    return picture


def png(picture: Image.Image) -> bytes:
    """Return a picture as PNG."""
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
