"""From rows back to what a run decided: one article is read at a time.

Invariant: what comes out equals what `pipeline.store.pack` was given.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pipeline.errors import ConfigurationError
from pipeline.store import query, table
from pipeline.store.digest import Fields
from pipeline.store.fetch import fetch, fetch_few
from schemas.article import Article, Sentence
from schemas.claim import CheckedClaim, Claim, GroundedClaim
from schemas.conflict import Conflict, Side
from schemas.finding import Finding
from schemas.grade import Grade, GradedClaim
from schemas.verdict import ArticleVerdict, ClaimVerdict, LedgerLine

Findings = Mapping[str, Sequence[Finding]]


class StoredVerdicts:
    """The decided articles of a run in their order, each read from the store whenever it is asked for."""

    def __init__(self, connection: Connection, run: int) -> None:
        """Read through a connection, which has to stay open."""
        self._connection = connection
        self._run = run
        counting = select(func.count()).select_from(table.run_article).where(table.run_article.c.run == run)
        self._count = connection.execute(counting).scalar_one()

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    def __iter__(self) -> Iterator[ArticleVerdict]:
        """Give them one after another."""
        return (self[n] for n in range(self._count))

    def __getitem__(self, n: int, /) -> ArticleVerdict:
        """Return the one at place `n`, counted from 0; raise IndexError where there is none."""
        if not 0 <= n < self._count:
            raise IndexError(n)
        with damage_told():
            for row in fetch_few(self._connection, query.ARTICLE, run=self._run, place=n):
                return _article_verdict(self._connection, row)
            raise ValueError("a row that this one names is not there")

    def unchecked(self) -> list[tuple[int, str]]:
        """Return the places and pages of those of which a unit, a claim or a sentence was not checked."""
        rows = fetch(self._connection, query.UNCHECKED, run=self._run)
        return [(row["place"], row["page"]) for row in rows]


def stored_conflicts(connection: Connection, run: int) -> tuple[Conflict, ...]:
    """Return the conflicts between the articles of a run, in their order."""
    with damage_told():
        return _conflicts(connection, query.CONFLICTS_OF_RUN, run=run)


def conflicts_under(connection: Connection, keys: Sequence[str]) -> dict[str, Conflict]:
    """Return conflicts by their keys, a few hundred at most."""
    sides: dict[str, list[Side]] = defaultdict(list)
    for row in fetch(connection, query.SIDES_UNDER, some=keys):
        sides[row["conflict_key"]].append(side_of(row))
    rows = fetch(connection, query.CONFLICTS_UNDER, some=keys)
    return {row["conflict_key"]: conflict_of(row, sides[row["conflict_key"]]) for row in rows}


@contextmanager
def damage_told() -> Iterator[None]:
    """Say what is to be done where rows are no longer what was put in.

    Raises:
        ConfigurationError: they are not; what stands in them is not shown.
    """
    try:
        yield
    except ValueError:
        raise ConfigurationError(
            "the store is damaged, and what the run wrote cannot be read: `factgrade store verify` names the rows"
        ) from None


def _article_verdict(connection: Connection, row: Fields) -> ArticleVerdict:
    key = row["article_verdict_key"]
    sentences = fetch_few(connection, query.SENTENCES, ledger_key=row["ledger_key"])
    return ArticleVerdict(
        article=_article(row, sentences),
        verdict=row["verdict"],
        claims=_claims(connection, key),
        conflicts=_conflicts(connection, query.CONFLICTS_OF_ARTICLE, article_verdict_key=key),
        ledger=tuple(_line(row["article_id"], sentence) for sentence in sentences),
        not_checked=json.loads(row["not_checked"]),
    )


def _article(row: Fields, sentences: Sequence[Fields]) -> Article:
    names = ("article_id", "path", "title", "publisher", "published_at", "url", "text")
    return Article(**_same(row, *names), sentences=tuple(_sentence(sentence) for sentence in sentences))


def _sentence(row: Fields) -> Sentence:
    return Sentence(**_span(row), **_same(row, "n", "role", "paragraph", "rule", "repeats"))


def _line(article_id: str, row: Fields) -> LedgerLine:
    return LedgerLine(
        article_id=article_id, claim_ids=json.loads(row["claim_ids"]), **_span(row),
        **_same(row, "n", "role", "outcome", "reason"),
    )  # fmt: skip


def _claims(connection: Connection, article_verdict_key: str) -> tuple[ClaimVerdict, ...]:
    findings = _findings(connection, article_verdict_key)
    rows = fetch_few(connection, query.CLAIMS, article_verdict_key=article_verdict_key)
    return tuple(_claim_verdict(row, findings[row["claim_verdict_key"]]) for row in rows)


def _findings(connection: Connection, article_verdict_key: str) -> Mapping[str, Findings]:
    """Return the findings about the claims of an article, by the key of the claim's verdict and by stage."""
    found: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for row in fetch_few(connection, query.FINDINGS, article_verdict_key=article_verdict_key):
        found[row["claim_verdict_key"]][row["stage"]].append(_finding(row))
    return found


