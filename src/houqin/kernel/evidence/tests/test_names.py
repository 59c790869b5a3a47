"""File names as people and attackers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.evidence.media import JPEG, PDF
from houqin.kernel.evidence.names import named, shown


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("发票.pdf", "发票.pdf"),
        ("C:\\Users\\me\\scan.PDF", "scan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ("photo.jpg", "photo.pdf"),
        ("v1.2 final", "v1.2 final.pdf"),
        (".pdf", ".pdf.pdf"),
        ("", "—.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
    ],
)
def test_a_name_is_shown_without_tricks_and_with_its_true_ending(given_name: str, kept: str) -> None:
    assert named(given_name, PDF) == kept


@given(st.text())
def test_no_name_breaks_out_or_grows_too_long(name: str) -> None:
    kept = named(name, JPEG)
    assert kept.endswith(".jpg")
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.isprintable()
    assert len(kept) <= 125
    assert shown(kept) == kept[:120].strip()
