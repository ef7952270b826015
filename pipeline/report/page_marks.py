"""Reads back what a reviewer left on a page: ticked boxes and notes, tied to their subjects by ids in comments.

The inverse of `boxes.md.j2`. Invariant: a ticked box is returned in a group or named in a fault, whatever was done to
the page around it; and a page that nobody touched since it was written gives groups that say what it was written with.

Each box ends in `<!-- mark agree <id> -->`, and what follows the boxes up to `<!-- mark end <id> <number> -->` is the
note, and so is whatever else was written between them, but for a ticked box of ours that has lost its comment.
`<number>` is that of the mark that was shown, if one was.
"""

import html
import re
from dataclasses import dataclass, field

from pipeline.report.escape import clean
from schemas.mark import MarkVerdict

_VERDICTS = {"agree": MarkVerdict.AGREE, "false-alarm": MarkVerdict.FALSE_ALARM, "fixed": MarkVerdict.FIXED}
_LABELS = {"agree": r"agree\b", "false-alarm": r"false\s+alarm\b", "fixed": r"fixed(?:\s+in\s+the\s+article)?\b"}
# What stands behind a box of ours; in a note somebody may have a list of their own, but with no piece of a comment.
_OF_OURS = re.compile(rf"\s*(?:{'|'.join(_LABELS.values())})", re.IGNORECASE)
_OURS_DAMAGED = re.compile(_OF_OURS.pattern + r"[ \t]*<!", re.IGNORECASE)
_TICKS = frozenset("xXvV✓✔☑✅√")
_EMPTY = frozenset({"", "\u2610"})
_LOST = "a box is ticked whose id is gone or damaged"

_BULLET = r"(?:[-*+•]|\d{1,9}[.)])\s+"
_MARKER = re.compile(
    r"<!--\s*mark\s+(?P<word>agree|false-alarm|fixed|end)\s+(?P<id>[0-9a-f]{12})(?:\s+(?P<number>\d{1,15}))?\s*-->"
)
# A box stands at the beginning of a line, in a quotation too, or, where an editor joined lines, behind another.
_BOX = re.compile(rf"(?:^|(?<=-->))[ \t>]*{_BULLET}\\?\[(?P<state>[^\[\]]{{0,8}})\]", re.MULTILINE)
_NOTE = re.compile(
    rf"(?:^|(?<=-->))[ \t>]*(?:{_BULLET})?Note\s+on\s+(?:this\s+difference|claim\s+\d+)\s*:", re.MULTILINE
)
_NOTE_END = re.compile(r"\n[ \t]*\n|\n(?=#{1,6}\s|<)|\Z")
_RUN = re.compile(r"^[ \t>]*[-*+]\s+Run:\s+(?P<id>[0-9a-f]{1,64})\s*$", re.MULTILINE)
_ARTICLE = re.compile(r"^[ \t>]*[-*+]\s+Article:\s+(?P<id>[0-9a-f]{64})\s*$", re.MULTILINE)