def _finding(row: Fields) -> Finding:
    return Finding(
        by=row["made_by"], with_=json.loads(row["with_claims"]), spans=json.loads(row["spans"]),
        **_same(row, "kind", "severity", "explanation"),
    )  # fmt: skip


def _claim_verdict(row: Fields, findings: Findings) -> ClaimVerdict:
    graded = GradedClaim(
        checked=_checked(row, findings.get("check", ())),
        grade=None if row["grade_key"] is None else _grade(row),
        not_checked=None if row["not_checked"] is None else json.loads(row["not_checked"]),
    )
    return ClaimVerdict(
        graded=graded,
        verdict=row["verdict"],
        findings=tuple(findings.get("decide", ())),
        because=tuple(findings.get("because", ())),
        reason=row["verdict_reason"],
    )


def _checked(row: Fields, findings: Sequence[Finding]) -> CheckedClaim:
    names = ("claim_id", "article_id", "statement", "kind", "subject", "attribute", "value", "speaker")
    grounded = GroundedClaim(
        claim=Claim(**_same(row, *names), sentence_numbers=json.loads(row["sentence_numbers"])),
        spans=json.loads(row["spans"]),
        quote=row["quote"],
        missing=json.loads(row["missing"]),
        **_span(row),
    )
    return CheckedClaim(
        grounded=grounded, quantities=json.loads(row["quantities"]), status=row["status"], findings=tuple(findings)
    )


def _grade(row: Fields) -> Grade:
    names = ("plausibility", "consistency", "reason", "model", "prompt", "is_decisive")
    return Grade(relies_on=json.loads(row["relies_on"]), **_same(row, *names))


def _conflicts(
    connection: Connection, queries: tuple[Select[Any], Select[Any]], **of: str | int
) -> tuple[Conflict, ...]:
    """Return conflicts with their sides, as two queries find them for what is named in `of`."""
    conflicts, siding = queries
    sides: dict[str, list[Side]] = defaultdict(list)
    for row in fetch_few(connection, siding, **of):
        sides[row["conflict_key"]].append(side_of(row))
    return tuple(conflict_of(row, sides[row["conflict_key"]]) for row in fetch_few(connection, conflicts, **of))


def conflict_of(row: Fields, sides: Sequence[Side]) -> Conflict:
    """Return a conflict of its row and its sides."""
    names = ("conflict_id", "scope", "relation", "topic", "explanation")
    return Conflict(by=row["made_by"], sides=tuple(sides), **_same(row, *names))


def side_of(row: Fields) -> Side:
    """Return a side of its row."""
    names = ("claim_id", "article_id", "published_at", "value", "low", "high", "unit", "quote", "answer", "repeats")
    words = None if row["words"] is None else json.loads(row["words"])
    return Side(also=json.loads(row["also"]), words=words, **_span(row), **_same(row, *names))


def _same(row: Fields, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _span(row: Fields) -> dict[str, int]:
    return {"start": row["start_char"], "end": row["end_char"]}
