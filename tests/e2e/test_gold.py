"""`factgrade gold`: a file to begin with, edited, checked, and measured with."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from pipeline.cli import app

HEAD = "---\ntitle: {0}\npublisher: Post {0}\ndate: 2026-05-06T09:30:00Z\n---\n\n"


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["gold", *map(str, words)])


def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(HEAD.format("A") + "The Norhaven bridge cost $40 million.\n")
    (folder / "b.txt").write_text(HEAD.format("B") + "The Norhaven bridge cost $52 million.\u202e\n")
    return folder


def test_a_frame_is_made_edited_checked_and_measured_with(tmp_path: Path) -> None:
    folder = articles(tmp_path)
    done = call("new", folder, "--out", folder / "gold.json")
    assert done.exit_code == 0, done.output
    gold = json.loads((folder / "gold.json").read_text())
    gold["articles"]["a.txt"]["claims"].append("cost $40 million")
    (folder / "gold.json").write_text(json.dumps(gold))
    checked = call("check", folder / "gold.json", folder)
    assert (checked.exit_code, checked.output) == (0, "every passage is in its article\n")
    measured = CliRunner().invoke(app, ["eval", str(folder), "--way", "rules", "--out", str(tmp_path / "out")])
    assert "passages: 1 of 1 told" in measured.output


def test_a_passage_that_is_not_there_is_named_and_ends_with_3(tmp_path: Path) -> None:
    folder = articles(tmp_path)
    gold = tmp_path / "gold.json"
    gold.write_text('{"articles": {"a": {"claims": ["cost $41 million"]}, "b": {}}}')
    done = call("check", gold, folder)
    assert done.exit_code == 3
    assert "articles.a.claims.0: 'cost $41 million' is not in" in done.output
    assert done.output.endswith("1 faults\n")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    folder = articles(tmp_path)
    (tmp_path / "gold.json").write_text("mine")
    done = call("new", folder, "--out", tmp_path / "gold.json")
    assert (done.exit_code, (tmp_path / "gold.json").read_text()) == (2, "mine")


def test_a_draft_of_a_run_is_filled_from_its_lines(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}")
    claim = {"article": {"id": "x", "path": "in/a.txt"}, "quote": "It\u2028cost $40.", "findings": []}
    (tmp_path / "claims.jsonl").write_text(json.dumps(claim) + "\n")
    (tmp_path / "conflicts.jsonl").write_text("")
    done = call("new", tmp_path, "--out", tmp_path / "new" / "gold.json")
    assert "1 article, 1 passage, 0 questions" in done.output
    assert json.loads((tmp_path / "new" / "gold.json").read_text())["articles"]["a.txt"]["claims"] == ["It cost $40."]
