"""The blocks of a text: a heading, a list item or a paragraph each, without its marker.

Invariant: blocks are ascending and apart; every letter or digit of the text lies in exactly one of them, except the
ordinal of a list item ("1.", or the 1 of "• 1Costs fall"), which belongs to the marker.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

Line = tuple[int, int]

LONG_LINE_CHARS = 400
_WRAP_MIN_CHARS, _WRAP_MAX_CHARS = 50, 100

_MARKER = re.compile(
    r"[ \t]*(?:(?P<heading>\#{1,6})[ \t]+(?=\S)"
    r"|(?P<list>[•‣▪●◦∙·][ \t]*|[*+-][ \t]+|\d{1,2}[.)][ \t]+)(?=\S)|>[> \t]*)?",
)
_GLUED_ORDINAL = re.compile(r"(\d{1,2})(?=[^\W\d_a-z])")
# A file flattened to one line keeps its markers with a blank before them; "# 5" in prose is a rank.
_INLINE_MARKER = re.compile(r"(?<=\s)(?=#{1,6} [^\W\d]|[-*] !?\[[^\]\n]{0,300}\]\()")
_ENDS_IN_FLOW = re.compile(r"[^.!?:…\"”’»)\]][ \t]*$")


class BlockKind(Enum):
    """What the markup says about a block; TEXT where it says nothing."""

    FRONT_MATTER = auto()
    TITLE = auto()
    SUMMARY = auto()
    HEADING = auto()
    LIST = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """Offsets of a block, trimmed and without marker, and its kind."""

    start: int
    end: int
    kind: BlockKind


def find_blocks(text: str, start: int = 0) -> list[Block]:
    """Return the blocks of `text[start:]`."""
    blocks: list[Block] = []
    for group in _groups(text, start):
        lines = [(group[0][0], group[-1][1])] if _is_wrapped(text, group) else group
        for line in lines:
            blocks.extend(_mark(text, piece) for piece in _cut_inline(text, line))
    return _strip_ordinals(text, [block for block in blocks if block.start < block.end])


def _lines(text: str, start: int) -> Iterator[Line]:
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _groups(text: str, start: int) -> Iterator[list[Line]]:
    """Yield runs of lines that may be one paragraph: until a blank line, a marker, or the end of a heading."""
    group: list[Line] = []
    for line in _lines(text, start):
        marker = _MARKER.match(text, *line)
        is_marked = marker is not None and bool(marker["heading"] or marker["list"])
        is_blank = not text[line[0] : line[1]].strip()
        if group and (is_blank or is_marked):
            yield group
            group = []
        if not is_blank:
            group.append(line)
        if group and marker is not None and marker["heading"]:
            yield group
            group = []
    if group:
        yield group


def _is_wrapped(text: str, group: list[Line]) -> bool:
    """Tell whether lines were broken at a fixed width: no line but the last had room for the word that follows it."""
    if len(group) < 2:  # noqa: PLR2004 - one line has no break
        return False
    lengths = [end - start for start, end in group]
    if not all(_WRAP_MIN_CHARS <= length <= _WRAP_MAX_CHARS for length in lengths[:-1]):
        return False
    width = max(lengths)
    firsts = [text[start:end].split(maxsplit=1)[0] for start, end in group[1:]]
    is_full = all(length + 1 + len(first) >= width for length, first in zip(lengths, firsts, strict=False))
    flows = [
        first[0].islower() and bool(_ENDS_IN_FLOW.search(text[start:end]))
        for first, (start, end) in zip(firsts, group, strict=False)
    ]
    return width <= _WRAP_MAX_CHARS and is_full and any(flows)


def _cut_inline(text: str, line: Line) -> Iterator[Line]:
    """Cut a very long line at the markdown markers inside it."""
    start, end = line
    if end - start > LONG_LINE_CHARS:
        for match in _INLINE_MARKER.finditer(text, start, end):
            yield start, match.start()
            start = match.start()
    yield start, end


def _mark(text: str, line: Line) -> Block:
    start, end = line
    end = start + len(text[start:end].rstrip())
    marker = _MARKER.match(text, start, end)
    kind = BlockKind.TEXT
    if marker is not None:
        start = marker.end()
        kind = BlockKind.HEADING if marker["heading"] else BlockKind.LIST if marker["list"] else BlockKind.TEXT
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Block(start, end, kind)


def _strip_ordinals(text: str, blocks: list[Block]) -> list[Block]:
    """Take ordinals off list items where the items of a list count 1, 2, ...; a lone "5G" or "3D" is no ordinal."""
    result: list[Block] = []
    run: list[Block] = []
    for block in blocks:
        glued = _GLUED_ORDINAL.match(text, block.start, block.end)
        if block.kind is BlockKind.LIST and glued and int(glued[1]) == len(run) + 1:
            run.append(replace(block, start=glued.end()))
            result.append(block)
            continue
        if len(run) > 1:
            result[-len(run) :] = run
        run = []
        result.append(block)
    if len(run) > 1:
        result[-len(run) :] = run
    return result
