"""Answering with a file: the caller has made sure that the reader may see it."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from houqin.kernel.evidence.media import JPEG, PDF, PICTURES
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.store import open_file, thumbnail

CACHING = "private, max-age=3600, immutable"
INLINE = PICTURES | {PDF}  # shown in place; everything else is saved, never opened in our name
SEALED = "default-src 'none'"  # no sandbox for PDF: browsers do not show a sandboxed one


def response(file: File, thumb: bool = False) -> HttpResponseBase:
    """Return the file, or a small picture of it, so that a browser takes it for nothing else than it is.

    Raises `Http404` for a small picture of what is none, `Refused("evidence.lost")` where it is lost.
    """
    if thumb:
        if not file.is_picture:
            raise Http404
        answer: HttpResponseBase = HttpResponse(thumbnail(file), content_type=JPEG)
    else:
        answer = FileResponse(open_file(file), content_type=file.media_type)
        answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = _disposition(file, thumb)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SEALED if file.media_type == PDF else f"{SEALED}; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = CACHING
    answer["ETag"] = f'"{file.sha256}{"-small" if thumb else ""}"'
    return answer


def _disposition(file: File, thumb: bool) -> str:
    return content_disposition_header(not thumb and file.media_type not in INLINE, file.name) or "attachment"
