"""What may not come in, however it is dressed, and what the person is told."""

import re
import zlib
from datetime import datetime
from pathlib import Path

import polib
import pytest
from django.utils import translation

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.limits import ARCHIVE_BYTES
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.refusals import REFUSALS
from houqin.kernel.evidence.store import content, store
from houqin.kernel.evidence.tests.heic import heic
from houqin.kernel.evidence.tests.uploads import encoded, exif, flag, packed, pdf, upload, zipped
from houqin.kernel.people.models import Person

DOCX, XLSX, OFD = (
    ("[Content_Types].xml", "word/document.xml"),
    ("xl/workbook.xml",),
    ("OFD.xml", "Doc_0/Document.xml"),
)
JPEG = encoded(flag())
SCRIPT = b"4 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n"


def _refusal(data: bytes, by: Person, at: datetime, kind: str = "document", name: str = "a.pdf") -> Refused:
    with pytest.raises(Refused) as refused:
        store(upload(data, name), by=by, at=at, kind=kind)
    assert not File.objects.exists()
    return refused.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + b"This program cannot be run in DOS mode" * 9, "program"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "program"),
        (b"#!/bin/sh\nrm -rf /\n", "program"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
        (b'\xef\xbb\xbf  \n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "markup"),
        ("<html>".encode("utf-16"), "markup"),
        (b"just words", "not_a_photo"),
        (b"GIF89a" + bytes(64), "not_a_photo"),
        (pdf(), "not_a_photo"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "corrupt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "corrupt"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(50), "corrupt"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), "corrupt"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_its_name(
    data: bytes, code: str, student: Person, at: datetime
) -> None:
    assert _refusal(data, student, at, "photo", "IMG_0001.jpg").code == f"evidence.{code}"


@pytest.mark.parametrize("kind", ["photo", "document", "voucher"])
@pytest.mark.parametrize(
    "second", [zipped("word/document.xml"), pdf(), b"<script>alert(1)</script>", b"<html><body>", b"<?php x"]
)
def test_a_picture_with_a_second_file_in_it_is_refused(
    kind: str, second: bytes, student: Person, at: datetime
) -> None:
    assert _refusal(JPEG + second, student, at, kind).code == "evidence.two_faced"


def test_a_pdf_with_a_zip_in_it_is_refused(student: Person, at: datetime) -> None:
    assert _refusal(pdf() + zipped("a"), student, at).code == "evidence.two_faced"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(SCRIPT), "pdf_active"),
        (pdf(SCRIPT.replace(b"/JavaScript", b"/J#61va#53cript").replace(b"/JS", b"/#4aS")), "pdf_active"),
        (pdf(packed(SCRIPT)), "pdf_active"),
        (pdf(b"5 0 obj\n<< /Length 9 >>\nstream\n" + SCRIPT + b"endstream\nendobj\n"), "pdf_active"),
        (pdf(catalog=b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "pdf_active"),
        (pdf(catalog=b"/AcroForm << /XFA 7 0 R >>"), "pdf_active"),
        (pdf(b"6 0 obj\n<< /Subtype /RichMedia >>\nendobj\n"), "pdf_active"),
        (pdf(packed(b"x").replace(b"FlateDecode", b"LZWDecode")), "pdf_locked"),
        (pdf(packed(b"x").replace(zlib.compress(b"x"), b"\x01locked\x02")), "pdf_locked"),
        (pdf()[:-30], "corrupt"),
        (pdf(b"x" * 4000)[:3000], "corrupt"),
        (zipped("a.txt"), "unknown_type"),
        (zipped(*DOCX, "word/vbaProject.bin"), "macros"),
        (zipped(*DOCX)[:-40], "corrupt"),
        (zipped(*DOCX, content=bytes(ARCHIVE_BYTES // 2 + 1)), "bomb"),
        (zipped(*(f"word/{n}" for n in range(5_001))), "bomb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unknown_type"),
    ],
)
def test_documents_that_are_broken_or_would_run_are_refused(
    data: bytes, code: str, student: Person, at: datetime
) -> None:
    assert _refusal(data, student, at).code == f"evidence.{code}"
    assert _refusal(data, student, at, "voucher").code == f"evidence.{code}"


def test_a_damaged_entry_is_noticed_by_its_checksum(student: Person, at: datetime) -> None:
    whole = zipped(*DOCX, content=bytes(range(256)) * 40)
    broken = bytearray(whole)
    broken[len("PK") + 90] ^= 0xFF
    assert _refusal(bytes(broken), student, at).code == "evidence.corrupt"


def test_a_packed_pdf_without_anything_that_runs_is_taken(student: Person, at: datetime) -> None:
    """Words that only look like the dangerous names, in text or in a picture's bytes, do no harm."""
    innocent = packed(b"5 0 << /Type /Annot /JSON (x) /Contents (Launch of the JavaScript course) >>")
    picture = b"7 0 obj\n<< /Length 12 >>\nstream\n\x01\x02/JS \x03/Launch\nendstream\nendobj\n"
    file = store(upload(pdf(innocent + picture), "a.pdf"), by=student, at=at, kind="document")
    assert file.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (pdf(), "pdf"),
        (zipped(*DOCX), "docx"),
        (zipped(*XLSX), "xlsx"),
        (zipped(*OFD), "ofd"),
        (encoded(flag(), exif=exif(6)), "jpg"),
        (encoded(flag().convert("RGBA"), "PNG"), "png"),
        (heic(flag()), "heic"),
    ],
)
def test_a_voucher_stays_byte_for_byte_as_it_came(
    data: bytes, suffix: str, student: Person, at: datetime
) -> None:
    file = store(upload(data, "发票.bin"), by=student, at=at, kind="voucher")
    assert content(file) == data
    assert file.name == f"发票.bin.{suffix}"


def test_the_personal_part_of_a_picture_is_dropped_from_documents_too(student: Person, at: datetime) -> None:
    file = store(upload(encoded(flag(), exif=exif())), by=student, at=at, kind="document")
    assert b"Telltale" not in content(file)


def test_an_unknown_kind_is_a_mistake_of_the_program(student: Person, at: datetime) -> None:
    with pytest.raises(ValueError, match="selfie"):
        store(upload(JPEG), by=student, at=at, kind="selfie")


def test_every_refusal_says_in_both_languages_what_to_do() -> None:
    catalogue = polib.pofile(str(Path(__file__).parents[1] / "locale/en/LC_MESSAGES/django.po"))
    english = {entry.msgid: entry.msgstr for entry in catalogue}
    for code, words in REFUSALS.items():
        with translation.override("zh-hans"):
            chinese = str(words)
        assert "请" in chinese, code
        assert "lease" in english[chinese], code
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english[chinese])), code


def test_every_way_to_be_refused_has_its_sentence() -> None:
    raised = {
        code for path in Path(__file__).parents[1].glob("*.py")
        for code in re.findall(r'"(evidence\.[a-z_]+)"', path.read_text())
    } - {"evidence.sweep"}  # fmt: skip
    assert raised == set(REFUSALS)
