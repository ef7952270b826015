"""The JSON lines of a run: field names and their order are a contract with whoever reads them.

Numbers are written with all their digits (a value never passes through a float), times in UTC with "Z", and one object
is one line to every reader, also to those that take U+0085 or U+2028 for the end of a line.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from pipeline.report.figure import digits
from schemas.article import Article
from schemas.conflict import Conflict, Side
from schemas.finding import Finding
from schemas.grade import Grade
from schemas.quantity import Quantity
from schemas.verdict import ArticleVerdict, ClaimVerdict, LedgerLine

# Beside line ends and controls: what turns or hides the text around it where somebody looks at the file.
_ESCAPED = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

_ENCODER = json.JSONEncoder(ensure_ascii=False)


def claim_lines(verdicts: Iterable[ArticleVerdict]) -> str:
    """Return `claims.jsonl`: one decided claim a line, in the order of the articles and of their text."""
    return _lines(_claim(verdict.article, claim) for verdict in verdicts for claim in verdict.claims)


def conflict_lines(conflicts: Iterable[Conflict]) -> str:
    """Return `conflicts.jsonl`: one conflict a line, with all its sides."""
    return _lines(_conflict(conflict) for conflict in conflicts)


def sentence_lines(verdicts: Iterable[ArticleVerdict]) -> str:
    """Return `sentences.jsonl`: what became of every sentence; `reason` is there only where there is one."""
    return _lines(_sentence(line) for verdict in verdicts for line in verdict.ledger)


def findings_of(claim: ClaimVerdict) -> tuple[Finding, ...]:
    """Return the findings about a claim, whichever of its stages states them; each once."""
    return tuple(dict.fromkeys((*claim.graded.checked.findings, *claim.findings, *claim.because)))


def to_json(value: object) -> str:
    """Write a value as JSON: `Decimal` with its own digits and without an exponent, times as ISO 8601 in UTC.

    Raises:
        TypeError: the value has no place in these files (a float above all).
    """
    if isinstance(value, str | int | None):
        return visible(_ENCODER.encode(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{to_json(key)}: {to_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(to_json(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, datetime):
        return to_json(value.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    raise TypeError(f"no exact JSON for {value!r}")


def visible(json_text: str) -> str:
    """Return JSON with escapes for what hides or turns the text around it, and for what ends a line to some readers."""
    return _ESCAPED.sub(_escape, json_text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(to_json(row) + "\n" for row in rows)


def _claim(article: Article, decided: ClaimVerdict) -> dict[str, object]:
    checked = decided.graded.checked
    grounded, claim = checked.grounded, checked.grounded.claim
    sentences = [article.sentence(n) for n in claim.sentence_numbers]
    return {
        "claim_id": claim.claim_id,
        "article": _article(article),
        **_fields(claim, ("statement", "kind", "subject", "attribute", "value", "speaker")),
        "status": checked.status,
        "sentences": [_fields(sentence, ("n", "start", "end")) for sentence in sentences],
        **_fields(grounded, ("quote", "start", "end")),
        "quantities": [_quantity(quantity) for quantity in checked.quantities],
        "findings": [_finding(finding) for finding in findings_of(decided)],
        "grade": _grade(decided.graded.grade),
        "verdict": decided.verdict,
    }


def _article(article: Article) -> dict[str, object]:
    return {"id": article.article_id, **_fields(article, ("path", "title", "publisher", "published_at", "url"))}


def _quantity(quantity: Quantity) -> dict[str, object]:
    return _fields(quantity, ("text", "start", "end", "low", "high", "unit", "qualifier"))


def _finding(finding: Finding) -> dict[str, object]:
    return {**_fields(finding, ("kind", "by", "severity", "explanation")), "with": finding.with_}


def _grade(grade: Grade | None) -> dict[str, object] | None:
    if grade is None:
        return None
    return _fields(grade, ("plausibility", "consistency", "reason", "model", "prompt"))


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        **_fields(conflict, ("conflict_id", "scope", "relation", "topic")),
        "sides": [_side(side) for side in conflict.sides],
        **_fields(conflict, ("by", "explanation")),
    }


def _side(side: Side) -> dict[str, object]:
    ids = ("claim_id", "article_id", "published_at")
    return _fields(side, (*ids, "value", "low", "high", "unit", "quote", "start", "end", "answer", "repeats"))


def _sentence(line: LedgerLine) -> dict[str, object]:
    row = _fields(line, ("article_id", "n", "start", "end", "role", "outcome", "claim_ids"))
    return row if line.reason is None else {**row, "reason": line.reason}


def _fields(model: object, names: Sequence[str]) -> dict[str, object]:
    return {name: getattr(model, name) for name in names}
