"""The answers to the question of a conflict: what each is as written, who gives it, and what speaks for it.

It tells what is known of the voices alone (how many, how dated, how often said), never which answer is right. A copy
counts with what it copies as one voice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date

from pipeline.report import wording
from pipeline.report.inline import Link
from pipeline.report.passage_view import place_of, sentences_in
from pipeline.report.register import Register
from pipeline.report.side_view import Seat, in_short, letter_of
from schemas.article import Article
from schemas.conflict import Conflict, Side

_VALUE_CHARS = 60
_NAME_CHARS = 40
_MOST_VALUES = 3


@dataclass(frozen=True)
class Said:
    """A value as written, quoted where it is no amount and no name; `target` links to where it stands, if anything.

    `is_own`: the article of the page says it.
    """

    words: str
    target: str
    is_own: bool

    @property
    def inline(self) -> str | Link:
        """Return it for a template."""
        return Link(self.words, self.target) if self.target else self.words


@dataclass(frozen=True)
class AnswerView:
    """One answer: its letter, its values as written, who gives it or where it stands, and what speaks for it.

    `is_own`: the article of the page gives it; `more_values` are those that are not shown.
    """

    letter: str
    values: tuple[Said, ...]
    more_values: int
    given_by: str
    speaks_for: str
    is_own: bool

    @property
    def first(self) -> str:
        """Return the value that stands for the answer, that of the page's own article before others."""
        return self.values[0].words

    @property
    def own_values(self) -> tuple[str, ...]:
        """Return the values as the article of the page has them."""
        return tuple(one.words for one in self.values if one.is_own)

    @property
    def in_words(self) -> str:
        """Return its values in words: "$7.4 billion and 50 billion yuan"."""
        more = [wording.MORE.format(self.more_values)] if self.more_values else []
        return wording.joined([*(one.words for one in self.values), *more])


def answer_views(
    conflict: Conflict, register: Register, seat: Seat, speakers: Mapping[str, str] | None = None
) -> tuple[AnswerView, ...]:
    """Lay out the answers of a conflict between articles, that of the page's own article first.

    Answers that read alike ("Tuesday" in two weeks) are told apart by the days of those who give them, if these differ.

    Args:
        conflict: any.
        register: who is who.
        seat: where they are read.
        speakers: who says a claim of the page's own article, by claim id.
    """
    groups = _groups(conflict.sides)
    views = [(_answer(group, register, seat, _latest(groups), speakers or {}), _days(group)) for group in groups]
    alike: dict[str, set[tuple[date, ...]]] = {}
    for one, days in views:
        alike.setdefault(one.in_words.lower(), set()).add(tuple(days))
    told = (_with_days(one, days) if len(alike[one.in_words.lower()]) > 1 else one for one, days in views)
    return tuple(sorted(told, key=lambda one: not one.is_own))


def _with_days(answer: AnswerView, days: Sequence[date]) -> AnswerView:
    return replace(answer, given_by=f"{answer.given_by}, {_in_days(days)}") if days else answer


def _latest(groups: Sequence[Sequence[Side]]) -> date | None:
    """Return the latest day of any side, if an answer is known that was given on earlier days alone."""
    newest = [max(days) for days in map(_days, groups) if days]
    return max(newest) if len(set(newest)) > 1 else None


def _days(group: Sequence[Side]) -> list[date]:
    return sorted({side.published_at.astimezone(UTC).date() for side in group if side.published_at})


def _groups(sides: Sequence[Side]) -> list[list[Side]]:
    """Return sides by their answers; where these tell nothing apart each article gives an answer of its own."""
    answers = sorted({side.answer for side in sides})
    if len(answers) > 1:
        return [[side for side in sides if side.answer == answer] for answer in answers]
    return [[side for side in sides if side.article_id == one] for one in dict.fromkeys(s.article_id for s in sides)]


def statement_views(
    conflict: Conflict, register: Register, article: Article, speakers: Mapping[str, str]
) -> tuple[AnswerView, ...]:
    """Lay out what the sides of a conflict inside an article say, each for itself, in the order of the sides.

    Args:
        conflict: all sides in one article.
        register: who is who.
        article: the article.
        speakers: who says a claim of it, by claim id.
    """
    seat = Seat(article.article_id, 0, has_parts=True)
    return tuple(
        AnswerView(
            letter="",
            values=_values([side], register, seat),
            more_values=0,
            given_by=place_of(article, sentences_in(article, side.start, side.end)),
            speaks_for="; ".join((_role(side, article), *_said(side.claim_ids, speakers, outlets=1))),
            is_own=True,
        )
        for side in conflict.sides
    )


