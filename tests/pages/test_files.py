"""Files of a matter: whoever sees the matter opens them, nobody else, and browsers take them for what they are."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from houqin.kernel.lifecycle.models import Attachment
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import Cast, brought_to, reported
from tests.pages.conftest import SignIn


@pytest.fixture
def mended(cast: Cast) -> Order:
    return brought_to(cast, "fixed")


@pytest.fixture
def address(mended: Order) -> str:
    return f"/m/{mended.number}/files/{Attachment.objects.get(case_id=mended.pk).pk}"


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined]


def test_all_on_the_matter_open_its_photo(cast: Cast, address: str, sign_in: SignIn) -> None:
    for person in (cast.student, cast.technician, cast.dispatcher):
        answer = sign_in(person).get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert Image.open(BytesIO(body(answer))).size == (40, 30)


def test_strangers_and_guests_open_nothing(cast: Cast, address: str, sign_in: SignIn) -> None:
    for person in (cast.other_student, cast.second_technician, cast.west_dispatcher, cast.outsider):
        assert sign_in(person).get(address).status_code == 404
        assert sign_in(person).get(f"{address}?thumb=1").status_code == 404
    assert Client().get(address).status_code == 302


def test_a_small_picture_is_smaller_and_still_a_picture(cast: Cast, address: str, sign_in: SignIn) -> None:
    small = sign_in(cast.student).get(f"{address}?thumb=1")
    assert small.headers["Content-Type"] == "image/jpeg"
    assert max(Image.open(BytesIO(body(small))).size) <= 640


def test_a_file_is_kept_by_its_reader_alone_and_runs_nothing(
    cast: Cast, address: str, sign_in: SignIn
) -> None:
    headers = sign_in(cast.student).get(address).headers
    assert headers["Cache-Control"].startswith("private")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


def test_a_file_does_not_open_under_another_matter_of_one_s_own(
    cast: Cast, mended: Order, address: str, sign_in: SignIn
) -> None:
    other = reported(cast, code="electrical.light")
    assert sign_in(cast.student).get(address.replace(mended.number, other.number)).status_code == 404


def test_a_file_nobody_laid_is_not_found(cast: Cast, mended: Order, sign_in: SignIn) -> None:
    assert sign_in(cast.student).get(f"/m/{mended.number}/files/{uuid4()}").status_code == 404
    assert sign_in(cast.student).get(f"/m/{mended.number}/files/not-an-id").status_code == 404


def test_the_photo_is_shown_on_the_matter_s_page(
    cast: Cast, mended: Order, address: str, sign_in: SignIn
) -> None:
    assert address in sign_in(cast.student).get(f"/m/{mended.number}/").content.decode()
