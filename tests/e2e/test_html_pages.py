"""The pages of HTML in a real browser: seen light and dark, wide and narrow, on paper, by keyboard, by a screen reader.

Every look leaves its picture in `build/pages/`, for whoever changes the style to look at.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.report import render_site
from tests.browser import Browser, program, running
from tests.golden.report.disagreement import run_of_disagreements
from tests.golden.report.scenes import run_of_scenes

PICTURES = Path(__file__).parents[2] / "build" / "pages"
WIDE, NARROW, PAPER = (1280, 900), (400, 800), (794, 1123)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = program()
    if found is None:
        pytest.skip("no browser is installed: chromium is not on PATH")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running(found, tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the two golden runs, and return the folder of both."""
    folder = tmp_path_factory.mktemp("site")
    for name, run in {"scenes": run_of_scenes(), "disagreement": run_of_disagreements()}.items():
        (folder / name).mkdir()
        for part in render_site(*run):
            (folder / name / part.name).write_text(part.text, encoding="utf-8")
    return folder


def page(site: Path, name: str) -> Path:
    """Return the one page whose name begins like this."""
    (found,) = site.glob(f"{name}*.html")
    return found


def picture(name: str, *more: str) -> Path:
    return PICTURES / ("-".join([name.replace("/", "-"), *more]) + ".png")


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("disagreement/index", WIDE, "light"),
        ("disagreement/index", NARROW, "dark"),
        ("scenes/contradicted", WIDE, "dark"),
        ("scenes/contradicted", NARROW, "light"),
        ("scenes/hostile", NARROW, "light"),
    ],
)
def test_a_page_can_be_used_by_all(browser: Browser, site: Path, name: str, size: tuple[int, int], scheme: str) -> None:
    browser.open(page(site, name), size, scheme)
    browser.shoot(picture(name, str(size[0]), scheme))
    assert browser.violations() == []
    assert browser.ask("return document.documentElement.scrollWidth") <= size[0]


def test_a_page_asks_for_nothing_and_breaks_no_rule_of_its_own(browser: Browser, site: Path) -> None:
    for one in (page(site, "disagreement/index"), page(site, "scenes/contradicted"), page(site, "scenes/hostile")):
        browser.open(one, WIDE)
        assert browser.ask("return performance.getEntriesByType('resource').map(one => one.name)") == []
        assert browser.ask("return document.querySelectorAll('script, img, iframe, link, form, [style]').length") == 0
        assert browser.complaints() == []


def test_its_own_policy_keeps_out_what_a_page_does_not_have(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/quiet"), WIDE)
    browser.ask("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")
    assert any("Content Security Policy" in one for one in browser.complaints())


def test_what_is_hostile_is_read_and_does_nothing(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/hostile"), WIDE)
    targets = browser.ask("return [...document.links].map(one => one.getAttribute('href'))")
    assert all(target.startswith("#") or target == "index.html" for target in targets)
    assert "<img src=x onerror=alert(1)>" in browser.ask("return document.body.innerText")


def test_the_keyboard_leads_to_the_findings(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/contradicted"), WIDE)
    browser.press("Tab")
    assert browser.focused() == "Skip to the findings"
    assert browser.ask("return document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    assert browser.ask("return location.hash") == "#findings"
    browser.press("Tab")
    assert browser.focused().startswith("sentence ")


def test_the_text_leads_to_a_finding_and_back(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/contradicted"), WIDE)
    browser.click(".text a.contradicted")
    assert browser.ask("return location.hash") == "#finding-1"
    assert browser.ask("return document.querySelector('#finding-1').getBoundingClientRect().top") < WIDE[1]
    browser.click("#finding-1 a[href^='#s']")
    target = browser.ask("return location.hash")
    top, bottom = browser.ask(
        f"const one = document.querySelector('{target}').getBoundingClientRect(); return [one.top, one.bottom]"
    )
    assert 0 <= top < bottom <= WIDE[1]


def test_a_link_to_what_is_folded_opens_it(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/quiet"), WIDE)
    assert browser.ask("return document.querySelector('details[open]')") is None
    browser.click(".text a.said")
    assert browser.ask("return document.querySelector('details[open] li:target') !== null") is True


def test_on_paper_the_whole_text_is_there(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/contradicted"), PAPER, "dark", medium="print")
    browser.shoot(picture("scenes/contradicted", "print"))
    shown = browser.ask(
        "const style = getComputedStyle(document.querySelector('.text'));"
        " return [style.maxHeight, style.overflowY, style.position, getComputedStyle(document.body).backgroundColor]"
    )
    assert shown == ["none", "visible", "static", "rgb(255, 255, 255)"]
    assert browser.print_pdf().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["disagreement/index", "scenes/contradicted"])
def test_a_word_without_end_is_broken(browser: Browser, site: Path, name: str) -> None:
    browser.open(page(site, name), NARROW)
    browser.ask("for (const one of document.querySelectorAll('h1, h3, p, li, td, a')) one.append('x'.repeat(300))")
    assert browser.ask("return document.documentElement.scrollWidth") <= NARROW[0]


def test_verdicts_differ_by_more_than_colour(browser: Browser, site: Path) -> None:
    browser.open(page(site, "scenes/contradicted"), WIDE)
    shown = browser.ask(
        "return [...document.querySelectorAll('.legend .said')].map(one => { const style = getComputedStyle(one);"
        " return style.textDecorationLine + style.textDecorationStyle + style.textDecorationThickness })"
    )
    assert len(set(shown)) == len(shown) > 1
