"""Made-up marks and what they are about, for tests."""

from datetime import UTC, datetime
from typing import Any

from schemas.mark import KeptMark, Mark, MarkVerdict
from schemas.subject import Subject, SubjectKind

AT = datetime(2026, 11, 4, 9, 15, tzinfo=UTC)
AGREE, FALSE_ALARM, FIXED = MarkVerdict.AGREE, MarkVerdict.FALSE_ALARM, MarkVerdict.FIXED


def claim(exact: str = "e" * 32, loose: str | None = "f" * 32, **more: Any) -> Subject:  # noqa: ANN401  any field
    """Return a claim as the subject of a mark."""
    plain: dict[str, Any] = {
        "kind": SubjectKind.CLAIM, "exact": exact, "loose": loose, "reference": "c" * 64, "told": "contradicted",
        "statement": "It cost $4.", "quotes": ("It cost $4 in all.",), "makers": ("rule:total",), "article_ids": ("a",),
    }  # fmt: skip
    return Subject(**{**plain, **more})


def conflict(*sides: str, exact: str = "", **more: Any) -> Subject:  # noqa: ANN401  as above
    """Return a conflict with these sides as the subject of a mark; its key is made of them."""
    plain: dict[str, Any] = {
        "kind": SubjectKind.CONFLICT, "exact": exact or f"{''.join(sides):0>32}", "sides": tuple(sorted(sides)),
        "reference": "d" * 64, "told": "contradiction", "statement": "What did it cost?", "quotes": sides,
        "makers": ("rule:value",), "article_ids": ("a", "b"),
    }  # fmt: skip
    return Subject(**{**plain, **more})


def mark(subject: Subject, verdict: MarkVerdict | None = AGREE, note: str = "", **more: Any) -> Mark:  # noqa: ANN401  as above
    """Return a mark by nobody in particular."""
    return Mark(**{"subject": subject, "verdict": verdict, "note": note, "who": None, "marked_at": AT, **more})


def kept(*marks: Mark) -> tuple[KeptMark, ...]:
    """Return marks as a store numbers them."""
    return tuple(KeptMark(number=number, mark=one) for number, one in enumerate(marks, start=1))
