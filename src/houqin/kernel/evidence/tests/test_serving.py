"""Files on their way to a browser."""

from datetime import datetime
from io import BytesIO

import pytest
from django.http import FileResponse, Http404, HttpResponse
from PIL import Image

from houqin.kernel.evidence.serve import response
from houqin.kernel.evidence.store import content, store
from houqin.kernel.evidence.tests.uploads import encoded, flag, pdf, upload, zipped
from houqin.kernel.people.models import Person


def test_a_photo_is_shown_in_place_and_taken_for_nothing_else(student: Person, at: datetime) -> None:
    file = store(upload(encoded(flag()), "灯.jpg"), by=student, at=at, kind="photo")
    answer = response(file)
    assert isinstance(answer, FileResponse)
    assert answer.getvalue() == content(file)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E7%81%AF.jpg"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(file.size)


def test_a_small_picture_is_small(student: Person, at: datetime) -> None:
    file = store(upload(encoded(flag(1500, 1000))), by=student, at=at, kind="photo")
    answer = response(file, thumb=True)
    assert isinstance(answer, HttpResponse)
    assert Image.open(BytesIO(answer.content)).size == (480, 320)
    assert answer["ETag"] != response(file)["ETag"]


def test_a_word_file_is_saved_not_opened(student: Person, at: datetime) -> None:
    file = store(upload(zipped("word/document.xml"), "a.docx"), by=student, at=at, kind="document")
    assert response(file)["Content-Disposition"] == 'attachment; filename="a.docx"'


def test_a_pdf_may_be_read_in_place(student: Person, at: datetime) -> None:
    answer = response(store(upload(pdf(), "a.pdf"), by=student, at=at, kind="document"))
    assert answer["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert "sandbox" not in answer["Content-Security-Policy"]


def test_a_document_has_no_small_picture(student: Person, at: datetime) -> None:
    file = store(upload(pdf(), "a.pdf"), by=student, at=at, kind="document")
    with pytest.raises(Http404):
        response(file, thumb=True)


def test_a_name_cannot_smuggle_a_header(student: Person, at: datetime) -> None:
    file = store(upload(encoded(flag()), 'a"\r\nSet-Cookie: x=1.jpg'), by=student, at=at, kind="photo")
    assert response(file)["Content-Disposition"] == 'inline; filename="a\\"Set-Cookie: x=1.jpg"'
