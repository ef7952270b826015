"""Renders a run as a small site of HTML: a page for each article, and an index.

Each page stands alone: its style is in it, it needs no script, and it asks for nothing from anywhere, which its policy
forbids as well. The same verdicts give the same bytes. Beside the survey of the run one article is held at a time.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence

from jinja2 import Environment

from pipeline.report.boxes_view import Known, nothing_known
from pipeline.report.false_alarm import false_alarms_of
from pipeline.report.headline import RunHeadline
from pipeline.report.html.markup import Style, finalize_html, target_in_html
from pipeline.report.html.page_view import page_view
from pipeline.report.html.question_view import question_views
from pipeline.report.index_view import Rows, index_view
from pipeline.report.part import OutputPart
from pipeline.report.survey import Verdicts, survey_verdicts
from pipeline.report.template import NO_TEMPLATES, OwnTemplates, fill_template, template_environment
from schemas.article import RejectedInput
from schemas.conflict import Conflict

_INDEX = "index.html"
# The table of an article's findings leads on to them: so many fit on a screen, the others are folded.
_MOST_FIRST = 12


def render_site(
    verdicts: Verdicts,
    conflicts: Sequence[Conflict],
    rejected: Sequence[RejectedInput],
    headline: RunHeadline,
    known: Known = nothing_known,
    *,
    own: OwnTemplates = NO_TEMPLATES,
) -> Iterator[OutputPart]:
    """Render a page for each article, and `index.html` last; every part is whole.

    Every verdict is read twice: at once for what the pages know of one another, and when its page is rendered.

    Args:
        verdicts: one for each article, in any order.
        conflicts: those between articles; those within one may stand here too, each is shown once.
        rejected: inputs that could not be read.
        headline: what the pages say of the run.
        known: tells the marks that the pages show.
        own: templates that take the place of packaged ones.

    Raises:
        ConfigurationError: a template of one's own fails.
        ValueError: two articles would share a page.
    """
    survey, pages, rows = survey_verdicts(verdicts, conflicts), _Pages(headline, own), Rows()
    for row in survey.rows():
        verdict = verdicts[row.n]
        concerning = survey.concerning(row.article_id)
        page = page_view(verdict, concerning, survey.register, known, headline.prompts)
        rows.add(verdict, false_alarms_of(page.article, verdict, concerning))
        if row.is_first:
            yield pages.render(target_in_html(row.page), "article", page=page, article=page.article, first=_MOST_FIRST)
    index = index_view(survey, rows, rejected)
    yield pages.render(_INDEX, "index", index=index, questions=question_views(index, survey, rows.false_alarms))


class _Pages:
    """The templates, and what all pages have."""

    def __init__(self, headline: RunHeadline, own: OwnTemplates) -> None:
        self._own = own
        style = self._fill("style.css", {}).strip()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._shared: dict[str, object] = {
            "headline": headline,
            "style": Style(style),
            "style_hash": f"sha256-{digest}",
        }

    def render(self, name: str, template: str, **values: object) -> OutputPart:
        return OutputPart(name, self._fill(f"{template}.html", self._shared | values))

    def _fill(self, template: str, values: dict[str, object]) -> str:
        return fill_template(environment(self._own), self._own, f"html/{template}.j2", values)


def environment(own: OwnTemplates = NO_TEMPLATES) -> Environment:
    """Return the template environment, which escapes every value that a template shows."""
    return template_environment(finalize_html, own)
