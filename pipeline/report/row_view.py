"""One article laid out for the table of the index: all that the index shows of it, and no text of the article."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pipeline.report import wording
from pipeline.report.article_view import NotCheckedView, is_only_partly_checked, not_checked_of, title_of
from pipeline.report.escape import Markdown
from pipeline.report.register import is_doubted, link, page_name
from pipeline.report.side_view import in_utc
from schemas.article import Article
from schemas.verdict import ArticleVerdict, Outcome, Verdict

_MOST_NAMED = 3


@dataclass(frozen=True)
class RowView:
    """One article in the table of the index; `not_checked` counts its sentences that were not."""

    page: Markdown
    outlet: str
    date: str
    verdict: str
    claims: int
    doubted: int
    not_checked: int
    failures: tuple[NotCheckedView, ...]


def pack_row(row: RowView) -> str:
    """Return a row as JSON."""
    return json.dumps(asdict(row))


def unpack_row(text: str) -> RowView:
    """Return the row that was packed."""
    kept = json.loads(text)
    failures = tuple(NotCheckedView(**failure) for failure in kept["failures"])
    return RowView(**{**kept, "page": Markdown(kept["page"]), "failures": failures})


def row_view(verdict: ArticleVerdict) -> RowView:
    """Lay out one article."""
    article = verdict.article
    return RowView(
        page=_page_link(article),
        outlet=article.publisher or "",
        date=in_utc(article.published_at),
        verdict=_word(verdict),
        claims=len(verdict.claims),
        doubted=sum(is_doubted(claim) for claim in verdict.claims),
        not_checked=sum(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger),
        failures=_by_reason(not_checked_of(verdict)),
    )


def _by_reason(failures: Sequence[NotCheckedView]) -> tuple[NotCheckedView, ...]:
    """Return one line a reason: an outage fails every unit of an article alike, and the page lists them all."""
    alike: dict[str, list[str]] = {}
    for failure in failures:
        alike.setdefault(failure.reason, []).append(failure.what)
    return tuple(NotCheckedView(what=_shortened(whats), reason=reason) for reason, whats in alike.items())


def _shortened(whats: Sequence[str]) -> str:
    shown = ", ".join(whats[:_MOST_NAMED])
    return shown if len(whats) <= _MOST_NAMED else f"{shown} and {len(whats) - _MOST_NAMED} more"


def _page_link(article: Article) -> Markdown:
    return link(title_of(article), page_name(article))


def _word(verdict: ArticleVerdict) -> str:
    unsaid = f", {wording.VERDICT[Verdict.NOT_CHECKED]} in part" if is_only_partly_checked(verdict) else ""
    return wording.VERDICT[verdict.verdict] + unsaid
