"""One article laid out: what to look at, worst first, then all the rest, so that no claim or sentence is lost."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.aside_view import AsidesView, asides_view
from pipeline.report.boxes_view import Boxes, Known
from pipeline.report.claim_view import ClaimView, ReadView, claim_view, read_views
from pipeline.report.conflict_subject import is_alone
from pipeline.report.conflict_view import ConflictView, conflict_view, in_reading_order
from pipeline.report.register import Register, file_name, is_doubted
from pipeline.report.side_view import as_of, in_short
from pipeline.report.subject_order import subject_views
from pipeline.report.subject_view import SubjectView
from pipeline.text.language import reads_as_english
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation, Scope
from schemas.verdict import ArticleVerdict, LedgerLine, Outcome, Verdict

_TITLE_CHARS = 200
_CONTENT = frozenset({Verdict.PLAUSIBLE, Verdict.NOT_CHECKABLE})


@dataclass(frozen=True)
class NotCheckedView:
    """Something that was not checked, and the reason."""

    what: str
    reason: str


@dataclass(frozen=True)
class ArticleView:
    """One page: `subjects` are its parts, worst first, in which every doubted claim has its place.

    `to_look_at` are those that nobody has called a false alarm, `false_alarms` the others, which come last.

    `settled` and `not_checkable` are the other claims by the sentences from which they were read, `failed` those that
    were not checked; `explained` are the conflicts that ask for no decision. `verdict` and `to_do` are sentences.
    `is_foreign`: the article does not read as English, so that no rule read it.
    """

    article_id: str
    title: str
    verdict: str
    counts: str
    to_do: str
    outlet: str
    date: str
    url: str
    file: str
    is_foreign: bool
    asides: AsidesView
    subjects: tuple[SubjectView, ...]
    settled: tuple[ReadView, ...]
    not_checkable: tuple[ReadView, ...]
    failed: tuple[ClaimView, ...]
    explained: tuple[ConflictView, ...]
    ledger: str
    not_checked: tuple[NotCheckedView, ...]

    @property
    def to_look_at(self) -> tuple[SubjectView, ...]:
        """Return the parts that are to be looked at."""
        return tuple(part for part in self.subjects if not part.is_false_alarm)

    @property
    def false_alarms(self) -> tuple[SubjectView, ...]:
        """Return the parts that a reviewer has called a false alarm."""
        return tuple(part for part in self.subjects if part.is_false_alarm)

    @property
    def settled_count(self) -> int:
        """Return how many claims have nothing against them."""
        return sum(len(one.claims) for one in self.settled)

    @property
    def settled_has_opinions(self) -> bool:
        """Tell whether the model doubts a claim with nothing against it."""
        return any(claim.opinion for one in self.settled for claim in one.claims)

    @property
    def not_checkable_count(self) -> int:
        """Return how many claims cannot be checked."""
        return sum(len(one.claims) for one in self.not_checkable)


def article_view(
    verdict: ArticleVerdict,
    conflicts: Sequence[Conflict],
    register: Register,
    known: Known,
    prompts: Sequence[str] = (),
) -> ArticleView:
    """Lay out one article.

    Args:
        verdict: the article, decided.
        conflicts: those with a side in it, in the order in which they are to be read.
        register: who is who on its page.
        known: tells the marks that are shown.
        prompts: the prompts of the run, as "name/version".
    """
    article = verdict.article
    numbered = list(enumerate(verdict.claims, start=1))
    subjects, explained = subject_views(verdict, conflicts, register, Boxes.of(verdict, conflicts, known), prompts)
    headline, to_do = _headline(verdict, subjects)
    return ArticleView(
        article_id=article.article_id,
        title=title_of(article),
        verdict=headline,
        counts=counts_of(verdict),
        to_do=to_do,
        outlet=article.publisher or "",
        date=as_of(article.published_at),
        url=article.url or "",
        file=article.path,
        is_foreign=not reads_as_english(article.text),
        asides=asides_view(article),
        subjects=subjects,
        settled=read_views(article, numbered, register, Verdict.PLAUSIBLE),
        not_checkable=read_views(article, numbered, register, Verdict.NOT_CHECKABLE),
        failed=tuple(
            claim_view(article, n, one, register) for n, one in numbered if one.verdict is Verdict.NOT_CHECKED
        ),
        explained=tuple(conflict_view(one, register, article.article_id) for one in explained),
        ledger=ledger_of(verdict.ledger),
        not_checked=not_checked_of(verdict),
    )


def title_of(article: Article) -> str:
    """Return the title, cut where it is no title any more, or the name of the file where there is none."""
    return in_short(article.title or file_name(article.path), _TITLE_CHARS)


def is_only_partly_checked(verdict: ArticleVerdict) -> bool:
    """Tell whether the verdict knows no doubt but something was not checked, so that it must not reassure."""
    failed = any(claim.verdict is Verdict.NOT_CHECKED for claim in verdict.claims)
    unread = any(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger)
    return verdict.verdict in _CONTENT and (failed or unread or bool(verdict.not_checked))


def contradiction_without_claims(verdict: ArticleVerdict) -> Conflict | None:
    """Return the first contradiction inside an article of which no claim tells, since none was read from its passages.

    Rules read the text, and so find it whatever was read from it. On the article's page it is the first part.
    """
    return None if verdict.verdict is Verdict.CONTRADICTED else first_without_claims(verdict)


def first_without_claims(verdict: ArticleVerdict, but: Container[str] = ()) -> Conflict | None:
    """Return the first contradiction inside an article with no claim in it; `but` are ids of conflicts to leave out."""
    against = (one for one in in_reading_order(verdict.conflicts) if one.relation is Relation.CONTRADICTION)
    within = (one for one in against if one.scope is Scope.WITHIN and one.conflict_id not in but)
    return next((one for one in within if not (is_alone(one) or _claims_of(one))), None)


def _claims_of(conflict: Conflict) -> tuple[str, ...]:
    return tuple(one for side in conflict.sides for one in side.claim_ids)


def counts_of(verdict: ArticleVerdict) -> str:
    """Return "3 claims: 1 contradicted, 2 with nothing against them; 4 sentences not checked"."""
    spelled = wording.tally(claim.verdict for claim in verdict.claims)
    total = wording.counted(len(verdict.claims), "claim")
    failed = sum(line.outcome is Outcome.NOT_CHECKED for line in verdict.ledger)
    unread = f"; {wording.SENTENCES_NOT_CHECKED.format(wording.counted(failed, 'sentence'))}" if failed else ""
    return (f"{total}: {spelled}" if spelled else total) + unread


def ledger_of(lines: Sequence[LedgerLine]) -> str:
    """Return "9 sentences: 4 with claims, 2 without a claim, ..." with every outcome, also those that are 0."""
    outcomes = Counter(line.outcome for line in lines)
    spelled = ", ".join(f"{outcomes[each]} {word}" for each, word in wording.OUTCOME.items())
    return f"{wording.counted(len(lines), 'sentence')}: {spelled}"


def not_checked_of(verdict: ArticleVerdict) -> tuple[NotCheckedView, ...]:
    """Return what failed with its reason: the units, then the sentences and claims that no unit speaks for."""
    units = tuple(NotCheckedView(what=_unit(each), reason=each.reason) for each in verdict.not_checked)
    spoken_for = {n for each in verdict.not_checked for n in each.sentence_numbers}
    reasons: dict[str, list[int]] = {}
    for line in verdict.ledger:
        if line.outcome is Outcome.NOT_CHECKED and line.n not in spoken_for:
            reasons.setdefault(line.reason or wording.NO_REASON, []).append(line.n)
    sentences = (NotCheckedView(wording.numbered("sentence", tuple(ns)), reason) for reason, ns in reasons.items())
    return (*units, *sentences)


def _unit(failed: NotChecked) -> str:
    stage = wording.STAGE.get(failed.stage, failed.stage)
    sentences = f", {wording.numbered('sentence', failed.sentence_numbers)}" if failed.sentence_numbers else ""
    claims = f", {wording.counted(len(failed.claim_ids), 'claim')}" if failed.claim_ids else ""
    return stage + sentences + claims + ("" if sentences or claims else f", {failed.unit}")


def _headline(verdict: ArticleVerdict, parts: Sequence[SubjectView]) -> tuple[str, str]:
    """Return the verdict in a sentence and what to do; neither may reassure where something is open."""
    to_look_at = [part for part in parts if not part.is_false_alarm]
    is_doubtful = any(is_doubted(claim) for claim in verdict.claims)
    told = verdict.verdict
    if contradiction_without_claims(verdict) is not None:
        told = Verdict.CONTRADICTED
    elif is_only_partly_checked(verdict):
        return wording.PARTLY_CHECKED, wording.TO_DO_PARTLY_CHECKED
    elif not parts and verdict.verdict in _CONTENT and not reads_as_english(verdict.article.text):
        return wording.FOREIGN, wording.TO_DO_FOREIGN
    elif to_look_at and not is_doubtful and verdict.verdict in _CONTENT:
        return wording.UNSETTLED, wording.TO_DO_UNSETTLED
    to_do = wording.TO_DO[told] if len(to_look_at) == len(parts) else _what_is_left(to_look_at)
    return wording.ARTICLE_VERDICT[told], to_do


def _what_is_left(parts: Sequence[SubjectView]) -> str:
    """Return what to do where some parts of a page are known false alarms; `parts` are the others, worst first."""
    if not parts:
        return wording.TO_DO_FALSE_ALARMS
    verdict = parts[0].leads_to
    return wording.TO_DO_UNSETTLED if verdict is None else wording.TO_DO[verdict]
