"""Rule: one report tells what another of the same event denies, in the same words.

A clause with "not" or "never" before its verb is set against clauses that hold the same verb and most of its words
without it, said of the same subject or of none that is named, of no other day and of no other one of several. Denied
first and told later is an update; told and denied on one day, or denied later, is a contradiction; a missing day leaves
it open.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import product
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.denial import FEWEST_WORDS, Clause, read_denials, read_statements
from pipeline.stages.compare.kept import Codec, Index, Series
from pipeline.stages.compare.largest import largest_first
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.named_day import are_apart, named_days
from pipeline.stages.compare.phrase import ONE_OF_SEVERAL
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.seen import Seen
from pipeline.stages.compare.side import source
from pipeline.stages.compare.spoken import Spoken
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import Course, relate_in_time, strongest
from pipeline.text.irregular import BASES
from schemas.conflict import Relation

LEAST_SHARED = 0.75
MOST_POSTED = 24
MOST_SIDES = 8


def find_denied(batch: Batch) -> Iterator[Disagreement]:
    """Yield what some reports tell and others deny; each denial once, with all who tell it."""
    return apply_rule(Denied(batch), batch)


class Denied:
    """The rule: a clause that denies is entered under its verb; which others are looked at depends on these verbs."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no denials."""
        self._batch = batch
        self._codec = _codec(batch)
        self._denied: Series[Clause] = batch.archive.store.series(self._codec)
        self._verbs: set[str] = set()

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter what an article denies."""
        for telling in told:
            for clause in read_denials(self._batch, telling):
                self._denied.add(clause)
                self._verbs.add(clause.verb)

    def found(self) -> Iterator[Disagreement]:
        """Yield what some reports tell and others deny."""
        batch = self._batch
        tellers = _Near(batch, _statements_with(batch, self._verbs), self._codec)
        deniers = _Near(batch, ((one.verb, one) for one in self._denials()), self._codec)
        met = Seen()
        # A denial is told again where it sets two clauses against each other that were not; where most is told comes
        # first, so that a part of it is seldom told again.
        for (number,) in largest_first(self._open(tellers, deniers), batch.archive.store):
            clause = self._denied[int(number)]
            told, denials = _without_both(tellers.of(clause), deniers.of(clause))
            if met.update(product(map(_place, told), map(_place, denials))):
                yield _disagreement(batch, told, denials)

    def _open(self, tellers: "_Near", deniers: "_Near") -> Iterator[tuple[int, tuple[str]]]:
        """Yield the numbers of denials that somebody tells, each after how many clauses tell it or deny it."""
        for number, clause in enumerate(self._denials()):
            if tellers.concern(clause) or deniers.concern(clause):
                told, denials = _without_both(tellers.of(clause), deniers.of(clause))
                if told and denials:
                    yield len(told) + len(denials), (f"{number:012}",)

    def _denials(self) -> Iterator[Clause]:
        return (self._denied[number] for number in range(len(self._denied)))


def _codec(batch: Batch) -> Codec[Clause]:
    answers = batch.archive.answers

    def encode(one: Clause) -> list[Any]:
        return [answers.encode(_answer(one)), sorted(one.stems), sorted(one.names), one.verb]

    def decode(kept: list[Any]) -> Clause:
        answer, (stems, names, verb) = answers.decode(kept[0]), kept[1:]
        return Clause(answer.telling, answer.start, answer.end, frozenset(stems), frozenset(names), verb)

    return Codec(encode, decode)


def _without_both(told: list[Clause], denials: list[Clause]) -> tuple[list[Clause], list[Clause]]:
    """Leave out the articles that tell a thing and deny it: that is a matter within them."""
    tellers = {one.telling.article_id for one in told}
    both = tellers & {one.telling.article_id for one in denials}
    kept = ([one for one in side if one.telling.article_id not in both] for side in (told, denials))
    return next(kept), next(kept)


class _Near:
    """Clauses by their verb and by whom their article is about: reports of one event have one of these in common."""

    def __init__(self, batch: Batch, clauses_of: Iterable[tuple[str, Clause]], codec: Codec[Clause]) -> None:
        """Enter clauses, each under a verb, in an order that is kept."""
        self._batch = batch
        self._kept: Index[tuple[int, Clause]] = batch.index(
            Codec(lambda one: [one[0], codec.encode(one[1])], lambda kept: (kept[0], codec.decode(kept[1])))
        )
        # The keys of clauses for whose sake the others are here; none where that is so of all.
        self._concerned = Seen()
        for number, (verb, clause) in enumerate(clauses_of):
            is_noted = not batch.is_of_concerned_alone and batch.is_concerned(clause.telling)
            for key in self._keys(clause):
                self._kept.add((verb, key), clause.telling.article_id, (number, clause))
                if is_noted:
                    self._concerned.add((verb, key))

    def concern(self, denial: Clause) -> bool:
        """Tell whether one of the clauses that a denial is held against here may be of an article that is concerned."""
        return self._batch.is_of_concerned_alone or any(
            (denial.verb, key) in self._concerned for key in self._keys(denial)
        )

    def of(self, denial: Clause) -> list[Clause]:
        """Return the first clauses that say what a denial denies, in their order."""
        keys = self._keys(denial)
        found = {number: one for key in keys for number, one in self._kept.at((denial.verb, key), MOST_POSTED)}
        several = (found[number] for number in sorted(found))
        return [one for one in several if _is_denial(self._batch, denial, one)][:MOST_SIDES]

    def _keys(self, clause: Clause) -> tuple[str, ...]:
        """Return whom the article of a clause is about, and the article itself, which may be about nobody."""
        return f" {clause.telling.article_id}", *self._batch.reading(clause.telling).main


def _statements_with(batch: Batch, verbs: AbstractSet[str]) -> Iterator[tuple[str, Clause]]:
    """Yield the clauses that tell something in one of the verbs, each under every such verb."""
    forms = verbs | {past for past, base in BASES.items() if base in verbs}
    spoken = Spoken(forms)
    for told in batch.all_told() if verbs else ():
        for telling in told:
            if spoken.may_be_in(telling) and telling.stems & forms:
                for clause in read_statements(batch, telling):
                    for verb in clause.stems & verbs:
                        yield verb, clause


def _is_denial(batch: Batch, denial: Clause, other: Clause) -> bool:
    """Tell whether a clause says what another denies: the verb, most of the words, and nobody else's."""
    shared = denial.stems & other.stems
    smaller = min(len(denial.stems), len(other.stems))
    if len(shared) < FEWEST_WORDS or len(shared) < LEAST_SHARED * smaller:
        return False
    if denial.names and other.names and not denial.names & other.names:
        return False
    both = denial, other
    ones, others = (set(ONE_OF_SEVERAL.findall(_words(one).lower())) for one in both)
    if ones != others or are_apart(*(named_days(batch, one.telling) for one in both)):
        return False
    return batch.is_same_event(denial.telling, other.telling)


