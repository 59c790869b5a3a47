"""Photos made safe: opened whole, turned upright, shrunk, written anew without what the camera told of the place."""

import warnings
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.limits import JPEG_QUALITY, LONG_SIDE, PIXELS

pi_heif.register_heif_opener()


def opened(data: bytes, name: str) -> Image.Image:
    """Return the picture, fully decoded; raises `Refused` for what is corrupt or has too many pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limit below is stricter than Pillow's warning
            picture = Image.open(BytesIO(data))
            if picture.width * picture.height > PIXELS:
                raise Refused("evidence.too_many_pixels", name=name, megapixels=PIXELS // 1_000_000)
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Refused("evidence.corrupt", name=name) from broken
    return picture


def upright(data: bytes, name: str, side: int = LONG_SIDE) -> tuple[bytes, int, int]:
    """Return a photo as JPEG with its long side at most `side` pixels, upright and without metadata."""
    picture = ImageOps.exif_transpose(opened(data, name))
    picture.thumbnail((side, side))
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        picture = white
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue(), picture.width, picture.height
