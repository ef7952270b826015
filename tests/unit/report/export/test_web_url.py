"""Addresses that may be exported."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.report.export.web_url import PLACEHOLDERS, PageUrl, is_web_url, require_web_url, web_url


@pytest.mark.parametrize("text", ["https://a.example", "http://a.example:8080/b?c=d&e#f", "https://[::1]/"])
def test_addresses_of_web_pages_are_taken(text: str) -> None:
    assert is_web_url(text)
    assert require_web_url(text, "--x") == text


@pytest.mark.parametrize(
    "text",
    ["", "javascript:alert(1)", "//a.example", "https:", "https:///x", "ftp://a.example", "https://a b.example",
     "https://a.example/\n", "https://a.example/<b>", "https://[::1", "data:text/html,x", "https://a\u202eb.example",
     "https://ana:secret@a.example/"],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert not is_web_url(text)
    with pytest.raises(ConfigurationError, match=r"--x .* is no address of a web page: begin it with https://"):
        require_web_url(text, "--x")


def test_a_value_brings_no_sign_of_its_own_into_an_address() -> None:
    url = PageUrl.parse("https://a.example/{page}#claim-{number}")
    assert url.filled({"page": "x/../y?#é", "number": "3"}) == "https://a.example/x%2F..%2Fy%3F%23%C3%A9#claim-3"


@pytest.mark.parametrize(
    "template", ["{page}", "https://{nothing}/", "https://a.example/{}", "https://a.example/{page"]
)
def test_a_template_that_cannot_work_is_refused(template: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is no address of a web page|: there are \{page\}"):
        PageUrl.parse(template)


def test_every_placeholder_works() -> None:
    template = "https://a.example/" + "/".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert PageUrl.parse(template).filled(dict.fromkeys(PLACEHOLDERS, "x")) == "https://a.example/x/x/x/x/x"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://a.example/b?c=%20d", "https://a.example/b?c=%20d"),
        ("https://bücher.example:8080/ä b?ö=%20#é", "https://xn--bcher-kva.example:8080/%C3%A4%20b?%C3%B6=%20#%C3%A9"),
        ("javascript:alert('ä')", None),
        ("https://ä..example/", None),
        ("https://[ä", None),
        ("https://a.example:ä/", None),
        ("ä", None),
    ],
)
def test_an_address_of_an_article_is_told_in_ascii(text: str, told: str | None) -> None:
    assert web_url(text) == told
