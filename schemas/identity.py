"""How an article, a claim and a conflict are known: by a hash of what they say, not of where they lie or since when.

Whoever keeps them can so tell whether they still are what they were. An id has 64 hexadecimal digits (SHA-256).
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from schemas.article import Article, Span
from schemas.conflict import Conflict, Scope, Side


def identify_article(
    text: str, title: str | None, publisher: str | None, published_at: datetime | None, url: str | None
) -> str:
    """Return the id of an article: of its content; where the file lies is no part of it."""
    instant = published_at.isoformat() if published_at else None
    return _digest(json.dumps([text, title, publisher, instant, url], ensure_ascii=True))


def identify_claim(article_id: str, sentence_number: int, statement: str) -> str:
    """Return the id of a claim: of what it states, and of the sentence that it was read from."""
    return _digest(json.dumps([article_id, sentence_number, statement], ensure_ascii=False))


def identify_conflict_within(article_id: str, rule: str, words: Iterable[Span]) -> str:
    """Return the id of a conflict inside one article: of the rule that found it, and of the words that decide."""
    return _digest(json.dumps([article_id, rule, [[span.start, span.end] for span in words]]))


def identify_conflict_across(rule: str, topic: str, sides: Iterable[Side]) -> str:
    """Return the id of a conflict between articles: of its question, and of the passages that answer it."""
    places = sorted((side.article_id, side.start, side.end, side.value) for side in sides)
    return _digest(json.dumps([rule, topic, places]))


def id_of_article(article: Article) -> str:
    """Return the id that an article has by its content."""
    return identify_article(article.text, article.title, article.publisher, article.published_at, article.url)


def id_of_conflict(conflict: Conflict) -> str | None:
    """Return the id that a conflict has by what it says; None where a side does not tell the words that decide."""
    rule = conflict.by.removeprefix("rule:")
    if conflict.scope is Scope.ACROSS:
        return identify_conflict_across(rule, conflict.topic, conflict.sides)
    words = [side.words for side in conflict.sides if side.words is not None]
    if len(words) < len(conflict.sides):
        return None
    return identify_conflict_within(conflict.sides[0].article_id, rule, words)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
