"""Exports what is doubted as remarks on the lines of files: SARIF, and workflow commands of GitHub Actions.

Invariant: a remark that has no place below the root is counted and left out; nothing else is.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePath

from pipeline.app.export import Echo, ExportCommand, deliver, opened, with_conflicts
from pipeline.report import wording
from pipeline.report.boxes_view import Known
from pipeline.report.export import (
    Annotation,
    Level,
    Place,
    Rule,
    Tool,
    annotations,
    file_of_article,
    sarif_document,
    whereabouts,
    workflow_commands,
)
from pipeline.runner.record import tool_version
from pipeline.store import StoredRun
from pipeline.text.language import reads_as_english
from schemas.article import Article
from schemas.run import RunOutcome
from schemas.verdict import Verdict

_MOST_NOT_CHECKED = 200
_FINISHED = frozenset({RunOutcome.COMPLETE, RunOutcome.INCOMPLETE})
_STANDARD_INPUT = "-"


@dataclass
class AnnotationTally:
    """How many remarks were exported, how many are known false alarms, and how many lie outside of the root.

    `unread` are the articles that the rules did not read, as they are in another language.
    """

    exported: int = 0
    false_alarms: int = 0
    outside: int = 0
    unread: int = 0


def export_sarif(command: ExportCommand, root: Path, echo: Echo, *, only_open: bool = False) -> AnnotationTally:
    """Export findings and conflicts as SARIF; paths are told from `root`.

    Args:
        command: which run, and where to.
        root: the folder of the repository.
        echo: takes the document where no file is named.
        only_open: known false alarms are left out, in place of being suppressed.

    Raises:
        ConfigurationError: there is no store or run, or the file cannot be written.
    """
    tally = AnnotationTally()
    with opened(command) as (found, known):
        is_complete, unread = found.line.outcome in _FINISHED, [one.path for one in _unread(found)]
        tally.unread = len(unread)
        warnings = tuple(f"{path}: {wording.FOREIGN}" for path in unread[:_MOST_NOT_CHECKED])
        tool = Tool(tool_version(), found.line.run_id, is_complete, tuple(_not_checked(found)), warnings)
        annotated = _annotations(found, known, root, tally)
        deliver(sarif_document(_open(annotated) if only_open else annotated, tool), command, echo)
    tally.exported -= tally.false_alarms if only_open else 0
    return tally


def export_workflow(command: ExportCommand, root: Path, echo: Echo) -> AnnotationTally:
    """Export findings and conflicts as workflow commands of GitHub Actions, which know no false alarms: these stay out.

    Raises:
        ConfigurationError: there is no store or run, or the file cannot be written.
    """
    tally = AnnotationTally()
    with opened(command) as (found, known):
        unread = [_notice(article, root) for article in _unread(found)]
        tally.unread = len(unread)
        deliver(workflow_commands(chain(_open(_annotations(found, known, root, tally)), unread)), command, echo)
    tally.exported -= tally.false_alarms
    return tally


def _annotations(found: StoredRun, known: Known, root: Path, tally: AnnotationTally) -> Iterator[Annotation]:
    where = whereabouts(found.verdicts, lambda path: _from_root(path, root))
    for verdict, conflicts in with_conflicts(found):
        for one in annotations(verdict, conflicts, where, known):
            if one.place is None:
                tally.outside += 1
                continue
            tally.exported += 1
            tally.false_alarms += one.false_alarm is not None
            yield one


def _unread(found: StoredRun) -> Iterator[Article]:
    """Yield the articles of a run that the rules did not read."""
    return (one.article for one in found.verdicts if not reads_as_english(one.article.text))


def _notice(article: Article, root: Path) -> Annotation:
    """Return the remark that an article was not read by the rules: it stands for the file, and nobody can mark it."""
    path = _from_root(file_of_article(article.path), root)
    return Annotation(
        rank=Verdict.NOT_CHECKED.rank,
        rule=Rule("language", wording.FOREIGN, Level.NOTE),
        message=wording.FOREIGN,
        article_id=article.article_id,
        place=None if path is None else Place(path, None),
        elsewhere=(),
        mark_id=article.article_id,
        false_alarm=None,
    )


def _open(annotated: Iterable[Annotation]) -> Iterator[Annotation]:
    return (one for one in annotated if one.false_alarm is None)


def _from_root(path: str, root: Path) -> str | None:
    """Return a path as told from a folder; None where it lies outside, as standard input does."""
    here = Path.cwd()
    told = os.path.relpath(os.path.normpath(here / path), os.path.normpath(here / root))
    is_outside = path == _STANDARD_INPUT or told == os.pardir or told.startswith(os.pardir + os.sep)
    return None if is_outside else PurePath(told).as_posix()


def _not_checked(found: StoredRun) -> Iterator[str]:
    for place, _ in found.verdicts.unchecked()[:_MOST_NOT_CHECKED]:
        verdict = found.verdicts[place]
        reasons = "; ".join(dict.fromkeys(one.reason for one in verdict.not_checked))
        yield f"{verdict.article.path}: not everything was checked: {reasons or 'see its page'}"
