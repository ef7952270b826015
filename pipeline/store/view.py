"""Views for people: readable names, worst first, the newest run on top; nothing in factgrade reads them.

The statements are those of version 1, in SQL that SQLite and PostgreSQL both know, but for the name of one type.
"""

from schemas.verdict import Verdict

# The order of severity, as numbers that sort.
_RANK = "CASE {} " + " ".join(f"WHEN '{verdict.value}' THEN {verdict.rank}" for verdict in Verdict) + " END"

_RUNS = """
CREATE VIEW runs AS
SELECT run, run_id, started_at, ended_at, outcome, is_cut_short, articles, claims, not_checked, cost_usd, provider,
  model
FROM run
ORDER BY run DESC
"""

_ARTICLES = f"""
CREATE VIEW articles AS
SELECT placed.run, decided.verdict, placed.path, version.version, article.title, article.publisher,
  article.published_at, article.url,
  (SELECT COUNT(*) FROM article_verdict_claim AS held
    WHERE held.article_verdict_key = placed.article_verdict_key) AS claims,
  placed.page, placed.article_id
FROM run_article AS placed
JOIN article ON article.article_id = placed.article_id
JOIN article_verdict AS decided ON decided.article_verdict_key = placed.article_verdict_key
JOIN article_version AS version ON version.path = placed.path AND version.article_id = placed.article_id
ORDER BY placed.run DESC, {_RANK.format("decided.verdict")}, placed.path
"""  # noqa: S608  built of this module's own words

_CLAIMS = f"""
CREATE VIEW claims AS
SELECT placed.run, decided.verdict, placed.path, claim.statement, claim.quote, decided.reason, claim.kind,
  claim.subject, claim.attribute, claim.value, claim.speaker, claim.status, grade.plausibility, grade.consistency,
  grade.reason AS grade_reason, grade.model, claim.claim_id, claim.article_id
FROM run_article AS placed
JOIN article_verdict_claim AS held ON held.article_verdict_key = placed.article_verdict_key
JOIN claim_verdict AS decided ON decided.claim_verdict_key = held.claim_verdict_key
JOIN claim ON claim.claim_key = decided.claim_key
LEFT JOIN grade ON grade.grade_key = decided.grade_key
ORDER BY placed.run DESC, {_RANK.format("decided.verdict")}, placed.path, held.place
"""  # noqa: S608  built of this module's own words

_RUN_CONFLICTS = """
CREATE VIEW conflicts_of_run AS
SELECT run, conflict_key FROM run_conflict
UNION
SELECT placed.run, held.conflict_key
FROM run_article AS placed
JOIN article_verdict_conflict AS held ON held.article_verdict_key = placed.article_verdict_key
"""

_CONFLICTS = """
CREATE VIEW conflicts AS
SELECT found.run, conflict.scope, conflict.relation, conflict.topic,
  (SELECT COUNT(*) FROM conflict_side AS side WHERE side.conflict_key = conflict.conflict_key) AS sides,
  (SELECT COUNT(DISTINCT side.article_id) FROM conflict_side AS side
    WHERE side.conflict_key = conflict.conflict_key) AS articles,
  conflict.explanation, conflict.made_by, conflict.conflict_id
FROM conflicts_of_run AS found
JOIN conflict ON conflict.conflict_key = found.conflict_key
ORDER BY found.run DESC, conflict.relation, conflict.scope, conflict.topic, conflict.conflict_id
"""

_DISAGREEMENTS = """
CREATE VIEW disagreements AS
SELECT found.run, conflict.topic, conflict.relation, conflict.scope, side.answer, article.publisher, placed.path,
  side.published_at, side.value, CAST(side.low AS REAL) AS low, CAST(side.high AS REAL) AS high, side.unit, side.quote,
  side.claim_id, conflict.conflict_id
FROM conflicts_of_run AS found
JOIN conflict ON conflict.conflict_key = found.conflict_key
JOIN conflict_side AS side ON side.conflict_key = conflict.conflict_key
LEFT JOIN article ON article.article_id = side.article_id
LEFT JOIN run_article AS placed ON placed.run = found.run AND placed.article_id = side.article_id
ORDER BY found.run DESC, conflict.relation, conflict.scope, conflict.topic, conflict.conflict_id, side.answer,
  side.place
"""

_SENTENCES = """
CREATE VIEW sentences AS
SELECT placed.run, placed.path, sentence.n, sentence.outcome, sentence.role,
  SUBSTR(article.text, sentence.start_char + 1, sentence.end_char - sentence.start_char) AS words, sentence.reason,
  placed.article_id
FROM run_article AS placed
JOIN article ON article.article_id = placed.article_id
JOIN article_verdict AS decided ON decided.article_verdict_key = placed.article_verdict_key
JOIN sentence ON sentence.ledger_key = decided.ledger_key
ORDER BY placed.run DESC, placed.path, sentence.n
"""

_VIEWS = tuple(
    sql.strip() for sql in (_RUNS, _ARTICLES, _CLAIMS, _RUN_CONFLICTS, _CONFLICTS, _DISAGREEMENTS, _SENTENCES)
)


def views_for(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the views; `dialect` is SQLAlchemy's name of the database."""
    if dialect == "sqlite":
        return _VIEWS
    return tuple(sql.replace(" AS REAL)", " AS DOUBLE PRECISION)") for sql in _VIEWS)  # REAL has six digits elsewhere
