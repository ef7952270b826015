"""Where the sentences of one block of text begin and end.

Invariant: the spans are trimmed of white space, ascending and apart, and every character of the block that is not
white space lies in exactly one of them. No span is longer than `MAX_SENTENCE_CHARS`.

syntok finds the boundaries; three things that it does not know are mended here: titles before a name ("Gov. Lee"),
ordinals of an enumeration in running text ("1. Costs: ... 2. Jobs: ..."), and remnants without a letter or digit.
"""

import re
from collections.abc import Iterator

from syntok import segmenter

Offsets = tuple[int, int]

MAX_SENTENCE_CHARS = 1000
# syntok holds every token of its input in memory and looks around each of them; bounded input bounds both.
MAX_CHUNK_CHARS = 8000

# Abbreviations that always stand before the word they belong to, so that a sentence cannot end with them.
_OPEN_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"‘'])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gov|Sen|Rep|Reps|Sens|Lt|Col|Gen|Capt|Cmdr|Sgt|Maj|Adm|Pres|Rev|Hon|Msgr"
    r"|Fr|Sr|St|Mt|Ft|Rs|No|Nos|Art|Fig|vs|cf|ca|approx|e\.g|i\.e)\.\s*$"
)
_ORDINAL_AT_END = re.compile(r"(?<!\S)\(?\d{1,2}[.)]\s*$")
_ORDINAL_WITHIN = re.compile(r"(?<=[.!?:;]\s)\(?(\d{1,2})[.)]\s+(?=[^\W\d_a-z])")
_TERMINATED = re.compile(r"[.!?…]['\"”’)\]]*\s+")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Offsets]:
    """Return the sentences of `text[start:end]`, one block, as half-open offsets into `text`."""
    stop = len(text) if end is None else end
    bounds = [
        begin + offset for begin, chunk_end in _chunks(text, start, stop) for offset in _bounds(text[begin:chunk_end])
    ]
    spans = [_trim(text, a, b) for a, b in zip(bounds, [*bounds[1:], stop], strict=True)]
    return [piece for a, b in _join_letterless(text, spans) for piece in cut_long(text, a, b)]


def _chunks(text: str, start: int, stop: int) -> Iterator[Offsets]:
    """Cut a block into bounded pieces: after a full stop, else at white space, else anywhere."""
    while stop - start > MAX_CHUNK_CHARS:
        limit = start + MAX_CHUNK_CHARS
        ends = [match.end() for match in _TERMINATED.finditer(text, start + MAX_CHUNK_CHARS // 2, limit)]
        cut = ends[-1] if ends else _last_space(text, start, limit)
        yield start, cut
        start = cut
    if start < stop:
        yield start, stop


def _bounds(chunk: str) -> list[int]:
    """Return where sentences of a chunk begin; the first is always 0."""
    found = [sentence[0].offset for paragraph in segmenter.analyze(chunk) for sentence in paragraph]
    bounds = [0]
    for bound in found[1:]:
        moved = _mend(chunk, bounds[-1], bound)
        if moved is not None and moved > bounds[-1]:
            bounds.append(moved)
    ordinals = _enumeration(chunk)
    return sorted({*bounds, *ordinals})


def _mend(chunk: str, previous: int, bound: int) -> int | None:
    """Return the true place of a boundary, or None where there is none."""
    before = chunk[max(previous, bound - 40) : bound]
    if _OPEN_ABBREVIATION.search(before):
        return None
    ordinal = _ORDINAL_AT_END.search(before)
    return bound if ordinal is None else bound - len(before) + ordinal.start()


def _enumeration(chunk: str) -> list[int]:
    """Return where the items of an enumeration begin: ordinals that count up from 1, at least two of them."""
    bounds: list[int] = []
    for match in _ORDINAL_WITHIN.finditer(chunk):
        if int(match.group(1)) == len(bounds) + 1:
            bounds.append(match.start())
        elif int(match.group(1)) == 1:
            bounds = [*bounds, match.start()] if len(bounds) > 1 else [match.start()]
    return bounds if len(bounds) > 1 else []


def _trim(text: str, start: int, stop: int) -> Offsets:
    """Shrink a span to its first and last character that is not white space."""
    piece = text[start:stop]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _join_letterless(text: str, spans: list[Offsets]) -> list[Offsets]:
    """Give a remnant without a letter or digit to the sentence before it (the first one: to the next)."""
    joined: list[Offsets] = []
    for start, stop in spans:
        if start >= stop:
            continue
        if joined and not (_has_word(text, start, stop) and _has_word(text, *joined[-1])):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _has_word(text: str, start: int, stop: int) -> bool:
    return any(text[i].isalnum() for i in range(start, stop))


def cut_long(text: str, start: int, stop: int) -> Iterator[Offsets]:
    """Cut a span that is too long at white space, or anywhere if it has none."""
    while stop - start > MAX_SENTENCE_CHARS:
        cut = _last_space(text, start, start + MAX_SENTENCE_CHARS)
        yield _trim(text, start, cut)
        start = _trim(text, cut, stop)[0]
    yield start, stop


def _last_space(text: str, start: int, limit: int) -> int:
    """Return the place after the last white space of the second half of `text[start:limit]`, else `limit`."""
    for i in range(limit - 1, (start + limit) // 2, -1):
        if text[i].isspace():
            return i + 1
    return limit
