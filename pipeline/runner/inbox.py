"""An inbox at night: which articles lie in it, and which of its files have to be read for that.

An unchanged file costs a look at its size and times; one that was touched or moved, the hash of its bytes. Invariant:
the articles, and what is no article, are those that reading every file would give.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Protocol

from pipeline.clock import Clock
from pipeline.errors import InputError, StoppedError
from pipeline.files import FoundInputs, InputFile, read_input
from pipeline.progress import Sink
from pipeline.runner.reading import ingest_bytes
from pipeline.runner.roll import Roll
from pipeline.spool import Spool
from pipeline.stages import ingest
from pipeline.stopping import Stopping
from pipeline.store.inbox import KnownFile, KnownItem, Stamp
from schemas.article import Article, RejectedInput
from schemas.frozen import Frozen

# Two seconds are the coarsest clock by which a file system keeps times (FAT).
_SETTLED_NS = 2_000_000_000
_AT_A_TIME = 400
_NANO = 1_000_000_000
_CHANGED = "it changed while it was read: the next run reads it"


class Known(Protocol):
    """What earlier nights know of files, and of articles."""

    def files(self, files: Collection[str]) -> Mapping[str, KnownFile]:
        """Return what is known of files, by file."""
        ...

    def contents(self, digests: Collection[str]) -> Mapping[str, KnownFile]:
        """Return files that held bytes of these digests, by digest."""
        ...

    def graded(self, article_ids: Sequence[str]) -> Collection[str]:
        """Return those of some articles that need not be asked about."""
        ...


class _ReadFile(Frozen):
    """A file as it was read now; as a model, so that it can lie on disk."""

    file: KnownFile


@dataclass
class Inbox:
    """What lies in an inbox.

    `roll` has its articles in the order of their files, each content once. `read` holds, on disk, those that nobody
    graded yet; the roll tells where. Files of which something new is to be remembered lie on disk as well.
    """

    roll: Roll = field(default_factory=Roll)
    rejected: list[RejectedInput] = field(default_factory=list)
    duplicates: list[RejectedInput] = field(default_factory=list)
    read: Spool[Article] = field(default_factory=lambda: Spool(Article))
    _files: Spool[_ReadFile] = field(default_factory=lambda: Spool(_ReadFile))

    def remember(self, file: KnownFile) -> None:
        """Take in a file of which something is to be remembered."""
        self._files.add(_ReadFile(file=file))

    @property
    def files(self) -> Iterator[KnownFile]:
        """Yield the files of which something is to be remembered."""
        return (one.file for one in self._files)


@dataclass(frozen=True)
class InboxReader:
    """Reads an inbox with the help of what is known.

    `reader` names the program that reads files: what another one read is read anew.
    """

    known: Known
    clock: Clock
    sink: Sink
    stopping: Stopping
    reader: str = f"ingest {ingest.VERSION}"

    def read(self, found: FoundInputs) -> Inbox:
        """Return what lies behind the files that were found.

        Raises:
            StoppedError: a stop was asked for between two files.
        """
        inbox = Inbox(rejected=list(found.rejected))
        for start in range(0, len(found.files), _AT_A_TIME):
            if self.stopping.is_asked:
                raise StoppedError(self.stopping.reason)
            some = found.files[start : start + _AT_A_TIME]
            files = [_file(one) for one in some]
            known = self.known.files(files)
            looked = [self._look(one, known.get(file), inbox) for one, file in zip(some, files, strict=True)]
            self._place([one for one in looked if one], inbox)
        return inbox

    def _look(self, file: InputFile, known: KnownFile | None, inbox: Inbox) -> "_Looked | None":
        """Return what a file holds, and its articles if it was parsed; a file that cannot be read is rejected."""
        try:
            stamp = _stamp(file)
            if known and known.stamp == stamp and known.is_settled and known.reader == self.reader:
                return _Looked(file, _called(known, file))
            before_ns = int(self.clock.now().timestamp() * _NANO)
            data = read_input(file, BytesIO())
        except OSError as error:
            inbox.rejected.append(RejectedInput(path=file.label, reason=f"the file cannot be read: {error.strerror}"))
            return None
        except InputError as error:
            inbox.rejected.append(RejectedInput(path=error.path, reason=error.reason))
            return None
        is_settled = max(stamp.modified_ns, stamp.changed_ns) + _SETTLED_NS <= before_ns
        digest = hashlib.sha256(data).hexdigest()
        same = known if known and known.digest == digest else self.known.contents([digest]).get(digest)
        if same is not None and same.reader == self.reader and _is_read_alike(same.file, file):
            looked = _Looked(file, _called(same, file))
        else:
            looked = self._parsed(file, data)
        now = KnownFile(_file(file), file.label, stamp, is_settled, digest, self.reader, looked.items)
        if now != known:
            inbox.remember(now)
        return looked

    def _parsed(self, file: InputFile, data: bytes) -> "_Looked":
        made = ingest_bytes(file, data, self.sink)
        items = tuple(
            KnownItem(one.path, one.article_id) if isinstance(one, Article) else KnownItem(one.path, None, one.reason)
            for one in made
        )
        return _Looked(file, items, {one.article_id: one for one in made if isinstance(one, Article)})

    def _place(self, looked: Sequence["_Looked"], inbox: Inbox) -> None:
        ids = [item.article_id for one in looked for item in one.items if item.article_id is not None]
        graded = self.known.graded(ids)
        for one in looked:
            for item in one.items:
                if item.article_id is None:
                    inbox.rejected.append(RejectedInput(path=item.label, reason=item.reason or ""))
                elif (first := inbox.roll.path_of(item.article_id)) is not None:
                    inbox.duplicates.append(RejectedInput.copy_of(first, item.label))
                elif refusal := self._refusal(one, item.label, item.article_id, inbox, graded):
                    inbox.rejected.append(RejectedInput(path=item.label, reason=refusal))

    def _refusal(
        self, looked: "_Looked", label: str, article_id: str, inbox: Inbox, graded: Collection[str]
    ) -> str | None:
        """Place an article; return the reason where it cannot be."""
        refusal = inbox.roll.refusal(label, article_id)
        if refusal is not None:
            return refusal
        article = None
        if article_id not in graded:
            article = self._article(looked, article_id)
            if article is None:
                return _CHANGED
        inbox.roll.place(label, article_id, None if article is None else inbox.read.add(article))
        return None

    def _article(self, looked: "_Looked", article_id: str) -> Article | None:
        """Return an article that is to be asked about; its file, which may be parsed now, may not have it any more."""
        if not looked.articles:
            try:
                looked.articles.update(self._parsed(looked.file, read_input(looked.file, BytesIO())).articles)
            except InputError:
                return None
        return looked.articles.get(article_id)


@dataclass
class _Looked:
    """A file with what it holds; `articles` are there if it was parsed."""

    file: InputFile
    items: tuple[KnownItem, ...]
    articles: dict[str, Article] = field(default_factory=dict)


def _file(file: InputFile) -> str:
    return os.path.realpath(file.path)


def _stamp(file: InputFile) -> Stamp:
    found = file.path.stat()
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _called(known: KnownFile, file: InputFile) -> tuple[KnownItem, ...]:
    """Return the items of a file, called by the name that it has now."""
    if not known.items:
        return ()
    return tuple(replace(item, label=file.label + item.label.removeprefix(known.label)) for item in known.items)


def _is_read_alike(file: str, other: InputFile) -> bool:
    """Tell whether two files are of one format by name, so that equal bytes are read as equal articles."""
    return Path(file).suffix.lower() == other.path.suffix.lower()


def files_gone(known: Iterable[str], found: FoundInputs) -> list[str]:
    """Return the files that are known and were not found any more."""
    return [file for file in known if not found.files.holds(file)]
