"""Templates of one's own: what they may do, what is refused before a run, and what is told of it."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.report import RunHeadline, check_templates, render_report, render_site
from pipeline.report.inline import UnshowableError
from pipeline.report.render import environment, render_night, render_page
from pipeline.report.sample_run import HEADLINE, known_mark, sample_night, sample_run
from pipeline.report.template import NO_TEMPLATES, OwnTemplates
from pipeline.report.template_fields import PAGES, view_fields
from tests.factories import make_article, make_article_verdict
from tests.rendered import joined

HOUSE = '{% include "packaged/article.md.j2" %}\n\nCall the desk.\n'
WITHOUT_FALSE_ALARMS = (
    '{% for part in article.to_look_at %}{% include "subject.md.j2" %}{% endfor %}\n\n'
    "- Run: {{ headline.run_id }}\n- Article: {{ article.article_id }}\n"
)


def own(**sources: str) -> OwnTemplates:
    return OwnTemplates.of({f"{name.replace('__', '/')}.j2": source for name, source in sources.items()})


def named(**sources: str) -> OwnTemplates:
    """Return templates named `article_md` for `article.md.j2` and `html__part_html` for `html/part.html.j2`."""
    return own(**{"_".join(name.split("_")[:-1]) + "." + name.split("_")[-1]: text for name, text in sources.items()})


def pages(templates: OwnTemplates) -> dict[str, str]:
    verdicts = [make_article_verdict(make_article("It opened.", title="<b>*x*</b>", path="a.txt"))]
    headline = RunHeadline("a replay", "m", "small", is_decisive=False, run_id="4f1c09d2ab77")
    return joined(render_report(verdicts, [], [], headline, own=templates))


def page(templates: OwnTemplates) -> str:
    return next(text for name, text in pages(templates).items() if name.startswith("a-"))


def test_a_template_takes_the_place_of_the_packaged_one_which_it_may_include() -> None:
    assert page(named(article_md=HOUSE)) == page(NO_TEMPLATES) + "\nCall the desk.\n"


def test_what_a_template_shows_is_escaped_whatever_it_does_to_it() -> None:
    shown = page(named(article_md='{{ article.title }} {{ article.title | safe }} {{ "*" ~ article.title }}'))
    assert "<b>" not in shown
    assert shown.count("&lt;b&gt;&#42;x&#42;") == 3


def test_other_templates_stay_as_they_are() -> None:
    assert pages(named(article_md="x"))["index.md"] == pages(NO_TEMPLATES)["index.md"]


def test_without_any_nothing_is_checked_and_the_digest_is_empty() -> None:
    assert (check_templates(NO_TEMPLATES), NO_TEMPLATES.digest) == ((), "")
    assert named(article_md="x").digest != named(article_md="y").digest


@pytest.mark.parametrize(
    ("templates", "message"),
    [
        (named(articel_md="x"), r"'articel.md.j2' takes the place of none, and no other includes it.*article.md.j2"),
        (named(article_md="a\n{% if x %}"), r"'article.md.j2', line 2: Unexpected end of template"),
        (named(article_md="\n{{ a | nothing }}"), r"line 2: No filter named 'nothing'. Correct it"),
        (named(article_md='{% include "house.md.j2" %}'), r"line 1: there is no template 'house.md.j2'"),
        (named(article_md="{{ artcle.title }}"), r"line 1: there is no 'artcle'"),
        (named(article_md="a\n{{ article.titel }}"), r"line 2: nothing that is shown has a field 'titel'"),
        (named(subject_md="{{ part.title.__class__ }}"), r"nothing that is shown has a field '__class__'"),
        (named(article_md="{{ article.asides }}"), r"line 1: a template shows a AsidesView"),
        (named(article_md="\n\n{{ article['titel'] }}"), r"line 3: a template shows a value that is not there"),
        (named(article_md="{{ article['_x'].zz if article.title }}"), r"has a field 'zz'"),
        (named(article_md="{{ article.title / 2 }}"), r"line 1: TypeError. Correct it, or leave --templates out"),
        (named(article_md="{% for n in range(10 ** 9) %}{% endfor %}"), r"line 1: OverflowError"),
        (named(index_md="{{ index.counts }}"), r"'index.md.j2', line 1: a template shows a value|line 1"),
        (named(night_md="{{ night.line }}{{ night.first[9] }}"), r"'night.md.j2', line 1: a template shows a value"),
        (named(html__part_html="{{ part.subject }}"), r"'html/part.html.j2', line 1: a template shows a SubjectView"),
    ],
)
def test_a_template_that_cannot_work_is_refused_by_name_and_line(templates: OwnTemplates, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check_templates(templates)


@pytest.mark.parametrize(
    "templates",
    [
        named(article_md=HOUSE),
        named(
            article_md='{% include "house.md.j2" %}{% include "packaged/article.md.j2" %}', house_md="Call the desk."
        ),
        named(short_md="{% set words = conflict.topic | upper %}{{ words }}"),
        named(html__style_css="p { color: #000 }"),
        named(night_md="{% for one in night.first %}{{ loop.index }} {{ one.title.upper() }}{% endfor %}"),
        named(
            article_md='{% macro line(x) %}{{ x }}{% endmacro %}{{ line("a") }}{% include "packaged/article.md.j2" %}'
        ),
    ],
)
def test_a_template_that_works_is_taken_without_a_word(templates: OwnTemplates) -> None:
    assert check_templates(templates) == ()


@pytest.mark.parametrize(
    ("templates", "words"),
    [
        (named(boxes_md="Write to the desk."), ["leave out boxes to tick"]),
        (named(article_md=WITHOUT_FALSE_ALARMS), ["leave out boxes to tick"]),
        (named(article_md="# {{ article.title }}"), ["leave out boxes to tick", "leave out the lines `- Run:`"]),
    ],
)
def test_templates_from_which_no_mark_can_be_read_are_told(templates: OwnTemplates, words: list[str]) -> None:
    found = check_templates(templates)
    assert [word for word, message in zip(words, found, strict=True) if word in message] == words


def test_an_error_of_a_real_page_is_told_like_one_of_the_sample() -> None:
    once = named(article_md='\n{{ "x" if article.outlet != "Coast Daily" else 1 / 0 }}')
    check_templates(once)
    with pytest.raises(ConfigurationError, match=r"template 'article.md.j2', line 2: ZeroDivisionError"):
        pages(once)


def test_an_error_of_a_packaged_template_is_a_bug_and_keeps_its_own_type() -> None:
    with pytest.raises(UnshowableError, match="value that is not there"):
        render_page(named(index_md="x"), "article.md.j2", article=object(), headline=HEADLINE)


def test_the_sandbox_lets_no_template_reach_behind_a_value() -> None:
    with pytest.raises(ConfigurationError, match="a value that is not there"):
        pages(named(article_md='{{ article.title | attr("__class__") }}'))


def test_the_made_up_run_shows_every_part_of_every_page() -> None:
    run = sample_run()
    files = joined(render_report(run.verdicts, run.conflicts, run.rejected, HEADLINE, known_mark))
    shown = "\n".join(files.values())
    for words in (
        "to a machine",
        "finding-5",
        "that cannot be checked",
        "has an explanation",
        "Not read:",
        "[x] agree",
        "## Known false alarms",
        "Left out here as known false alarms",
    ):
        assert words in shown
    assert "<h2" in "".join(part.text for part in render_site(run.verdicts, run.conflicts, run.rejected, HEADLINE))
    assert "New contradictions" in render_night(sample_night())[0].text


def test_every_value_of_a_page_is_known_with_its_fields() -> None:
    assert {name for name in PAGES if not name.startswith("html/")} == {"article.md.j2", "index.md.j2", "night.md.j2"}
    assert "subjects" in view_fields()["article_view.ArticleView"]
    assert "settled_count" in view_fields()["article_view.ArticleView"]
    assert "reason" in view_fields()["article.RejectedInput"]


def test_the_environment_is_made_once() -> None:
    assert environment() is environment(OwnTemplates())
