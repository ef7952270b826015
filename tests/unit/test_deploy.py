"""What is in `deploy/` is sound, and names nothing that the program does not have."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from typer.core import TyperGroup

from pipeline import exit_code
from pipeline.cli import app
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROGRAM = "/opt/factgrade/.venv/bin/factgrade"
SERVICE = DEPLOY / "systemd" / "factgrade-nightly.service"
TIMER = DEPLOY / "systemd" / "factgrade-nightly.timer"
CRON = DEPLOY / "cron" / "factgrade-nightly"
WORKFLOW = DEPLOY / "github" / "nightly.yml"
CHECK = DEPLOY / "github" / "check.yml"
GUIDE = ROOT / "docs" / "nightly.md"
EXPORTS = ROOT / "docs" / "export.md"
MOST_EXPOSED = 2.0  # of 10, in the words of systemd-analyze: "OK"


def section(file: Path, name: str) -> dict[str, list[str]]:
    """Return a section of a unit, each name with all its values."""
    values: dict[str, list[str]] = {}
    current = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif "=" in line and not line.startswith("#") and current == name:
            key, _, value = line.partition("=")
            values.setdefault(key, []).append(value)
    return values


def cron_command() -> str:
    (line,) = [line for line in CRON.read_text("utf-8").splitlines() if re.match(r"[0-9*]", line)]
    fields = line.split(maxsplit=6)
    assert re.fullmatch(r"[0-9*/,-]+", "".join(fields[:5]))
    assert fields[5] == "factgrade"
    return fields[6]


def workflow_steps(workflow: Path = WORKFLOW) -> list[dict[str, object]]:
    (job,) = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    steps: list[dict[str, object]] = job["steps"]
    return steps


def commands() -> Iterator[tuple[str, str]]:
    """Yield every line that calls the program, with the place where it stands."""
    yield SERVICE.name, section(SERVICE, "Service")["ExecStart"][0]
    yield CRON.name, cron_command().rpartition("exec ")[2]
    for workflow in (WORKFLOW, CHECK):
        for line in "\n".join(str(step.get("run", "")) for step in workflow_steps(workflow)).splitlines():
            if line.startswith("factgrade "):
                yield workflow.name, line.partition("||")[0]
    for guide in (GUIDE, EXPORTS):
        for line in guide.read_text("utf-8").splitlines():
            found = re.fullmatch(r"    (?:sudo -u factgrade )?((?:/\S+/)?factgrade [a-z].*?)(  +#.*)?", line)
            if found:
                yield guide.name, found[1]


@pytest.mark.parametrize(("place", "line"), list(commands()))
def test_every_command_and_option_that_is_named_is_there(place: str, line: str) -> None:
    words = shlex.split(line)
    assert words[0] in (PROGRAM, "factgrade"), place
    command: Any = typer.main.get_command(app)
    names = iter(words[1:])
    while isinstance(command, TyperGroup):
        command = command.commands[next(names)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word.partition("=")[0] for word in names if word.startswith("--")} <= known


def test_every_setting_that_is_named_is_there() -> None:
    known = {f"FACTGRADE_{name.upper()}" for name in Settings.model_fields}
    for file in (*DEPLOY.rglob("*"), GUIDE):
        if file.is_file():
            named = set(re.findall(r"FACTGRADE_[A-Z_]*[A-Z]", file.read_text("utf-8")))
            assert named <= known, file.name


def unit_folder(folder: Path) -> Path:
    """Copy the units, with a program that is there in the place of the one that is not."""
    for unit in (SERVICE, TIMER):
        (folder / unit.name).write_text(unit.read_text("utf-8").replace(PROGRAM, sys.executable), "utf-8")
    return folder


def analyze(*words: str) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    folder = unit_folder(tmp_path)
    told = analyze("verify", "--man=no", str(folder / TIMER.name), str(folder / SERVICE.name))
    assert SERVICE.name not in told


def test_the_service_is_as_little_exposed_as_the_guide_says(tmp_path: Path) -> None:
    told = analyze("security", "--offline=yes", "--no-pager", str(unit_folder(tmp_path) / SERVICE.name))
    (score,) = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", told)
    assert float(score) <= MOST_EXPOSED
    assert f"exposure level of {score}" in GUIDE.read_text("utf-8")


def test_the_service_takes_exit_codes_as_the_program_means_them() -> None:
    service = section(SERVICE, "Service")
    assert service["SuccessExitStatus"] == [f"{exit_code.INCOMPLETE} {exit_code.BUDGET}"]
    prevented = service["RestartPreventExitStatus"][0].split()
    assert str(exit_code.CONFIGURATION) in prevented
    assert str(exit_code.PROVIDER_DOWN) not in prevented
    assert service["Restart"] == ["on-failure"]


def test_a_stop_of_the_service_leaves_calls_under_way_their_time() -> None:
    (minutes,) = re.findall(r"^(\d+)min$", section(SERVICE, "Service")["TimeoutStopSec"][0])
    assert int(minutes) * 60 >= 4 * Settings.model_fields["drain_s"].default


def test_the_timer_names_its_zone() -> None:
    assert section(TIMER, "Timer")["OnCalendar"][0].endswith(" UTC")


def test_cron_would_read_the_line_as_it_stands() -> None:
    command = cron_command()
    assert "%" not in command  # cron ends a command at it
    shell = shutil.which("sh")
    assert shell
    subprocess.run([shell, "-n", "-c", command], check=True, timeout=60)


def test_cron_lets_the_group_tick_boxes_and_hands_the_key_over(tmp_path: Path) -> None:
    (tmp_path / "nightly.env").write_text("FACTGRADE_MODEL=m\n", "utf-8")
    (tmp_path / "api-key").write_text("k\n", "utf-8")
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\necho "$FACTGRADE_MODEL $FACTGRADE_API_KEY $(umask)"\n', "utf-8")
    program.chmod(0o755)
    command = cron_command().replace(PROGRAM, str(program)).replace("/etc/factgrade", str(tmp_path))
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True, timeout=60, env={})
    assert done.stdout == f"m k {section(SERVICE, 'Service')['UMask'][0]}\n"


def test_the_guide_makes_every_folder_that_cron_writes_into() -> None:
    words = shlex.split(cron_command().rpartition("exec ")[2])
    made = set(re.findall(r"install -d -o factgrade -g factgrade -m \d+ (\S+)", GUIDE.read_text("utf-8")))
    assert {str(Path(words[words.index(flag) + 1]).parent) for flag in ("--store", "--out")} <= made


def test_the_settings_are_such_that_systemd_and_a_shell_read_alike() -> None:
    for line in (DEPLOY / "systemd" / "nightly.env").read_text("utf-8").splitlines():
        assert not line or line.startswith("# ") or re.fullmatch(r"#?[A-Z_]+=[A-Za-z0-9:/._-]+", line), line


def test_the_workflow_runs_by_night_and_shows_no_secret() -> None:
    text = WORKFLOW.read_text("utf-8")
    loaded = yaml.safe_load(text)
    # YAML 1.1 takes the word "on" for true.
    assert re.fullmatch(r"\d+ \d+ \* \* \*", loaded[True]["schedule"][0]["cron"])
    assert loaded["permissions"] == {"contents": "read"}
    assert loaded["concurrency"]["cancel-in-progress"] is False
    for step in workflow_steps():
        assert "secrets." not in str(step.get("run", ""))
        assert re.fullmatch(r"[a-z/-]+@v\d+", str(step.get("uses", "a@v1")))


def test_the_guide_tells_every_exit_code() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", GUIDE.read_text("utf-8"), re.MULTILINE)}
    codes = {value for name, value in vars(exit_code).items() if name.isupper() and isinstance(value, int)}
    assert told == codes | {1}
