"""One night: look into an inbox, ask about what is new, compare it with what is known, and write what has changed.

Invariant: the store is written in one transaction before pages and report, so that a night that was killed in between
is told by the store, and the next one writes them first of all, or with its own. One night at a time works on a store
and a folder.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import exit_code
from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.job import Job, ask_all, pages_of, record_of, warning
from pipeline.app.mark_collection import ASIDE, collected_marks
from pipeline.app.night_input import LazyArticles, find_inbox
from pipeline.app.night_report import report_night
from pipeline.app.own_template import own_templates
from pipeline.app.plan import compare_in, make_plan, way_of, wire_stages
from pipeline.errors import BusyError, ConfigurationError, FactgradeError, StoppedError
from pipeline.files import hold_folder, hold_store, pages_folder
from pipeline.heartbeat import Beat, Heartbeat
from pipeline.llm.factory import fit_settings, make_seam
from pipeline.llm.port import LLM
from pipeline.progress import ProviderChosen, RunEnded, RunStored
from pipeline.report import chat_failure
from pipeline.runner import BatchResult, Reading
from pipeline.runner.account import Account, stamp_of, stamp_of_carried
from pipeline.runner.folder_plan import Folder, Marks, unmarked_pages
from pipeline.runner.inbox import InboxReader, files_gone
from pipeline.runner.memory import KnownFiles, NightMemory
from pipeline.runner.night import Decided, Night
from pipeline.runner.night_plan import FreshArticles, NightPlan, plan_night
from pipeline.runner.record import outcome_of
from pipeline.runner.showing import NightFiles, Told
from pipeline.runner.stamps import Stamps
from pipeline.settings import Settings
from pipeline.stopping import StopCause, Stopping, out_of_time
from pipeline.store import Connection, Keeping, Store, file_of, list_marks, list_runs, open_store, prune_store
from pipeline.store.inbox import files_of
from pipeline.store.marked_place import places_like
from pipeline.store.night import LastArticle, NewState, earlier_night, note_shown, save_night
from pipeline.store.record import record_in, short_record_in
from pipeline.store.tally import tally_of
from schemas.night_report import NightReport
from schemas.run import ArticleStamp, Run
from schemas.usage import Usage
from schemas.verdict import ArticleVerdict

_SECONDS = 60.0
_MOST_TOLD = 10


@dataclass(frozen=True)
class NightCommand:
    """What a person asked for: a run over one inbox with a store, and how long it may ask, in minutes (None: for ever).

    `heartbeat` is told how the night ended, `keeping` says which runs the store keeps; None: nobody, and all.
    """

    run: RunCommand
    most_minutes: float | None = None
    heartbeat: Heartbeat | None = None
    keeping: Keeping | None = None


@dataclass(frozen=True)
class NightEnd:
    """How a night ended: its record, its number in the store, its report, and the page of that."""

    record: Run
    run: int
    report: NightReport
    page: Path


def nightly(command: NightCommand, settings: Settings, around: Surroundings, *, llm: LLM | None = None) -> NightEnd:
    """Run a night over the inbox that the command names, with its store, and return how it ended.

    Args:
        command: names one folder, and a store.
        settings: of the tool.
        around: what is taken from outside.
        llm: who answers; None: whom the settings name.

    Raises:
        ConfigurationError: the night cannot work: an inbox without an article, nobody to ask, nowhere to write.
        BusyError: another process works on the store or in the folder.
        StoppedError: a stop was asked for before anything was asked; nothing is written.
    """
    out, store_at, argv = command.run.out, command.run.store, command.run.argv
    if store_at is None:
        raise ConfigurationError("a night needs a store: name one with --store")
    with _told(command, around), ExitStack() as stack:
        stack.enter_context(pages_folder(out))
        with _elsewhere():
            stack.enter_context(hold_folder(out, argv, around.clock))
            if (file := file_of(store_at)) is not None:
                stack.enter_context(hold_store(file, argv, around.clock))
        store = open_store(store_at, busy_s=settings.store_wait_s)
        stack.enter_context(_limited(command.most_minutes, around.stopping))
        end = _Nightly(command, settings, around, store, llm).run()
        _tell(command, around, end.record.exit_code, end.report.line, end.record.run_id)
        return end


class _AtWorkError(BusyError):
    """Another night is at work: whoever comes second says nothing to the heartbeat, because that one will."""


@contextmanager
def _elsewhere() -> Iterator[None]:
    try:
        yield
    except BusyError as error:
        raise _AtWorkError(str(error)) from None


@contextmanager
def _told(command: NightCommand, around: Surroundings) -> Iterator[None]:
    """Tell the heartbeat of a night that does not come to its end."""
    try:
        yield
    except _AtWorkError:
        raise
    except StoppedError as error:
        _tell(command, around, exit_code.of_stop(around.stopping.cause), chat_failure(str(error)))
        raise
    except FactgradeError as error:
        _tell(command, around, exit_code.of_error(error), chat_failure(str(error)))
        raise
    except Exception as error:
        reason = f"because of a mistake in factgrade ({type(error).__name__})"
        _tell(command, around, 1, chat_failure(reason))
        raise


def _tell(command: NightCommand, around: Surroundings, code: int, line: str, run_id: str | None = None) -> None:
    if command.heartbeat is not None:
        command.heartbeat.send(Beat(around.clock.now(), code, line, run_id), warning(around.sink))


@contextmanager
def _limited(most_minutes: float | None, stopping: Stopping) -> Iterator[None]:
    """Ask everybody to stop when the time of a night is over; what was done by then is kept."""
    if most_minutes is None:
        yield
        return
    told = (out_of_time(most_minutes), StopCause.TIME)
    timer = threading.Timer(most_minutes * _SECONDS, stopping.stop, told)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Nightly:
    """A night in a store and a folder that nobody else works on."""

    def __init__(
        self, command: NightCommand, settings: Settings, around: Surroundings, store: Store, llm: LLM | None
    ) -> None:
        self._keeping, command_run = command.keeping, command.run
        self._command, self._around, self._store = command_run, around, store
        self._found = find_inbox(command_run.paths, command_run.out)
        self._inbox_id = str(Path(command_run.paths[0]).resolve())
        self._folder = str(command_run.out.resolve())
        started_at = around.clock.now()
        own = own_templates(settings, around.sink)
        plan = make_plan(command_run, settings, LazyArticles(self._found, around))
        self._settings = fit_settings(plan.choice, settings)
        seam = make_seam(plan.choice, self._settings, around.sink, around.stopping, started_at)
        self._job = Job(command_run, self._settings, plan, seam, started_at, llm, own)
        self._way = way_of(plan)

    def run(self) -> NightEnd:
        choice, profile = self._job.plan.choice, self._job.plan.profile
        self._around.sink.emit(ProviderChosen(choice.provider.value, choice.why, choice.model, profile.name))
        # What a night needed to come to its result is let go before the pages are written.
        return self._show(*self._spend())

    def _spend(self) -> tuple[int, Run]:
        """Ask, compare and save; return the number of the run that is to be told now, and its record."""
        plan, gone = self._read()
        last = plan.standing.last
        if plan.is_quiet and last is not None and not last.is_shown:
            with self._store.reading() as connection:
                return last.run, record_in(connection, last.run)
        memory = NightMemory(self._store, self._way)
        memory.expect((one.article_id for one in plan.fresh if one.at is None), plan.earlier)
        night = Night(self._store, plan, memory, compare_in(self._job.plan), self._settings.window_days)
        stages = replace(wire_stages(self._job.plan), compare=night.compare)
        result = BatchResult(())
        if not plan.is_quiet:
            result = ask_all(self._job, FreshArticles(plan, memory.article), stages, self._around, memory)
            memory.flush()
        decided = night.decide(stages)
        record = self._record(plan, night, result, decided)
        said = night.said.change()
        state = NewState(
            inbox=self._inbox_id,
            folder=self._folder,
            way=self._way,
            files=plan.inbox.files,
            gone_files=gone,
            met=night.met(),
            parted=[one.article_id for one in plan.standing.parted],
            lines=said.lines,
            stems=said.stems,
            is_said_anew=said.is_anew,
        )
        saved = save_night(self._store, record, night.verdicts(result, decided), night.conflicts(), state)
        self._around.sink.emit(RunStored(self._store.name, saved.articles, saved.new_articles))
        return saved.run, record

    def _read(self) -> tuple[NightPlan, list[str]]:
        """Look into the inbox, and hold it against the last night."""
        with self._store.reading() as connection:
            known = KnownFiles(connection, self._inbox_id, self._way)
            reader = InboxReader(known, self._around.clock, self._around.sink, self._around.stopping)
            inbox = reader.read(self._found)
            if not len(inbox.roll):
                reasons = "".join(f"\n  {one.path}: {one.reason}" for one in inbox.rejected[:_MOST_TOLD])
                raise ConfigurationError(f"the inbox {self._command.paths[0]!r} holds no article: check it{reasons}")
            gone = files_gone(files_of(connection, self._inbox_id), self._found)
            return plan_night(connection, inbox, self._inbox_id, self._way), gone

    def _record(self, plan: NightPlan, night: Night, result: BatchResult, decided: Decided) -> Run:
        """Return the record of all articles of the night; carried ones are told as they were."""
        inbox = plan.inbox
        reading = Reading((), tuple(inbox.rejected), tuple(inbox.duplicates), inbox.roll.ids)
        account = self._account(plan, decided)
        stamps = Stamps(_stamped(night.verdicts(result, decided), result, account))
        of_new = replace(result, verdicts=())
        record = record_of(self._job, reading, of_new, self._around.clock.now())
        outcome = outcome_of(result, reading, account.not_checked)
        record = record.model_copy(update={"outcome": outcome, "exit_code": exit_code.of_outcome(outcome)})
        return account.told_in(record, stamps)

    def _account(self, plan: NightPlan, decided: Decided) -> Account:
        """Return what is reckoned for the carried articles that stand."""
        standing, roll = plan.standing, plan.inbox.roll
        if standing.last is None:
            return Account()
        renewed = [one.article_verdict_key for one in map(roll.carried, decided.at) if one is not None]
        with self._store.reading() as connection:
            account = Account.of(short_record_in(connection, standing.last.run))
            account.subtract(tally_of(connection, [*renewed, *(one.article_verdict_key for one in standing.parted)]))
            return account

    def _show(self, run: int, record: Run) -> NightEnd:
        """Write the pages of a night that the store holds, and its report."""
        told = Told(run, record, pages_of(self._job, record))
        marks = self._marks(run)
        for name in NightFiles(self._store, Folder(self._command.out, self._folder), told, marks).write():
            warning(self._around.sink)(ASIDE.format(name))
        before = earlier_night(self._store, self._inbox_id, run)
        names = {line.number: line.name for line in list_runs(self._store)}
        report, page = report_night(
            self._store,
            self._command.out,
            before=names.get(before) if before else None,
            after=names[run],
            own=self._job.own,
        )
        # Last of all, so that whoever ends before is told by the next night, with the report that people read.
        note_shown(self._store, run)
        if self._keeping is not None and exit_code.is_finished(record.exit_code):
            prune_store(self._store, self._keeping, self._around.clock.now())
        spent = sum(record.usage.values(), Usage())
        self._around.sink.emit(RunEnded(record.outcome.value, record.not_checked, spent))
        return NightEnd(record, run, report, page)

    def _marks(self, run: int) -> Marks:
        """Collect what reviewers left on the pages, and return all that is known."""
        unmarked = unmarked_pages(self._store, Folder(self._command.out, self._folder))
        known, collected = collected_marks(self._command.out, self._store, self._around, unmarked)
        kept = list_marks(self._store)

        def concerned(connection: Connection, number: int) -> list[int]:
            return places_like(connection, run, (one.mark for one in kept if one.number > number))

        newest = max((one.number for one in kept), default=0)
        return Marks(known, newest, collected, concerned, any(one.mark.is_false_alarm for one in kept))


def _stamped(
    verdicts: Iterable[ArticleVerdict | LastArticle], result: BatchResult, account: Account
) -> Iterator[ArticleStamp]:
    """Yield the stamps of the articles of a night; those that do not stand as they were are counted."""
    for one in verdicts:
        if isinstance(one, LastArticle):
            yield stamp_of_carried(one)
        else:
            account.add(one)
            yield stamp_of(one, result.spent.get(one.article.article_id, Usage()))
