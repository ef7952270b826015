"""The stamps of a record lie on disk, and are read as those of a tuple."""

from decimal import Decimal

from pipeline.runner.account import stamp_of
from pipeline.runner.stamps import Stamps
from schemas.usage import Usage
from tests import factories as make

VERDICTS = [make.make_article_verdict(make.make_article(f"It cost ${n}.", path=f"{n}.txt")) for n in range(3)]
PLAIN = tuple(stamp_of(verdict, Usage(attempts=1, cost_usd=Decimal("0.0125"))) for verdict in VERDICTS)


def test_stamps_are_those_that_were_put_in() -> None:
    stamps = Stamps(iter(PLAIN))
    assert (len(stamps), tuple(stamps), stamps[-1], stamps[1:]) == (3, PLAIN, PLAIN[2], PLAIN[1:])


def test_stamps_are_equal_to_a_tuple_of_the_same() -> None:
    assert Stamps(PLAIN) == PLAIN
    assert Stamps(PLAIN) != PLAIN[1:]