# A group as it is written before anybody touches it, and what may be left of one that somebody did.
_UNTOUCHED = re.compile(
    rb"- \[ \] agree <!-- mark agree (?P<id>[0-9a-f]{12}) -->\r?\n"
    rb"- \[ \] false alarm <!-- mark false-alarm (?P=id) -->\r?\n"
    rb"- \[ \] fixed in the article <!-- mark fixed (?P=id) -->\r?\n"
    rb"- Note on (?:this difference|claim \d+):\r?\n"
    rb"<!-- mark end (?P=id) -->\r?\n(?=\r?\n|\Z)"
)
_TOUCHED = re.compile(rb"<!--\s*mark\b|(?:[-*+.)]|\xe2\x80\xa2)\s+\\?\[[^\[\]]{0,24}\](?![(\[:])")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class MarkedGroup:
    """The boxes and the note of one subject as they stand on a page, from `line` on.

    `number` is that of the mark it was shown with.
    """

    mark_id: str
    verdict: MarkVerdict | None
    note: str
    number: int
    line: int = field(default=0, compare=False)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is ticked and nothing noted."""
        return self.verdict is None and not self.note


@dataclass(frozen=True)
class Fault:
    """Something that was ticked and cannot be taken for a mark: the line, counted from 1, and what is wrong with it."""

    line: int
    what: str


@dataclass(frozen=True)
class PageMarks:
    """What stands on a page; it still tells, or not, which run wrote it, and of which article it is."""

    run_id: str | None = None
    article_id: str | None = None
    groups: tuple[MarkedGroup, ...] = ()
    faults: tuple[Fault, ...] = ()


def holds_marks(content: bytes) -> bool:
    """Tell whether a reviewer, or a mark that was shown, left anything on a page."""
    if not is_worth_reading(content):
        return False
    page = read_page(content)
    return bool(page.faults) or any(not group.is_empty for group in page.groups)


def is_worth_reading(content: bytes) -> bool:
    """Tell quickly whether a page may hold anything but empty boxes."""
    return content.startswith(_UTF16) or bool(_TOUCHED.search(_UNTOUCHED.sub(b"", content)))


def read_page(content: bytes) -> PageMarks:
    """Return what stands on a page, whatever its encoding and line ends; nothing where it is no page of ours."""
    text = _decoded(content)
    run, article = _RUN.search(text), _ARTICLE.search(text)
    if not (run or _MARKER.search(text)):
        return PageMarks()
    reading = _Reading(text)
    return PageMarks(
        run["id"] if run else None,
        article["id"] if article else None,
        tuple(reading.groups),
        tuple(reading.faults),
    )


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(_UTF16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass
class _Group:
    """One group in the making: what is ticked, and what was written beside the boxes."""

    mark_id: str
    place: int
    ticked: set[MarkVerdict] = field(default_factory=set)
    written: list[str] = field(default_factory=list)
    is_sound: bool = True


class _Reading:
    """Goes through the markers of a page once, in their order."""

    def __init__(self, text: str) -> None:
        self.groups: list[MarkedGroup] = []
        self.faults: list[Fault] = []
        self._text = text
        self._at = 0
        self._open: _Group | None = None
        for marker in _MARKER.finditer(text):
            self._take(marker)
        self._leave(len(text))

    def _take(self, marker: re.Match[str]) -> None:
        if marker["word"] != "end":
            boxes = list(_BOX.finditer(self._text, self._at, marker.start()))
            self._take_box(marker, boxes[-1] if boxes else None)
            self._at = marker.end()
            return
        if self._open is not None and self._open.mark_id != marker["id"]:
            self._leave(marker.start())
        if self._open is not None:
            self._take_end(self._open, marker)
        else:
            self._look_for_ticks(self._at, marker.start())
            self._at = marker.end()

    def _take_end(self, group: _Group, marker: re.Match[str]) -> None:
        # The template leaves the rest of the line empty, and a blank line below: what stands there is a note, too.
        below = _NOTE_END.search(self._text, marker.end())
        end = below.start() if below else len(self._text)
        self._look_beside(group, end)
        group.written.append(_NOTE.sub("\n", self._text[self._at : marker.start()], count=1))
        group.written.append(self._text[marker.end() : end])
        self._close(int(marker["number"] or 0))
        self._at = end

    def _take_box(self, marker: re.Match[str], box: re.Match[str] | None) -> None:
        begin = box.start() if box else marker.start()
        if self._open is not None and self._open.mark_id != marker["id"]:
            self._leave(begin)
        if self._open is None:
            self._look_for_ticks(self._at, begin)
            self._open = _Group(marker["id"], begin)
        else:
            self._look_beside(self._open, begin)
            self._open.written.append(self._text[self._at : begin])
        if box is None:
            self._fault(marker.start(), f"the box before “{marker['word']}” is gone")
        else:
            self._read_box(self._open, box, marker)

    def _read_box(self, group: _Group, box: re.Match[str], marker: re.Match[str]) -> None:
        state, word = box["state"].replace("\\", "").strip(), marker["word"]
        label = self._text[box.end() : marker.start()]
        said = next((name for name, words in _LABELS.items() if re.match(rf"\s*{words}", label, re.IGNORECASE)), word)
        group.written.append(re.sub(rf"^\s*{_LABELS[word]}", "", label, count=1, flags=re.IGNORECASE))
        if state in _EMPTY:
            return
        if state not in _TICKS:
            self._fault(box.start(), f"a box holds {state!r}: tick it with an x, or empty it")
            group.is_sound = False
        elif said != word:
            self._fault(box.start(), f"a ticked box says “{said}”, and its id “{word}”")
            group.is_sound = False
        else:
            group.ticked.add(_VERDICTS[word])

    def _leave(self, end: int) -> None:
        """Go on behind a group whose end is gone: its note ends with its paragraph; look for boxes in what follows."""
        start = self._at
        if self._open is not None:
            found = _NOTE_END.search(self._text, self._at, end)
            start = found.start() if found else end
            self._look_beside(self._open, start)
            self._open.written.append(_NOTE.sub("\n", self._text[self._at : start], count=1))
            self._close(0)
        self._look_for_ticks(start, end)
        self._at = end

    def _close(self, number: int) -> None:
        group, self._open = self._open, None
        if group is None or not group.is_sound:
            return
        if MarkVerdict.FALSE_ALARM in group.ticked and len(group.ticked) > 1:
            others = " and ".join(sorted(one.value.replace("_", " ") for one in group.ticked))
            self._fault(group.place, f"{others} are ticked together: untick all but one")
            return
        ticked = MarkVerdict.FIXED if len(group.ticked) > 1 else next(iter(group.ticked), None)
        self.groups.append(
            MarkedGroup(group.mark_id, ticked, clean_note("\n".join(group.written)), number, self._line(group.place))
        )

    def _look_beside(self, group: _Group, end: int) -> None:
        """Name every ticked box of ours that stands in a group without an id."""
        note = _NOTE.search(self._text, self._at, end)
        note_at = note.start() if note else end
        for box in filter(_is_ticked, _BOX.finditer(self._text, self._at, end)):
            ours = _OF_OURS if box.start() < note_at else _OURS_DAMAGED
            if ours.match(self._text, box.end()):
                self._fault(box.start(), _LOST)
                group.is_sound = False

    def _look_for_ticks(self, start: int, end: int) -> None:
        """Name every ticked box in a part of the page that belongs to no group."""
        for box in filter(_is_ticked, _BOX.finditer(self._text, start, end)):
            self._fault(box.start(), _LOST)

    def _fault(self, place: int, what: str) -> None:
        self.faults.append(Fault(self._line(place), what))

    def _line(self, place: int) -> int:
        while place < len(self._text) and self._text[place] in "\n \t":
            place += 1
        return self._text.count("\n", 0, place) + 1


def _is_ticked(box: re.Match[str]) -> bool:
    return box["state"].replace("\\", "").strip() not in _EMPTY


def clean_name(name: str | None) -> str | None:
    """Return the name of a reviewer as it is kept; None where nothing of it can be seen."""
    return (clean(name) or None) if name else None


def clean_note(text: str) -> str:
    """Return a note as it is kept: line by line, with its entities decoded, and nothing hidden in it."""
    lines = (clean(html.unescape(line)) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
