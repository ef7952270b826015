"""Renders a run into files, part by part: pages of markdown and JSON lines.

The same verdicts give the same bytes, in whatever order they come and wherever they are rendered. Beside the survey of
the run one article is held at a time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment

from pipeline.report.article_view import ArticleView, article_view
from pipeline.report.boxes_view import Known, nothing_known, subject_lines
from pipeline.report.conflict_view import NO_MATTER
from pipeline.report.escape import finalize
from pipeline.report.false_alarm import false_alarms_of
from pipeline.report.headline import RunHeadline
from pipeline.report.index_view import IndexView, Rows, index_view
from pipeline.report.jsonl import claim_lines, conflict_lines, sentence_lines
from pipeline.report.night_view import night_view
from pipeline.report.part import OutputPart
from pipeline.report.survey import Survey, Verdicts, survey_verdicts
from pipeline.report.template import NO_TEMPLATES, OwnTemplates, fill_template, template_environment
from schemas.article import RejectedInput
from schemas.conflict import Conflict
from schemas.night_report import NightReport
from schemas.subject import subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict

CLAIMS, CONFLICTS, SENTENCES, INDEX = "claims.jsonl", "conflicts.jsonl", "sentences.jsonl", "index.md"
MARKABLE = "markable.jsonl"

# No value holds a line end, so that only the templates' own spacing is drawn together.
_BLANK_LINES = re.compile(r"\n{3,}")


def render_report(
    verdicts: Verdicts,
    conflicts: Sequence[Conflict],
    rejected: Sequence[RejectedInput],
    headline: RunHeadline,
    known: Known = nothing_known,
    *,
    own: OwnTemplates = NO_TEMPLATES,
) -> Iterator[OutputPart]:
    """Render everything but `run.json`: a page for each article, the files of JSON lines, and `index.md` last.

    Every verdict is read twice: at once for what the files know of one another, and when its page is rendered.

    Args:
        verdicts: one for each article, in any order.
        conflicts: those between articles; those within one may stand here too, each is shown once.
        rejected: inputs that could not be read.
        headline: what the pages say of the run.
        known: tells the marks that the pages show as ticked.
        own: templates that take the place of packaged ones.

    Returns:
        The parts, rendered as they are taken; pages and the index are whole, JSON lines come bit by bit.

    Raises:
        ConfigurationError: a template of one's own fails.
        ValueError: two articles would share a page.
    """
    pages = Pages(own, headline)
    return _parts(verdicts, survey_verdicts(verdicts, conflicts), rejected, pages, known)


def render_lines(verdicts: Verdicts, conflicts: Sequence[Conflict]) -> Iterator[OutputPart]:
    """Render the three files of JSON lines alone, with the bytes that `render_report` gives them; they come in parts.

    Args:
        verdicts: as for the report.
        conflicts: as for the report.
    """
    survey = survey_verdicts(verdicts, conflicts)
    yield from _empty_lines()
    for row in survey.rows():
        yield from _lines_of(verdicts[row.n])
    yield from _conflict_parts(survey)


def render_night(night: NightReport, own: OwnTemplates = NO_TEMPLATES) -> tuple[OutputPart, OutputPart]:
    """Render the page of a night and its JSON, named by its date, and from the second report of a date on by a number.

    Args:
        night: what to tell; the links of the page are those of a folder inside the output folder.
        own: templates that take the place of packaged ones.
    """
    stem = night.date.isoformat() + (f"-{night.number}" if night.number > 1 else "")
    page = render_page(own, "night.md.j2", night=night_view(night))
    return OutputPart(f"{stem}.md", page), OutputPart(f"{stem}.json", night.model_dump_json(indent=2) + "\n")


def _parts(
    verdicts: Verdicts, survey: Survey, rejected: Sequence[RejectedInput], pages: "Pages", known: Known
) -> Iterator[OutputPart]:
    headline, rows = pages.headline, Rows()
    yield from _empty_lines()
    yield _lines(MARKABLE, "")
    for row in survey.rows():
        verdict = verdicts[row.n]
        concerning = survey.concerning(row.article_id)
        view = article_view(verdict, concerning, survey.register, known, headline.prompts)
        rows.add(verdict, false_alarms_of(view, verdict, concerning))
        if row.is_first:
            yield OutputPart(row.page, pages.article(view))
            yield _lines(MARKABLE, markable_claims(verdict, concerning, headline))
        yield from _lines_of(verdict)
    yield from _conflict_parts(survey)
    yield from (_lines(MARKABLE, markable_conflicts([one], headline)) for one in survey.conflicts())
    yield OutputPart(INDEX, pages.index(index_view(survey, rows, rejected)))


def markable_claims(verdict: ArticleVerdict, conflicts: Sequence[Conflict], headline: RunHeadline) -> str:
    """Return the lines of `markable.jsonl` of the claims of an article that are marked by themselves."""
    return subject_lines(list(subjects_of_claims(verdict, conflicts).values()), headline)


def markable_conflicts(conflicts: Iterable[Conflict], headline: RunHeadline) -> str:
    """Return the lines of `markable.jsonl` of conflicts: each has its line once, whatever pages show it."""
    markable = (one for one in conflicts if one.relation not in NO_MATTER)
    return subject_lines([subject_of_conflict(one) for one in markable], headline)


def _empty_lines() -> Iterator[OutputPart]:
    """Begin the three files: a run without a single claim, conflict or sentence has them all the same."""
    return (_lines(name, "") for name in (CLAIMS, CONFLICTS, SENTENCES))


def _lines_of(verdict: ArticleVerdict) -> Iterator[OutputPart]:
    yield _lines(CLAIMS, claim_lines([verdict]))
    yield _lines(SENTENCES, sentence_lines([verdict]))


def _conflict_parts(survey: Survey) -> Iterator[OutputPart]:
    return (_lines(CONFLICTS, conflict_lines([conflict])) for conflict in survey.conflicts())


def _lines(name: str, lines: str) -> OutputPart:
    return OutputPart(name, lines, is_whole=False)


@dataclass(frozen=True)
class Pages:
    """The pages of one run: which templates of one's own they are made with, and what they say of the run."""

    own: OwnTemplates
    headline: RunHeadline

    def article(self, view: ArticleView) -> str:
        """Return the page of an article."""
        return render_page(self.own, "article.md.j2", article=view, headline=self.headline)

    def index(self, view: IndexView) -> str:
        """Return the index."""
        return render_page(self.own, "index.md.j2", index=view, headline=self.headline)


def environment(own: OwnTemplates = NO_TEMPLATES) -> Environment:
    """Return the template environment, which escapes every value that a template shows."""
    return template_environment(finalize, own)


def render_page(own: OwnTemplates, name: str, **values: object) -> str:
    """Return a template filled in, its blank lines drawn together.

    Raises:
        ConfigurationError: a template of one's own fails.
    """
    return _BLANK_LINES.sub("\n\n", fill_template(environment(own), own, name, values))
