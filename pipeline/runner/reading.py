"""From input files to articles: each article once, and every file that is none accounted for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError, StoppedError
from pipeline.files import FoundInputs, InputFile, read_input
from pipeline.progress import InputSkipped, Sink
from pipeline.runner.taken import TakenPages
from pipeline.runner.terms import Articles
from pipeline.spool import Spool
from pipeline.stages.ingest import ingest_articles
from pipeline.stopping import Stopping
from schemas.article import Article, RejectedInput


@dataclass(frozen=True)
class Reading:
    """What the inputs hold: articles in input order, what cannot be read, and repetitions of an earlier article.

    `articles` lie on disk and are read one by one; `article_ids` are theirs, in the same order.
    """

    articles: Articles
    rejected: tuple[RejectedInput, ...] = ()
    duplicates: tuple[RejectedInput, ...] = ()
    article_ids: Iterable[str] = ()


def read_articles(
    found: FoundInputs, standard_input: BinaryIO, sink: Sink, stopping: Stopping | None = None
) -> Reading:
    """Read and ingest every file that was found; `found.rejected` is carried over.

    A `.json` file that was met in a folder, is valid JSON and holds no article is passed over with an `InputSkipped`:
    folders keep settings and labels beside their articles. The same file named by itself is rejected.

    Raises:
        StoppedError: a stop was asked for between two files.
    """
    articles = Spool(Article)
    paths: dict[str, str] = {}
    pages = TakenPages()
    rejected = list(found.rejected)
    duplicates = []
    for file in found.files:
        if stopping is not None and stopping.is_asked:
            raise StoppedError(stopping.reason)
        for item in ingest_file(file, standard_input, sink):
            if isinstance(item, RejectedInput):
                rejected.append(item)
            elif item.article_id in paths:
                duplicates.append(RejectedInput.copy_of(paths[item.article_id], item.path))
            elif refusal := pages.refusal(item.path, item.article_id):
                rejected.append(RejectedInput(path=item.path, reason=refusal))
            else:
                paths[item.article_id] = item.path
                articles.add(item)
    return Reading(articles, tuple(rejected), tuple(duplicates), tuple(paths))


def ingest_file(file: InputFile, standard_input: BinaryIO, sink: Sink) -> tuple[Article | RejectedInput, ...]:
    """Return what a file holds; a JSON file met in a folder that is no article is told, and holds nothing."""
    try:
        data = read_input(file, standard_input)
    except InputError as error:
        return (RejectedInput(path=error.path, reason=error.reason),)
    return ingest_bytes(file, data, sink)


def ingest_bytes(file: InputFile, data: bytes, sink: Sink) -> tuple[Article | RejectedInput, ...]:
    """Return what the bytes of a file hold, as `ingest_file` does."""
    items = ingest_articles(data, file.label)
    if _is_met_json(file) and not any(isinstance(item, Article) for item in items) and _is_json(data):
        sink.emit(InputSkipped(file.label, "a JSON file without an article, met in a folder"))
        return ()
    return items


def _is_met_json(file: InputFile) -> bool:
    return not file.is_named and Path(file.label).suffix.lower() == ".json"


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
