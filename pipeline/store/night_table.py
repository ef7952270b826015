"""The tables of nights: what the next night needs so that it reads, asks and compares what is new alone.

Invariant: nothing here is told by the other tables differently, and without these rows a night does the whole work
again; a row is written with the run that it belongs to, or is content under its hash. As of version 3.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
)

from pipeline.store.table import WORDS

NIGHT_METADATA = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, WORDS, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, WORDS, nullable=False)


def _big(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


# A file as it was when it was read last; one that is not settled was changed a moment before, and is read again.
inbox_file = Table(
    "inbox_file", NIGHT_METADATA,
    _key("inbox"), _key("file"), _text("label"), _big("size_bytes"), _big("modified_ns"), _big("changed_ns"),
    Column("is_settled", Boolean, nullable=False), _text("digest"), _text("reader"),
    Index("inbox_file_by_digest", "inbox", "digest"),
    sqlite_with_rowid=False,
)  # fmt: skip

# What a file held: an article, or (with a reason) none.
inbox_item = Table(
    "inbox_item", NIGHT_METADATA,
    _key("inbox"), _key("file"), Column("n", Integer, primary_key=True, autoincrement=False),
    _text("label"), Column("article_id", WORDS), Column("reason", WORDS),
    sqlite_with_rowid=False,
)  # fmt: skip

# An article after the second pass, as it was graded in one way; `content` is compressed JSON.
graded_article = Table(
    "graded_article", NIGHT_METADATA,
    _key("article_id"), _key("way"), Column("content", LargeBinary, nullable=False),
)  # fmt: skip

# The keys under which an article meets others: signed numbers of 64 bits, of eight bytes each, ascending.
met_article = Table(
    "met_article", NIGHT_METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    _text("article_id"), _text("way"), Column("day", Integer), Column("met_keys", LargeBinary, nullable=False),
    Index("met_article_by_id", "article_id", "way", unique=True),
)  # fmt: skip

meeting = Table(
    "meeting", NIGHT_METADATA,
    Column("meeting_key", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)  # fmt: skip


def _said(name: str) -> Table:
    return Table(
        name, NIGHT_METADATA,
        _key("inbox"), Column("said", BigInteger, primary_key=True, autoincrement=False),
        Column("times", Integer, nullable=False),
        sqlite_with_rowid=False,
    )  # fmt: skip


# In how many articles of an inbox a sentence stands, and in how many different sentences a word.
said_line, said_stem = _said("said_line"), _said("said_stem")

# `is_shown`: the pages of this run are written, and the report of the night.
night = Table(
    "night", NIGHT_METADATA,
    Column("run", Integer, primary_key=True, autoincrement=False),
    _text("inbox"), _text("folder"), _text("way"), Column("is_shown", Boolean, nullable=False),
)  # fmt: skip

# An article as the files of a run show it: its lines (compressed) and its row of the index, as JSON.
shown_article = Table(
    "shown_article", NIGHT_METADATA,
    _key("article_verdict_key"), _key("path"), Column("lines", LargeBinary, nullable=False), _text("row"),
)  # fmt: skip

# A conflict as the files of a run show it: what sorts it, as JSON, and its lines of two files.
shown_conflict = Table(
    "shown_conflict", NIGHT_METADATA, _key("conflict_key"), _text("place"), _text("line"), _text("markable"),
)  # fmt: skip

# What stands in a folder, as it was written there; `is_marked`: it shows marks.
shown_page = Table(
    "shown_page", NIGHT_METADATA,
    _key("folder"), _key("page"), _text("path"), _text("article_id"), _text("article_verdict_key"),
    _big("size_bytes"), _big("modified_ns"), Column("is_marked", Boolean, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
