"""Templates of one's own in whole commands: refused before anything is asked, used on every page, by nights as well."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.progress import Warned
from tests.chaos_server import ChaosServer
from tests.nights import Nights, files_of

SEEDS = Path(__file__).parents[2] / "seeds"
CASSETTE = SEEDS.parent / "cassettes" / "seeds.yaml"
REPLAY = ("--provider", "replay", "--cassette", str(CASSETTE))
HOUSE = '{% include "packaged/article.md.j2" %}\n\nCall the desk.\n'


def templates(folder: Path, **sources: str) -> str:
    folder.mkdir(exist_ok=True)
    for name, source in sources.items():
        (folder / f"{name if '.' in name else f'{name}.md'}.j2").write_text(source, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("flags", [(), ("--dry-run",)])
def test_a_template_that_fails_ends_a_run_before_anything_is_asked(tmp_path: Path, flags: tuple[str, ...]) -> None:
    own = templates(tmp_path / "own", article="\n{{ article.titel }}")
    with ChaosServer() as server:
        words = ["run", str(SEEDS), "--out", str(tmp_path / "out"), "--base-url", server.url, "--templates", own]
        result = CliRunner().invoke(app, [*words, *flags, "--model", "m", "--profile", "large"])
    assert (result.exit_code, server.ledger) == (2, [])
    assert "template 'article.md.j2', line 2: nothing that is shown has a field 'titel'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_setting_names_a_folder_as_the_flag_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, site = str(tmp_path / "s.db"), tmp_path / "site"
    monkeypatch.setenv("FACTGRADE_TEMPLATES", templates(tmp_path / "own", boxes="Write to the desk.\n"))
    words = ["run", str(SEEDS), "--out", str(tmp_path / "out"), "--store", store, *REPLAY]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "warning: the templates of --templates leave out boxes to tick" in result.stderr
    pages = [path.read_text("utf-8") for path in (tmp_path / "out").glob("00*.md")]
    assert len(pages) == 5
    assert all("Write to the desk." in page and "- [ ] agree" not in page for page in pages)
    own = templates(tmp_path / "own" / "html", **{"text.html": "<p>Call the desk.</p>"})
    words = ["report", "--html", "--store", store, "--out", str(site), "--templates", str(Path(own).parent)]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert all("<p>Call the desk.</p>" in path.read_text("utf-8") for path in site.glob("00*.html"))


def test_a_night_with_other_templates_writes_every_page_anew_and_one_with_the_same_none(tmp_path: Path) -> None:
    nights = Nights(tmp_path, str(tmp_path / "s.db"))
    nights.put(3)
    nights.night()
    before = files_of(nights.out)
    own = Path(templates(tmp_path / "own", article=HOUSE))
    nights.night(templates=own)
    with_own = files_of(nights.out)
    pages = {name for name in before if name.endswith(".md") and name != "index.md"}
    assert all(with_own[name] == before[name] + b"\nCall the desk.\n" for name in pages)
    stamps = {path.name: path.stat().st_mtime_ns for path in nights.out.iterdir()}
    nights.night(templates=own)
    assert {name: (nights.out / name).stat().st_mtime_ns for name in pages} == {name: stamps[name] for name in pages}
    nights.night()
    assert files_of(nights.out) == before


def test_a_night_tells_of_templates_without_boxes(tmp_path: Path) -> None:
    nights = Nights(tmp_path, str(tmp_path / "s.db"))
    nights.put(1)
    nights.night(templates=Path(templates(tmp_path / "own", boxes="x")))
    assert any(isinstance(event, Warned) and "leave out boxes" in event.message for event in nights.told.events)
