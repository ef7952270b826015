"""An article and a second, short account of the same events: does the account contradict the article?

By rule: each is an article, each sentence a claim, and comparing reports a contradiction. By model: each sentence of
the account is laid beside the passage of the article that is most like it, in both orders. Where both judge, the model
is asked about what the rules leave silent. Both accounts are of one day, so that time explains no difference.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.stand_in import article_of, graded_sentences
from pipeline.eval.task import Asking, Task, Way
from pipeline.eval.task.votes import Voted, vote_on
from pipeline.stages.compare import compare_articles
from pipeline.stages.compare.relate import Pair, PairSide
from pipeline.text.word import content_words
from schemas.article import SentenceRole
from schemas.conflict import Conflict, Relation

NAME = "contradiction across"
_DAY = datetime(2023, 3, 1, tzinfo=UTC)
_CONTEXT = 2


@dataclass(frozen=True)
class TwoAccounts:
    """An article and an account; `passage` is the account with what was changed in it, for whoever reads the errors."""

    item_id: str
    doc_id: str
    kinds: tuple[str, ...]
    article: str
    account: str
    is_contradictory: bool
    passage: str

    @property
    def label(self) -> str:
        """Return what people say of it."""
        return "contradictory" if self.is_contradictory else "consistent"


def judge(examples: Sequence[TwoAccounts], way: Way, asking: Asking | None) -> list[Case]:
    """Return a case for each pair of accounts.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    return [_judge(example, way, asking) for example in examples]


def _judge(example: TwoAccounts, way: Way, asking: Asking | None) -> Case:
    conflicts = contradictions(example.article, example.account) if way.has_rules else []
    is_asked = asking is not None and way.has_model and not conflicts
    votes = vote_on(list(_pairs(example)), asking) if is_asked and asking else []
    told = bool(conflicts) or any(one.is_contradiction for one in votes)
    is_missed = not told and any(one.is_missed for one in votes)
    judgement = Judgement(
        item_id=example.item_id,
        doc_id=example.doc_id,
        task=NAME,
        kinds=example.kinds,
        is_wanted=example.is_contradictory,
        is_told=None if is_missed else told,
        answer=_answer(conflicts, votes),
        score=len(conflicts) or max((one.share for one in votes), default=0.0),
    )
    said = [f"{one.topic} {one.explanation}" for one in conflicts]
    said += [f"{one.answer}: {one.related.reason}" for one in votes]
    return Case(judgement, example.passage, "; ".join(said) or "nothing")


def _answer(conflicts: Sequence[Conflict], votes: Sequence[Voted]) -> str:
    if conflicts:
        return Relation.CONTRADICTION
    return " ".join(one.answer for one in votes) or "nothing"


def contradictions(first: str, second: str, days: tuple[datetime, datetime] = (_DAY, _DAY)) -> list[Conflict]:
    """Return the contradictions that comparing two texts by rule finds, each sentence a claim."""
    articles = [article_of(text, name, day) for text, name, day in zip((first, second), "ab", days, strict=True)]
    found = compare_articles({one.article_id: graded_sentences(one) for one in articles}, articles)
    return [one for one in found.conflicts if one.relation is Relation.CONTRADICTION]


def _pairs(example: TwoAccounts) -> Iterator[Pair]:
    """Yield each sentence of the account with the sentences of the article that are most like it."""
    sentences, told = _sentences(example.article), _sentences(example.account)
    counts = Counter(stem for sentence in sentences for stem in set(content_words(sentence)))
    for n, sentence in enumerate(told, 1):
        nearest, passage = _nearest(sentence, sentences, counts)
        sides = (
            _side(example.doc_id, "article", nearest, passage),
            _side(example.item_id, "account", sentence, sentence),
        )
        yield Pair(f"{example.item_id} {n}", *sides, note="", allowed=frozenset(Relation))


def _sentences(text: str) -> list[str]:
    article = article_of(text, "text", _DAY)
    return [article.quote(each) for each in article.sentences if each.role is not SentenceRole.BOILERPLATE]


def _nearest(sentence: str, sentences: Sequence[str], counts: Counter[str]) -> tuple[str, str]:
    """Return the sentence that shares the rarest stems with `sentence`, and a passage of the most like, in order."""
    wanted = set(content_words(sentence))

    def likeness(number: int) -> float:
        shared = wanted & set(content_words(sentences[number]))
        return sum(math.log((len(sentences) + 1) / counts[stem]) for stem in sorted(shared))

    best = sorted(range(len(sentences)), key=likeness, reverse=True)[:_CONTEXT]
    return sentences[best[0]], " ".join(sentences[number] for number in sorted(best))


def _side(article_id: str, outlet: str, statement: str, quote: str) -> PairSide:
    return PairSide(article_id, outlet, outlet, _DAY.date().isoformat(), statement, quote, value=None)


ACROSS = Task(NAME, (Way.RULES, Way.MODEL, Way.BOTH), judge)
