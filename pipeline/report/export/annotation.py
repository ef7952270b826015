"""What was found, as remarks on lines of files: one for each doubt of a claim, one for each article of a conflict.

Invariant: what a page asks its reader to look at is remarked once in each article that it concerns, and nothing else
is; what a reviewer called a false alarm says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.report import wording
from pipeline.report.boxes_view import Known
from pipeline.report.conflict_subject import is_alone
from pipeline.report.export.place import Place, Whereabouts
from pipeline.report.register import claim_id, is_doubted
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.finding import Finding, Severity
from schemas.mark import Mark, MarkVerdict
from schemas.subject import Subject, doubts_of_claim, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_MODEL = "model:"
_SHOWN_CHARS = 200


class Level(StrEnum):
    """How much a remark weighs, in the words of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_OF_SEVERITY = {Severity.ERROR: Level.ERROR, Severity.WARNING: Level.WARNING, Severity.INFO: Level.NOTE}
# What one article says against itself is its own to mend; of two articles either may be right.
_OF_CONFLICT = {
    (Scope.WITHIN, Relation.CONTRADICTION): (Level.ERROR, Verdict.CONTRADICTED),
    (Scope.ACROSS, Relation.CONTRADICTION): (Level.WARNING, Verdict.DISPUTED),
    (Scope.WITHIN, Relation.UPDATE): (Level.WARNING, Verdict.OUTDATED),
    (Scope.ACROSS, Relation.UPDATE): (Level.WARNING, Verdict.OUTDATED),
    (Scope.WITHIN, Relation.UNCLEAR): (Level.NOTE, Verdict.PLAUSIBLE),
    (Scope.ACROSS, Relation.UNCLEAR): (Level.NOTE, Verdict.PLAUSIBLE),
}

_ABOUT = {
    Scope.WITHIN: "Passages of one article that do not go together",
    Scope.ACROSS: "Articles that answer one question differently",
}
_ABOUT_ONE = "A passage that cannot be, whatever others say"


@dataclass(frozen=True)
class Rule:
    """Who found it: `name` is `rule:total` or, for a model, what it was asked; `about` says what is found, in words."""

    name: str
    about: str
    level: Level


@dataclass(frozen=True)
class Elsewhere:
    """Another passage that a remark is about: what stands there, in words, and where, if it is known."""

    words: str
    place: Place | None


@dataclass(frozen=True)
class Annotation:
    """A remark on a place; `mark_id` is that of its subject, `article_id` of its article.

    `rank` sorts remarks, worst first, by the verdicts that they lead to. `false_alarm` is the mark by which a reviewer
    called it one, None where nobody did.
    """

    rank: int
    rule: Rule
    message: str
    article_id: str
    place: Place | None
    elsewhere: tuple[Elsewhere, ...]
    mark_id: str
    false_alarm: Mark | None


@dataclass(frozen=True)
class _Reader:
    """One article with what is needed to remark on it; `subjects` are those of its doubted claims, by claim id."""

    verdict: ArticleVerdict
    subjects: Mapping[str, Subject]
    where: Mapping[str, Whereabouts]
    known: Known

    @property
    def article_id(self) -> str:
        return self.verdict.article.article_id

    def place(self, article_id: str, start: int, end: int) -> Place | None:
        found = self.where.get(article_id)
        return found.at(start, end) if found else None

    def source(self, article_id: str) -> str:
        if article_id == self.article_id:
            return wording.THIS_ARTICLE
        found = self.where.get(article_id)
        return found.source if found else "another run"

    def false_alarm(self, subject: Subject) -> Mark | None:
        kept = self.known(subject)
        return kept.mark if kept is not None and kept.mark.verdict is MarkVerdict.FALSE_ALARM else None


