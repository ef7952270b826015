"""Which format a file has, and the articles in it.

Invariant: the canonical text is decided here, before anything looks for sentences: the whole file for text and
markdown, the main text for HTML, the `text` field for JSON; a title that only the metadata of these two know is put in
front as a paragraph.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePath

from pipeline.stages.ingest.concealed import Concealment
from pipeline.stages.ingest.decode import decode_text, normalise_text
from pipeline.stages.ingest.front_matter import (
    DATE_KEYS,
    PUBLISHER_KEYS,
    TITLE_KEYS,
    URL_KEYS,
    FrontMatter,
    read_front_matter,
)
from pipeline.stages.ingest.page import read_page
from pipeline.stages.ingest.publication import find_published, parse_instant
from pipeline.stages.ingest.record import Record, read_records
from pipeline.stages.ingest.role import number_sentences
from pipeline.stages.ingest.zone import is_titled
from pipeline.text.aside.hidden import is_invisible
from schemas.article import Article, RejectedInput
from schemas.identity import identify_article

HEAD_LINES = 20
_HEAD_CHARS = 5000

_FORMATS = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|article|main|div|meta|section|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_SNIFF_BYTES = 4096


@dataclass(frozen=True, slots=True)
class _Document:
    """A canonical text and what its metadata say."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    head: FrontMatter = field(default_factory=FrontMatter)
    concealed: Concealment = field(default_factory=Concealment)


def read_documents(data: bytes, path: str) -> tuple[Article | RejectedInput, ...]:
    """Return the articles of a file, and for each item that is none the reason.

    Raises:
        UndecodableError: the file as a whole cannot be read.
    """
    form = _FORMATS.get(PurePath(path).suffix.lower()) or _sniff(data)
    if form == "html":
        return (_build(_from_page(decode_text(data, is_html=True)), path),)
    text = decode_text(data)
    if form == "text":
        return (_build(_from_text(text), path),)
    return tuple(_from_record(record) for record in read_records(text, path, is_lines=form == "jsonl"))


def _sniff(data: bytes) -> str:
    """Recognise a format by its content."""
    text = decode_text(data)
    if _LOOKS_LIKE_HTML.match(text[:_SNIFF_BYTES]):
        return "html"
    if text.lstrip()[0] not in "{[":
        return "text"
    if _parses(text):
        return "json"
    return "jsonl" if _parses(text.lstrip().split("\n", 1)[0]) else "text"


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _from_text(text: str) -> _Document:
    head = read_front_matter(text)
    return _Document(
        text, head.first(TITLE_KEYS), head.first(PUBLISHER_KEYS), head.first(DATE_KEYS), head.first(URL_KEYS), head
    )


def _from_page(markup: str) -> _Document:
    page = read_page(markup)
    text = _with_title(normalise_text(page.text), page.title)
    return _Document(text, page.title, page.publisher, page.published, page.url, concealed=page.concealed)


def _from_record(record: Record | RejectedInput) -> Article | RejectedInput:
    if isinstance(record, RejectedInput):
        return record
    text = _with_title(record.text, record.title)
    return _build(_Document(text, record.title, record.publisher, record.published, record.url), record.path)


def _with_title(text: str, title: str | None) -> str:
    """Put a title in front of a text whose first line is another."""
    title = _line(title)
    if not title or is_titled(text.lstrip().split("\n", 1)[0].strip("#* "), title):
        return text
    return f"{title}\n\n{text}"


def _build(document: _Document, path: str) -> Article:
    title = _line(document.title)
    shown, sentences = number_sentences(document.text, document.head, title, document.concealed)
    title = title or shown
    publisher, url = _line(document.publisher), _line(document.url)
    published_at = parse_instant(document.published) if document.published else None
    published_at = published_at or find_published(_head_lines(document))
    return Article(
        article_id=identify_article(document.text, title, publisher, published_at, url),
        path=path,
        title=title,
        publisher=publisher,
        published_at=published_at,
        url=url,
        text=document.text,
        sentences=sentences,
    )


def _head_lines(document: _Document) -> list[str]:
    start = document.head.body_start
    lines = [line.strip() for line in document.text[start : start + _HEAD_CHARS].split("\n")]
    return [line for line in lines if line][:HEAD_LINES]


def _line(value: str | None) -> str | None:
    """Return a value of the metadata as one line in NFC, or None where there is nothing in it that anybody sees."""
    line = " ".join(normalise_text(value).split()) if value else ""
    return None if all(char.isspace() or is_invisible(char) for char in line) else line