def _answer(
    group: Sequence[Side], register: Register, seat: Seat, latest: date | None, speakers: Mapping[str, str]
) -> AnswerView:
    values = _values(group, register, seat)
    outlets = {side.article_id for side in group}
    return AnswerView(
        letter=letter_of(group[0].answer),
        values=values[:_MOST_VALUES],
        more_values=max(len(values) - _MOST_VALUES, 0),
        given_by=_given_by(group, register, seat),
        speaks_for="; ".join(_facts(group, latest, speakers)),
        is_own=seat.article_id in outlets,
    )


def _values(group: Sequence[Side], register: Register, seat: Seat) -> tuple[Said, ...]:
    """Return the values as written, each once, those of the page's own article first, linked to the first to say it."""
    said: dict[str, Said] = {}
    for side in sorted(group, key=lambda one: (one.article_id != seat.article_id, one.repeats is not None)):
        words = _as_said(side)
        is_own = side.article_id == seat.article_id
        place = register.claim_ref if is_own else register.claim_page
        where = place(side.claim_id, side.article_id, has_part=seat.has_parts)
        said.setdefault(words.lower(), Said(words, where.target if isinstance(where, Link) else "", is_own))
    return tuple(said.values())


def _as_said(side: Side) -> str:
    """Return a value as it is shown in a line: an amount or a name as it is, other words in quotation marks."""
    words = in_short(side.value or side.quote, _VALUE_CHARS)
    is_name = side.value is not None and side.value[:1].isupper() and len(side.value) <= _NAME_CHARS
    return words if is_name or side.low is not None or side.high is not None else f"“{words}”"


def _given_by(group: Sequence[Side], register: Register, seat: Seat) -> str:
    """Return "this article", "2 outlets" or "this article and 2 outlets"; voices too, where copies are among them.

    Other articles are counted as such where one of them names no outlet, or two of them the same.
    """
    others = {side.article_id for side in group} - {seat.article_id}
    own = [wording.THIS_ARTICLE] if len({side.article_id for side in group}) > len(others) else []
    kind = "outlet" if _are_outlets(others, register) else "other" if own else "article"
    told = wording.joined([*own, *([wording.counted(len(others), kind)] if others else [])])
    outlets, voices = len({side.article_id for side in group}), len(_voices(group))
    return told if outlets == voices else f"{told}, {wording.counted(voices, 'voice')}"


def _are_outlets(article_ids: Collection[str], register: Register) -> bool:
    """Tell whether articles name as many outlets as they are."""
    sources = (register.article(one) for one in article_ids)
    outlets = {source.publisher for source in sources if source is not None and source.publisher}
    return len(outlets) == len(article_ids)


def _voices(group: Sequence[Side]) -> set[str | None]:
    """Return who counts: copies of one article count as one, whether that one is among them or not."""
    return {side.repeats or side.article_id for side in group}


def _facts(group: Sequence[Side], latest: date | None, speakers: Mapping[str, str]) -> list[str]:
    """Return what is known of who gives an answer, in a few words each."""
    days = _days(group)
    outlets = {side.article_id for side in group}
    undated = len({side.article_id for side in group if side.published_at is None})
    units = sorted({side.unit for side in group if side.unit})
    facts = [
        _dated(days, is_latest=latest in days),
        wording.UNDATED.format(undated) if undated and days else (wording.NO_DATE if undated else ""),
        *_said([one for side in group for one in side.claim_ids], speakers, outlets=len(outlets)),
        wording.CONVERTED.format(wording.joined(units)) if len(units) > 1 else "",
    ]
    return [fact for fact in facts if fact]


def _said(claim_ids: Sequence[str], speakers: Mapping[str, str], *, outlets: int) -> Iterator[str]:
    """Yield who says an answer, where the page's own article names somebody, and how often it was read."""
    said_by = list(dict.fromkeys(speakers[one] for one in claim_ids if one in speakers))
    if said_by:
        yield wording.SAID_BY.format(wording.joined(said_by))
    if len(set(claim_ids)) > outlets:
        yield wording.SAID_IN.format(len(set(claim_ids)))


def _role(side: Side, article: Article) -> str:
    """Return whether a side stands in the headline, in a heading or in the text."""
    roles = {article.sentence(n).role for n in sentences_in(article, side.start, side.end)}
    return next((wording.ROLE[role] for role in wording.ROLE if role in roles), wording.IN_THE_TEXT)


def _dated(days: Sequence[date], *, is_latest: bool) -> str:
    if not days:
        return ""
    told = _in_days(days)
    return wording.DATED_LATEST.format(told) if is_latest else wording.DATED.format(told)


def _in_days(days: Sequence[date]) -> str:
    return days[0].isoformat() if len(days) == 1 else wording.FROM_TO.format(days[0].isoformat(), days[-1].isoformat())
