"""Owns how near-restatements become disagreements: two sentences of two articles that differ in one word.

Where the rule of amounts has judged both figures its judgement stands. What may have changed between two days is left
open, and said so.
"""

from collections.abc import Iterator, Sequence

from pipeline.stages.compare.batch import Batch, Of
from pipeline.stages.compare.keyed import Keyed, key_of
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.restated import Background, Restated, find_in
from pipeline.stages.compare.restated.line import Line
from pipeline.stages.compare.restated.moment import asked_part
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.telling import Telling
from pipeline.text.quantity import find_quantities
from schemas.article import Article, Span
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.quantity import Quantity

_TOPICS = {
    FindingKind.NAME_CONFLICT: "Who or what is it",
    FindingKind.VALUE_CONFLICT: "How much or how many",
    FindingKind.STATUS_CONFLICT: "Is it so",
    FindingKind.TEXT_CONFLICT: "Which of the two is it",
    FindingKind.DATE_IMPOSSIBLE: "When was it",
}
_TOPICS_OF_RULES = {
    "currency": "In which currency",
    "rate": "For which period",
    "time": "At what time",
    "rank": "Which one in the order",
    "result": "With what result",
}
# As many articles as an editor reads; the others say the same in the same words.
MOST_ALIKE = 12
_MOST_SHOWN = 70

_START_BITS = 32
_START = (1 << _START_BITS) - 1

_Place = tuple[int, int]


def find_retold(batch: Batch, background: Background | None = None) -> Iterator[Disagreement]:
    """Yield what reports of one event tell in nearly one sentence with one word exchanged.

    An article that tells both counts for neither: that is a matter within it. Amounts that another rule has compared
    are left out, and what a headline and the sentence below it tell alike is told once. `background` knows of articles
    that are not of the batch.
    """
    alike = _Alike(batch)
    told = Seen()

    def is_of_one_event(left: Line, right: Line) -> bool:
        if batch.is_same_event(left, right):
            return True
        firsts, seconds = alike.articles(left), alike.articles(right)
        if len(firsts) == len(seconds) == 1:
            return False
        return any(batch.is_same_event(first, second) for first in firsts for second in seconds)

    for one in find_in(batch.archive, is_of_one_event, lambda article: batch.reading(article).all_names, background):
        lefts, rights = (list(alike.answers(*side)) for side in (one.first, one.second))
        both = {side.article_id for side in lefts} & {side.article_id for side in rights}
        lefts, rights = ([side for side in sides if side.article_id not in both] for sides in (lefts, rights))
        lefts, rights = _of_one_event(batch, lefts, rights), _of_one_event(batch, rights, lefts)
        if not lefts or not rights:
            continue
        if one.rule == "amount" and all(_is_judged(batch, side) for side in (*lefts, *rights)):
            continue
        if told.add((one.rule, frozenset((each.article_id, each.value.casefold()) for each in (*lefts, *rights)))):
            yield _disagreement(batch, one, (lefts, rights))


class _Alike:
    """The sentences that stand in several places in the same words: what is found of one of them is said of all."""

    def __init__(self, batch: Batch) -> None:
        """Enter the sentences of all articles; of those that stand in one place only nothing is kept."""
        self._batch, self._archive = batch, batch.archive
        self._places = Keyed(self._archive.store, fewest=2)
        for number in self._archive.numbers():
            article = self._archive.article(number)
            for sentence in article.sentences:
                self._places.add(key_of(article.quote(sentence)), number << _START_BITS | sentence.start)

    def articles(self, line: Line) -> list[Of]:
        """Return the articles that have a sentence, each once; `MOST_ALIKE` at most."""
        numbers = dict.fromkeys(number for number, _ in self._standing(line.text, line.source.number, line.start))
        return [Of(self._archive.ids[number]) for number in list(numbers)[:MOST_ALIKE]]

    def answers(self, article_id: str, sentence: Span, words: Span) -> Iterator[Answer]:
        """Yield the words of a sentence as an answer of each article that has it; `MOST_ALIKE` at most."""
        met: set[int] = set()
        number = self._archive.number(article_id)
        text = self._archive.article(number).quote(sentence)
        for other, start in self._standing(text, number, sentence.start):
            if other not in met and len(met) < MOST_ALIKE:
                met.add(other)
                shift = start - sentence.start
                moved = [Span(start=one.start + shift, end=one.end + shift) for one in (sentence, words)]
                yield _answer(self._batch, other, moved[0], moved[1])

    def _standing(self, text: str, number: int, start: int) -> Sequence[_Place]:
        """Return where a sentence stands, by article number and start, in the order of both."""
        found = self._places.at(key_of(text))
        return [(place >> _START_BITS, place & _START) for place in found] or [(number, start)]


def _of_one_event(batch: Batch, answers: Sequence[Answer], others: Sequence[Answer]) -> list[Answer]:
    """Return the answers whose article reports an event with one of the others'."""
    return [one for one in answers if any(batch.is_same_event(one, other) for other in others)]


def _answer(batch: Batch, number: int, sentence: Span, words: Span) -> Answer:
    article = batch.archive.article(number)
    telling = batch.telling_at(article.article_id, words.start) or Telling(article, sentence.start, sentence.end)
    return Answer(telling, words.start, words.end, _quantity(article, words), batch.note(article))


def _quantity(article: Article, words: Span) -> Quantity | None:
    found = find_quantities(article.text[words.start : words.end])
    if len(found) != 1:
        return None
    return found[0].model_copy(update={"start": words.start + found[0].start, "end": words.start + found[0].end})


def _is_judged(batch: Batch, answer: Answer) -> bool:
    judged = batch.judged(answer.article_id)
    return any(place in judged for place in range(answer.start, answer.end))


def _disagreement(batch: Batch, one: Restated, sides: tuple[Sequence[Answer], Sequence[Answer]]) -> Disagreement:
    left, right = sides[0][0], sides[1][0]
    told = f"{source(left.article)} says “{left.value}” where {source(right.article)} says “{right.value}”"
    is_open = one.kind is not FindingKind.NAME_CONFLICT and all(
        batch.days_apart(first, second) > 0 for first in sides[0] for second in sides[1]
    )
    rest = "the later may tell what has changed" if is_open else "the rest of both sentences agrees"
    return Disagreement(
        rule=one.rule,
        topic=f"{_asked(one, left.value, right.value)}: “{_about(left)}”?",
        relation=Relation.UNCLEAR if is_open else Relation.CONTRADICTION,
        groups=tuple(tuple(side) for side in sides),
        explanation=f"{told}; {rest}.",
    )


def _asked(one: Restated, left: str, right: str) -> str:
    """Return how the question begins that two sides answer differently."""
    if one.rule == "day":
        part = asked_part(left, right)
        return f"{'On' if part == 'day' else 'In'} which {part}"
    return _TOPICS_OF_RULES.get(one.rule) or _TOPICS.get(one.kind, "Which of the two is it")


def _about(answer: Answer) -> str:
    """Return the words around the deciding ones, with a gap where they stand."""
    text = answer.article.text
    before = " ".join(text[answer.telling.start : answer.start].split())
    after = " ".join(text[answer.end : answer.telling.end].split()).rstrip(" .!")
    before = before if len(before) <= _MOST_SHOWN else "… " + before[-_MOST_SHOWN:].partition(" ")[2]
    after = after if len(after) <= _MOST_SHOWN else after[:_MOST_SHOWN].rpartition(" ")[0] + " …"
    return f"{before} … {after}".strip()