def annotations(
    verdict: ArticleVerdict, conflicts: Sequence[Conflict], where: Mapping[str, Whereabouts], known: Known
) -> Iterator[Annotation]:
    """Yield what is remarked in an article: its claims in the order of the text, then conflicts as given.

    Args:
        verdict: the article, decided.
        conflicts: those with a side in it, each once.
        where: all articles of the run.
        known: tells which mark counts for a subject.
    """
    reader = _Reader(verdict, subjects_of_claims(verdict, conflicts), where, known)
    for claim in filter(is_doubted, verdict.claims):
        for finding in doubts_of_claim(claim, conflicts)[0]:
            yield _of_finding(claim, finding, reader)
    yield from (_of_conflict(one, reader) for one in conflicts if _concerns(one, reader.article_id))


def _of_finding(claim: ClaimVerdict, finding: Finding, reader: _Reader) -> Annotation:
    grounded, subject = claim.graded.checked.grounded, reader.subjects[claim_id(claim)]
    about = wording.FINDING[finding.kind]
    others = [one for one in reader.verdict.claims if claim_id(one) in finding.with_]
    return Annotation(
        rank=claim.verdict.rank,
        rule=Rule(_rule_name(finding.by, "doubt"), about, _OF_SEVERITY[finding.severity]),
        message=f"{about}: {finding.explanation} Claim: “{_cut(grounded.claim.statement)}”",
        article_id=reader.article_id,
        place=reader.place(reader.article_id, grounded.start, grounded.end),
        elsewhere=tuple(_claim_elsewhere(one, reader) for one in others),
        mark_id=subject.mark_id,
        false_alarm=reader.false_alarm(subject),
    )


def _claim_elsewhere(claim: ClaimVerdict, reader: _Reader) -> Elsewhere:
    grounded, here = claim.graded.checked.grounded, reader.article_id
    return Elsewhere(
        f"{reader.source(here)}: “{_cut(grounded.quote)}”", reader.place(here, grounded.start, grounded.end)
    )


def _of_conflict(conflict: Conflict, reader: _Reader) -> Annotation:
    own = next(side for side in conflict.sides if side.article_id == reader.article_id)
    level, verdict = _OF_CONFLICT[conflict.scope, conflict.relation]
    about, what = wording.RELATION[conflict.relation], _ABOUT[conflict.scope]
    if is_alone(conflict):
        verdict, about, what = Verdict.IMPLAUSIBLE, wording.CANNOT_BE, _ABOUT_ONE
    return Annotation(
        rank=verdict.rank,
        rule=Rule(_rule_name(conflict.by, "comparison"), what, level),
        message=f"{_cut(conflict.topic)} {about[:1].upper()}{about[1:]}: {conflict.explanation}",
        article_id=reader.article_id,
        place=reader.place(reader.article_id, own.start, own.end),
        elsewhere=tuple(_side_elsewhere(side, reader) for side in conflict.sides if side is not own),
        mark_id=subject_of_conflict(conflict).mark_id,
        false_alarm=reader.false_alarm(subject_of_conflict(conflict)),
    )


def _side_elsewhere(side: Side, reader: _Reader) -> Elsewhere:
    words = f"{reader.source(side.article_id)}: “{_cut(side.value or side.quote)}”"
    return Elsewhere(words, reader.place(side.article_id, side.start, side.end))


def _concerns(conflict: Conflict, article_id: str) -> bool:
    """Tell whether an article has something to do about a conflict: of an update only those known to be older have."""
    own = [side for side in conflict.sides if side.article_id == article_id]
    if not own or (conflict.scope, conflict.relation) not in _OF_CONFLICT:
        return False
    if conflict.relation is not Relation.UPDATE:
        return True
    dates = [side.published_at for side in conflict.sides if side.published_at is not None]
    return any(side.published_at is not None and side.published_at < max(dates) for side in own)


def _rule_name(by: str, of_model: str) -> str:
    """Return the name under which tools keep what was found: another model that says the same is not another rule."""
    return f"{_MODEL}{of_model}" if by.startswith(_MODEL) else by


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + " […]"
