"""Somebody outside is told how a night ended; what goes wrong with that is a warning without a secret in it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.heartbeat import Beat, Heartbeat, parse_heartbeat
from tests.loopback import Answer, Loopback

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
SECRET = "3f2a-secret-of-the-owner"  # noqa: S105  it stands for one
Serve = Callable[..., Loopback]


def beat(code: int = 0) -> Beat:
    return Beat(AT, code, "factgrade 2026-11-03: nothing new in 10 articles", "4f06e6e2")


class Sent:
    """What came of a heartbeat: warnings, and the seconds that it waited."""

    def __init__(self, target: str, code: int = 0, timeout_s: float = 10.0) -> None:
        self.warnings: list[str] = []
        self.waits: list[float] = []
        Heartbeat(target, timeout_s).send(beat(code), self.warnings.append, self.waits.append)


@pytest.mark.parametrize(("code", "is_finished"), [(0, True), (3, True), (4, False), (2, False), (75, False)])
def test_a_file_tells_how_the_night_ended(tmp_path: Path, code: int, is_finished: bool) -> None:  # noqa: FBT001  a column of the table
    file = tmp_path / "state" / "heartbeat.json"
    assert Sent(str(file), code).warnings == []
    assert json.loads(file.read_bytes()) == {
        "ended_at": "2026-11-03T04:30:00Z", "exit_code": code, "is_finished": is_finished,
        "line": "factgrade 2026-11-03: nothing new in 10 articles", "run_id": "4f06e6e2",
    }  # fmt: skip
    assert [path.name for path in file.parent.iterdir()] == ["heartbeat.json"]


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    Sent(str(file), 3)
    before = file.stat().st_ino
    Sent(str(file), 0)
    assert file.stat().st_ino != before
    assert json.loads(file.read_bytes())["exit_code"] == 0


def test_a_file_that_holds_something_else_is_left(tmp_path: Path) -> None:
    store = tmp_path / "news.db"
    store.write_bytes(b"SQLite format 3\0")
    (warning,) = Sent(str(store)).warnings
    assert "the file holds something else than a heartbeat, and is left" in warning
    assert store.read_bytes() == b"SQLite format 3\0"


def test_a_file_that_is_empty_is_taken(tmp_path: Path) -> None:
    (tmp_path / "beat.json").touch()
    assert Sent(str(tmp_path / "beat.json")).warnings == []


@pytest.mark.parametrize(
    ("code", "path", "called"),
    [
        (0, f"/{SECRET}", f"/{SECRET}"),
        (3, f"/{SECRET}/", f"/{SECRET}/"),
        (4, f"/{SECRET}", f"/{SECRET}/fail"),
        (75, f"/{SECRET}/?create=1", f"/{SECRET}/fail?create=1"),
    ],
)
def test_a_url_is_called_with_the_line_and_below_it_where_the_night_failed(
    serve: Serve, code: int, path: str, called: str
) -> None:
    server = serve([Answer("OK")])
    assert Sent(server.url.removesuffix("/v1") + path, code).warnings == []
    (received,) = server.received
    assert (received.path, received.body.decode()) == (called, beat().line)
    assert received.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("status", [500, 503, 408, 429])
def test_what_may_pass_is_tried_twice(serve: Serve, status: int) -> None:
    server = serve([Answer(status=status)])
    sent = Sent(f"{server.url}/{SECRET}")
    assert (len(server.received), len(sent.waits)) == (2, 1)
    assert sent.warnings == [f"the heartbeat to 'http://127.0.0.1/...' failed: it answered {status}"]


def test_a_second_try_that_works_is_no_matter(serve: Serve) -> None:
    server = serve([Answer(status=502), Answer("OK")])
    assert Sent(f"{server.url}/{SECRET}").warnings == []


@pytest.mark.parametrize(
    ("status", "told"), [(404, "it answered 404: check the URL"), (301, "leads elsewhere and is not followed")]
)
def test_what_will_not_pass_is_tried_once_and_nobody_is_led_elsewhere(serve: Serve, status: int, told: str) -> None:
    elsewhere = serve([Answer("OK")])
    server = serve([Answer(status=status, headers={"Location": elsewhere.url})])
    sent = Sent(f"{server.url}/{SECRET}")
    assert (len(server.received), sent.waits, elsewhere.received) == (1, [], [])
    assert told in sent.warnings[0]


def test_nobody_there_is_a_warning_without_the_secret(serve: Serve) -> None:
    server = serve([Answer("OK")])
    server.server.server_close()
    sent = Sent(f"{server.url.replace('//', '//name:pass@')}/{SECRET}")
    (warning,) = sent.warnings
    assert "'http://127.0.0.1/...' failed: the host cannot be reached" in warning
    assert SECRET not in warning
    assert "pass" not in warning


def test_a_host_that_says_nothing_is_not_waited_for(serve: Serve) -> None:
    server = serve([Answer("OK", delay_s=0.4)])
    assert "failed: no answer in 0 s" in Sent(f"{server.url}/{SECRET}", timeout_s=0.05).warnings[0]


def test_an_answer_is_not_read(serve: Serve) -> None:
    assert Sent(f"{serve([Answer('x' * 99_999, is_cut=True)]).url}/{SECRET}").warnings == []


@pytest.mark.parametrize("name", ["dir", "missing/\x00"])
def test_a_file_that_cannot_be_written_is_a_warning(tmp_path: Path, name: str) -> None:
    (tmp_path / "dir").mkdir()
    (warning,) = Sent(str(tmp_path / name)).warnings
    assert warning.startswith("the heartbeat to ")


@pytest.mark.parametrize("target", ["https://host/x", "http://127.0.0.1:9/x", "state/heartbeat.json", "C:\\beat.json"])
def test_a_file_and_a_url_are_heartbeats(target: str) -> None:
    assert parse_heartbeat(target).target == target


@pytest.mark.parametrize(
    "target", [f"ftp://host/{SECRET}", f"https:///{SECRET}", f"http://[{SECRET}", f"file:///{SECRET}"]
)
def test_another_url_is_refused_before_anything_is_done_and_not_shown(target: str) -> None:
    with pytest.raises(ConfigurationError, match="must be a file, or a URL") as refused:
        parse_heartbeat(target)
    assert SECRET not in str(refused.value)
    assert SECRET not in Heartbeat(target).shown


@pytest.mark.parametrize("target", [f"http://host:notaport/{SECRET}", f"http://ho st/{SECRET}\n"])
def test_a_url_that_nobody_can_call_is_a_warning_and_no_crash(target: str) -> None:
    (warning,) = Sent(target).warnings
    assert SECRET not in warning
