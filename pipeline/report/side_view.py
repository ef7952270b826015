"""The sides of a conflict laid out: those that agree stand together, a copy beside what it copies.

No side is lost, whatever names another as its original. Answers have the same letter on every page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from pipeline.report import wording
from pipeline.report.figure import in_figures
from pipeline.report.inline import Link, Passage, found_in, marked
from pipeline.report.register import Register
from schemas.conflict import Side

_LETTERS = 26
_VALUE_CHARS = 120


@dataclass(frozen=True)
class SideView:
    """One side: its answer's letter, who says it (`where` links to it), when, the value as written and in figures.

    `copy` says of which source it is a copy, where it is one. `is_own`: it stands in the article of the page.
    """

    answer: str
    source: str
    copy: str
    where: str | Link
    date: str
    value: str
    figures: str
    quote: Passage
    is_own: bool


@dataclass(frozen=True)
class Seat:
    """Where the sides are read: the article on whose page (None on the index), and how many code points of a quote.

    `has_parts`: each claim of a side has a part on the page of its article, also where it is not doubted.
    """

    article_id: str | None
    quote_chars: int
    has_parts: bool = False


def side_views(sides: Sequence[Side], register: Register, seat: Seat) -> tuple[SideView, ...]:
    """Lay out the sides by answer, in an answer by date; on an article's page its own answer and sides come first."""
    own_answers = {side.answer for side in sides if side.article_id == seat.article_id}
    names = names_of(sides, register, seat.article_id)
    ordered = []
    for answer in sorted({side.answer for side in sides}, key=lambda one: (one not in own_answers, one)):
        group = [side for side in sides if side.answer == answer]
        ordered += _in_group(group, seat.article_id)
    return tuple(_side_view(side, sides, names, register, seat) for side in ordered)


def letter_of(answer: int) -> str:
    """Return the letter of an answer, which is counted from 1; its number where there are no letters left."""
    return chr(ord("A") + answer - 1) if 1 <= answer <= _LETTERS else str(answer)


def in_utc(moment: datetime | None) -> str:
    """Return a time to the minute in UTC, or a word for none."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "minutes") + " UTC" if moment else wording.NO_DATE


def as_of(published_at: datetime | None) -> str:
    """Return when an article appeared, as `in_utc` does, or the day alone where no time of day is known.

    A source that names a day is read as its midnight, so that midnight to the second tells no time.
    """
    if published_at is not None and published_at.astimezone(UTC).time() == time():
        return published_at.astimezone(UTC).date().isoformat()
    return in_utc(published_at)


def excerpt(quote: str, value: str | None, limit: int) -> str:
    """Return `quote`, or where it is longer than `limit` code points the part around `value`, the cuts marked."""
    return marked(quote, found_in(quote, value), limit).text


def in_short(text: str, limit: int) -> str:
    """Return a text that is cut at a word where it is longer than `limit` code points."""
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else f"{folded[:limit].rpartition(' ')[0] or folded[:limit]} …"


def names_of(sides: Sequence[Side], register: Register, own: str | None) -> dict[str, str]:
    """Return how each article is called here: two of one name carry their files."""
    ids = {each for side in sides for each in (side.article_id, side.repeats) if each is not None}
    names = {article_id: register.source(article_id) for article_id in ids}
    told_by = Counter(names.values())
    named = {key: register.source_and_file(key) if told_by[name] > 1 else name for key, name in names.items()}
    return named | ({own: wording.THIS_ARTICLE} if own else {})


def _in_group(group: Sequence[Side], own: str | None) -> list[Side]:
    """Return sides that agree: the page's own first, then by date, each original followed by its copies."""
    members = {side.article_id for side in group}
    original = {side.article_id: side.repeats if side.repeats in members else side.article_id for side in group}
    first = {
        article_id: min(_moment(side) for side in group if side.article_id == article_id) for article_id in members
    }
    own_original = original.get(own or "")

    def place(side: Side) -> tuple[object, ...]:
        head = original[side.article_id] or side.article_id
        is_own, is_copy = side.article_id == own, head != side.article_id
        by_date = (_moment(side), side.article_id, side.start)
        return (not is_own, head != own_original, first[head], head, is_copy, *by_date)

    return sorted(group, key=place)


def _moment(side: Side) -> tuple[bool, datetime]:
    return side.published_at is None, side.published_at or datetime.max.replace(tzinfo=UTC)


def _side_view(side: Side, sides: Sequence[Side], names: dict[str, str], register: Register, seat: Seat) -> SideView:
    is_own = side.article_id == seat.article_id
    place = register.claim_ref if is_own else register.claim_page
    return SideView(
        answer=letter_of(side.answer),
        source=_capital(names[side.article_id]) if is_own else names[side.article_id],
        copy=_copy(side, sides, names),
        where=place(side.claim_id, side.article_id, has_part=seat.has_parts),
        date=as_of(side.published_at),
        value=excerpt(side.value or "", None, _VALUE_CHARS),
        figures=in_figures(side.low, side.high, side.unit, side.value),
        quote=marked(side.quote, found_in(side.quote, side.value), seat.quote_chars),
        is_own=is_own,
    )


def _copy(side: Side, sides: Sequence[Side], names: dict[str, str]) -> str:
    if side.repeats is None:
        return ""
    told = {other.answer for other in sides if other.article_id == side.repeats}
    words = wording.ALTERED_COPY if told and side.answer not in told else wording.COPY
    return words.format(names[side.repeats])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
