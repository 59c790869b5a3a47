"""Sending a stored file: never run by the browser, never kept by shared caches."""

from typing import cast
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase

from houqin.kernel.evidence import disk, limits
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.pictures import upright

SHOWN = {"image/jpeg", "image/png", "image/webp", "application/pdf"}


def response(file: File, *, thumb: bool = False) -> HttpResponseBase:
    """Return the file, or a small picture of it, as a download or (photos, PDF) shown in place."""
    path, media_type = disk.path_of(file.sha256), file.media_type
    if thumb and file.width is not None:
        path, media_type = disk.path_of(file.sha256, ".thumb.jpg"), "image/jpeg"
        if not path.exists():
            small, _width, _height = upright(disk.path_of(file.sha256).read_bytes(), file.name, limits.THUMB_SIDE)
            disk.keep(small, path)
    answer = FileResponse(path.open("rb"), content_type=media_type)
    disposition = "inline" if media_type in SHOWN else "attachment"
    name = f"{file.name.rsplit('.', 1)[0]}.{limits.EXTENSIONS.get(media_type, 'bin')}"
    answer["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=86400"
    return cast(HttpResponseBase, answer)
