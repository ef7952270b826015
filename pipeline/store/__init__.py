"""What is kept between runs: articles with their versions, claims, findings, grades, conflicts, verdicts, runs, marks.

The only importer of SQLAlchemy and of the drivers of databases. Invariant: what a run wrote can be read again as it
was, and content is kept once, however many runs found it.
"""

from sqlalchemy import Connection

from pipeline.store.address import file_of, place_for_show, word_for_show
from pipeline.store.change import (
    ArticleChange,
    Change,
    Changes,
    ClaimChange,
    ConflictChange,
    Difference,
    Fate,
    Move,
    Passage,
)
from pipeline.store.difference import compare_runs
from pipeline.store.found_subject import find_subject, subjects_of_article
from pipeline.store.known_mark import KnownMarks
from pipeline.store.mark import add_marks, kept_marks, list_marks
from pipeline.store.mark_statistics import MakerLine, mark_statistics
from pipeline.store.mismatch import Mismatch
from pipeline.store.opening import Store, open_store, read_store
from pipeline.store.prune import Keeping, Pruned, old_runs, prune_store
from pipeline.store.save import Saved, save_run
from pipeline.store.settled import settled_in
from pipeline.store.stored_run import LATEST, PREVIOUS, RunLine, StoredRun, list_runs, stored_run
from pipeline.store.unpack import damage_told
from pipeline.store.verify import verify_store

__all__ = [
    "LATEST",
    "PREVIOUS",
    "ArticleChange",
    "Change",
    "Changes",
    "ClaimChange",
    "ConflictChange",
    "Connection",
    "Difference",
    "Fate",
    "Keeping",
    "KnownMarks",
    "MakerLine",
    "Mismatch",
    "Move",
    "Passage",
    "Pruned",
    "RunLine",
    "Saved",
    "Store",
    "StoredRun",
    "add_marks",
    "compare_runs",
    "damage_told",
    "file_of",
    "find_subject",
    "kept_marks",
    "list_marks",
    "list_runs",
    "mark_statistics",
    "old_runs",
    "open_store",
    "place_for_show",
    "prune_store",
    "read_store",
    "save_run",
    "settled_in",
    "stored_run",
    "subjects_of_article",
    "verify_store",
    "word_for_show",
]
