"""Pictures for the demo: drawn, so that nobody's real room is shown."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.store import store

SIZE = (960, 720)
WALLS = ((206, 214, 210), (214, 204, 188), (196, 208, 220), (220, 214, 206))


def drawn(number: int) -> SimpleUploadedFile:
    """Return a drawn photo of a wall with a basin, a lamp or a pipe, as an upload."""
    wall = WALLS[number % len(WALLS)]
    image = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(image)
    for row in range(SIZE[1]):
        shade = row / SIZE[1] * 0.45
        draw.line([(0, row), (SIZE[0], row)], fill=tuple(int(one * (1 - shade)) for one in wall))
    left, top = 220 + 60 * (number % 5), 200 + 40 * (number % 3)
    draw.rounded_rectangle(
        (left, top, left + 420, top + 170), 40, fill=(244, 246, 245), outline=(150, 162, 158), width=6
    )
    draw.ellipse((left + 60, top + 40, left + 360, top + 140), fill=(222, 230, 228))
    draw.rectangle((left + 195, top - 90, left + 225, top + 60), fill=(128, 140, 138))
    draw.arc((left + 130, top - 130, left + 225, top - 40), 180, 360, fill=(128, 140, 138), width=26)
    if number % 2:
        draw.ellipse((left + 120, top + 210, left + 330, top + 290), fill=(150, 178, 190))
    out = BytesIO()
    image.save(out, "JPEG", quality=82)
    return SimpleUploadedFile(f"photo-{number}.jpg", out.getvalue(), content_type="image/jpeg")


def stored_pictures(at: datetime, count: int = 6) -> Sequence[File]:
    """Return a few stored pictures for the replayed history to share."""
    return [store(drawn(number), kind="photo", by=None, at=at) for number in range(count)]
