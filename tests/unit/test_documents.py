"""What people are told leads somewhere, and what they type means the same in every command."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import cast

import pytest
import typer.main
from typer.core import TyperGroup

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMANDS = cast("TyperGroup", typer.main.get_command(app)).commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_a_night_has_the_options_of_a_run_but_those_that_are_for_one_run_alone() -> None:
    run, night = ({str(each.name) for each in COMMANDS[name].params} for name in ("run", "nightly"))
    assert run - night == {"paths", "record", "replace", "mend", "fail_on", "dry_run"}
    assert night - run == {"inbox", "max_minutes", "window_days", "heartbeat"}


@pytest.mark.skipif(shutil.which("make") is None, reason="it is about a target of make")
def test_no_variable_of_the_environment_names_a_folder_to_remove() -> None:
    words = [str(shutil.which("make")), "--dry-run", "clean"]
    environment = {**os.environ, "OUT": "/somewhere", "MAKEFLAGS": ""}
    told = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert "rm -rf" in told
    assert "/somewhere" not in told
