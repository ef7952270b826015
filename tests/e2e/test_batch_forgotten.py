"""What is forgotten, and when: a batch that its endpoint knows no longer, and failures once the pages tell of them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.app import Collection, RunCommand, Surroundings, collect_batches, look_at_batches, submit_batches
from pipeline.errors import AccessDeniedError, ConfigurationError, UnavailableError
from pipeline.progress import Event, ProviderChosen, RecordingSink, Warned
from pipeline.settings import Settings
from pipeline.stopping import Stopping
from schemas.run import RunOutcome
from tests.batch_account import Account
from tests.batch_server import KEY, Fault
from tests.batch_service import Failing
from tests.e2e.desk import Desk

SOON, LATE = timedelta(hours=30), timedelta(hours=50)


@dataclass
class Calendar:
    """A clock that a test sets."""

    at: datetime

    def now(self) -> datetime:
        return self.at


class Days:
    """Steps on days of one's own choosing."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.sink: RecordingSink = RecordingSink()
        self.stopping = Stopping()
        self._command = RunCommand(("in",), Path("out"))
        self._settings = Settings(base_url=account.url, model="test", profile="large", attempts=1)

    def _around(self, after: timedelta) -> Surroundings:
        began = datetime.fromtimestamp(self.account.now, UTC)
        return Surroundings(Calendar(began + after), self.sink, io.BytesIO(), self.stopping)

    def submit(self) -> None:
        submit_batches(self._command, self._settings, self._around(timedelta()))

    def collect(self, after: timedelta) -> Collection:
        return collect_batches(self._command, self._settings, self._around(after))

    def look(self, after: timedelta) -> int:
        return len(look_at_batches(self._command, self._settings, self._around(after)))

    @property
    def warnings(self) -> list[str]:
        return [event.message for event in self.sink.events if isinstance(event, Warned)]


@pytest.fixture
def days(desk: Desk) -> Days:
    found = Days(desk.account)
    found.submit()
    return found


def lose_batch(account: Account) -> None:
    account.forget(account.shown[0]["id"])


def lose_file(account: Account) -> None:
    account.finish_all()
    account.delete_file(account.shown[0]["output_file_id"])


LOSSES = pytest.mark.parametrize("lose", [lose_batch, lose_file])


@LOSSES
def test_what_must_have_ended_is_given_up_and_handed_over_anew(days: Days, lose: Callable[[Account], None]) -> None:
    lose(days.account)
    found = days.collect(LATE)
    assert found.submission is not None
    assert found.submission.submitted == {"extract": 3}
    assert (len(days.warnings), "given up" in days.warnings[0]) == (1, True)
    assert found.fetched == {}


@LOSSES
def test_what_may_not_have_ended_is_left_alone(days: Days, lose: Callable[[Account], None]) -> None:
    lose(days.account)
    batches = len(days.account.shown)
    with pytest.raises(ConfigurationError, match="no such batch or file"):
        days.collect(SOON)
    assert len(days.account.shown) == batches


def test_looking_gives_up_as_well(days: Days) -> None:
    assert days.look(LATE) == 1
    lose_batch(days.account)
    with pytest.raises(ConfigurationError):
        days.look(SOON)
    assert days.look(LATE) == 0


def test_neither_an_outage_nor_a_wrong_key_gives_anything_up(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    days.account.fail_next("GET /v1/batches/{id}", Fault.BROKEN)
    with pytest.raises(UnavailableError):
        days.collect(LATE)
    monkeypatch.setenv("FACTGRADE_API_KEY", "sk-wrong")
    with pytest.raises(AccessDeniedError):
        Days(days.account).collect(LATE)
    monkeypatch.setenv("FACTGRADE_API_KEY", KEY)
    assert (days.look(SOON), days.warnings) == (1, [])


class StoppingSink(RecordingSink):
    """Stops the run as soon as it begins."""

    def __init__(self, stopping: Stopping) -> None:
        super().__init__()
        self._stopping = stopping

    def emit(self, event: Event) -> None:
        super().emit(event)
        if isinstance(event, ProviderChosen):
            self._stopping.stop("interrupted")


def test_pages_that_were_interrupted_do_not_let_failures_be_forgotten(days: Days) -> None:
    days.account.odd = lambda _body: Failing(400)
    days.sink = StoppingSink(days.stopping)
    found = Collection({}, ())
    while found.run is None:
        days.account.finish_all()
        found = days.collect(SOON)
    assert found.run.outcome is RunOutcome.INTERRUPTED
    days.sink, days.stopping = RecordingSink(), Stopping()
    again = days.collect(SOON)
    assert again.run is not None
    assert again.run.outcome is RunOutcome.INCOMPLETE
