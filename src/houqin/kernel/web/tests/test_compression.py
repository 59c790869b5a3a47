"""Text travels compressed, everything else as it is."""

from gzip import decompress

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from houqin.kernel.web.middleware import CompressedPages

LONG = "报修 " * 400


def sent(response: HttpResponse | StreamingHttpResponse, accepts: str = "gzip") -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return CompressedPages(lambda _request: response)(request)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "application/problem+json"])
def test_text_is_compressed_for_who_can_read_it(kind: str) -> None:
    response = sent(HttpResponse(LONG, content_type=kind))
    assert response.headers["Content-Encoding"] == "gzip"
    assert decompress(response.content).decode() == LONG
    assert "Accept-Encoding" in response.headers["Vary"]
    assert sent(HttpResponse(LONG, content_type=kind), accepts="").content.decode() == LONG


@pytest.mark.parametrize("kind", ["image/jpeg", "application/pdf", "application/zip"])
def test_files_are_sent_as_they_are(kind: str) -> None:
    assert "Content-Encoding" not in sent(HttpResponse(LONG, content_type=kind)).headers
    assert "Content-Encoding" not in sent(StreamingHttpResponse([b"x" * 999], content_type=kind)).headers


@pytest.mark.django_db
def test_the_same_page_is_never_compressed_to_the_same_length() -> None:
    sizes = {len(Client(headers={"Accept-Encoding": "gzip"}).get("/sign-in/").content) for _ in range(12)}
    assert len(sizes) > 1
