"""Front matter: the `---` block at the head of a markdown file, also where the whole file was flattened to one line.

Invariant: nothing is taken out of the text; `FrontMatter` says which spans are the title and the summary, and where
the body begins. A text whose head only looks like front matter is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.article import Span

MAX_HEAD_CHARS = 20_000

TITLE_KEYS = ("title", "headline")
SUMMARY_KEYS = ("description", "summary", "excerpt", "subtitle")
DATE_KEYS = ("published", "published_at", "date", "datetime", "pubdate", "publishdate")
PUBLISHER_KEYS = ("publisher", "source", "site", "outlet", "site_name", "sitename")
URL_KEYS = ("url", "link", "canonical_url", "permalink")
_KNOWN = frozenset((*TITLE_KEYS, *SUMMARY_KEYS, *DATE_KEYS, *PUBLISHER_KEYS, *URL_KEYS))

_FENCED = re.compile(r"---[ \t]*\n(?P<head>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^(?P<key>[A-Za-z_][\w-]*)[ \t]*:[ \t]*(?P<value>[^\n]*)", re.MULTILINE)
_INDENTED = re.compile(r"(?:\n[ \t]+[^\n]*|\n(?=\n))+")
_FLAT_START = re.compile(r"\s*--- (?=[A-Za-z_][\w-]*: )")
_FLAT_PART = re.compile(
    r"(?P<end>\s---(?:\s|\Z))"
    r'|(?<=\s)(?P<key>[A-Za-z_][\w-]*): (?P<value>"(?:[^"\\]|\\.)*"|[^\s"]\S*)?'
    r'|"(?:[^"\\]|\\.)*"'
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Metadata at the head: values by key (lower case), spans of title and summary, start of the body."""

    values: dict[str, str] = field(default_factory=dict)
    title: Span | None = None
    summary: Span | None = None
    body_start: int = 0

    def first(self, keys: tuple[str, ...]) -> str | None:
        """Return the value of the first of these keys that has one."""
        return next((self.values[key] for key in keys if self.values.get(key)), None)


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter of a text, or an empty one whose body starts at 0."""
    fenced = _FENCED.match(text, 0, MAX_HEAD_CHARS)
    if fenced:
        return _collect(text, list(_fields(text, fenced)), fenced.end())
    return _read_flat(text)


def _fields(text: str, fenced: re.Match[str]) -> Iterator[tuple[str, Span]]:
    for match in _FIELD.finditer(text, fenced.start("head"), fenced.end("head")):
        span = Span(start=match.start("value"), end=match.end("value"))
        if re.fullmatch(r"[>|][+-]?[ \t]*", match["value"]):
            block = _INDENTED.match(text, match.end(), fenced.end("head"))
            span = Span(start=match.end(), end=block.end() if block else match.end())
        yield match["key"].casefold(), span


def _read_flat(text: str) -> FrontMatter:
    start = _FLAT_START.match(text)
    if start is None:
        return FrontMatter()
    fields: list[tuple[str, Span]] = []
    for match in _FLAT_PART.finditer(text, start.end() - 1, MAX_HEAD_CHARS):
        if match["end"]:
            return _collect(text, fields, match.end())
        if match["value"]:
            fields.append((match["key"].casefold(), Span(start=match.start("value"), end=match.end("value"))))
    return FrontMatter()


def _collect(text: str, fields: list[tuple[str, Span]], body_start: int) -> FrontMatter:
    spans = {key: _unquote(text, span) for key, span in fields}
    if not _KNOWN & spans.keys():
        return FrontMatter()
    values = {key: _value(text[span.start : span.end]) for key, span in spans.items()}
    return FrontMatter(values, _pick(spans, TITLE_KEYS), _pick(spans, SUMMARY_KEYS), body_start)


def _pick(spans: dict[str, Span], keys: tuple[str, ...]) -> Span | None:
    return next((spans[key] for key in keys if key in spans and spans[key].start < spans[key].end), None)


def _unquote(text: str, span: Span) -> Span:
    """Shrink a span to the value within white space and quotation marks."""
    raw = text[span.start : span.end]
    start, end = span.start + len(raw) - len(raw.lstrip()), span.start + len(raw.rstrip())
    if end - start > 1 and text[start] == text[end - 1] and text[start] in "\"'":
        raw = text[start + 1 : end - 1]
        start, end = end - 1 - len(raw.lstrip()), start + 1 + len(raw.rstrip())
    return Span(start=start, end=max(start, end))


def _value(raw: str) -> str:
    return " ".join(raw.replace('\\"', '"').replace("''", "'").split())
