"""SummEdits and its like: an article, and short accounts of it that were edited, into a contradiction or not.

Files in twos: `X` (id, doc_id, text_b, label `consistent` or `contradictory`, meta.edit_types, meta.numeric_edit) and
`X_articles` (doc_id, text). As `relation`, an account is laid beside the one that it was edited from (text_b_original).
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pipeline.errors import ConfigurationError
from pipeline.eval.adapter import Adapter, Row, Tables, beside, by_id, has_fields, rows_as
from pipeline.eval.task.across import ACROSS, TwoAccounts
from pipeline.eval.task.relation import RELATION, SAME, OneSide, TwoClaims
from schemas.conflict import Relation

_ENDING = "_articles"
_DAY = "2023-03-01"  # both accounts are of one day, so that time explains no difference


class _Meta(Row):
    edit_types: tuple[str, ...] = ()
    edit: tuple[dict[str, Any], ...] = ()
    numeric_edit: bool = False


class _Account(Row):
    id: str
    doc_id: str
    text_b: str
    text_b_original: str = ""
    label: Literal["consistent", "contradictory"]
    meta: _Meta = _Meta()


class _Article(Row):
    doc_id: str
    text: str


def _read(tables: Tables) -> Sequence[TwoAccounts]:
    return [
        _accounts(row, articles)
        for name, rows, of_articles in beside(tables, _ENDING)
        for articles in [by_id(_Article, of_articles, name + _ENDING)]
        for row in rows_as(_Account, rows, name)
    ]


def _accounts(row: _Account, articles: dict[str, _Article]) -> TwoAccounts:
    if row.doc_id not in articles:
        raise ConfigurationError(f"row {row.id!r} is of article {row.doc_id!r}, which is not in the set: add it")
    edits = ", ".join(f"“{one.get('from')}” became “{one.get('to')}”" for one in row.meta.edit)
    return TwoAccounts(
        item_id=row.id,
        doc_id=row.doc_id,
        kinds=tuple(_kinds(row)),
        article=articles[row.doc_id].text,
        account=row.text_b,
        is_contradictory=row.label == "contradictory",
        passage=f"{row.text_b} ({edits})" if edits else row.text_b,
    )


def _kinds(row: _Account) -> Iterator[str]:
    if row.label == "consistent":
        yield "consistent"
        return
    yield from (kind.replace("_", " ") for kind in row.meta.edit_types)
    if row.meta.numeric_edit:
        yield "a figure edited"


def _read_pairs(tables: Tables) -> Sequence[TwoClaims]:
    rows = [row for name, of_accounts, _ in beside(tables, _ENDING) for row in rows_as(_Account, of_accounts, name)]
    return [_pair(row) for row in rows if row.text_b_original]


def _pair(row: _Account) -> TwoClaims:
    first, second = (OneSide(" ".join(text.split()), _DAY) for text in (row.text_b_original, row.text_b))
    relation = Relation.CONTRADICTION.value if row.label == "contradictory" else SAME
    kinds = tuple(kind for kind in _kinds(row) if row.label == "contradictory")
    return TwoClaims(row.id, row.doc_id, first, second, relation=relation, kinds=kinds)


SUMMEDITS = Adapter(
    "summedits",
    "an article and a short second account of it, edited into a contradiction or not",
    ACROSS,
    lambda tables: has_fields(tables, "text_b", "label") and bool(beside(tables, _ENDING)),
    _read,
)
SUMMEDITS_PAIRS = Adapter(
    "summedits-pairs",
    "the same accounts, each beside the one it was edited from",
    RELATION,
    lambda _: False,
    _read_pairs,
)
