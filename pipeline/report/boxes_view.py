"""The boxes that a reviewer ticks, laid out: what they are about, and what is known already.

Invariant: boxes of one id are about one subject, on whatever page they stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.report import wording
from pipeline.report.headline import RunHeadline
from pipeline.report.jsonl import to_json
from schemas.conflict import Conflict
from schemas.mark import KeptMark
from schemas.subject import Subject, SubjectKind, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict

Known = Callable[[Subject], KeptMark | None]
"""Returns the mark that counts for a subject, or one that takes back what was said (it says nothing), or None."""

_RELATE = "relate_claims/"


@dataclass(frozen=True)
class BoxesView:
    """Three boxes and a line for a note: `ticked` is the verdict of the mark that is known, `number` that mark's own.

    `about` is what they are about, in words, `kind` "claim" or "conflict", `reference` its claim_id or conflict_id;
    `ticked` and `note` are empty where nothing is known, or it was taken back; `number` is 0 where nothing ever was.
    """

    mark_id: str
    reference: str
    about: str
    ticked: str
    note: str
    number: int
    kind: str = SubjectKind.CLAIM.value


@dataclass(frozen=True)
class Boxes:
    """What can be marked on the page of an article, and what is known of it; `claims` are by claim id."""

    claims: Mapping[str, Subject]
    known: Known

    @classmethod
    def of(cls, verdict: ArticleVerdict, conflicts: Sequence[Conflict], known: Known) -> "Boxes":
        """Find what can be marked of an article; `conflicts` are those with a side in it."""
        return cls(subjects_of_claims(verdict, conflicts), known)

    def of_claim(self, claim_id: str, number: int) -> BoxesView:
        """Return the boxes of a claim that is marked by itself, which has this number on its page."""
        subject = self.claims[claim_id]
        return self._view(subject, wording.CLAIM_NUMBER.format(number))

    def of_conflict(self, conflict: Conflict) -> BoxesView:
        """Return the boxes of a conflict."""
        return self._view(subject_of_conflict(conflict), "")

    def _view(self, subject: Subject, about: str) -> BoxesView:
        kept = self.known(subject)
        verdict = kept.mark.verdict if kept else None
        return BoxesView(
            mark_id=subject.mark_id,
            kind=subject.kind.value,
            reference=subject.reference,
            about=wording.THIS_DIFFERENCE if subject.kind is SubjectKind.CONFLICT else about,
            ticked=verdict.value if verdict else "",
            note=kept.mark.note if kept else "",
            number=kept.number if kept else 0,
        )


def nothing_known(_: Subject) -> None:
    """Know no mark."""


def subject_lines(subjects: Sequence[Subject], headline: RunHeadline) -> str:
    """Return lines of `markable.jsonl`: what the boxes on the pages are about, each a subject."""
    prompt = next((label for label in headline.prompts if label.startswith(_RELATE)), None)
    return "".join(to_json(_with_prompt(subject, prompt).model_dump(mode="json")) + "\n" for subject in subjects)


def _with_prompt(subject: Subject, prompt: str | None) -> Subject:
    """Return a subject with the prompt by which a model compared its passages, where one did."""
    is_of_model = subject.kind is SubjectKind.CONFLICT and subject.model is not None
    return subject.model_copy(update={"prompt": prompt}) if is_of_model else subject
