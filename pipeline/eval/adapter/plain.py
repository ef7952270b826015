"""Sets of one's own in the plainest form: pairs of claims with their relation, and claims that are true or not.

Pairs: rows with id, first, second (each a text, or an object of statement, day as in 2026-03-01, quote, outlet) and
label (a relation, or `same`). Claims: rows with id, claim and label (true or false). Both may name doc_id and kinds.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import field_validator

from pipeline.eval.adapter import Adapter, Row, Tables, has_fields, rows_as
from pipeline.eval.task.plausibility import PLAUSIBILITY, OneClaim
from pipeline.eval.task.relation import RELATION, OneSide, TwoClaims


class _Side(Row):
    statement: str
    day: str | None = None
    quote: str | None = None
    outlet: str = ""

    @field_validator("day")
    @classmethod
    def _is_day(cls, value: str | None) -> str | None:
        if value is not None:
            date.fromisoformat(value)
        return value


class _Pair(Row):
    id: str
    doc_id: str | None = None
    first: _Side
    second: _Side
    label: Literal["contradiction", "update", "rounding", "different_scope", "unclear", "same"]
    kinds: tuple[str, ...] = ()

    @field_validator("first", "second", mode="before")
    @classmethod
    def _text_alone(cls, value: object) -> object:
        return {"statement": value} if isinstance(value, str) else value


class _Claim(Row):
    id: str
    doc_id: str | None = None
    claim: str
    label: bool
    kinds: tuple[str, ...] = ()


def _read_pairs(tables: Tables) -> Sequence[TwoClaims]:
    return [
        TwoClaims(row.id, row.doc_id or row.id, _side(row.first), _side(row.second), row.label, row.kinds)
        for name, rows in tables.items()
        for row in rows_as(_Pair, rows, name)
    ]


def _side(side: _Side) -> OneSide:
    return OneSide(side.statement, side.day, side.quote, side.outlet)


def _read_claims(tables: Tables) -> Sequence[OneClaim]:
    return [
        OneClaim(row.id, row.doc_id or row.id, row.claim, row.label, row.kinds)
        for name, rows in tables.items()
        for row in rows_as(_Claim, rows, name)
    ]


PAIRS = Adapter(
    "pairs", "pairs of claims with their relation", RELATION,
    lambda tables: has_fields(tables, "first", "second", "label"), _read_pairs,
)  # fmt: skip
CLAIMS = Adapter(
    "claims", "claims that are true or not", PLAUSIBILITY,
    lambda tables: has_fields(tables, "claim", "label"), _read_claims,
)  # fmt: skip
