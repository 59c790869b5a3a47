"""Blank paper is found in every format, and paper with something on it is let through."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from houqin.services.seals.paper import UnreadableError, read
from houqin.services.seals.tests.papers import docx, drawn_pdf, locked_pdf, pdf, png, scanned_pdf, sheet


def test_a_written_pdf_has_its_pages_and_none_is_blank() -> None:
    paper = read(pdf("Contract", "Annex"))
    assert (paper.pages, paper.blank_pages, paper.blank) == (2, (), False)


def test_a_pdf_of_blank_pages_is_blank() -> None:
    assert read(pdf("", "")).blank


def test_a_blank_page_among_written_ones_is_named() -> None:
    paper = read(pdf("Contract", "", "Annex"))
    assert (paper.blank_pages, paper.blank) == ((2,), False)


def test_spaces_are_no_text() -> None:
    assert read(pdf("     ")).blank


def test_a_scan_of_white_paper_in_a_pdf_is_blank() -> None:
    assert read(scanned_pdf(sheet(written=False))).blank


def test_a_scanned_letter_in_a_pdf_is_not_blank() -> None:
    assert not read(scanned_pdf(sheet(written=True))).blank


@pytest.mark.parametrize(
    "box", ["1 g 0 0 595 842 re f", "1 1 1 rg 0 0 595 842 re f", "0 0 0 0 k 0 0 9 9 re f"]
)
def test_a_white_box_is_no_content(box: Any) -> None:
    assert read(drawn_pdf(box)).blank


@pytest.mark.parametrize("mark", ["0 0 m 100 100 l S", "0.2 g 0 0 50 50 re f", "q 1 g Q 0 0 9 9 re f"])
def test_drawn_lines_and_areas_are_content(mark: Any) -> None:
    assert not read(drawn_pdf(mark)).blank


def test_a_locked_pdf_cannot_be_judged() -> None:
    with pytest.raises(UnreadableError):
        read(locked_pdf("secret"))


def test_a_word_document_without_text_is_blank() -> None:
    assert read(docx("   ")).blank
    assert read(docx("", picture=png(sheet(written=False)))).blank


def test_a_word_document_with_text_or_a_scan_is_not_blank() -> None:
    assert not read(docx("关于同意学生甲赴外交流的证明")).blank
    assert not read(docx("", picture=png(sheet(written=True)))).blank


def test_a_word_document_leaves_the_number_of_pages_open() -> None:
    assert read(docx("证明")).pages is None


def test_an_archive_that_is_no_word_document_cannot_be_judged() -> None:
    with pytest.raises(UnreadableError):
        read(docx("x").replace(b"word/document.xml", b"word/elsewhere.xm"))


def test_entities_in_a_word_document_are_not_unfolded() -> None:
    with pytest.raises(UnreadableError):
        read(docx("x").replace(b"<w:document", b"<!DOCTYPE x>"))


@pytest.mark.parametrize("shade", [255, 235, 200, 120])
def test_white_grey_and_dim_sheets_are_blank(shade: Any) -> None:
    assert read(png(sheet(written=False, shade=shade))).blank


@pytest.mark.parametrize("shade", [255, 200, 150])
def test_a_written_sheet_is_not_blank_even_in_dim_light(shade: Any) -> None:
    assert not read(png(sheet(written=True, shade=shade))).blank


def test_a_photo_of_blank_paper_with_a_soft_shadow_is_blank() -> None:
    shadow = Image.linear_gradient("L").resize((800, 1100)).point(lambda value: 170 + value // 4)
    assert read(png(shadow)).blank


def test_a_scanner_s_black_edge_is_no_content() -> None:
    picture = sheet(written=False)
    ImageDraw.Draw(picture).rectangle((0, 0, 12, 1100), fill="black")
    assert read(png(picture)).blank


def test_a_transparent_picture_shows_the_paper_beneath() -> None:
    assert read(png(Image.new("RGBA", (300, 300), (0, 0, 0, 0)))).blank


@given(st.binary(max_size=400))
@settings(max_examples=150)
def test_rubbish_is_refused_and_breaks_nothing(data: Any) -> None:
    with pytest.raises(UnreadableError):
        read(data)


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=400))
@settings(max_examples=60, deadline=None)
def test_a_damaged_pdf_is_read_or_refused_but_never_an_error(noise: Any, where: Any) -> None:
    good = pdf("Contract")
    try:
        read(good[:where] + noise + good[where:])
    except UnreadableError:
        return
