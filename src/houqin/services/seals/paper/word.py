"""Word documents (.docx): written text in the body, or a picture with ink."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from houqin.services.seals.paper.errors import UnreadableError
from houqin.services.seals.paper.picture import picture_pages

BODY = "word/document.xml"
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
MEDIA = "word/media/"
MOST = 30 * 1024 * 1024  # bytes unpacked of one part: a small archive must not fill the memory


def word_pages(data: bytes) -> bool:
    """Tell whether a .docx has content; raises `UnreadableError` for other archives and damaged ones."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            body = _part(archive, BODY)
            return bool(_text(body)) or any(_pictures(archive))
    except (
        BadZipFile,
        KeyError,
        ElementTree.ParseError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableError from error


def _part(archive: ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST:
        raise UnreadableError
    return archive.read(name)


def _text(body: bytes) -> str:
    if b"<!DOCTYPE" in body:  # Word writes none; entities in it could unfold without end
        raise UnreadableError
    return "".join(each.text or "" for each in ElementTree.fromstring(body).iter(TEXT)).strip()


def _pictures(archive: ZipFile) -> Iterator[bool]:
    for name in archive.namelist():
        if name.startswith(MEDIA) and not name.endswith((".emf", ".wmf")):
            yield any(picture_pages(_part(archive, name)))
