"""Open a document by what it is, not by what its name says."""

from dataclasses import dataclass

from houqin.services.seals.paper.errors import UnreadableError
from houqin.services.seals.paper.pdf import pdf_pages
from houqin.services.seals.paper.picture import picture_pages
from houqin.services.seals.paper.word import word_pages

ZIP, PDF = b"PK\x03\x04", b"%PDF-"
HEAD = 1024  # where the PDF header may begin: ISO 32000-1, Annex H.3, note 13

__all__ = ["Paper", "UnreadableError", "read"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as pages with or without content; `pages` is None where the format does not fix them."""

    pages: int | None
    blank_pages: tuple[int, ...]
    blank: bool


def read(data: bytes) -> Paper:
    """Return what is on the pages; raises `UnreadableError` for all but open PDFs, pictures and .docx."""
    if PDF in data[:HEAD]:
        return _of_pages(pdf_pages(data))
    if data.startswith(ZIP):
        return Paper(pages=None, blank_pages=(), blank=not word_pages(data))
    return _of_pages(picture_pages(data))


def _of_pages(written: list[bool]) -> Paper:
    blank = tuple(number for number, content in enumerate(written, start=1) if not content)
    return Paper(pages=len(written), blank_pages=blank, blank=len(blank) == len(written))
