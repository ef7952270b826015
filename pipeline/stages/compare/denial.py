"""Reads from a passage the clauses that deny something, and those that tell something, for the rule of denials."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.clause import as_announced, clauses
from pipeline.stages.compare.owner import key_of, names_of
from pipeline.stages.compare.telling import Telling
from pipeline.text.date.interval import MONTHS, WEEKDAYS
from pipeline.text.irregular import PASTS, base_of
from pipeline.text.word import content_words, is_question

FEWEST_WORDS = 2

_NOT = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could)(?:\snot|n['’]t)|never"
    r"|(?:refus(?:es?|ed)|fail(?:s|ed)?|declin(?:es?|ed))\sto)\s(?!only\b|yet\b)"
    r"(?:(?:\w+ly|even|be|been|being|have|also|to)\s){0,3}(?P<verb>[a-z]{3,})",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:if|whether|unless|would|could|may|might|should|asked|yet|no\slonger|until|before|hope[sd]?|want(?:s|ed)?)\b",
    re.IGNORECASE,
)
# "The bridge, built in 1931, collapsed": what is told of a thing in passing parts it from its verb.
_PASSING = re.compile(
    r",(?P<aside>\s(?:\w+ed|built|made|led|known|held|born|sold|bought|run|won|lost|an?|the|who|which|whose|where)\s[^,;:.]{2,70}"
    r"|\s(?-i:[A-Z])[\w.’'-]+(?:\s(?-i:[A-Z])[\w’'-]+){0,3}),"
    r"(?=\s(?:is|are|was|were|has|have|had|did|does|do|will|would|can|could|said|says|\w+ed"
    rf"|{'|'.join(sorted(PASTS))})\b)",
    re.IGNORECASE,
)
# To be silent on a thing is not to deny it.
_SILENT = frozenset(
    str.split(
        "say know confirm comment respond reply answer disclose specify elaborate mention name give provide explain"
        " immediately clear make want need seem appear think believe expect"
    )
)
_TIMES = frozenset(
    {*WEEKDAYS, *MONTHS, *str.split("morning night evening afternoon today yesterday week month year day time")}
)


@dataclass(frozen=True)
class Clause:
    """A clause at `[start, end)` of the article's text: its stems without names and times, and whom it names."""

    telling: Telling
    start: int
    end: int
    stems: frozenset[str]
    names: frozenset[str]
    verb: str = ""


def read_denials(batch: Batch, telling: Telling) -> Iterator[Clause]:
    """Yield the clauses of a passage that deny something, each with its verb."""
    if _NOT_WORDS.isdisjoint(telling.words) or is_question(telling.text):
        return
    text = _plain(telling)
    for begin, end in clauses(text):
        match = _NOT.search(text, begin, end)
        if match is None or _OPEN.search(text, begin, match.start()) or match["verb"].lower() in _SILENT:
            continue
        verb = base_of(next(iter(content_words(match["verb"])), ""))
        clause = _clause(batch, telling, text, (begin, end), verb)
        if verb and len(clause.stems) >= FEWEST_WORDS:
            yield clause


_NOT_WORDS = frozenset(
    str.split(
        "not never didn doesn don hasn haven hadn isn aren wasn weren won wouldn can t refuse refuses refused fail"
        " fails failed decline declines declined"
    )
)


def read_statements(batch: Batch, telling: Telling) -> Iterator[Clause]:
    """Yield the clauses of a passage that tell something and leave nothing open, without a verb."""
    if is_question(telling.text):
        return
    text = _plain(telling)
    for begin, end in clauses(text):
        if not _NOT.search(text, begin, end) and not _OPEN.search(text, begin, end) and " no " not in text[begin:end]:
            yield _clause(batch, telling, text, (begin, end), "")


def _plain(telling: Telling) -> str:
    """Return a passage of the same length without what is said in passing, and with what is announced as certain."""
    text = telling.plain
    if "," in text:
        text = _PASSING.sub(lambda match: " " * len(match.group()), text)
    if "would" in telling.words:
        text = as_announced(text)
    return text


def _clause(batch: Batch, telling: Telling, plain: str, place: tuple[int, int], verb: str) -> Clause:
    """Return a clause of a passage; `plain` is the passage without what is said in passing."""
    begin, end = place
    named = [n for n in names_of(batch, telling) if telling.start + begin <= n.start < telling.start + end]
    own = {word for name in named for word in content_words(name.text)}
    stems = frozenset(map(base_of, content_words(plain[begin:end]))) - own - _TIME_STEMS
    lead = len(telling.text[begin:end]) - len(telling.text[begin:end].lstrip(" ,"))
    keys = frozenset(key_of(batch, telling, name) for name in named)
    return Clause(telling, telling.start + begin + lead, telling.start + end, stems, keys, verb)


_TIME_STEMS = frozenset(stem for word in _TIMES for stem in content_words(word))
