"""Pictures: opened safely, turned upright, freed of what the camera wrote beside them, made small."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

import pi_heif
from PIL import Image, ImageCms, ImageOps

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.limits import JPEG_QUALITY, PHOTO_SIDE, PIXELS
from houqin.kernel.evidence.media import HEIC

# What the decoders raise at broken input, collected by feeding them broken input.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    RuntimeError,
)
DECODER = (*BROKEN, struct.error, zlib.error)
TOO_BIG = (Image.DecompressionBombError, Image.DecompressionBombWarning)
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture and its size in pixels."""

    data: bytes
    width: int
    height: int


def photo(data: bytes, media_type: str, name: str) -> Picture:
    """Return a photo as upright JPEG of at most 2048 pixels a side, without a word of where it was taken.

    Raises `Refused` where it is broken or has more pixels than we would decode.
    """
    return shrunk(_opened(data, media_type, name), PHOTO_SIDE, name)


def measured(data: bytes, media_type: str, name: str) -> tuple[int, int]:
    """Decode a picture whole, to be sure of it, and return width and height; raises `Refused` as `photo`."""
    image = _opened(data, media_type, name)
    _load(image, name)
    return image.size


def small(data: bytes, media_type: str, side: int, name: str) -> Picture:
    """Return a small JPEG of a stored picture, `side` pixels on its long side."""
    return shrunk(_opened(data, media_type, name), side, name)


def shrunk(image: Image.Image, side: int, name: str) -> Picture:
    """Return an opened picture as JPEG, upright, on white where it was transparent, no larger than `side`."""
    image.draft("RGB", (side, side))  # lets the JPEG decoder skip what would be thrown away
    _load(image, name)
    upright = ImageOps.exif_transpose(image)
    flat = _flat(upright)
    flat.info = {}  # comments and the like would be written again
    flat.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = BytesIO()
    flat.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Picture(out.getvalue(), *flat.size)


def _opened(data: bytes, media_type: str, name: str) -> Image.Image:
    try:
        if media_type == HEIC:
            heif = pi_heif.open_heif(BytesIO(data))
            _check_pixels(heif.size, name)
            image: Image.Image = heif.to_pillow()
        else:
            image = Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP"])
            _check_pixels(image.size, name)
    except TOO_BIG as bomb:
        raise Refused("evidence.too_many_pixels", name=name, megapixels=PIXELS // 1_000_000) from bomb
    except DECODER as wrong:
        raise Refused("evidence.corrupt", name=name) from wrong
    return image


def _check_pixels(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > PIXELS:
        raise Refused("evidence.too_many_pixels", name=name, megapixels=PIXELS // 1_000_000)


def _load(image: Image.Image, name: str) -> None:
    try:
        image.load()
    except TOO_BIG as bomb:
        raise Refused("evidence.too_many_pixels", name=name, megapixels=PIXELS // 1_000_000) from bomb
    except DECODER as wrong:
        raise Refused("evidence.corrupt", name=name) from wrong


def _flat(image: Image.Image) -> Image.Image:
    """Return the picture in plain sRGB, whatever its mode and colour profile were."""
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    profile = image.info.get("icc_profile")
    if profile and image.mode == "RGB":
        try:
            image = (
                ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(BytesIO(profile)), SRGB) or image
            )
        except (ImageCms.PyCMSError, OSError):  # a broken profile: the plain values are the best we have
            return image
    return image.convert("RGB")
