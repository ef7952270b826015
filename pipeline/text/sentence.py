"""Where the sentences of one block of text begin and end.

Invariant: the spans are trimmed of white space, ascending and apart, and every character of the block that is not
white space lies in exactly one of them. No span is longer than `MAX_SENTENCE_CHARS`.

syntok finds the boundaries; what it does not know is mended here: titles before a name ("Gov. Lee"), a brand in small
letters at the start ("xAI"), clauses that end in a semicolon (no sentences of their own), ordinals of an enumeration in
running text ("1. Costs: ... 2. Jobs: ..."), and remnants without a letter or digit.
"""

import re
from collections.abc import Iterator

from syntok import segmenter

Offsets = tuple[int, int]

MAX_SENTENCE_CHARS = 1000
# syntok holds every token of its input in memory and looks around each of them; bounded input bounds both.
MAX_CHUNK_CHARS = 8000

# Abbreviations that stand before the name or number they belong to, so that a sentence does not end with them.
_BEFORE_NAME = re.compile(
    r"(?:^|[\s(\[“\"‘'])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gov|Sen|Rep|Reps|Sens|Lt|Col|Gen|Capt|Cmdr|Sgt|Maj|Adm|Pres|Rev|Hon|Msgr"
    r"|St|Mt|Ft|vs|cf|e\.g|i\.e)\.\s*$"
)
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(\[“\"‘'])(?:Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|No|Nos|Nr|Art|Fig|Rs|ca|approx|p|pp)\.\s*$"
)
_ORDINAL_AT_END = re.compile(r"(?<!\S)\(?\d{1,2}[.)]\s*$")
_ORDINAL_WITHIN = re.compile(r"(?<=[.!?:;]\s)\(?(\d{1,2})[.)]\s+(?=[^\W\d_a-z])")
_INNER_END = re.compile(r"[.!?…;。！？].", re.DOTALL)
_SEMICOLON_AT_END = re.compile(r";\s*$")
# A sentence may begin with a brand in small letters ("... the cloud. xAI builds ..."), which syntok takes for a
# continuation after an abbreviation.
_BRAND_START = re.compile(r"(?<=[^\W\d_]{3}[.!?]\s)(?=[a-z]{1,3}[A-Z])")
_TERMINATED = re.compile(r"[.!?…]['\"”’)\]]*\s+")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Offsets]:
    """Return the sentences of `text[start:end]`, one block, as half-open offsets into `text`."""
    stop = len(text) if end is None else end
    bounds = [
        begin + offset for begin, chunk_end in _chunks(text, start, stop) for offset in _bounds(text[begin:chunk_end])
    ]
    spans = [_trim(text, a, b) for a, b in zip(bounds, [*bounds[1:], stop], strict=False)]
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
    if not _INNER_END.search(chunk):
        return [0]
    found = [sentence[0].offset for paragraph in segmenter.analyze(chunk) for sentence in paragraph]
    ordinals = _enumeration(chunk)
    bounds = [bound for bound in found[1:] if _is_end(chunk, bound, ordinals)]
    brands = [match.start() for match in _BRAND_START.finditer(chunk)]
    return sorted({0, *bounds, *ordinals, *brands})


def _is_end(chunk: str, bound: int, ordinals: list[int]) -> bool:
    """Tell whether a sentence ends where syntok says, given what stands before and after."""
    before = chunk[max(0, bound - 40) : bound]
    if _BEFORE_NAME.search(before) or _SEMICOLON_AT_END.search(before):
        return False
    if chunk[bound].isdigit() and _BEFORE_NUMBER.search(before):
        return False
    ordinal = _ORDINAL_AT_END.search(before)
    return ordinal is None or bound - len(before) + ordinal.start() not in ordinals


def _enumeration(chunk: str) -> list[int]:
    """Return where the items of enumerations begin: ordinals that count up from 1, at least two of them."""
    found: list[int] = []
    run: list[int] = []
    for match in _ORDINAL_WITHIN.finditer(chunk):
        number = int(match.group(1))
        if number == 1:
            found += run if len(run) > 1 else []
            run = []
        if number == len(run) + 1:
            run.append(match.start())
    return found + (run if len(run) > 1 else [])


def _trim(text: str, start: int, stop: int) -> Offsets:
    """Shrink a span to its first and last character that is not white space."""
    piece = text[start:stop]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _join_letterless(text: str, spans: list[Offsets]) -> list[Offsets]:
    """Give a remnant without a letter or digit to the sentence before it (the first one: to the next)."""
    joined: list[Offsets] = []
    is_whole = False
    for start, stop in spans:
        if start >= stop:
            continue
        has_word = any(char.isalnum() for char in text[start:stop])
        if joined and not (has_word and is_whole):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
        is_whole = is_whole or has_word
    return joined


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
