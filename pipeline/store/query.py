"""The questions that are put for every article that is read; each is built once, which takes longer than to ask it."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Table, bindparam, or_, select

from pipeline.store import table
from schemas.verdict import Outcome, Verdict

_placed, _decided, _judged = table.run_article, table.article_verdict, table.claim_verdict

# By `run` and `place`.
ARTICLE: Select[Any] = (
    select(
        table.article, _placed.c.path, _placed.c.article_verdict_key,
        _decided.c.ledger_key, _decided.c.verdict, _decided.c.not_checked,
    )
    .select_from(_placed)
    .join(table.article, table.article.c.article_id == _placed.c.article_id)
    .join(_decided, _decided.c.article_verdict_key == _placed.c.article_verdict_key)
    .where(_placed.c.run == bindparam("run"), _placed.c.place == bindparam("place"))
)  # fmt: skip

_sentence, _held = table.sentence, table.article_verdict_claim

# Of a row of `article_verdict`: whether a unit, a claim or a sentence of the article was not checked.
IS_UNCHECKED: ColumnElement[bool] = or_(
    _decided.c.not_checked != "[]",
    select(_held.c.place)
    .join(_judged, _judged.c.claim_verdict_key == _held.c.claim_verdict_key)
    .where(
        _held.c.article_verdict_key == _decided.c.article_verdict_key,
        _judged.c.verdict == Verdict.NOT_CHECKED.value,
    )
    .exists(),
    select(_sentence.c.n)
    .where(_sentence.c.ledger_key == _decided.c.ledger_key, _sentence.c.outcome == Outcome.NOT_CHECKED.value)
    .exists(),
)

# By `run`: the places and pages of articles of which something was not checked.
UNCHECKED: Select[Any] = (
    select(_placed.c.place, _placed.c.page)
    .join(_decided, _decided.c.article_verdict_key == _placed.c.article_verdict_key)
    .where(_placed.c.run == bindparam("run"), IS_UNCHECKED)
    .order_by(_placed.c.place)
)

# By `ledger_key`.
SENTENCES: Select[Any] = (
    select(table.sentence).where(table.sentence.c.ledger_key == bindparam("ledger_key")).order_by(table.sentence.c.n)
)

_of_article: ColumnElement[bool] = table.article_verdict_claim.c.article_verdict_key == bindparam("article_verdict_key")

# By `article_verdict_key`, as the next.
CLAIMS: Select[Any] = (
    select(
        table.claim, _judged.c.claim_verdict_key, _judged.c.verdict, _judged.c.reason.label("verdict_reason"),
        _judged.c.not_checked, table.grade,
    )
    .select_from(table.article_verdict_claim)
    .join(_judged, _judged.c.claim_verdict_key == table.article_verdict_claim.c.claim_verdict_key)
    .join(table.claim, table.claim.c.claim_key == _judged.c.claim_key)
    .outerjoin(table.grade, table.grade.c.grade_key == _judged.c.grade_key)
    .where(_of_article)
    .order_by(table.article_verdict_claim.c.place)
)  # fmt: skip

_found = table.claim_verdict_finding

FINDINGS: Select[Any] = (
    select(table.finding, _found.c.claim_verdict_key, _found.c.stage)
    .select_from(_found)
    .join(table.finding, table.finding.c.finding_key == _found.c.finding_key)
    .where(_found.c.claim_verdict_key.in_(select(table.article_verdict_claim.c.claim_verdict_key).where(_of_article)))
    .order_by(_found.c.claim_verdict_key, _found.c.stage, _found.c.place)
)


def _conflicts(through: Table, of: str) -> tuple[Select[Any], Select[Any]]:
    side, conflict = table.conflict_side, table.conflict
    is_wanted = through.c[of] == bindparam(of)
    told = (
        select(conflict)
        .join(through, through.c.conflict_key == conflict.c.conflict_key)
        .where(is_wanted)
        .order_by(through.c.place)
    )
    wanted = select(through.c.conflict_key).where(is_wanted)
    sides = select(side).where(side.c.conflict_key.in_(wanted)).order_by(side.c.conflict_key, side.c.place)
    return told, sides


# Conflicts and their sides: of an article by `article_verdict_key`, of a run by `run`.
CONFLICTS_OF_ARTICLE = _conflicts(table.article_verdict_conflict, "article_verdict_key")
CONFLICTS_OF_RUN = _conflicts(table.run_conflict, "run")

# Conflicts and their sides by `some` keys of conflicts.
_SOME: BindParameter[Any] = bindparam("some", expanding=True)
CONFLICTS_UNDER = select(table.conflict).where(table.conflict.c.conflict_key.in_(_SOME))
SIDES_UNDER = (
    select(table.conflict_side)
    .where(table.conflict_side.c.conflict_key.in_(_SOME))
    .order_by(table.conflict_side.c.place)
)
