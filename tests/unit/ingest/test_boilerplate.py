"""Furniture of pages, and the news that looks like it."""

import pytest

from pipeline.stages.ingest.boilerplate import MAX_RULE_CHARS, find_icon, is_terminated, match_block, match_sentence
from pipeline.stages.ingest.rule import RULES

FURNITURE = {
    "code_fence": ["```html", "“`html", "```text"],
    "breadcrumb": ["Home / News / Ferry sinks", "News > World > Asia", "Home » Region"],
    "icon": [
        "auto_awesome",
        "check_circleThis is useful for crews.",
        "visibility46",
        "recommendRelated",
        "summarize3-Point Summary",
    ],
    "counter": [
        "46 views",
        "12 shares",
        "1.2K views • 3 comments",
        "Regionvisibility46 views",
        "Comments (3)",
        "No comments yet",
    ],
    "reading_time": ["4 min read", "Reading time is about 4 minutes.", "Reading time: 4 min", "5 minute read"],
    "player": ["Listen to this article", "Your browser does not support the audio element."],
    "no_letter": ["0:000:00", "* * *", "12", "|---|---|", "“`", "```"],
    "share": ["Share on Facebook", "Tweet", "Copy link", "Share this article", "Facebook Twitter LinkedIn", "Print"],
    "subscribe": [
        "Subscribe to our newsletter",
        "Sign up for our daily newsletter.",
        "Sign up",
        "Newsletter",
        "Get the news delivered to your inbox every day.",
    ],
    "cookie": [
        "We use cookies to improve your experience.",
        "Accept all cookies",
        "Privacy Policy",
        "By continuing you agree to our terms.",
    ],
    "comment_form": [
        "Leave a Reply",
        "Your email address will not be published.",
        "Required fields are marked *",
        "Name *",
    ],
    "call_to_comment": ["Tell us what you think in the comments below!", "Share your thoughts with us."],
    "tags": ["Tagged:", "Tags: ferry, harbour", "Filed under: World", "Posted in Business", "#ferry #port"],
    "byline": [
        "By Ann Lee",
        "By Ann Lee · Jun 3, 2026 · Editorial standards →",
        "Written by: the desk",
        "(Reporting by Ann Lee in Oslo; Editing by Bo Ek)",
        "*By K. Ilves*",
    ],
    "credit": [
        "Source: Google News · Ferry",
        "Photo: Ann Lee",
        "Image credit: Harbour Post",
        "A ship. Getty Images"[8:],
        "Ann Lee/Reuters",
    ],
    "dateline": ["Published", "Updated Jun 3, 2026 — 12:39 UTC", "May 6, 2026", "Ann Lee · 3 June 2026 · 4 min read"],
    "contact": ["Contact: https://x.test/contact", "Email: desk@x.test", "Contact us"],
    "bare_url": ["https://x.test/a", "desk@x.test"],
    "copyright": ["© 2026 Harbour Post", "All rights reserved.", "Copyright 2026 Harbour Post. All rights reserved."],
    "advertisement": ["Advertisement", "ADVERTISEMENT", "Sponsored content", "Story continues below advertisement"],
    "read_more": ["Read more: Ferry sinks", "See also: Five ferries", "Read more", "Continue reading →"],
    "related": ["Related Articles", "Related News & Research", "More stories", "Editor's picks", "You may also like"],
    "links": ["[One](https://x.test)", "[Home](/) | [News](/news)", "![Map](map.png)"],
    "navigation": ["Skip to content", "Menu", "Log in", "View All", "Back to top"],
    "language_switch": ["Türkçe versiyonu", "English | Deutsch", "Read this article in Spanish"],
    "syndication": ["The post Ferry sinks appeared first on Harbour Post."],
    "relative_date": ["2 hours ago", "Updated 5 min ago"],
}

NEWS = [
    "The bill was published on Monday.",
    "Published on Monday, the report names four firms.",
    "Shares fell 4%.",
    "Tags on the cargo showed its origin.",
    "Subscribers rose to 4 million.",
    "He agreed.",
    "Subscribe? Never, he said.",
    "Sign up for Medicare rose 4% in May.",
    "Tell us the truth, the families said.",
    "Comments by the minister were cut.",
    "Copyright law was changed on Monday.",
    "Filed under seal, the complaint names two banks.",
    "macOS 15 came out.",
    "By Monday, the fire had spread.",
    "Reporting by the Times showed that four died.",
    "iOS users paid more.",
    "Reporting by Reuters showed that four died.",
    "Cookies were found in the lunch boxes.",
    "iPhone sales fell.",
    "Google uses cookies to track people, the court said.",
    "Advertisements fell by 4%.",
    "eBay said it would pay.",
    "Photo evidence shows the ship.",
    "Source code was stolen, the bank said.",
    "Related costs rose to $4 million.",
    "Contact was lost at 5 p.m.",
    "Home prices rose 4%.",
    "46 people died.",
    "Views of the harbour were blocked.",
    "Read more books, the minister said.",
    "Loading took four hours.",
    "The post of minister is vacant.",
    "More news of the crash came at noon.",
    "In 2024, 46 shares were sold.",
    "| 2024 | 12 |",
    "By 2030 half of all cars",
    "Follow the money, he said.",
    "Ferry sinks off Malta",
    "The clip drew 4 million views in May.",
    "Watch sales rose.",
]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FURNITURE.items() for text in texts])
def test_furniture_is_recognised_by_its_rule(rule: str, text: str) -> None:
    assert match_block(text) == rule


@pytest.mark.parametrize("text", NEWS)
def test_news_that_looks_like_furniture_stays(text: str) -> None:
    assert match_block(text) is None
    assert match_sentence(text) is None


def test_every_rule_of_the_table_has_an_example_and_a_reason() -> None:
    assert {rule.name for rule in RULES} <= FURNITURE.keys()
    assert all(rule.reason for rule in RULES)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("Subscribe to our newsletter for updates.", "subscribe"), ("Tags: ferry", None), ("x" * 500, None)],
)
def test_inside_a_paragraph_only_some_rules_count(text: str, rule: str | None) -> None:
    assert match_sentence(text) == rule


def test_text_longer_than_any_furniture_is_content() -> None:
    assert match_block("Home / " + "x" * MAX_RULE_CHARS) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("check_circleThe bank will pay 3.2 billion euros in cash for Birch.", 12),
        ("articleThe minister said on Monday that the ferry will not sail.", 7),
        ("check_circleThis is useful.", None),
        ("The minister spoke.", None),
        ("auto_awesome", None),
    ],
)
def test_an_icon_glued_to_content_ends_where_the_content_begins(text: str, end: int | None) -> None:
    assert find_icon(text) == end


@pytest.mark.parametrize("text", ["He left.", "“He left.”", "Why?", "he left…", "**He left.**", "彼は去った。"])
def test_a_sentence_is_terminated(text: str) -> None:
    assert is_terminated(text)
