"""Three invented pages with the debris that real ones carry: who keeps what."""

import pytest

from pipeline.stages.ingest import ingest_articles
from schemas.article import Article, SentenceRole

FERRY = """\
Skip to content
The Harbour Post
BREAKING
Home » News » Region

Ferry With 62 Aboard Sinks Off Northport; Twelve Missing

By Mira Okafor and Jon Lind
Published: 3 June 2026
5 min read
Share on Facebook
Tweet
No Comments

A car ferry with 62 people aboard sank on Tuesday off Northport; twelve are missing. Fifty were saved.

Photo: Harbour Post / Jon Lind

“We heard a bang,” said Anna Berg, a passenger. “Then the lights went out.”

He agreed.

Advertisement

What the investigators look at

The ship, built in 1998, had passed an inspection in March. Inspectors noted two faults:

- a bow door that did not close fully
- a pump that was 11 years old

Tags on the cargo showed that it came from Westhaven. The port's report was published on Monday. Shares fell 4%.

Read more: Five ferry accidents that changed the law

Nordlink Ltd. will pay for the search. Subscribe to our newsletter for updates. It did not name the captain.

Share this:

Filed under: News, Region
Tagged: ferry, Northport, Nordlink

Related Posts
Storm closes Northport harbour
New bridge opens a year late

2 thoughts on this

Leave a Reply

Your email address will not be published. Required fields are marked *

Comment *
Name *
Email *

© 2026 The Harbour Post. All rights reserved.
"""

RAIL = """\
---
title: "Rail link to Eastvale opens in 2027, minister says"
date: 2026-04-17
author: K. Ilves
source: Eastvale Courier
url: https://courier.example/rail
description: The line costs 1.4 billion crowns. It is two years late.
tags: [rail, eastvale]
---

# Rail link to Eastvale opens in 2027, minister says

[Home](/) | [Transport](/transport)

![Map of the line](map.png)

*By K. Ilves*

The line between Oldbridge and Eastvale will open in September 2027, the
transport minister said on Friday. It is 84 kilometres long and has nine new
stations, e.g. at Millford and St. Anne.

## Costs

1. Tunnels: 600 million crowns
2. Track: 500 million crowns
3. Stations: 300 million crowns

The minister did not say who pays for the delay. "That is open," she said.

> We were told 2025, and then 2026.

| Year | Planned cost |
|------|--------------|
| 2021 | 1.1 billion  |

## More on this topic

- [Why the tunnel flooded](https://courier.example/tunnel)
- [Eastvale's bus lines](https://courier.example/bus)

Contact: news@courier.example
"""

BANK = """\
EN | DE
Marketstrending_up1,204 views

Alder Bank agrees to buy Birch Trust for 3.2 billion euros

summarizeKey Takeaways
• 1Alder Bank will pay 3.2 billion euros in cash for Birch Trust.
• 2The merged bank will have 410 branches and 9,000 employees.
• 3Alder Bank will not close any branch before 2028.

Alder Bank will pay 3.2 billion euros in cash for Birch Trust. The boards of both banks agreed on Sunday.

The merged bank will have 410 branches and 9,000 employees. It will close no branch before 2028, J. K. Moore said.

Why now

Birch Trust lost 140 million euros last year on loans to builders. Regulators have to approve the merger.

Alder Bank agrees to buy Birch Trust for 3.2 billion euros

We use cookies to improve your experience. Accept all

Editor's picks
Gold price at a record
View all
"""


def read(text: str, path: str = "page.txt") -> Article:
    (article,) = ingest_articles(text.encode(), path)
    assert isinstance(article, Article)
    return article


def shown(article: Article, *roles: SentenceRole) -> list[str]:
    return [" ".join(article.quote(s).split()) for s in article.sentences if s.role in roles]


FERRY_STORY = [
    "A car ferry with 62 people aboard sank on Tuesday off Northport; twelve are missing.",
    "Fifty were saved.",
    "“We heard a bang,” said Anna Berg, a passenger.",
    "“Then the lights went out.”",
    "He agreed.",
    "The ship, built in 1998, had passed an inspection in March.",
    "Inspectors noted two faults:",
    "a bow door that did not close fully",
    "a pump that was 11 years old",
    "Tags on the cargo showed that it came from Westhaven.",
    "The port's report was published on Monday.",
    "Shares fell 4%.",
    "Nordlink Ltd. will pay for the search.",
    "It did not name the captain.",
]


def test_the_ferry_page_keeps_its_story() -> None:
    assert shown(read(FERRY), SentenceRole.BODY, SentenceRole.LIST) == FERRY_STORY


def test_the_ferry_page_has_one_title_one_heading_and_a_date() -> None:
    article = read(FERRY)
    assert shown(article, SentenceRole.TITLE) == ["Ferry With 62 Aboard Sinks Off Northport; Twelve Missing"]
    assert shown(article, SentenceRole.HEADING) == ["What the investigators look at"]
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2026-06-03T00:00:00+00:00"


