"""Photos as phones and computers make them."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence import disk
from houqin.kernel.evidence.limits import PHOTO_BYTES
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.store import content, open_file, store, thumbnail
from houqin.kernel.evidence.tests.heic import heic
from houqin.kernel.evidence.tests.uploads import encoded, exif, flag, huge_png, upload
from houqin.kernel.people.models import Person

RED, BLUE = (254, 0, 0), (0, 0, 254)


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 25 for a, b in zip(pixel, colour, strict=True))


def _stored(file: File) -> Image.Image:
    with open_file(file) as data:
        return Image.open(BytesIO(data.read()))


def _keep(data: bytes, by: Person, at: datetime, kind: str = "photo", name: str = "photo.jpg") -> File:
    return store(upload(data, name), by=by, at=at, kind=kind)


def test_a_photo_is_kept_as_a_jpeg_that_says_nothing_of_where_it_was_taken(
    student: Person, at: datetime
) -> None:
    data = encoded(flag(), exif=exif(), comment=b"TelltaleComment")
    assert b"Telltale" in data
    file = _keep(data, student, at)
    kept = content(file)
    assert (file.media_type, file.width, file.height, file.size) == ("image/jpeg", 96, 64, len(kept))
    assert not dict(_stored(file).getexif())
    assert b"Telltale" not in kept
    assert b"Exif" not in kept


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (3, Image.Transpose.ROTATE_180),
        (6, Image.Transpose.ROTATE_90),
        (8, Image.Transpose.ROTATE_270),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
    ],
)
def test_a_photo_held_sideways_is_stored_upright(
    orientation: int, turn: Image.Transpose, student: Person, at: datetime
) -> None:
    sideways = flag().transpose(turn)
    file = _keep(encoded(sideways, quality=95, exif=exif(orientation)), student, at)
    image = _stored(file)
    assert image.size == (96, 64)
    assert _near(image.getpixel((8, 8)), RED)
    assert _near(image.getpixel((88, 56)), BLUE)


def test_a_huge_photo_shrinks_to_2048_pixels_and_keeps_its_shape(student: Person, at: datetime) -> None:
    file = _keep(encoded(flag(6000, 4000)), student, at)
    assert (file.width, file.height) == (2048, 1365)
    assert file.size < 500_000


def test_a_small_photo_is_not_blown_up(student: Person, at: datetime) -> None:
    assert _stored(_keep(encoded(flag(12, 9)), student, at)).size == (12, 9)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_picture_formats_become_jpeg_and_the_name_follows(
    kind: str, student: Person, at: datetime
) -> None:
    file = _keep(encoded(flag(), kind), student, at, name="电表.PNG")
    assert (file.media_type, file.name) == ("image/jpeg", "电表.jpg")
    assert _near(_stored(file).getpixel((8, 8)), RED)


def test_an_iphone_photo_is_turned_once_not_twice(student: Person, at: datetime) -> None:
    """Phones write the turn into the container and into EXIF; the container's has been obeyed already."""
    data = heic(flag(96, 64), quarter_turns=3, exif=exif(6).tobytes())
    file = _keep(data, student, at, name="IMG_0001.HEIC")
    assert (file.media_type, file.name, file.width, file.height) == ("image/jpeg", "IMG_0001.jpg", 64, 96)
    assert _near(_stored(file).getpixel((60, 4)), RED)
    assert not dict(_stored(file).getexif())
    assert b"Telltale" not in content(file)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "L", "1", "I;16"])
def test_pictures_of_every_colour_mode_are_taken(mode: str, student: Person, at: datetime) -> None:
    image = Image.new("I;16", (40, 30), 65535) if mode == "I;16" else flag(40, 30).convert(mode)
    file = _keep(encoded(image, "JPEG" if mode == "CMYK" else "PNG"), student, at)
    assert _near(_stored(file).getpixel((30, 3)), (255, 255, 255))


def test_transparency_becomes_white_not_black(student: Person, at: datetime) -> None:
    file = _keep(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"), student, at)
    assert _near(_stored(file).getpixel((10, 10)), (255, 255, 255))


def test_a_colour_profile_is_applied_and_dropped(student: Person, at: datetime) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for given in (profile, b"no profile at all"):
        file = _keep(encoded(flag(), icc_profile=given), student, at)
        assert "icc_profile" not in _stored(file).info


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_a_photo_cut_short_is_refused(kind: str, cut: float, student: Person, at: datetime) -> None:
    noisy = Image.effect_noise((128, 128), 80).convert("RGB")
    data = heic(noisy) if kind == "HEIC" else encoded(noisy, kind)
    with pytest.raises(Refused, match=r"evidence\.corrupt"):
        _keep(data[: int(len(data) * cut)], student, at)
    assert not File.objects.exists()


@pytest.mark.parametrize("kind", ["photo", "voucher", "document"])
def test_a_small_file_that_unpacks_to_billions_of_pixels_is_refused(
    kind: str, student: Person, at: datetime
) -> None:
    for side in (10_000, 20_000, 60_000):  # Pillow alone would warn of the first and refuse the last
        bomb = huge_png(side, side, rows=1_000)
        assert len(bomb) < 100_000
        with pytest.raises(Refused, match=r"evidence\.too_many_pixels") as refused:
            _keep(bomb, student, at, kind=kind)
        assert refused.value.params["megapixels"] == 50


def test_just_too_many_pixels_are_refused_and_just_few_enough_are_not(student: Person, at: datetime) -> None:
    with pytest.raises(Refused, match=r"evidence\.too_many_pixels"):
        _keep(huge_png(10_000, 5_001, rows=1), student, at)
    assert _keep(huge_png(10_000, 5_000), student, at).width == 2048


def test_a_photo_of_more_than_15_megabytes_is_refused(student: Person, at: datetime) -> None:
    with pytest.raises(Refused, match=r"evidence\.too_large") as refused:
        _keep(encoded(flag()) + bytes(PHOTO_BYTES), student, at)
    assert refused.value.params == {"name": "photo.jpg", "megabytes": 15}


def test_a_small_picture_is_made_once_and_then_read_from_disk(student: Person, at: datetime) -> None:
    file = _keep(encoded(flag(1500, 1000)), student, at)
    first = thumbnail(file)
    assert Image.open(BytesIO(first)).size == (480, 320)
    disk.place_of(file.sha256).unlink()
    assert thumbnail(file) == first


def test_small_pictures_come_in_the_given_sizes_only(student: Person, at: datetime) -> None:
    file = _keep(encoded(flag(1500, 1000)), student, at)
    assert Image.open(BytesIO(thumbnail(file, 160))).size == (160, 107)
    with pytest.raises(ValueError, match="no small picture of 161"):
        thumbnail(file, 161)
