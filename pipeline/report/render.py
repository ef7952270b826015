"""Renders a run into files: pages of markdown and JSON lines.

The same verdicts give the same bytes, in whatever order they come and wherever they are rendered.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.report import wording
from pipeline.report.article_view import article_view
from pipeline.report.conflict_view import in_order
from pipeline.report.escape import finalize
from pipeline.report.headline import RunHeadline
from pipeline.report.index_view import index_view
from pipeline.report.jsonl import claim_lines, conflict_lines, sentence_lines
from pipeline.report.register import Register, check_pages, page_name
from schemas.article import RejectedInput
from schemas.conflict import Conflict
from schemas.verdict import ArticleVerdict

# No value holds a line end, so that only the templates' own spacing is drawn together.
_BLANK_LINES = re.compile(r"\n{3,}")


def render_report(
    verdicts: Sequence[ArticleVerdict],
    conflicts: Sequence[Conflict],
    rejected: Sequence[RejectedInput],
    headline: RunHeadline,
) -> dict[str, str]:
    """Render everything but `run.json`.

    Args:
        verdicts: one for each article, in any order.
        conflicts: those between articles; those within one may stand here too, each is shown once.
        rejected: inputs that could not be read.
        headline: what the pages say of the run.

    Returns:
        File name to content: `index.md`, a page for each article, and the three files of JSON lines.

    Raises:
        ValueError: two articles would share a page.
    """
    ordered = sorted(verdicts, key=lambda verdict: (verdict.verdict.rank, verdict.article.path))
    every = in_order((*conflicts, *(one for verdict in ordered for one in verdict.conflicts)))
    check_pages(verdict.article for verdict in ordered)
    register, templates = Register.of(ordered), environment()
    index = index_view(ordered, every, rejected, register)
    concerning = _by_article(every)
    files = {"index.md": _render(templates, "index.md.j2", index=index, headline=headline)}
    for verdict in ordered:
        view = article_view(verdict, concerning.get(verdict.article.article_id, ()), register)
        page = _render(templates, "article.md.j2", article=view, headline=headline)
        files.setdefault(page_name(verdict.article), page)
    files["claims.jsonl"] = claim_lines(ordered)
    files["conflicts.jsonl"] = conflict_lines(every)
    files["sentences.jsonl"] = sentence_lines(ordered)
    return files


def environment() -> Environment:
    """Return the template environment, which escapes every value that a template shows."""
    templates = Environment(  # noqa: S701 - `finalize` escapes for markdown; escaping for HTML as well would do it twice
        loader=PackageLoader("pipeline.report"),
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.globals["counted"] = wording.counted
    return templates


def _by_article(conflicts: Iterable[Conflict]) -> Mapping[str, list[Conflict]]:
    concerning: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        for article_id in dict.fromkeys(side.article_id for side in conflict.sides):
            concerning[article_id].append(conflict)
    return concerning


def _render(templates: Environment, name: str, **values: Any) -> str:  # noqa: ANN401 - a template takes any view
    page = templates.get_template(name).render(**values)
    return _BLANK_LINES.sub("\n\n", page)
