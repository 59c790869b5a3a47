"""PDF pages: text, a scan with ink, or drawn lines are content; white boxes are not."""

from io import BytesIO
from itertools import islice
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream

from houqin.services.seals.paper.errors import UnreadableError
from houqin.services.seals.paper.picture import has_ink

PAGES = 500
PICTURES = 20
WHITE = {"g": [1], "rg": [1, 1, 1], "k": [0, 0, 0, 0], "sc": [1, 1, 1], "scn": [1, 1, 1]}
FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
STROKES = {b"S", b"s", b"B", b"B*", b"b", b"b*"}


def pdf_pages(data: bytes) -> list[bool]:
    """Tell for each page whether something is on it; raises `UnreadableError` for damaged or locked ones."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise UnreadableError
        pages = [_has_content(page) for page in islice(reader.pages, PAGES)]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise UnreadableError from error
    if not pages:
        raise UnreadableError
    return pages


def _has_content(page: PageObject) -> bool:
    return bool(page.extract_text().strip()) or _has_picture(page) or _is_drawn_on(page)


def _has_picture(page: PageObject) -> bool:
    return any(each.image is not None and has_ink(each.image) for each in islice(page.images, PICTURES))


def _is_drawn_on(page: PageObject) -> bool:
    """Tell whether lines or areas in another colour than white are painted (letters turned into outlines)."""
    stream = page.get_contents()
    if stream is None:
        return False
    fill_white = stroke_white = False
    kept: list[tuple[bool, bool]] = []
    for operands, operator in ContentStream(stream, page.pdf).operations:
        name = operator.decode("latin-1")
        if name == "q":
            kept.append((fill_white, stroke_white))
        elif name == "Q" and kept:
            fill_white, stroke_white = kept.pop()
        elif name in WHITE:
            fill_white = _is_white(name, operands)
        elif name.lower() in WHITE:
            stroke_white = _is_white(name.lower(), operands)
        elif (operator in FILLS and not fill_white) or (operator in STROKES and not stroke_white):
            return True
    return False


def _is_white(operator: str, operands: list[Any]) -> bool:
    """`sc` and `scn` take a number for each part of the colour; all ones are white in grey and RGB."""
    values = [float(each) for each in operands if isinstance(each, (int, float))]
    return values == WHITE[operator][: len(values)] and bool(values)
