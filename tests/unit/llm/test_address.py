"""What may be told of an endpoint, and which keys can be sent."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.llm.address import checked_key, shown


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("http://me:hidden@h:81/v1?token=hidden", "http://h:81/v1"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(url: str, expected: str) -> None:
    assert shown(url) == expected


@pytest.mark.parametrize("url", ["", "h/v1", "ftp://h/v1", "https://", "http://h:x/v1", "http://[::1/v1"])
def test_what_is_no_address_of_an_http_server_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base URL must be like"):
        shown(url)


@pytest.mark.parametrize(("key", "expected"), [(" sk-1\n", "sk-1"), ("", "none"), (None, "none")])
def test_a_key_is_sent_without_the_space_around_it(key: str | None, expected: str) -> None:
    assert checked_key(key) == expected


@pytest.mark.parametrize("key", ["sk-\nabc", "sk-é"])
def test_a_key_that_no_header_may_hold_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked_key(key)
    assert key not in str(caught.value)
