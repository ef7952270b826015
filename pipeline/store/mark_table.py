"""The table of marks and the view of it, as version 2 added them.

Invariant: a row is never changed or removed; a mark that is changed or taken back is a new row with a higher number,
and of the rows with one `exact_key` the last counts. A row names no other, so that marks outlive the runs.
"""

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

MARK_METADATA = MetaData()

# `mark_key` is a hash over the other columns. `made_by`, `quotes`, `sides` and `article_ids` are lists in JSON.
mark = Table(
    "mark", MARK_METADATA,
    Column("mark", Integer, primary_key=True, autoincrement=False), Column("mark_key", Text, nullable=False),
    Column("marked_at", Text, nullable=False), Column("who", Text), Column("verdict", Text),
    Column("note", Text, nullable=False), Column("kind", Text, nullable=False), Column("told", Text, nullable=False),
    Column("statement", Text, nullable=False), Column("quotes", Text, nullable=False),
    Column("made_by", Text, nullable=False), Column("model", Text), Column("prompt", Text),
    Column("exact_key", Text, nullable=False), Column("loose_key", Text), Column("sides", Text, nullable=False),
    Column("reference", Text, nullable=False), Column("article_ids", Text, nullable=False), Column("run_id", Text),
    Column("page", Text), Column("origin", Text),
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
