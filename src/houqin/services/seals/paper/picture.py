"""Pictures: a scan is blank when hardly anything on it is darker than the paper."""

from io import BytesIO
from itertools import islice

import pi_heif
from PIL import Image, ImageChops, ImageOps, ImageSequence, UnidentifiedImageError

from houqin.services.seals.paper.errors import UnreadableError

LOOKED_AT = (800, 800)  # pixels: a line of print still leaves its mark
CONTRAST = 40  # grey levels of 255 between ink and paper; shadows of a photo change slower than that
INK = 0.0004  # share of pixels: about one short printed line on A4
EDGE = 0.03  # share of each side that scanners blacken
FRAMES = 200

pi_heif.register_heif_opener()


def picture_pages(data: bytes) -> list[bool]:
    """Tell for each frame whether something is on it (a TIFF scan has many frames)."""
    try:
        with Image.open(BytesIO(data)) as picture:
            return [has_ink(frame) for frame in islice(ImageSequence.Iterator(picture), FRAMES)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadableError from error


def has_ink(picture: Image.Image) -> bool:
    """Tell whether a picture shows more than paper: dark spots against what surrounds them."""
    small = _grey(picture)
    small.thumbnail(LOOKED_AT)
    across, down = (int(side * EDGE) for side in small.size)
    inner = small.crop(
        (across, down, max(small.width - across, across + 1), max(small.height - down, down + 1))
    )
    paper = inner.resize((12, 12)).resize(inner.size, Image.Resampling.BILINEAR)
    marks = sum(ImageChops.subtract(paper, inner).histogram()[CONTRAST + 1 :])
    return marks > INK * inner.width * inner.height


def _grey(picture: Image.Image) -> Image.Image:
    """Lay a picture on white paper: what is transparent shows the paper."""
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    white = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(white, upright).convert("L")
