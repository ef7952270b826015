"""Articles in JSON: an object, an array of objects, or one object a line.

Invariant: a record that is broken, or that two readers could read in two ways (a key twice, NaN, half of a surrogate
pair), is rejected by itself, with its place in the file; the others are read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from pipeline.stages.ingest.decode import UndecodableError, normalise_text, refuse_binary
from schemas.article import RejectedInput

TEXT_KEYS = ("text", "body", "content", "article")
TITLE_KEYS = ("title", "headline")
PUBLISHER_KEYS = ("publisher", "source", "site", "outlet")
PUBLISHED_KEYS = ("published", "published_at", "date")
URL_KEYS = ("url",)


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its fields state it; `text` is canonical."""

    path: str
    text: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None


class _BrokenRecordError(ValueError):
    """A record cannot be read; the message says why and what to do."""


def read_records(text: str, path: str, *, is_lines: bool) -> Iterator[Record | RejectedInput]:
    """Yield the records of a file; items of an array and lines have the path "file:number", counted from 1."""
    if is_lines:
        # Not splitlines(): it also splits at U+2028 and U+0085, which may stand inside a JSON string.
        lines = enumerate(text.split("\n"), 1)
        yield from (_read(line, f"{path}:{number}") for number, line in lines if line.strip())
        return
    try:
        value = _parse(text)
    except _BrokenRecordError as error:
        yield RejectedInput(path=path, reason=str(error))
        return
    if not isinstance(value, list):
        yield _convert(value, path)
        return
    if not value:
        yield RejectedInput(path=path, reason="is an empty JSON array: give at least one article")
    yield from (_convert(item, f"{path}:{number}") for number, item in enumerate(value, 1))


def _read(line: str, path: str) -> Record | RejectedInput:
    try:
        return _convert(_parse(line), path)
    except _BrokenRecordError as error:
        return RejectedInput(path=path, reason=str(error))


def _parse(text: str) -> Any:  # noqa: ANN401 - JSON is any value until it is checked
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except _BrokenRecordError:
        raise
    except RecursionError:
        raise _BrokenRecordError("is nested too deeply: give one flat object an article") from None
    except ValueError as error:
        raise _BrokenRecordError(f"is not valid JSON ({error}): mend it") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _BrokenRecordError(f"has the key {twice!r} twice: keep one of them")
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise _BrokenRecordError(f"holds {name}, which is not JSON: leave the field out")


def _convert(value: object, path: str) -> Record | RejectedInput:
    try:
        return _to_record(value, path)
    except (_BrokenRecordError, UndecodableError) as error:
        return RejectedInput(path=path, reason=str(error))


def _to_record(value: object, path: str) -> Record:
    if not isinstance(value, dict):
        raise _BrokenRecordError("is no JSON object: give an object with the keys 'text' and 'title'")
    text = _first(value, TEXT_KEYS)
    if text is None:
        keys = ", ".join(repr(key) for key in TEXT_KEYS)
        raise _BrokenRecordError(f"has no text: give a non-empty string under one of the keys {keys}")
    refuse_binary(text)
    fields = (_first(value, keys) for keys in (TITLE_KEYS, PUBLISHER_KEYS, PUBLISHED_KEYS, URL_KEYS))
    return Record(path, text, *fields)


def _first(value: dict[str, object], keys: tuple[str, ...]) -> str | None:
    """Return the first of these fields that holds text; a publisher may be an object with a name."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, dict):
            found = found.get("name")
        if isinstance(found, str) and found.strip():
            _refuse_surrogate(key, found)
            return normalise_text(found)
    return None


def _refuse_surrogate(key: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _BrokenRecordError(f"holds half of a surrogate pair in {key!r}: write the character whole") from None
