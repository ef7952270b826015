"""One run: read, ask, check, grade, compare, write.

Invariant: what a run could do is written before it returns; where the command itself cannot work, nothing is written.
Pages come first and the store after them, so that a store that is locked or full by then costs no pages.
"""

from collections.abc import Iterator
from itertools import chain

from pipeline.app.command import RunCommand, Surroundings
from pipeline.app.job import Job, ask_all, headline_of, record_of, warning
from pipeline.app.mark_on_page import take_in_marks
from pipeline.app.own_template import own_templates
from pipeline.app.plan import idle_plan, make_plan, read_inputs, wire_stages
from pipeline.files import RUN_RECORD, hold_folder, pages_folder, write_output
from pipeline.llm.factory import fit_settings, make_seam
from pipeline.llm.port import LLM
from pipeline.progress import ProviderChosen, RunEnded, RunStored
from pipeline.report import Known, OutputPart, render_report
from pipeline.runner import BatchResult, Reading
from pipeline.runner.record import record_parts
from pipeline.settings import Settings
from pipeline.store import open_store, save_run
from schemas.run import Run
from schemas.usage import Usage


def run(
    command: RunCommand,
    settings: Settings,
    around: Surroundings,
    *,
    reading: Reading | None = None,
    llm: LLM | None = None,
) -> Run:
    """Read, ask, check, grade, compare and write; return the record, which says how it ended.

    Args:
        command: what was asked for.
        settings: of the tool.
        around: what is taken from outside.
        reading: what `command` names, where it was read already.
        llm: who answers; None: whom the settings name.

    Raises:
        ConfigurationError: the command cannot work: templates that fail, nothing to read, nobody to ask, nowhere to
            write, a refused key, a store that cannot be used.
        BusyError: another run writes into the folder, or another process into the store, or the store's server does not
            answer; if it is the store at the end, the pages are written.
        StoppedError: a stop was asked for before anything was asked; nothing is written.
    """
    started_at = around.clock.now()
    own = own_templates(settings, around.sink)
    reading = reading or read_inputs(command, around, is_written=True)
    plan = make_plan(command, settings, reading.articles) if reading.articles else idle_plan(command, settings)
    settings = fit_settings(plan.choice, settings)
    seam = make_seam(plan.choice, settings, around.sink, around.stopping, started_at)
    with pages_folder(command.out), hold_folder(command.out, command.argv, around.clock):
        return _run(Job(command, settings, plan, seam, started_at, llm, own), reading, around)


def _run(job: Job, reading: Reading, around: Surroundings) -> Run:
    """Run in a folder that nobody else writes into."""
    command, settings, plan = job.command, job.settings, job.plan
    store = open_store(command.store, busy_s=settings.store_wait_s) if command.store is not None else None
    around.sink.emit(ProviderChosen(plan.choice.provider.value, plan.choice.why, plan.choice.model, plan.profile.name))
    stages = wire_stages(plan)
    result = ask_all(job, reading.articles, stages, around) if reading.articles else BatchResult(())
    record = record_of(job, reading, result, around.clock.now())
    marks = take_in_marks(command.out, store, around)
    aside = write_output(command.out, _files(job, result, record, marks.known), marks.digests)
    for message in marks.warnings(aside):
        warning(around.sink)(message)
    if store is not None:
        saved = save_run(store, record, result.verdicts, result.conflicts)
        around.sink.emit(RunStored(store.name, saved.articles, saved.new_articles))
    spent = sum(record.usage.values(), Usage())
    around.sink.emit(RunEnded(record.outcome.value, record.not_checked, spent))
    return record


def _files(job: Job, result: BatchResult, record: Run, known: Known) -> Iterator[OutputPart]:
    headline = headline_of(job, record)
    pages = render_report(result.verdicts, result.conflicts, record.rejected, headline, known, own=job.own)
    return chain(pages, (OutputPart(RUN_RECORD, text, is_whole=False) for text in record_parts(record)))
