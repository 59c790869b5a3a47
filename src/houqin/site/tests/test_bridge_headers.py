"""What a request says of itself must reach Django as it was: lengths, repeated and look-alike headers, odd letters."""

from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from houqin.site.bridge import environment
from houqin.site.tests.test_bridge import ask, scope


def asked(request: dict[str, Any], *parts: bytes) -> WSGIRequest:
    """Send a request through the bridge; return it as Django sees it, its body read."""
    seen: list[WSGIRequest] = []

    def page(environ: dict[str, Any], start: Any) -> list[bytes]:
        made = WSGIRequest(environ)
        assert isinstance(made.body, bytes)
        seen.append(made)
        start("200 OK", [])
        return [b""]

    ask(page, request, *parts)
    return seen[0]


def test_a_body_sent_in_chunks_is_read_whole_though_nobody_named_its_length() -> None:
    chunked = scope(
        "POST", headers=((b"transfer-encoding", b"chunked"), (b"content-type", b"application/json"))
    )
    assert asked(chunked, b'{"text":', b'"a"}').body == b'{"text":"a"}'


def test_a_named_length_and_the_real_one_agree() -> None:
    request = scope("POST", headers=((b"content-length", b"4"), (b"content-type", b"text/plain")))
    assert asked(request, b"ab", b"cd").body == b"abcd"
    assert asked(scope("GET")).body == b""


@pytest.mark.parametrize("name", [b"x_forwarded_proto", b"X_Forwarded_Proto", b"x-forwarded_proto"])
def test_a_header_that_looks_like_a_proxy_s_does_not_pass_for_it(name: bytes) -> None:
    assert "HTTP_X_FORWARDED_PROTO" not in environment(scope(headers=((name, b"https"),)), BytesIO())


def test_a_forged_header_does_not_stand_before_the_proxy_s_own() -> None:
    request = scope(headers=((b"x_forwarded_for", b"6.6.6.6"), (b"x-forwarded-for", b"10.0.0.1")))
    assert asked(request).headers["X-Forwarded-For"] == "10.0.0.1"


def test_cookies_in_several_headers_are_all_there() -> None:
    request = scope(headers=((b"cookie", b"a=1; b=2"), (b"cookie", b"c=3")))
    assert asked(request).COOKIES == {"a": "1", "b": "2", "c": "3"}


@pytest.mark.parametrize("path", ["/m/BX2603-0001/", "/搜索/", "/a b/", "/é/", "/%2e%2e/"])
def test_a_path_comes_through_letter_by_letter(path: str) -> None:
    assert asked(scope(path=path)).path_info == path


@given(query=st.binary(max_size=40), value=st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b"")))
def test_any_bytes_of_query_and_header_come_through(query: bytes, value: bytes) -> None:
    environ = environment(scope(query=query, headers=((b"x-odd", value),)), BytesIO())
    assert environ["QUERY_STRING"].encode("latin-1") == query
    assert environ["HTTP_X_ODD"].encode("latin-1") == value


def test_a_server_that_names_no_client_is_served_too() -> None:
    bare = scope() | {"client": None, "server": None}
    request = asked(bare)
    assert (request.META["REMOTE_ADDR"], request.META["SERVER_PORT"]) == ("", "80")
