"""Made-up news articles of usual length, for the benchmark of the model seam.

Three articles report each event, in two wordings, and the third tells one statement in ten differently. An article has
a title and twenty sentences, drawn from `compare_news.txt` by the number of its event; everything follows from the
number of the article, so that two tools can be given the same ones.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compare import TO_AN_EVENT, make_values, read_statements

SENTENCES = 20
_TO_A_PARAGRAPH = 2
_DIFFER_EVERY = 10
_START = datetime(2026, 1, 1, tzinfo=UTC)
_TO_A_DAY = 40
_PLAIN_EVERY = 3
_NAMED = re.compile(r"\{(?:firm|place|town|person|other)\}")
# Words that were taken for names once; left out still, so that figures compare with earlier ones.
_LEFT_OUT = ("Turnout", "Overnight", "Detectives", "Trains", "Timber")
# Who told it and how, as reporters add: it gives sentences their usual length, and nothing that could be checked.
_SOURCES = str.split(
    "officials witnesses lawyers investors neighbours doctors engineers teachers sailors clerks farmers drivers"
)
_WAYS = (
    "with some hesitation", "on the steps of the court", "after the meeting", "in a short statement",
    "over the telephone", "before the doors closed", "in a letter to readers", "between two sessions",
    "while it rained", "at the gates", "in front of cameras",
)  # fmt: skip


Statements = list[tuple[str, str]]


def statements_of_one_event() -> Statements:
    """Return the statements that tell only of the event that they are drawn for.

    Left out are those that name nobody in one of their wordings: by these, events that have nothing to do with one
    another are compared.
    """
    return [
        pair
        for pair in read_statements()
        if all(_NAMED.search(wording) and not wording.startswith(_LEFT_OUT) for wording in pair)
    ]


def article_of(number: int, statements: Statements) -> dict[str, str]:
    """Return the article of a number."""
    return _article(number, statements)


def write_articles(folder: Path, count: int, digits: int = 5, statements: Statements | None = None) -> int:
    """Write so many articles into a new folder, one JSON file each, and return the bytes of text in them.

    A file is named by the number of its article, in so many digits at least. None: all statements are drawn from.
    """
    folder.mkdir(parents=True)
    statements = statements or read_statements()
    size_bytes = 0
    for number in range(count):
        article = _article(number, statements)
        size_bytes += len(article["text"].encode())
        (folder / f"{number:0{digits}}.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    return size_bytes


def _article(number: int, statements: list[tuple[str, str]]) -> dict[str, str]:
    event, report = divmod(number, TO_AN_EVENT)
    step = 1 + event % (len(statements) - 1)
    drawn = dict.fromkeys((event * 13 + step * n) % len(statements) for n in range(len(statements)))
    drawn |= dict.fromkeys(range(len(statements)))
    sentences = []
    for n, which in enumerate(list(drawn)[:SENTENCES]):
        shift = int(report == TO_AN_EVENT - 1 and n % _DIFFER_EVERY == event % _DIFFER_EVERY)
        told = statements[which][report and (report + n) % 2].format(**make_values(event, which, shift))
        sentences.append(_commented(told, number * SENTENCES + n))
    values = make_values(event, 0, 0)
    paragraphs = [sentences[n : n + _TO_A_PARAGRAPH] for n in range(0, SENTENCES, _TO_A_PARAGRAPH)]
    return {
        "title": f"{values['firm']} under pressure after the events in {values['place']}",
        "publisher": f"Paper {number % 97}",
        "published": (_START + timedelta(days=number // _TO_A_DAY)).date().isoformat(),
        "text": "\n\n".join(" ".join(paragraph) for paragraph in paragraphs),
    }


def _commented(sentence: str, number: int) -> str:
    if number % _PLAIN_EVERY == 0 or not sentence.endswith("."):
        return sentence
    return f"{sentence[:-1]}, {_SOURCES[number % len(_SOURCES)]} said {_WAYS[number % len(_WAYS)]}."
