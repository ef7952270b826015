"""The text of a record, JSON indented by two, in parts: that of its articles may be many times that of all the rest.

Invariant: the parts together are what the record is as one text.
"""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

# What stands around the articles of a record; no text in JSON holds a line end of its own.
_NO_ARTICLES = '\n  "articles": [],'
_FIRST_ARTICLE = '\n  "articles": [\n    '
_BETWEEN_ARTICLES = ",\n    "
_AFTER_ARTICLES = "\n  ],"
_INDENTED = "\n    "


def texts_of_articles(articles: Iterable[BaseModel]) -> Iterator[str]:
    """Yield the texts of the articles of a record, with what stands between them."""
    for number, stamp in enumerate(articles):
        text = stamp.model_dump_json(indent=2).replace("\n", _INDENTED)
        yield (_BETWEEN_ARTICLES if number else "") + text


def joined(in_short: str, articles: Iterable[str]) -> Iterator[str]:
    """Yield the text of a record, of its text without articles and the texts of these, in any parts."""
    head, found, rest = in_short.partition(_NO_ARTICLES)
    yield head
    between = _FIRST_ARTICLE
    for text in articles:
        yield between + text
        between = ""
    yield (found if between else _AFTER_ARTICLES) + rest


def without_articles(text: str) -> str:
    """Return the text of a record without the articles that stand in it."""
    start = text.find(_FIRST_ARTICLE)
    end = text.find(_AFTER_ARTICLES, start)
    return text if -1 in (start, end) else text[:start] + _NO_ARTICLES + text[end + len(_AFTER_ARTICLES) :]
