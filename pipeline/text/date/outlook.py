"""Owns whether a text speaks of what is to come or of what has been, at the place of a date.

Within its sentence the verb nearest before a date decides, else the first after it: in "said on Monday it will open"
the Monday is past, in "said it will open on Monday" it is to come.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from pipeline.text.once import Once

_REACH = 160
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_CUE = re.compile(
    r"\b(?P<joined>(?:and|but)\s)?(?:(?P<future>"
    # The verb after "will" or "expected to" belongs to it: "will be released" is not told as past.
    r"(?:[Ww]ill|shall|would(?!\shave\b)|won['’]t)"
    r"(?:\s(?:not|also|be|have|been|now|then|only|[a-z]{1,20}ly)){0,3}(?:\s[a-z]{1,20})?"
    r"|(?:(?:is|are|was|were)\s(?:set|due|to)|plan(?:s|ned)?(?=\s(?:to|an?|the|for)\b)|(?<!as\s)(?<!than\s)expected"
    r"|expects?|scheduled|due(?!\sto)|slated|aims|intends?|poised|likely|about(?=\sto\s))(?:\sto)?(?:\sbe)?(?:\s[a-z]{1,20})?"
    r"|(?<!used\s)to\sbe\s[a-z]{1,20}|going\sto\s[a-z]{1,20}|[Uu]pcoming|[Nn]ext(?!\sto\b)|[Tt]omorrow"
    r"|opens|starts|begins?|ends|expires|takes?\splace)"
    r"|(?P<telling>said|says|added)"
    r"|(?<!\bis\s)(?<!\bare\s)(?:told|rose|fell|met|made|took|won|lost|led|held|sold|bought|began|came|went|gave|saw|found"
    r"|left|kept|became|wrote|spoke|sent|paid|struck|broke|shot|ran|stood|grew|was|were|had|did"
    r"|(?!(?:need|speed|seed|breed|greed|exceed|proceed|succeed|hundred|indeed|embed)\b)[a-z]{2,20}ed))\b"
)
_ITS = re.compile(r"['’]s\b")
_NEW_CLAUSE = re.compile(r"\s(?:that\s)?(?:the|an?|its|his|her|their|our|this|these|it|he|she|they|we|[A-Z][a-z]+)\b")


class _Cue(NamedTuple):
    """A verb that sets the time of its clause; `is_joined`: "and" binds it to the verb before, not to a date."""

    start: int
    end: int
    is_future: bool
    is_telling: bool
    is_joined: bool


class Outlook:
    """The tenses of one text, read once when first asked for: every date of a long text costs the same."""

    def __init__(self, text: str) -> None:
        """Hold the text."""
        self._text = text

    def is_future(self, start: int, end: int) -> bool:
        """Tell whether the sentence sets the date at `[start, end)` in the future."""
        before, after = self._before(start), self._after(end)
        points_ahead = after is not None and after.is_future and not after.is_joined
        if before is None:
            return points_ahead
        if before.is_telling and (_ITS.match(self._text, end) or _NEW_CLAUSE.match(self._text, before.end, start)):
            return points_ahead
        return before.is_future

    def _before(self, start: int) -> _Cue | None:
        place = bisect_left(self._cue_starts, start) - 1
        if place < 0:
            return None
        cue = self._cues[place]
        floor = max(start - _REACH, self._breaks[bisect_right(self._breaks, start) - 1])
        return cue if cue.start >= floor else None

    def _after(self, end: int) -> _Cue | None:
        place = bisect_left(self._cue_starts, end)
        if place == len(self._cues):
            return None
        cue = self._cues[place]
        following = bisect_right(self._breaks, end)
        is_within = following == len(self._breaks) or cue.start < self._breaks[following]
        return cue if is_within and cue.start < end + _REACH else None

    @Once
    def _cues(self) -> list[_Cue]:
        return [
            _Cue(*match.span(), match["future"] is not None, match["telling"] is not None, match["joined"] is not None)
            for match in _CUE.finditer(self._text)
        ]

    @Once
    def _cue_starts(self) -> list[int]:
        return [cue.start for cue in self._cues]

    @Once
    def _breaks(self) -> list[int]:
        """The places where sentences begin."""
        return [0, *(match.end() for match in _SENTENCE_END.finditer(self._text))]
