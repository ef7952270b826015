"""The pages of HTML are as they were read and agreed to; after a wanted change run `python tests/golden/renew.py`."""

import random
import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.report import render_site
from schemas.finding import FindingKind
from schemas.mark import KeptMark, Mark, MarkVerdict
from schemas.subject import Subject, subject_of_conflict, subjects_of_claims
from schemas.verdict import Verdict
from tests import factories as make
from tests.golden.report.disagreement import run_of_disagreements
from tests.golden.report.scenes import HEADLINE, Told, run_of_scenes
from tests.golden.report.site import render_sites, without_style
from tests.rendered import joined

_FOLDER = Path(__file__).parents[3] / "golden" / "report" / "site"
_SITES = render_sites()
_PAGES = {name: page for name, page in _SITES.items() if name.endswith(".html")}
_VOID = {"meta"}


def site(run: Told) -> dict[str, str]:
    return joined(render_site(*run))


def test_every_page_is_as_agreed() -> None:
    assert {path.name: path.read_bytes().decode() for path in _FOLDER.iterdir()} == _SITES


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns"])
def test_neither_time_zone_nor_order_changes_a_byte(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts, conflicts, rejected, headline = run_of_disagreements()
    expected = site((verdicts, conflicts, rejected, headline))
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    time.tzset()
    shuffled = random.Random(7).sample(verdicts, len(verdicts)), conflicts[::-1], rejected, headline  # noqa: S311  no secret
    try:
        assert site(shuffled) == expected
    finally:
        monkeypatch.undo()
        time.tzset()


class _Outline(HTMLParser):
    """What a page is made of: whether its tags fit, its ids, its links, its headings and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.levels: list[int] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open += [] if tag in _VOID else [tag]
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        for name, value in attrs:
            self.attributes.add(name)
            self.ids += [value or ""] if name == "id" else []
            self.targets += [value or ""] if name in {"href", "src", "xlink:href"} else []
            self.targets += [f"#{one}" for one in (value or "").split()] if name.startswith("aria-labelled") else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", _PAGES)
def test_a_page_is_well_formed_and_its_links_lead_somewhere(name: str) -> None:
    prefix = name.partition("-")[0]
    outline = _Outline(_PAGES[name])
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    for page, _, anchor in (target.partition("#") for target in outline.targets):
        there = _Outline(_PAGES[f"{prefix}-{page}"]) if page else outline
        assert not anchor or anchor in there.ids


@pytest.mark.parametrize("name", _PAGES)
def test_no_heading_is_of_an_article_and_none_skips_a_level(name: str) -> None:
    levels = _Outline(_PAGES[name]).levels
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", _PAGES)
def test_nothing_on_a_page_acts_or_is_fetched(name: str) -> None:
    outline = _Outline(_PAGES[name])
    assert not outline.tags & {"script", "img", "iframe", "link", "form", "object", "embed", "base", "audio", "video"}
    assert not [one for one in outline.attributes if one.startswith("on") or one in {"style", "srcset", "action"}]


@pytest.mark.parametrize("name", _PAGES)
def test_every_character_of_a_page_is_seen(name: str) -> None:
    assert {char for char in _PAGES[name] if not char.isprintable()} == {"\n"}


def test_an_article_that_was_read_twice_has_one_page() -> None:
    verdicts, conflicts, rejected, headline = run_of_disagreements()
    twice = site(([*verdicts, verdicts[0]], conflicts, rejected, headline))
    assert twice.keys() == site((verdicts, conflicts, rejected, headline)).keys()


def test_the_policy_of_a_page_admits_its_own_style_alone() -> None:
    page = site(run_of_scenes())["index.html"]
    assert "default-src 'none'; style-src 'sha256-" in page
    assert "url(" not in page
    assert "@import" not in page
    assert without_style(page) != page


def test_the_id_of_a_finding_is_one_that_the_command_for_marks_takes() -> None:
    verdicts, conflicts, rejected, headline = run_of_scenes()
    subjects = [one for verdict in verdicts for one in subjects_of_claims(verdict, conflicts).values()]
    subjects += [subject_of_conflict(one) for verdict in verdicts for one in (*verdict.conflicts, *conflicts)]
    pages = site((verdicts, conflicts, rejected, headline)).values()
    shown = {match for page in pages for match in re.findall(r">Id (\w+)<", page)}
    assert shown
    assert shown <= {one.reference[:12] for one in subjects}


def test_known_marks_are_shown() -> None:
    def known(subject: Subject) -> KeptMark:
        verdict = MarkVerdict.FALSE_ALARM
        mark = Mark(subject=subject, verdict=verdict, marked_at=make.PUBLISHED_AT, who=None, note="asked <the> desk",
                    run_id=None, page=None, origin=None)  # fmt: skip
        return KeptMark(number=1, mark=mark)

    pages = joined(render_site(*run_of_scenes(), known))
    (page,) = (text for name, text in pages.items() if name.startswith("contradicted"))
    assert "A reviewer has marked this: false alarm. Note: asked &lt;the&gt; desk" in page


def test_a_page_with_many_findings_leads_with_the_worst_and_folds_the_names_of_the_others() -> None:
    article = make.make_article(*(f"Bridge {n} cost nothing." for n in range(1, 21)))
    finding = make.make_finding(FindingKind.ARITHMETIC_FAILS)
    claims = [
        make.make_claim_verdict(
            make.make_graded(make.make_checked(make.make_grounded(article, claim), findings=[finding])),
            Verdict.CONTRADICTED,
            because=[finding],
        )
        for claim in (make.make_claim(article, n, statement=f"It was bridge {n}.") for n in range(1, 21))
    ]
    pages = site(([make.make_article_verdict(article, claims)], [], [], HEADLINE))
    page = next(text for name, text in pages.items() if name != "index.html")
    shown, _, folded = page.partition('<section id="findings"')[0].partition("<summary>8 more findings</summary>")
    assert (shown.count("<li>"), folded.count("<li>")) == (12, 8)
