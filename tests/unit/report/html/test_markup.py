"""Values become HTML in one place, and nothing of anybody else's acts there."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.html.markup import Running, Style, finalize_html
from pipeline.report.inline import Link, Passage

HOSTILE = "\"><script>alert('1')</script> & \x1b[31m\u202e\u200b\U000e0041 x"
DISARMED = "&quot;&gt;&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; x"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"),
        (7, "7"),
        (HOSTILE, DISARMED),
        (Running(" two \n words "), " two words "),
        (Running("\n"), " "),
        (Running(""), ""),
        (Running("\u200b"), ""),
        (Running(HOSTILE), DISARMED),
        (Link("claim 3", "bridge-0123abcd.md#claim-3"), '<a href="bridge-0123abcd.html#claim-3">claim 3</a>'),
        ("שלום", "שלום&lrm;"),
        (Running("שלום"), "שלום"),
        (Link("שלום", "a.md"), '<a href="a.html">שלום&lrm;</a>'),
        (Link("\u200b", "a.md"), '<a href="a.html">a.html</a>'),
        (Link(HOSTILE, "#claim-3"), f'<a href="#claim-3">{DISARMED}</a>'),
        (Passage((("It cost ", False), ("$4", True), (" in all. ", False))), "It cost <mark>$4</mark> in all."),
        (Passage(((HOSTILE, True),)), f"<mark>{DISARMED}</mark>"),
        (Passage(((" ", True), ("x", False))), "x"),
        (Style("a > b { }"), "a > b { }"),
    ],
)
def test_a_value_is_shown_as_its_type_says(value: object, shown: str) -> None:
    assert finalize_html(value) == shown


@pytest.mark.parametrize("value", [None, True, 1.5, ("a",)])
def test_what_nobody_meant_to_show_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="give it text or a whole number"):
        finalize_html(value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, len(attrs)))


@given(st.text(max_size=30), st.sampled_from([str, Running]))
def test_no_text_makes_a_tag_or_leaves_an_attribute(text: str, kind: type[str]) -> None:
    reader = _Reader()
    reader.feed(f'<p title="{finalize_html(kind(text))}">{finalize_html(kind(text))}</p>')
    assert reader.seen == [("p", 1)]
