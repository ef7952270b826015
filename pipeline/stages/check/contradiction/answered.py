"""Rule: a question of the table is answered in two ways, of one thing and time ("voted 14 to nine"; "unanimously").

Invariant: an answer that another time, part or condition goes with, or that stands in another place, answers nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.place import names_another_place
from pipeline.stages.check.contradiction.question import QUESTIONS, Question, Tie
from pipeline.stages.check.contradiction.scope import are_two_entries, statements_apart, two_voices
from pipeline.stages.check.contradiction.statement import Statement, one_stem
from pipeline.stages.check.contradiction.subject import Subjects, begins_with_pronoun
from pipeline.text.name import name_key, same_name
from pipeline.text.name.find import Name
from pipeline.text.quantity.noun import singular
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.finding import FindingKind

_BODIES = re.compile(
    r"\b(?:council|parliament|committee|jury|board|court|senate|house|assembly|cabinet|shareholders|members|judges|commission"
    r"|congress|synod|union)\b",
    re.IGNORECASE,
)
# So many answers of either kind are held against one another: the pairs of a long article are bounded.
MOST_TOLD = 50
_STEMS = tuple(frozenset(one_stem(stem) for stem in content_words(question.keys)) for question in QUESTIONS)
# A statement without one of these answers nothing; most have none.
_TELLING = frozenset().union(*_STEMS)
_ASKING = {stem: tuple(n for n, stems in enumerate(_STEMS) if stem in stems) for stem in _TELLING}
_AT = re.compile(r"\b(?:in|at|near|from|to)\s(?:the\s)?$")
_OF_WHAT = re.compile(r"(?:\sof)?\s(?:the\s)?(?!on\b|for\b|in\b|by\b|to\b)([a-z]+)")
_OF_SUSPICION = _TELLING | frozenset(
    content_words(
        "police investigators detectives officers suspect believe sign evidence indication trace hint officials rule"
    )
)
# A verb and its noun begin alike ("to close", "the closure").
_ROOT = 4
# Words that any two votes of one day share.
_OF_VOTES = frozenset(
    content_words(
        "unanimous unanimously dissenting vote votes voted voting majority margin large clear approve approved reject"
        " rejected back backed pass passed council parliament committee jury board court senate house assembly cabinet"
        " members monday tuesday wednesday thursday friday saturday sunday night evening town city meeting debate hour"
    )
)


class _Answer(NamedTuple):
    """What a statement answers, and where."""

    statement: Statement
    found: re.Match[str]


def find_answered(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield the first two statements that answer a question in two ways, for each question."""
    asked: dict[int, list[Statement]] = {}
    for statement in statements:
        if not _TELLING.isdisjoint(statement.stems):
            for n in {n for stem in _TELLING & statement.stems for n in _ASKING[stem]}:
                asked.setdefault(n, []).append(statement)
    several = [n for n in sorted(asked) if len(asked[n]) > 1]
    subjects = Subjects(statements) if several else None
    for n in several:
        pair = next(_pairs(QUESTIONS[n], asked[n], subjects), None) if subjects else None
        if pair:
            yield _contradiction(QUESTIONS[n], *pair)


def _pairs(question: Question, asked: Sequence[Statement], subjects: Subjects) -> Iterator[tuple[_Answer, _Answer]]:
    denying = _first(_answers(question.no, question.no_apart, asked))
    if not denying:
        return
    affirming = _first(_answers(question.yes, question.yes_apart, asked))
    if question.tie is Tie.PERSON and affirming:
        main = _main_name(subjects.statements)
        denying, affirming = ([one for one in told if _is_of(main, one, subjects)] for told in (denying, affirming))
    if question.tie is Tie.SENTENCED:
        crimes = {crime for yes in affirming if (crime := _crime(yes))}
        denying = [no for no in denying if not crimes or _crime(no) in {"", *crimes}]
    for yes in affirming:
        for no in denying:
            if yes.statement is not no.statement and _is_one_matter(question, yes, no):
                yield yes, no


def _answers(pattern: re.Pattern[str], apart: re.Pattern[str], asked: Sequence[Statement]) -> Iterator[_Answer]:
    for statement in asked:
        found = pattern.search(statement.text)
        if found and not apart.search(statement.text):
            yield _Answer(statement, found)


def _first(answers: Iterator[_Answer]) -> list[_Answer]:
    return list(islice(answers, MOST_TOLD))


