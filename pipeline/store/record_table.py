"""The table of the articles of records, apart from these: what there is one of for every article is read in parts.

Invariant: the parts of a run, in their order, are the text that its record lacks. As of version 4.
"""

from sqlalchemy import Column, Integer, MetaData, Table

from pipeline.store.table import WORDS

RECORD_METADATA = MetaData()

run_stamp = Table(
    "run_stamp", RECORD_METADATA,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("stamps", WORDS, nullable=False),
)  # fmt: skip
