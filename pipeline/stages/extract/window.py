"""Which sentences the model is asked about, and in which windows.

Every sentence that is not asked about has a reason, so that the ledger can account for it.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from pipeline.text.quantity import find_quantities
from pipeline.text.word import is_question, refers_back
from schemas.article import Article, Sentence, SentenceRole

_ASKED = frozenset({SentenceRole.TITLE, SentenceRole.BODY, SentenceRole.LIST, SentenceRole.HEADING})
_LEAST_WORDS = 3
_LONGEST_INTRODUCTION = 10


@dataclass(frozen=True)
class Window:
    """Sentences that are asked about together, numbered from 1 in their order; `before` tells whom they speak of."""

    sentences: tuple[Sentence, ...]
    before: Sentence | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the article's own numbers of the sentences."""
        return tuple(sentence.n for sentence in self.sentences)


def passed_over(article: Article) -> dict[int, str]:
    """Return the reason for each sentence that is not asked about, by its number; boilerplate and repeats apart."""
    reasons = {s.n: _reason(article, s) for s in article.sentences if s.role in _ASKED}
    return {n: reason for n, reason in reasons.items() if reason}


def plan_windows(article: Article, size: int, only: Container[int] | None = None) -> tuple[Window, ...]:
    """Return windows of at most `size` sentences, in the order of the text; each asked sentence is in exactly one.

    `only` holds the numbers of the sentences that may be asked about; None: all.
    """
    silent = passed_over(article)
    asked = [s for s in article.sentences if s.role in _ASKED and s.n not in silent and (only is None or s.n in only)]
    return tuple(window_of(article, chunk) for chunk in _chunks(asked, size))


def window_of(article: Article, sentences: Sequence[Sentence]) -> Window:
    """Return a window; where its first sentence leans on another one, the sentence before it comes along."""
    first = sentences[0]
    earlier = [s for s in article.sentences[: first.n - 1] if s.role in _ASKED - {SentenceRole.HEADING}]
    needs_before = earlier and refers_back(article.quote(first))
    return Window(tuple(sentences), earlier[-1] if needs_before else None)


def halves_of(article: Article, window: Window) -> tuple[Window, ...]:
    """Return the two halves of a window; nothing for one of a single sentence."""
    middle = len(window.sentences) // 2
    parts = (window.sentences[:middle], window.sentences[middle:])
    return tuple(window_of(article, part) for part in parts) if middle else ()


def _reason(article: Article, sentence: Sentence) -> str:
    text = article.quote(sentence)
    if is_question(text):
        return "asks a question"
    if text.endswith(":") and len(text.split()) <= _LONGEST_INTRODUCTION and not find_quantities(text):
        return "introduces what follows"
    if sentence.role is SentenceRole.HEADING and not find_quantities(text):
        return "is a heading without a figure"
    return "has fewer than three words" if len(text.split()) < _LEAST_WORDS and not find_quantities(text) else ""


def _chunks(sentences: Sequence[Sentence], size: int) -> Iterator[Sequence[Sentence]]:
    for start in range(0, len(sentences), size):
        yield sentences[start : start + size]
