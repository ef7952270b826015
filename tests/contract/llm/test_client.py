"""The client of an endpoint, against a server on loopback."""

from collections.abc import Callable

import httpx2
import pytest

from pipeline.llm.client import connect, make_client
from tests.loopback import Answer, Loopback, Script

Serve = Callable[[Script], Loopback]


@pytest.mark.parametrize("is_bounded", [True, False])
@pytest.mark.parametrize("charset", ["undefined", "hex", "none-such", "utf-16"])
def test_the_text_of_an_error_is_read_as_utf_8_whatever_it_says(
    serve: Serve, charset: str, *, is_bounded: bool
) -> None:
    server = serve([Answer('{"error": "ü"}', 503, {"Content-Type": f"application/json; charset={charset}"})])
    with make_client(5.0, is_bounded=is_bounded) as client:
        assert client.post(server.url).text == '{"error": "ü"}'


def test_a_silence_has_its_limit_where_the_whole_has_none(serve: Serve) -> None:
    server = serve([Answer("x" * 10, delay_s=0.15)])
    with make_client(0.1, is_bounded=False) as client, pytest.raises(httpx2.ReadTimeout):
        client.post(server.url)
    with make_client(5.0, is_bounded=False) as client:
        assert client.post(server.url).text == "x" * 10


def test_what_a_client_sends_with_is_closed_with_it() -> None:
    own = make_client(5.0, is_bounded=True)
    connect("http://127.0.0.1/v1", None, 5.0, own, is_bounded=True).close()
    assert own.is_closed
