"""BUMP and its like: a text whose summary was altered in one span, or not.

One file of rows: id, text (the summary, a blank line, the body), label (`consistent` or `self_contradictory`), and in
`meta` error_type, edit, numeric_edit and pair_group, each of which may be missing.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pipeline.eval.adapter import Adapter, Row, Tables, has_fields, rows_as
from pipeline.eval.task.within import WITHIN, OneText


class _Meta(Row):
    error_type: str | None = None
    edit: tuple[dict[str, Any], ...] = ()
    numeric_edit: bool = False
    pair_group: str | None = None


class _Text(Row):
    id: str
    text: str
    label: Literal["consistent", "self_contradictory"]
    evidence: tuple[str, ...] = ()
    meta: _Meta = _Meta()


def _read(tables: Tables) -> Sequence[OneText]:
    return [_example(row) for name, rows in tables.items() for row in rows_as(_Text, rows, name)]


def _example(row: _Text) -> OneText:
    summary = row.text.find("\n\n")
    edits = ", ".join(f"“{one.get('from')}” became “{one.get('to')}”" for one in row.meta.edit)
    passage = row.evidence[0] if row.evidence else row.text[: max(summary, 0)] or row.text
    return OneText(
        item_id=row.id,
        doc_id=row.meta.pair_group or row.id,
        kinds=tuple(_kinds(row)),
        text=row.text,
        is_contradictory=row.label == "self_contradictory",
        passage=f"{passage} ({edits})" if edits else passage,
        asked_to=summary if summary > 0 else None,
    )


def _kinds(row: _Text) -> Iterator[str]:
    if row.label == "consistent":
        yield "unaltered"
        return
    yield row.meta.error_type.casefold() if row.meta.error_type else "altered"
    yield "a figure or date altered" if row.meta.numeric_edit else "other words altered"


BUMP = Adapter(
    "bump",
    "one text with a summary above the body, of which a span was altered or not",
    WITHIN,
    lambda tables: has_fields(tables, "id", "text", "label") and not has_fields(tables, "doc_id"),
    _read,
)