RAIL_STORY = [
    "The line costs 1.4 billion crowns.",
    "It is two years late.",
    "The line between Oldbridge and Eastvale will open in September 2027, the transport minister said on Friday.",
    "It is 84 kilometres long and has nine new stations, e.g. at Millford and St. Anne.",
    "Tunnels: 600 million crowns",
    "Track: 500 million crowns",
    "Stations: 300 million crowns",
    "The minister did not say who pays for the delay.",
    '"That is open," she said.',
    "We were told 2025, and then 2026.",
    "| Year | Planned cost |",
    "| 2021 | 1.1 billion |",
]


def test_the_rail_page_keeps_its_story() -> None:
    assert shown(read(RAIL, "page.md"), SentenceRole.BODY, SentenceRole.LIST) == RAIL_STORY


def test_the_rail_page_has_its_front_matter() -> None:
    article = read(RAIL, "page.md")
    assert (article.title, article.publisher) == (
        "Rail link to Eastvale opens in 2027, minister says",
        "Eastvale Courier",
    )
    assert article.url == "https://courier.example/rail"
    assert shown(article, SentenceRole.TITLE) == [article.title]
    assert shown(article, SentenceRole.REPEATED) == [article.title]
    assert shown(article, SentenceRole.HEADING) == ["Costs"]


BANK_STORY = [
    "Alder Bank will not close any branch before 2028.",
    "Alder Bank will pay 3.2 billion euros in cash for Birch Trust.",
    "The boards of both banks agreed on Sunday.",
    "The merged bank will have 410 branches and 9,000 employees.",
    "It will close no branch before 2028, J. K. Moore said.",
    "Birch Trust lost 140 million euros last year on loans to builders.",
    "Regulators have to approve the merger.",
]


def test_the_bank_page_keeps_its_story() -> None:
    assert shown(read(BANK), SentenceRole.BODY, SentenceRole.LIST) == BANK_STORY


def test_the_summary_of_the_bank_page_repeats_its_story() -> None:
    article = read(BANK)
    repeated = [s for s in article.sentences if s.role is SentenceRole.REPEATED]
    assert [article.quote(s) for s in repeated] == [article.quote(article.sentence(s.repeats or 0)) for s in repeated]
    assert len(repeated) == 3


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("The minister said no.", ["body"]),
        ("Ferry sinks off Malta", ["title"]),
        ("FERRY SINKS OFF MALTA\n\nA ferry with 40 people sank.", ["title", "body"]),
        ("Паром затонул\n\nA ferry with 40 people sank.", ["boilerplate", "body"]),
        ("# Ferry sinks\n\nA ferry with 40 people sank.", ["heading", "body"]),
        ("A ferry with 40 people sank.\n\nWhy It Sank?\n\nNobody knows.", ["body", "heading", "body"]),
        ("A ferry with 40 people sank.\n\nWhy did it?\n\nNobody knows.", ["body", "body", "body"]),
        (
            "A ferry with 40 people sank.\n\nMore news\nOne more ship\nIt sank too.",
            ["body", "boilerplate", "heading", "body"],
        ),
        (
            "A ferry with 40 people sank.\n\n## Links\n\n- [a](b)\n\n## End\n\nIt ends.",
            ["body", *["boilerplate"] * 2, "heading", "body"],
        ),
        ("A ferry with 40 people sank.\n\n- 12 dead\n- 28 rescued", ["body", "list", "list"]),
        ("A ferry with 40 people sank.\n\nwhich is why the port authority will go on to look", ["body", "body"]),
        ("summarizeThe ferry with 40 people on board sank off Malta on Monday.", ["boilerplate", "body"]),
        (
            "A ferry with 40 people sank.\n\nWhat now\n\nREAD THIS\n\nAdvertisement\n\nIt ended.",
            ["body", "heading", "boilerplate", "boilerplate", "body"],
        ),
    ],
)
def test_roles_of_small_pages(text: str, roles: list[str]) -> None:
    assert [sentence.role.value for sentence in read(text).sentences] == roles


def test_a_title_of_the_metadata_is_found_without_its_site() -> None:
    article = read("---\nurl: x\n---\nOther line of words\n\nFerry sinks\n\nA ferry with 40 people sank.")
    assert article.title == "Other line of words"
    page = '{"title": "Ferry sinks - Harbour Post", "text": "Ferry sinks\\n\\nA ferry with 40 people sank off Malta."}'
    (found,) = ingest_articles(page.encode(), "a.json")
    assert isinstance(found, Article)
    assert found.sentences[0].role is SentenceRole.TITLE


def test_a_flattened_heading_ends_with_the_title() -> None:
    article = read('--- title: "Ferry sinks" url: "x" --- # Ferry sinks A ferry with 40 people sank. It was old.')
    assert shown(article, SentenceRole.REPEATED) == ["Ferry sinks"]
    assert shown(article, SentenceRole.BODY) == ["A ferry with 40 people sank.", "It was old."]


def test_a_title_longer_than_any_sentence_is_cut() -> None:
    article = read(f"---\ntitle: {' '.join(map(str, range(1000, 1300)))}\n---\nBody of the text.")
    assert len(shown(article, SentenceRole.TITLE)) == 2
