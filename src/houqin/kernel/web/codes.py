"""QR codes: read from a photo, written as crisp SVG."""

from io import BytesIO
from typing import IO, Any

import segno
import zxingcpp
from django.core.files import File
from PIL import Image

from houqin.kernel.evidence.pictures import DECODER, TOO_BIG

LARGEST_SIDE = 1600


def read_code(photo: "IO[bytes] | File[Any]") -> str | None:
    """Return the text of the first QR code in a photo, None where there is none or it is no photo."""
    try:
        picture = Image.open(photo)
        picture.draft("L", (LARGEST_SIDE, LARGEST_SIDE))
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        found = zxingcpp.read_barcodes(
            picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    except (*DECODER, *TOO_BIG):
        return None
    return found[0].text if found else None


def code_svg(text: str) -> str:
    """Return a QR code as inline SVG without styles; error correction Q survives a scratched sticker."""
    out = BytesIO()
    segno.make(text, error="q", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=2,
        scale=4,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )
    return out.getvalue().decode()
