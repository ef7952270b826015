"""From what a run decided to rows, each under the key of its content.

Invariant: `pipeline.store.unpack` makes of the rows what went in, equal in every field.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel
from sqlalchemy import Table

from pipeline.store import table
from pipeline.store.digest import Row, content_of, key_of
from schemas.article import Article, Sentence
from schemas.claim import CheckedClaim
from schemas.conflict import Conflict, Side
from schemas.finding import Finding
from schemas.grade import Grade
from schemas.verdict import ArticleVerdict, ClaimVerdict, LedgerLine


class Packing:
    """Rows on their way into a store; the same content may be packed any number of times."""

    def __init__(self) -> None:
        """Begin without a row."""
        self.rows: dict[Table, list[Row]] = defaultdict(list)

    def add_article(self, verdict: ArticleVerdict) -> str:
        """Pack a decided article and return its key.

        Raises:
            ValueError: its ledger does not account for its sentences one by one.
        """
        article = verdict.article
        self.rows[table.article].append(_article(article))
        row: Row = {
            "article_id": article.article_id,
            "ledger_key": self._add_ledger(verdict),
            "verdict": verdict.verdict.value,
            "not_checked": _texts(verdict.not_checked),
        }
        claims = [self._add_claim_verdict(claim) for claim in verdict.claims]
        conflicts = [self.add_conflict(conflict) for conflict in verdict.conflicts]
        row["article_verdict_key"] = key = key_of(table.article_verdict, row, [claims, conflicts])
        self.rows[table.article_verdict].append(row)
        self._link(table.article_verdict_claim, key, "claim_verdict_key", claims)
        self._link(table.article_verdict_conflict, key, "conflict_key", conflicts)
        return key

    def add_conflict(self, conflict: Conflict) -> str:
        """Pack a conflict with its sides and return its key."""
        row: Row = {
            "conflict_id": conflict.conflict_id,
            "scope": conflict.scope.value,
            "relation": conflict.relation.value,
            "topic": conflict.topic,
            "made_by": conflict.by,
            "explanation": conflict.explanation,
        }
        sides = [_side(side) | {"place": place} for place, side in enumerate(conflict.sides)]
        below = [content_of(table.conflict_side, side) for side in sides]
        row["conflict_key"] = key = key_of(table.conflict, row, below)
        self.rows[table.conflict].append(row)
        self.rows[table.conflict_side] += [side | {"conflict_key": key} for side in sides]
        return key

    def _add_ledger(self, verdict: ArticleVerdict) -> str:
        article = verdict.article
        pairs = zip(article.sentences, verdict.ledger, strict=True)
        sentences = [_sentence(article, sentence, line) for sentence, line in pairs]
        row = {"article_id": article.article_id}
        below = [[sentence["n"], *content_of(table.sentence, sentence)] for sentence in sentences]
        key = key_of(table.ledger, row, below)
        self.rows[table.ledger].append(row | {"ledger_key": key})
        self.rows[table.sentence] += [sentence | {"ledger_key": key} for sentence in sentences]
        return key

    def _add_claim_verdict(self, decided: ClaimVerdict) -> str:
        graded = decided.graded
        row: Row = {
            "claim_key": self._add_content(table.claim, _claim(graded.checked)),
            "grade_key": self._add_content(table.grade, _grade(graded.grade)) if graded.grade else None,
            "verdict": decided.verdict.value,
            "reason": decided.reason,
            "not_checked": _text(graded.not_checked) if graded.not_checked else None,
        }
        stages = {"check": graded.checked.findings, "decide": decided.findings, "because": decided.because}
        found = [
            {"stage": stage, "place": place, "finding_key": self._add_content(table.finding, _finding(finding))}
            for stage, findings in stages.items()
            for place, finding in enumerate(findings)
        ]
        below = sorted(list(one.values()) for one in found)
        row["claim_verdict_key"] = key = key_of(table.claim_verdict, row, below)
        self.rows[table.claim_verdict].append(row)
        self.rows[table.claim_verdict_finding] += [one | {"claim_verdict_key": key} for one in found]
        return key

    def _add_content(self, of: Table, row: Row) -> str:
        key = key_of(of, row)
        self.rows[of].append(row | {f"{of.name}_key": key})
        return key

    def _link(self, through: Table, parent: str, name: str, keys: Sequence[str]) -> None:
        self.rows[through] += [
            {"article_verdict_key": parent, "place": place, name: key} for place, key in enumerate(keys)
        ]


def _article(article: Article) -> Row:
    return {
        "article_id": article.article_id,
        "title": article.title,
        "publisher": article.publisher,
        "published_at": _instant(article.published_at),
        "url": article.url,
        "text": article.text,
    }


def _sentence(article: Article, sentence: Sentence, line: LedgerLine) -> Row:
    told = (line.article_id, line.n, line.start, line.end, line.role)
    if told != (article.article_id, sentence.n, sentence.start, sentence.end, sentence.role):
        raise ValueError(f"the ledger of {article.path!r} tells sentence {sentence.n} otherwise than the article")
    return {
        "n": sentence.n,
        "start_char": sentence.start,
        "end_char": sentence.end,
        "role": sentence.role.value,
        "paragraph": sentence.paragraph,
        "rule": sentence.rule,
        "repeats": sentence.repeats,
        "outcome": line.outcome.value,
        "claim_ids": _list(line.claim_ids),
        "reason": line.reason,
    }


def _claim(checked: CheckedClaim) -> Row:
    grounded, stated = checked.grounded, checked.grounded.claim
    return {
        "claim_id": stated.claim_id,
        "article_id": stated.article_id,
        "sentence_numbers": _list(stated.sentence_numbers),
        "statement": stated.statement,
        "kind": stated.kind.value,
        "subject": stated.subject,
        "attribute": stated.attribute,
        "value": stated.value,
        "speaker": stated.speaker,
        "status": checked.status.value if checked.status else None,
        "quote": grounded.quote,
        "start_char": grounded.start,
        "end_char": grounded.end,
        "spans": _texts(grounded.spans),
        "missing": _texts(grounded.missing),
        "quantities": _texts(checked.quantities),
    }


def _grade(grade: Grade) -> Row:
    return {
        "plausibility": grade.plausibility.value,
        "consistency": grade.consistency.value,
        "reason": grade.reason,
        "relies_on": _list(grade.relies_on),
        "model": grade.model,
        "prompt": grade.prompt,
        "is_decisive": grade.is_decisive,
    }


def _finding(finding: Finding) -> Row:
    return {
        "kind": finding.kind.value,
        "made_by": finding.by,
        "severity": finding.severity.value,
        "explanation": finding.explanation,
        "with_claims": _list(finding.with_),
        "spans": _texts(finding.spans),
    }


def _side(side: Side) -> Row:
    return {
        "answer": side.answer,
        "claim_id": side.claim_id,
        "article_id": side.article_id,
        "published_at": _instant(side.published_at),
        "value": side.value,
        "low": _digits(side.low),
        "high": _digits(side.high),
        "unit": side.unit,
        "quote": side.quote,
        "start_char": side.start,
        "end_char": side.end,
        "repeats": side.repeats,
        "also": _list(side.also),
        "words": _text(side.words) if side.words else None,
    }


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _list(values: Sequence[object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _text(model: BaseModel) -> str:
    return json.dumps(model.model_dump(mode="json"), ensure_ascii=False)


def _texts(models: Iterable[BaseModel]) -> str:
    return _list([model.model_dump(mode="json") for model in models])
