"""What people are told leads somewhere, and what they type means the same in every command."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import typer.main
from typer.core import TyperGroup

from pipeline.cli import app
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PROGRAM = cast("TyperGroup", typer.main.get_command(app))
COMMANDS = PROGRAM.commands
README = (ROOT / "README.md").read_text("utf-8")


def options(group: TyperGroup) -> Iterator[str]:
    for command in group.commands.values():
        yield from (name for each in command.params for name in (*each.opts, *each.secondary_opts) if name[:2] == "--")
        yield from options(command) if isinstance(command, TyperGroup) else ()


def as_read(markdown: str) -> str:
    return " ".join(re.sub(r"\[([^]]*)\]\([^)]*\)|<[^>]*>|^[> ]+", r"\1", markdown, flags=re.MULTILINE).split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_option_of_a_command_is_in_a_document() -> None:
    told = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    assert {name for name in options(PROGRAM) if not re.search(rf"{name}(?![\w-])", told)} == set()


def test_the_settings_are_those_that_documents_name() -> None:
    variable = re.compile(r"FACTGRADE_[A-Z_]+[A-Z]")
    known = {f"FACTGRADE_{name.upper()}" for name in Settings.model_fields}
    assert set(variable.findall((ROOT / "docs" / "running.md").read_text("utf-8"))) == known
    assert {name for document in DOCUMENTS for name in variable.findall(document.read_text("utf-8"))} == known


def test_the_figures_and_the_pages_of_the_first_document_are_those_of_the_repository() -> None:
    results = (ROOT / "docs" / "results.md").read_text("utf-8")
    quoted = re.findall(r"(?:^>.*\n)+", README, re.MULTILINE)
    pages = as_read("\n".join(page.read_text("utf-8") for page in (ROOT / "docs" / "example").glob("*.md")))
    lines = [as_read(line) for part in quoted for line in part.splitlines()]
    assert [line for line in lines if re.sub(r"^\d+\. ", "", line) not in pages] == []
    assert [figure for figure in re.findall(r"\d+ of \d+", README) if figure not in results] == []


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