def _disagreement(batch: Batch, told: Sequence[Clause], denials: Sequence[Clause]) -> Disagreement:
    pairs = [
        relate_in_time(batch, denial.telling, one.telling, Course.FORWARD)
        for denial in denials
        for one in told
        if denial.telling.article_id != one.telling.article_id
    ]
    decisive = strongest(pairs)
    relation = decisive.relation if decisive else Relation.UNCLEAR
    first, second = told[0], denials[0]
    words = {
        Relation.CONTRADICTION: "both cannot be so",
        Relation.UPDATE: "the later report tells what had not happened before",
        Relation.UNCLEAR: "which came later cannot be told",
    }[relation]
    return Disagreement(
        rule="denied",
        topic=f"Is it so: {_words(first)}?",
        relation=relation,
        groups=(tuple(map(_answer, told)), tuple(map(_answer, denials))),
        explanation=f"{_said(first)}, {_said(second)}; {words}.",
    )


def _said(clause: Clause) -> str:
    return f"{source(clause.telling.article)} says “{_words(clause)}”"


def _place(clause: Clause) -> tuple[str, int]:
    return clause.telling.article_id, clause.start


def _answer(clause: Clause) -> Answer:
    return Answer(clause.telling, clause.start, clause.end)


def _words(clause: Clause) -> str:
    return " ".join(clause.telling.article.text[clause.start : clause.end].split()).rstrip(" .,")
