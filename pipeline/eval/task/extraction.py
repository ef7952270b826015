"""Claims that people made of the sentences of a document: which of them are made, and what else is?

By model: as a run does, with grounding, the check question and the second asking. By rule: every sentence stands as a
claim of its own, which is what there is to beat. A claim and a human claim match where they are of one sentence, the
numbers of one are all in the other, and their words agree; each is matched once, the likest first.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.stand_in import article_of, sentence_claims
from pipeline.eval.task import Asking, Task, Way
from pipeline.stages.confirm import confirm_claims, restore_sentences
from pipeline.stages.extract import ask_again, extract_claims
from pipeline.stages.ground import ground_claims, replace_ungrounded
from pipeline.text.fold import fold_tokens
from pipeline.text.quantity import find_quantities
from pipeline.text.word import content_words
from schemas.article import Article
from schemas.claim import Extraction, GroundedClaim

NAME = "claims"
LEAST_F1 = 0.5


@dataclass(frozen=True)
class HumanClaim:
    """A claim that people made of a sentence, with its id."""

    item_id: str
    statement: str


@dataclass(frozen=True)
class Document:
    """A document: its text, and its sentences in order with the claims that people made of each."""

    doc_id: str
    text: str
    sentences: tuple[tuple[str, tuple[HumanClaim, ...]], ...]
    label: str = ""

    @property
    def item_id(self) -> str:
        """Return its id within the set."""
        return self.doc_id


@dataclass(frozen=True)
class Made:
    """A claim that was made of a sentence of a document; `sentence` is its number there, from 0."""

    sentence: int
    statement: str
    quote: str
    is_grounded: bool


@dataclass(frozen=True)
class Told:
    """The claims that were made of a document, and the sentences (from 0) that could not be asked about."""

    claims: Sequence[Made]
    missed: frozenset[int] = frozenset()


def judge(examples: Sequence[Document], way: Way, asking: Asking | None) -> list[Case]:
    """Return a case for each human claim, and for each claim that matches none.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    return [case for example in examples for case in _cases(example, _told(example, way, asking))]


def _told(document: Document, way: Way, asking: Asking | None) -> Told:
    article = article_of(document.text, document.doc_id)
    if asking is None or not way.has_model:
        return Told([_placed(document, one) for one in ground_claims(article, sentence_claims(article))])
    return _extracted(document, article, asking)


def _extracted(document: Document, article: Article, asking: Asking) -> Told:
    """Return the claims after both askings, as a run makes them."""
    once = extract_claims(article, asking.ask, asking.extract)
    first = ground_claims(article, once.claims)
    kept = confirm_claims(article, first, asking.ask, asking.confirm)
    twice = Extraction(claims=()) if asking.is_once else ask_again(article, kept.claims, asking.ask, asking.again)
    again = ground_claims(article, twice.claims)
    merged = replace_ungrounded(kept.claims, confirm_claims(article, again, asking.ask, asking.confirm).claims)
    claims = restore_sentences(article, merged, (*first, *again))
    answered = {n for claim in claims for n in claim.claim.sentence_numbers}
    missed = {n for one in (*once.not_checked, *twice.not_checked) for n in one.sentence_numbers} - answered
    places = frozenset(_place(document, article.quote(article.sentence(n))) for n in missed)
    return Told([_placed(document, one) for one in claims], places)


def _placed(document: Document, claim: GroundedClaim) -> Made:
    return Made(_place(document, claim.quote), claim.claim.statement, claim.quote, claim.is_grounded)


def _place(document: Document, quote: str) -> int:
    """Return the number of the document's sentence that holds most words of a quote."""
    words = Counter(content_words(quote))
    shared = [(Counter(content_words(text)) & words).total() for text, _ in document.sentences]
    return shared.index(max(shared))


def _cases(document: Document, told: Told) -> Iterator[Case]:
    matched = _matched(document, told.claims)
    found = {item_id: told.claims[n].statement for n, item_id in matched.items()}
    for place, (sentence, humans) in enumerate(document.sentences):
        for human in humans:
            is_told = None if human.item_id not in found and place in told.missed else human.item_id in found
            kinds = _kinds_of_human(human, humans)
            judgement = _judgement(document, human.item_id, kinds, is_wanted=True, is_told=is_told)
            yield Case(judgement, f"{sentence} (wanted: {human.statement})", found.get(human.item_id, "nothing"))
    for n, one in enumerate(told.claims):
        if n not in matched:
            digest = hashlib.sha256(" ".join(fold_tokens(one.statement)).encode()).hexdigest()[:8]
            item_id = f"{document.doc_id}-{one.sentence}-{digest}"
            judgement = _judgement(document, item_id, _kinds_of_made(one), is_wanted=False, is_told=True)
            yield Case(judgement, one.quote, one.statement)


def _judgement(
    document: Document, item_id: str, kinds: tuple[str, ...], *, is_wanted: bool, is_told: bool | None
) -> Judgement:
    return Judgement(
        item_id=item_id, doc_id=document.doc_id, task=NAME, kinds=kinds, is_wanted=is_wanted, is_told=is_told
    )


def _kinds_of_human(human: HumanClaim, beside: Sequence[HumanClaim]) -> tuple[str, ...]:
    number = "with a figure" if find_quantities(human.statement) else "without a figure"
    return number, "one of its sentence" if len(beside) == 1 else "one of several of its sentence"


def _kinds_of_made(made: Made) -> tuple[str, ...]:
    whole = fold_tokens(made.statement) == fold_tokens(made.quote)
    return ("the whole sentence",) if whole else ("grounded",) if made.is_grounded else ("ungrounded",)


def _matched(document: Document, made: Sequence[Made]) -> dict[int, str]:
    """Return the human claim that each claim matches, by the claim's number; one to one, the likest first."""
    scored = sorted(
        (-likeness(claim.statement, human.statement), number, order, human.item_id)
        for number, claim in enumerate(made)
        for order, human in enumerate(document.sentences[claim.sentence][1])
        if agree_in_numbers(claim.statement, human.statement)
    )
    matched: dict[int, str] = {}
    for score, number, _, item_id in scored:
        if -score >= LEAST_F1 and number not in matched and item_id not in matched.values():
            matched[number] = item_id
    return matched


def likeness(left: str, right: str) -> float:
    """Return the F1 of the stems that carry meaning."""
    first, second = Counter(content_words(left)), Counter(content_words(right))
    shared = (first & second).total()
    return 2 * shared / (first.total() + second.total()) if shared else 0.0


def agree_in_numbers(left: str, right: str) -> bool:
    """Tell whether the numbers of one statement are all in the other."""
    first, second = ({(q.low, q.high) for q in find_quantities(text)} for text in (left, right))
    return first <= second or second <= first


EXTRACTION = Task(NAME, (Way.RULES, Way.MODEL), judge, is_open=True)
