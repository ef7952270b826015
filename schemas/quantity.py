"""A quantity as the article writes it, and the values it admits."""

from decimal import Decimal
from enum import StrEnum

from schemas.frozen import Frozen


class QuantityKind(StrEnum):
    """What a quantity counts or measures."""

    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    COUNT = "count"
    MULTIPLE = "multiple"
    DURATION = "duration"
    AGE = "age"
    YEAR = "year"
    MEASURE = "measure"
    NUMBER = "number"


class Quantity(Frozen):
    """`text` stands at `[start, end)`; every value from `low` to `high` (both included) fits what it says.

    `low` and `high` are in `unit`, scale applied ("$7.4 billion" is 7400000000 USD); None means open on that side.
    `unit` is an ISO 4217 code, "%", "pp" (percentage points), "x" (a multiple), "year", a unit of measure, or the
    counted noun in the singular; None where the text names none. `candidates` are the currencies that an ambiguous
    sign admits, the likeliest first. `qualifier` is the word that widens or bounds the value ("about", "up to").
    `step` is the weight of the last digit written (100000000 for "$7.4 billion"): the precision of the statement.
    `noun` is the phrase that is counted, as written.
    """

    text: str
    start: int
    end: int
    kind: QuantityKind
    low: Decimal | None
    high: Decimal | None
    unit: str | None = None
    qualifier: str | None = None
    candidates: tuple[str, ...] = ()
    step: Decimal | None = None
    noun: str | None = None
