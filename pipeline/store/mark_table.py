"""The table of marks and the view of it, as version 2 added them.

Invariant: a row is never changed or removed; a mark that is changed or taken back is a new row with a higher number,
and of the rows with one `exact_key` the last counts. A row names no other, so that marks outlive the runs.
"""

from sqlalchemy import Column, Index, Integer, MetaData, Table

from pipeline.store.table import WORDS

MARK_METADATA = MetaData()

# `mark_key` is a hash over the other columns. `made_by`, `quotes`, `sides` and `article_ids` are lists in JSON.
mark = Table(
    "mark", MARK_METADATA,
    Column("mark", Integer, primary_key=True, autoincrement=False), Column("mark_key", WORDS, nullable=False),
    Column("marked_at", WORDS, nullable=False), Column("who", WORDS), Column("verdict", WORDS),
    Column("note", WORDS, nullable=False), Column("kind", WORDS, nullable=False), Column("told", WORDS, nullable=False),
    Column("statement", WORDS, nullable=False), Column("quotes", WORDS, nullable=False),
    Column("made_by", WORDS, nullable=False), Column("model", WORDS), Column("prompt", WORDS),
    Column("exact_key", WORDS, nullable=False), Column("loose_key", WORDS), Column("sides", WORDS, nullable=False),
    Column("reference", WORDS, nullable=False), Column("article_ids", WORDS, nullable=False), Column("run_id", WORDS),
    Column("page", WORDS), Column("origin", WORDS),
    Index("mark_by_exact_key", "exact_key"),
    Index("mark_by_origin", "origin"),
)  # fmt: skip

MARK_VIEW = """
CREATE VIEW marks AS
SELECT mark.mark, mark.marked_at, mark.who,
  CASE WHEN mark.verdict IS NOT NULL THEN mark.verdict WHEN mark.note <> '' THEN 'note' ELSE 'withdrawn' END AS verdict,
  mark.note,
  CASE WHEN mark.mark = (SELECT MAX(other.mark) FROM mark AS other WHERE other.exact_key = mark.exact_key)
    THEN 1 ELSE 0 END AS is_latest,
  mark.kind, mark.told, mark.statement, mark.quotes, mark.made_by, mark.model, mark.prompt, mark.run_id, mark.page,
  mark.reference
FROM mark
ORDER BY mark.mark DESC
""".strip()