def _is_one_matter(question: Question, yes: _Answer, no: _Answer) -> bool:
    left, right = yes.statement, no.statement
    if question.in_summary and not (left.is_summary or right.is_summary):
        return False
    if are_two_entries(left, right) or (question.excludes and not question.excludes(yes.found, no.found)):
        return False
    if question.tie is Tie.PERSON:
        return True
    if question.tie is Tie.SENTENCED:
        return _is_one_accused(yes, no)
    return _TIES[question.tie](yes, no)


def _is_of(main: str, answer: _Answer, subjects: Subjects) -> bool:
    """Tell whether an answer is of the person of whom the article is: by name, or by a pronoun for nobody else."""
    statement = answer.statement
    who, end = subjects.of(statement), statement.start + answer.found.start()
    before = [name for name in statement.names if name.end <= end and not name.is_origin]
    if any(not (same_name(name.text, main) or _is_place(statement, name)) for name in before):
        return False
    return bool(main) and (same_name(who, main) if who else begins_with_pronoun(statement))


def _is_place(statement: Statement, name: Name) -> bool:
    return _AT.search(statement.article.text, statement.start, name.start) is not None


def _main_name(statements: Sequence[Statement]) -> str:
    """Return the name in the summary that most statements hold; empty without one that two hold."""
    counts = Counter(key for s in statements for key in {name_key(n.text) for n in s.names if not n.is_origin})
    named = [n.text for s in statements if s.is_summary for n in s.names if not n.is_origin]
    return max(named, key=lambda name: counts[name_key(name)], default="")


def _is_one_accused(yes: _Answer, no: _Answer) -> bool:
    left, right = _accused(yes), _accused(no)
    return bool(left and right) and same_name(left, right)


def _crime(answer: _Answer) -> str:
    """Return of what somebody was acquitted or convicted; empty where it is not told beside the verdict."""
    found = _OF_WHAT.match(answer.statement.text, answer.found.end())
    return found[1].lower() if found else ""


def _accused(answer: _Answer) -> str:
    """Return the name directly behind a verdict, else the last before it."""
    statement, start, end = answer.statement, *answer.found.span()
    names = [(name.start - statement.start, name.text) for name in statement.names if not name.is_origin]
    behind = [text for at, text in names if 0 <= at - end <= 1]
    before = [text for at, text in names if at < start]
    return behind[0] if behind else before[-1] if before else ""


def _is_one_kind(yes: _Answer, no: _Answer) -> bool:
    same = singular(_what(yes)) == singular(_what(no))
    return same and not names_another_place(yes.statement, no.statement)


def _is_one_site(yes: _Answer, no: _Answer) -> bool:
    first, second = ([n.text for n in each.statement.told[1] if not n.is_origin] for each in (yes, no))
    return singular(_what(yes)) == singular(_what(no)) and any(same_name(one, two) for one in first for two in second)


def _what(answer: _Answer) -> str:
    groups = answer.found.groupdict()
    return groups.get("what") or groups.get("what2") or ""


def _is_one_body(yes: _Answer, no: _Answer) -> bool:
    first, second = ({found.lower() for found in _BODIES.findall(each.statement.text)} for each in (yes, no))
    if first and second and first.isdisjoint(second):
        return False
    one, two = ({stem[:_ROOT] for stem in each.statement.stems - _OF_VOTES} for each in (yes, no))
    return not one.isdisjoint(two)


def _is_one_subject(yes: _Answer, no: _Answer) -> bool:
    first, second = (each.statement.stems - _OF_SUSPICION for each in (yes, no))
    is_near = yes.statement.is_summary or no.statement.is_summary
    return not first.isdisjoint(second) or (is_near and not second)


_TIES = {
    Tie.NOUN: _is_one_kind,
    Tie.PLACE: _is_one_site,
    Tie.BODY: _is_one_body,
    Tie.SUBJECT: _is_one_subject,
}


def _contradiction(question: Question, yes: _Answer, no: _Answer) -> Contradiction:
    is_lasting = question.tie in {Tie.PERSON, Tie.SUBJECT}
    reason = (two_voices if is_lasting else statements_apart)(no.statement, yes.statement)
    told = f"Sentence {yes.statement.n} says {yes.found[0]!r}, sentence {no.statement.n} says {no.found[0]!r}"
    return Contradiction(
        rule="two_answers",
        kind=FindingKind.TEXT_CONFLICT,
        relation=reason.relation if reason else Relation.CONTRADICTION,
        topic=question.topic,
        sides=tuple(
            each.statement.passage(each.statement.start + each.found.start(), each.statement.start + each.found.end())
            for each in (yes, no)
        ),
        explanation=f"{told}; {reason.words}." if reason else f"{told}, and both cannot be right.",
    )
