"""Made-up news articles of usual length, for the benchmark of the model seam.

Three articles report each event, in two wordings, and the third tells one statement in ten differently. An article has
a title and twenty sentences, drawn from `compare_news.txt` by the number of its event; everything follows from the
number of the article, so that two tools can be given the same ones.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from compare import TO_AN_EVENT, make_values, read_statements

SENTENCES = 20
_TO_A_PARAGRAPH = 2
_DIFFER_EVERY = 10
_START = datetime(2026, 1, 1, tzinfo=UTC)
_TO_A_DAY = 40
# Somebody's comment adds length as reporters do, and nothing that could be checked.
_COMMENTS = (
    ", several people who know the matter well said in the evening",
    ", according to a note that was handed to reporters on the spot",
    ", as those who followed the events from the beginning expected",
    "",
)


def write_articles(folder: Path, count: int) -> int:
    """Write so many articles into a new folder, one JSON file each, and return the bytes of text in them."""
    folder.mkdir(parents=True)
    statements = read_statements()
    size_bytes = 0
    for number in range(count):
        article = _article(number, statements)
        size_bytes += len(article["text"].encode())
        (folder / f"{number:05}.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
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
        sentences.append(_commented(told, number + n))
    values = make_values(event, 0, 0)
    paragraphs = [sentences[n : n + _TO_A_PARAGRAPH] for n in range(0, SENTENCES, _TO_A_PARAGRAPH)]
    return {
        "title": f"{values['firm']} under pressure after the events in {values['place']}",
        "publisher": f"Paper {number % 97}",
        "published": (_START + timedelta(days=number // _TO_A_DAY)).date().isoformat(),
        "text": "\n\n".join(" ".join(paragraph) for paragraph in paragraphs),
    }


def _commented(sentence: str, number: int) -> str:
    comment = _COMMENTS[number % len(_COMMENTS)]
    return f"{sentence.removesuffix('.')}{comment}." if sentence.endswith(".") else sentence
