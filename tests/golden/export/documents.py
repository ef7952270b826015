"""The exports that the golden files show: of the run of six scenes, with a mark of each sort on it."""

from pipeline.report.export import (
    PageUrl,
    Publisher,
    ReviewedClaim,
    Standing,
    Tool,
    annotations,
    claim_review_document,
    claim_sheet,
    conflict_sheet,
    outlets,
    reviewed_claims,
    sarif_document,
    whereabouts,
    workflow_commands,
)
from pipeline.report.export.annotation import Annotation
from pipeline.text.language import reads_as_english
from schemas.conflict import Conflict, conflicts_by_article
from schemas.mark import KeptMark, Mark
from schemas.subject import Subject, SubjectKind, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict
from tests.golden.report.scenes import HOSTILE, decided_scenes
from tests.marking import AGREE, FALSE_ALARM, FIXED, mark

PUBLISHER = Publisher(
    name="Bay Desk & Sons",
    page_url=PageUrl.parse("https://desk.example/{stem}.html#claim-{number}"),
    url="https://desk.example/",
)
TOOL = Tool("0.1.0", "4f1c09d2ab77", is_complete=True, not_checked=("news/failed.txt: the answer ended at its limit",))


def known(subject: Subject) -> KeptMark | None:
    """Know a mark for most of what can be marked."""
    if subject.kind is SubjectKind.CONFLICT and len(subject.article_ids) == 1:
        return KeptMark(number=3, mark=mark(subject, FALSE_ALARM, HOSTILE, who="=Ana"))
    if subject.kind is SubjectKind.CONFLICT:
        return KeptMark(number=4, mark=mark(subject, AGREE))
    if "$45 million" in subject.statement:
        return None
    return KeptMark(number=5, mark=mark(subject, FIXED if "$40 million" in subject.statement else AGREE, "note"))


def made_marks() -> list[Mark]:
    """Return the marks that are known, as reviewers would have made them."""
    verdicts, conflicts = decided_scenes()
    subjects = {
        one.exact: one
        for verdict, found in concerning(verdicts, conflicts)
        for one in (*subjects_of_claims(verdict, found).values(), *map(subject_of_conflict, found))
    }
    return [kept.mark for kept in map(known, subjects.values()) if kept is not None]


def concerning(
    verdicts: list[ArticleVerdict], conflicts: list[Conflict]
) -> list[tuple[ArticleVerdict, list[Conflict]]]:
    """Return each article with the conflicts that it has a side in."""
    across = conflicts_by_article(conflicts)
    return [(one, [*one.conflicts, *across.get(one.article.article_id, ())]) for one in verdicts]


def found_annotations() -> list[Annotation]:
    """Return what is remarked in the articles of the run."""
    verdicts, conflicts = decided_scenes()
    where = whereabouts(verdicts, str)
    return [one for article in concerning(verdicts, conflicts) for one in annotations(*article, where, known)]


def all_reviewed() -> list[ReviewedClaim]:
    """Return every claim of the run with how it stands."""
    return [one for article in concerning(*decided_scenes()) for one in reviewed_claims(*article, known)]


def export_documents() -> dict[str, str]:
    """Return the exports of the run, by the name of their golden file."""
    verdicts, conflicts = decided_scenes()
    every = {one.conflict_id: one for _, found in concerning(verdicts, conflicts) for one in found}.values()
    signed = [one for one in all_reviewed() if one.standing is Standing.SIGNED_OFF]
    documents = {
        "reviews.jsonld": claim_review_document(signed, PUBLISHER),
        "findings.sarif": sarif_document(found_annotations(), TOOL),
        "commands.txt": workflow_commands(one for one in found_annotations() if one.false_alarm is None),
        "claims.csv": claim_sheet(all_reviewed(), reads_as_english),
        "conflicts.csv": conflict_sheet(every, outlets(verdicts), known),
    }
    return {name: "".join(pieces) for name, pieces in documents.items()}
