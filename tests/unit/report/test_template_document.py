"""docs/templates.md tells what there is; after a change of a view run `python tests/renew.py`."""

import re
from pathlib import Path

from pipeline.report import OwnTemplates, check_templates, render_report
from pipeline.report.render import environment
from pipeline.report.sample_run import HEADLINE, sample_run
from tests.rendered import joined
from tests.template_fields import renewed

DOCUMENT = (Path(__file__).parents[3] / "docs" / "templates.md").read_text(encoding="utf-8")


def test_the_document_names_every_template_once() -> None:
    named = re.findall(r"^\| `([a-z_./]+\.j2)` \| [^`(]", DOCUMENT, re.MULTILINE)
    assert sorted(named) == environment().list_templates(filter_func=lambda name: name.endswith(".j2"))


def test_the_document_tells_what_every_page_is_given() -> None:
    assert renewed(DOCUMENT) == DOCUMENT


def test_the_worked_example_works_and_shows_what_it_says() -> None:
    names = re.findall(r"`our-templates/([a-z_.]+\.j2)`:", DOCUMENT)
    sources = re.findall(r"```jinja\n(.*?)```", DOCUMENT, re.DOTALL)
    own = OwnTemplates.of(dict(zip(names, sources, strict=True)))
    assert check_templates(own) == ()
    run = sample_run()
    files = joined(render_report(run.verdicts, run.conflicts, run.rejected, HEADLINE, own=own))
    page = next(text for name, text in files.items() if name.startswith("a0-"))
    assert page.startswith("> Desk rule 7: nobody corrects a figure without a second source. 5 findings here.\n")
    assert re.search(r"^- How large is the cost: the bridge\? .+ / .*Post 1", page, re.MULTILINE)
