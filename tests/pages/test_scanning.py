"""From a sticker to the form: the camera's photo, the typed code, the sticker out of force."""

from io import BytesIO

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from houqin.kernel.places.actions.tags import rebind_tag, revoke_tag
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo
from tests.pages.conftest import SignIn

UNKNOWN = "A" * 26


def snapshot(text: str, angle: int = 0) -> SimpleUploadedFile:
    """Return a photo of a sticker on a grey wall, held at an angle."""
    drawn = BytesIO()
    segno.make(text, error="q", micro=False).save(drawn, kind="png", scale=8, border=4)
    code = Image.open(drawn).convert("RGB").rotate(angle, expand=True, fillcolor=(140, 140, 140))
    wall = Image.new("RGB", (1200, 900), (140, 140, 140))
    wall.paste(code, (310, 150))
    out = BytesIO()
    wall.save(out, "JPEG", quality=70)
    return SimpleUploadedFile("sticker.jpg", out.getvalue(), content_type="image/jpeg")


@pytest.mark.parametrize("angle", [0, 90, 12])
def test_a_photo_of_a_sticker_leads_to_its_place(cast: Cast, sign_in: SignIn, angle: int) -> None:
    client = sign_in(cast.student)
    code = cast.tag.code
    found = client.post("/scan/", {"photo": snapshot(f"https://houqin.school.example/q/{code}", angle)})
    assert found.headers["Location"] == f"/q/{code}"
    led = client.get(f"/q/{code}")
    assert led.headers["Location"] == f"/repairs/report/?tag={code}"
    assert "412 室" in client.get(led.headers["Location"]).content.decode()


@pytest.mark.parametrize("wrong", [photo("wall.jpg"), SimpleUploadedFile("a.jpg", b"no photo at all")])
def test_a_photo_without_a_code_says_what_to_do(
    cast: Cast, sign_in: SignIn, wrong: SimpleUploadedFile
) -> None:
    answer = sign_in(cast.student).post("/scan/", {"photo": wrong})
    assert answer.status_code == 422
    assert "没有认出二维码" in answer.content.decode()


@pytest.mark.parametrize("text", ["WIFI:S:campus;T:WPA;P:secret;;", "你好", "https://shop.example/?a=1&b=2"])
def test_a_code_that_is_not_ours_is_not_taken_for_a_sticker(cast: Cast, sign_in: SignIn, text: str) -> None:
    answer = sign_in(cast.student).post("/scan/", {"photo": snapshot(text)})
    assert answer.status_code == 422


@pytest.mark.parametrize("typed", ["{}", " {} ", "https://houqin.school.example/q/{}", "/q/{}/"])
def test_a_typed_code_or_address_leads_to_the_sticker(cast: Cast, sign_in: SignIn, typed: str) -> None:
    answer = sign_in(cast.student).get("/scan/", {"code": typed.format(cast.tag.code)})
    assert answer.headers["Location"] == f"/q/{cast.tag.code}"


def test_an_empty_visit_shows_the_camera_without_complaint(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.student).get("/scan/")
    assert answer.status_code == 200
    assert "没有认出二维码" not in answer.content.decode()


def test_a_guest_s_scan_of_a_room_leads_to_a_page_that_offers_to_sign_in_for_the_form(cast: Cast) -> None:
    led = Client().get(f"/q/{cast.tag.code}")
    assert led.headers["Location"] == f"/repairs/report/?tag={cast.tag.code}"
    asked = Client().get(led.headers["Location"])
    assert asked.headers["Location"] == f"/repairs/guest/?tag={cast.tag.code}"
    offered = Client().get(asked.headers["Location"]).content.decode()
    assert f"/sign-in/?next=/repairs/report/%3Ftag%3D{cast.tag.code}" in offered


@pytest.mark.parametrize("code", [UNKNOWN, "a", "x" * 200, "-", "_"])
def test_an_unknown_sticker_leads_nowhere(cast: Cast, code: str) -> None:
    assert Client().get(f"/q/{code}").status_code == 404


def test_a_revoked_sticker_leads_nowhere_from_that_moment(cast: Cast) -> None:
    assert Client().get(f"/q/{cast.tag.code}").status_code == 302
    revoke_tag(cast.tag, at=MONDAY_9)
    assert Client().get(f"/q/{cast.tag.code}").status_code == 404


def test_a_rebound_sticker_leads_to_its_new_place(cast: Cast, sign_in: SignIn) -> None:
    rebind_tag(cast.tag, place=cast.lake, at=MONDAY_9, by=None)
    form = sign_in(cast.student).get(f"/q/{cast.tag.code}", follow=True).content.decode()
    assert "西湖边" in form
    assert "412 室" not in form
