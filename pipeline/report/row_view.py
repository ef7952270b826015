"""One article laid out for the table of the index: all that the index shows of it.

A store keeps rows as JSON from night to night; what an earlier release kept is read as well.
"""

import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pipeline.report import wording
from pipeline.report.article_view import (
    NotCheckedView,
    contradiction_without_claims,
    first_without_claims,
    is_only_partly_checked,
    not_checked_of,
    title_of,
)
from pipeline.report.aside_view import asides_view
from pipeline.report.false_alarm import NO_FALSE_ALARMS, FalseAlarms
from pipeline.report.inline import Link
from pipeline.report.register import page_name
from pipeline.report.side_view import as_of, in_short
from pipeline.text.language import reads_as_english
from schemas.article import Article
from schemas.verdict import ArticleVerdict, Outcome, Verdict

_MOST_NAMED = 3
_ALONE = frozenset({Verdict.CONTRADICTED, Verdict.IMPLAUSIBLE})
_REASON_CHARS = 300
# How a link stood in a row before it was kept as data: escaped, a word joiner behind each "@".
_AS_MARKDOWN = re.compile(r"\[(?P<label>.*)\]\((?P<target>[^()]*)\)", re.DOTALL)
_WORD_JOINER = "\u2060"


@dataclass(frozen=True)
class RowView:
    """One article in the table of the index; `not_checked` counts its sentences that were not.

    `asides` counts its places that speak to a machine; `is_foreign`: it does not read as English; `worst` says of an
    article that is doubted by itself where and why, and is None of any other. Known false alarms are left out of it and
    of `doubted`: `false_alarms` counts these claims, and `conflicts` has the ids of such conflicts.
    """

    page: Link
    outlet: str
    date: str
    verdict: str
    claims: int
    doubted: int
    not_checked: int
    failures: tuple[NotCheckedView, ...]
    worst: "WorstView | None" = None
    asides: int = 0
    is_foreign: bool = False
    false_alarms: int = 0
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorstView:
    """The worst that an article says by itself: a link to its part, the verdict in a word, the reason.

    `is_wrong_alone`: it contradicts itself, or says what cannot be.
    """

    part: Link
    word: str
    reason: str
    is_wrong_alone: bool


def pack_row(row: RowView) -> str:
    """Return a row as JSON."""
    return json.dumps(asdict(row))


def unpack_row(text: str) -> RowView:
    """Return the row that was packed."""
    kept = json.loads(text)
    worst = kept.get("worst")
    told = {
        "page": _link(kept["page"]),
        "failures": tuple(NotCheckedView(**failure) for failure in kept["failures"]),
        "conflicts": tuple(kept.get("conflicts", ())),
        "worst": WorstView(**{**worst, "part": Link(**worst["part"])}) if worst else None,
    }
    return RowView(**{**kept, **told})


def row_view(verdict: ArticleVerdict, alarms: FalseAlarms = NO_FALSE_ALARMS) -> RowView:
    """Lay out one article, of which these false alarms are known."""
    article = verdict.article
    is_foreign = not reads_as_english(article.text)
    return RowView(
        page=_page_link(article),
        outlet=article.publisher or "",
        date=as_of(article.published_at),
        verdict=_word(verdict, is_foreign=is_foreign),
        claims=len(verdict.claims),
        doubted=sum(alarms.doubt_of(claim) is not None for claim in verdict.claims),
        not_checked=sum(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger),
        failures=_by_reason(not_checked_of(verdict)),
        worst=_worst(verdict, alarms),
        asides=asides_view(article).count,
        is_foreign=is_foreign,
        false_alarms=alarms.settled,
        conflicts=tuple(sorted(alarms.conflicts)),
    )


def _worst(verdict: ArticleVerdict, alarms: FalseAlarms) -> WorstView | None:
    """Return the worst that an article says for which no other article is needed: a claim, or what none tells."""
    doubts = ((number, alarms.doubt_of(claim)) for number, claim in enumerate(verdict.claims, 1))
    doubted = [(number, doubt) for number, doubt in doubts if doubt is not None]
    number, worst = min(doubted, key=lambda one: one[1].verdict.rank, default=(0, None))
    unclaimed = first_without_claims(verdict, alarms.conflicts)
    if unclaimed is not None and (worst is None or worst.verdict is not Verdict.CONTRADICTED):
        part = Link(wording.NO_CLAIM_READ_THERE, f"{page_name(verdict.article)}#finding-1")
        reason = in_short(unclaimed.explanation, _REASON_CHARS)
        return WorstView(part, wording.VERDICT[Verdict.CONTRADICTED], reason, is_wrong_alone=True)
    if worst is None or worst.verdict is Verdict.DISPUTED:
        return None
    part = Link(wording.CLAIM_NUMBER.format(number), f"{page_name(verdict.article)}#claim-{number}")
    reason = in_short(worst.reason, _REASON_CHARS)
    return WorstView(part, wording.VERDICT[worst.verdict], reason, worst.verdict in _ALONE)


def _link(kept: str | dict[str, str]) -> Link:
    if isinstance(kept, dict):
        return Link(**kept)
    found = _AS_MARKDOWN.fullmatch(kept)
    if found is None:
        raise ValueError("a row of the index holds no link: write the pages anew into an empty folder")
    return Link(html.unescape(found["label"]).replace(_WORD_JOINER, ""), found["target"])


def _by_reason(failures: Sequence[NotCheckedView]) -> tuple[NotCheckedView, ...]:
    """Return one line a reason: an outage fails every unit of an article alike, and the page lists them all."""
    alike: dict[str, list[str]] = {}
    for failure in failures:
        alike.setdefault(failure.reason, []).append(failure.what)
    return tuple(NotCheckedView(what=_shortened(whats), reason=reason) for reason, whats in alike.items())


def _shortened(whats: Sequence[str]) -> str:
    shown = ", ".join(whats[:_MOST_NAMED])
    return shown if len(whats) <= _MOST_NAMED else wording.AND_MORE.format(shown, len(whats) - _MOST_NAMED)


def _page_link(article: Article) -> Link:
    return Link(title_of(article), page_name(article))


def _word(verdict: ArticleVerdict, *, is_foreign: bool) -> str:
    if contradiction_without_claims(verdict) is not None:
        return f"{wording.VERDICT[Verdict.CONTRADICTED]}, {wording.NO_CLAIM_READ_THERE}"
    unsaid = f", {wording.VERDICT[Verdict.NOT_CHECKED]} in part" if is_only_partly_checked(verdict) else ""
    if is_foreign:
        unsaid = f", {wording.FOREIGN_WORD}"
        if verdict.verdict is Verdict.PLAUSIBLE:
            return wording.FOREIGN_WORD
    return wording.VERDICT[verdict.verdict] + unsaid
