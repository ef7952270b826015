"""Owns the rule that a change is what its two ends make it ("rose 8% to 5.4 million from 5 million").

The ends and the change must stand in one phrase; ends of different periods, adjusted figures and ranks are left alone.
"""

import re
from collections.abc import Iterator

from pipeline.stages.check.arithmetic import interval
from pipeline.stages.check.arithmetic.move import Move, direction_of, is_told_apart, read_delta
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.passage import Passage, mark, words
from pipeline.stages.check.arithmetic.wording import written
from schemas.quantity import QuantityKind

_END = mark(QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.MONEY, QuantityKind.MEASURE, QuantityKind.SHARE)
