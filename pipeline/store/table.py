"""The tables of a store, in the form of version 1.

Invariant: a row whose key is a hash is content. It is written once, never changed, and shared by all runs that found
the same; the key is a hash of its own columns and of the rows below it. What differs from run to run is `run`,
`run_article` and `run_conflict` alone. Names avoid the words of SQL, so that nobody has to quote them.
"""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData()

# The type of every text. The order of rows is part of a result, so texts are sorted by code points in any database.
WORDS = Text().with_variant(Text(collation="C"), "postgresql")


def _key(name: str) -> Column[str]:
    return Column(name, WORDS, primary_key=True)


def _of(name: str, target: str, *, is_key: bool = False, may_lack: bool = False) -> Column[str]:
    """Return a column that names a row of another table; None only where it `may_lack`."""
    return Column(name, ForeignKey(target), primary_key=is_key, nullable=may_lack)


def _place(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _text(name: str) -> Column[str]:
    return Column(name, WORDS, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _maybe(name: str) -> Column[str]:
    return Column(name, WORDS)


# It says that a database is a store, and of which version; one row.
schema_version = Table("schema_version", METADATA, _key("store"), _number("version"))

article = Table(
    "article", METADATA,
    _key("article_id"), _maybe("title"), _maybe("publisher"), _maybe("published_at"), _maybe("url"), _text("text"),
)  # fmt: skip

# What a path has held: the same content is the same version, also when it comes back.
article_version = Table(
    "article_version", METADATA,
    _key("path"), _place("version"), _of("article_id", "article.article_id"),
    UniqueConstraint("path", "article_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

# Sentences are a ledger's and not an article's: a later version of factgrade may part one text otherwise.
ledger = Table("ledger", METADATA, _key("ledger_key"), _of("article_id", "article.article_id"))

sentence = Table(
    "sentence", METADATA,
    _of("ledger_key", "ledger.ledger_key", is_key=True), _place("n"), _number("start_char"), _number("end_char"),
    _text("role"), _number("paragraph"), _maybe("rule"), Column("repeats", Integer), _text("outcome"),
    _text("claim_ids"), _maybe("reason"),
    sqlite_with_rowid=False,
)  # fmt: skip

claim = Table(
    "claim", METADATA,
    _key("claim_key"), _text("claim_id"), _of("article_id", "article.article_id"), _text("sentence_numbers"),
    _text("statement"), _text("kind"), _text("subject"), _text("attribute"), _maybe("value"), _maybe("speaker"),
    _maybe("status"), _text("quote"), _number("start_char"), _number("end_char"), _text("spans"), _text("missing"),
    _text("quantities"),
    Index("claim_by_id", "claim_id"),
)  # fmt: skip

grade = Table(
    "grade", METADATA,
    _key("grade_key"), _text("plausibility"), _text("consistency"), _text("reason"), _text("relies_on"),
    _text("model"), _text("prompt"), Column("is_decisive", Boolean, nullable=False),
)  # fmt: skip

finding = Table(
    "finding", METADATA,
    _key("finding_key"), _text("kind"), _text("made_by"), _text("severity"), _text("explanation"),
    _text("with_claims"), _text("spans"),
)  # fmt: skip

claim_verdict = Table(
    "claim_verdict", METADATA,
    _key("claim_verdict_key"), _of("claim_key", "claim.claim_key"),
    _of("grade_key", "grade.grade_key", may_lack=True), _text("verdict"), _text("reason"), _maybe("not_checked"),
    Index("claim_verdict_by_claim", "claim_key"),
)  # fmt: skip

# `stage`: "check" where a rule found it in the article, "decide" where a verdict adds it, "because" where it led to it.
claim_verdict_finding = Table(
    "claim_verdict_finding", METADATA,
    _of("claim_verdict_key", "claim_verdict.claim_verdict_key", is_key=True), _key("stage"), _place("place"),
    _of("finding_key", "finding.finding_key"),
    sqlite_with_rowid=False,
)  # fmt: skip

conflict = Table(
    "conflict", METADATA,
    _key("conflict_key"), _text("conflict_id"), _text("scope"), _text("relation"), _text("topic"), _text("made_by"),
    _text("explanation"),
    Index("conflict_by_id", "conflict_id"),
)  # fmt: skip

conflict_side = Table(
    "conflict_side", METADATA,
    _of("conflict_key", "conflict.conflict_key", is_key=True), _place("place"), _number("answer"), _maybe("claim_id"),
    _text("article_id"), _maybe("published_at"), _maybe("value"), _maybe("low"), _maybe("high"), _maybe("unit"),
    _text("quote"), _number("start_char"), _number("end_char"), _maybe("repeats"), _text("also"), _maybe("words"),
    Index("conflict_side_by_article", "article_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

article_verdict = Table(
    "article_verdict", METADATA,
    _key("article_verdict_key"), _of("article_id", "article.article_id"), _of("ledger_key", "ledger.ledger_key"),
    _text("verdict"), _text("not_checked"),
)  # fmt: skip

article_verdict_claim = Table(
    "article_verdict_claim", METADATA,
    _of("article_verdict_key", "article_verdict.article_verdict_key", is_key=True), _place("place"),
    _of("claim_verdict_key", "claim_verdict.claim_verdict_key"),
    sqlite_with_rowid=False,
)  # fmt: skip

article_verdict_conflict = Table(
    "article_verdict_conflict", METADATA,
    _of("article_verdict_key", "article_verdict.article_verdict_key", is_key=True), _place("place"),
    _of("conflict_key", "conflict.conflict_key"),
    sqlite_with_rowid=False,
)  # fmt: skip

# `run_key` is a hash over all that the run holds; `record` is what stands in run.json.
run = Table(
    "run", METADATA,
    _place("run"), _text("run_key"), _text("run_id"), _text("outcome"), Column("is_cut_short", Boolean, nullable=False),
    _text("started_at"), _text("ended_at"), _text("provider"), _text("model"), _number("articles"), _number("claims"),
    _number("not_checked"), Column("cost_usd", Float), _text("record"),
    Index("run_by_id", "run_id"),
)  # fmt: skip

run_article = Table(
    "run_article", METADATA,
    Column("run", ForeignKey("run.run"), primary_key=True, autoincrement=False), _place("place"), _text("path"),
    _of("article_id", "article.article_id"), _of("article_verdict_key", "article_verdict.article_verdict_key"),
    _text("page"),
    Index("run_article_by_article", "article_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

run_conflict = Table(
    "run_conflict", METADATA,
    Column("run", ForeignKey("run.run"), primary_key=True, autoincrement=False), _place("place"),
    _of("conflict_key", "conflict.conflict_key"),
    sqlite_with_rowid=False,
)  # fmt: skip
