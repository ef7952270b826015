"""Who gives an answer is told in the words that hold: outlets where each names one of its own, else articles."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.report.answer_view import answer_views
from pipeline.report.register import Register, source_of
from pipeline.report.side_view import Seat
from tests import factories as make

A, B, C = (make.make_article(f"It cost ${n} million.", path=f"{n}.txt") for n in (4, 6, 7))


@pytest.mark.parametrize(
    ("publishers", "answers", "told"),
    [
        (("River Times", "Coast Post"), (1, 2, 2), ["this article", "2 outlets"]),
        (("River Times", None), (1, 2, 2), ["this article", "2 articles"]),
        (("River Times", "River Times"), (1, 2, 2), ["this article", "2 articles"]),
        ((None, "Coast Post"), (1, 2, 3), ["this article", "1 article", "1 outlet"]),
        (("River Times", None), (1, 1, 1, 2), ["this article and 2 others"]),
        (("River Times", None), (1, 1, 2), ["this article and 1 outlet", "1 article"]),
    ],
)
def test_who_gives_an_answer_is_counted_as_what_it_is(
    publishers: tuple[str | None, str | None], answers: tuple[int, ...], told: list[str]
) -> None:
    sides = [
        make.make_side(of, make.make_claim(of, 1), str(answer)).model_copy(update={"answer": answer})
        for of, answer in zip((A, B, C, A), answers, strict=False)
    ]
    others = (of.model_copy(update={"publisher": name}) for of, name in zip((B, C), publishers, strict=True))
    known = {of.article_id: source_of(of) for of in (A, *others)}
    register = Register(known.get, lambda _: None)
    views = answer_views(make.make_conflict(*sides), register, Seat(A.article_id, 0, has_parts=True))
    assert [one.given_by for one in views][: len(told)] == told


JANUARY, FEBRUARY = datetime(2026, 1, 14, tzinfo=UTC), datetime(2026, 2, 11, 23, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("second", "days", "told"),
    [
        ("Tuesday", (JANUARY, FEBRUARY), ["this article, 2026-01-14", "1 outlet, 2026-02-12"]),
        ("Tuesday", (None, FEBRUARY), ["this article", "1 outlet, 2026-02-12"]),
        ("Tuesday", (JANUARY, JANUARY), ["this article", "1 outlet"]),
        ("Friday", (JANUARY, FEBRUARY), ["this article", "1 outlet"]),
    ],
)
def test_answers_that_read_alike_are_told_apart_by_their_days(
    second: str, days: tuple[datetime | None, datetime | None], told: list[str]
) -> None:
    sides = [
        make.make_side(of, make.make_claim(of, 1), said).model_copy(update={"answer": n, "published_at": day})
        for n, (of, said, day) in enumerate(zip((A, B), ("Tuesday", second), days, strict=True), start=1)
    ]
    known = {of.article_id: source_of(of) for of in (A, B.model_copy(update={"publisher": "River Times"}))}
    register = Register(known.get, lambda _: None)
    views = answer_views(make.make_conflict(*sides), register, Seat(A.article_id, 0, has_parts=True))
    assert [one.given_by for one in views] == told
