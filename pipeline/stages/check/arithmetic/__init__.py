"""Owns arithmetic on an article's own numbers: parts and wholes, shares, changes, rates, years, lists.

By rule and without a model. A sum is reported where the words themselves tie its numbers together, within a sentence or
its neighbours; where the tie is not clear, nothing is said, because a false failure costs more than a missed one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from pipeline.stages.check.arithmetic.age import find_ages, find_later_years, tells_later
from pipeline.stages.check.arithmetic.average import find_averages
from pipeline.stages.check.arithmetic.change import find_changes
from pipeline.stages.check.arithmetic.enumeration import find_lists
from pipeline.stages.check.arithmetic.excess import find_excesses, find_excesses_across, tells_parts
from pipeline.stages.check.arithmetic.lasting import find_lastings
from pipeline.stages.check.arithmetic.multiple import find_multiples
from pipeline.stages.check.arithmetic.named_share import find_named_shares, tells_share_of_them
from pipeline.stages.check.arithmetic.outcome import Sum
from pipeline.stages.check.arithmetic.parts import find_parts
from pipeline.stages.check.arithmetic.passage import Line, joined_passages, read_lines, single_passages
from pipeline.stages.check.arithmetic.rate import find_rates
from pipeline.stages.check.arithmetic.record import find_records
from pipeline.stages.check.arithmetic.remainder import find_remainders, tells_rest
from pipeline.stages.check.arithmetic.share import find_shares
from pipeline.stages.check.arithmetic.total_share import find_total_shares, tells_share
from schemas.article import Article

__all__ = ["Sum", "find_arithmetic"]

_WITHIN = (
    find_shares,
    find_total_shares,
    find_parts,
    find_excesses,
    find_remainders,
    find_changes,
    find_multiples,
    find_averages,
    find_lists,
    find_records,
    find_named_shares,
)
_ACROSS = (find_total_shares, find_named_shares, find_remainders, find_excesses_across, find_later_years)


def find_arithmetic(article: Article) -> tuple[Sum, ...]:
    """Return the sums that an article's own numbers make, those that hold and those that fail, by their first span.

    A set of numbers is reported once: where two readings differ, the one that holds counts.
    """
    lines = read_lines(article)
    singles = [passage for passage in single_passages(lines) if passage.quantities]
    day = article.published_at.date() if article.published_at else None
    found = [
        *(one for passage in singles for rule in _WITHIN for one in rule(passage)),
        *(one for passage in singles for one in find_ages(passage, day)),
        *(one for passage in singles for one in find_lastings(passage, article.published_at)),
        *find_rates(singles, article.text, day),
    ]
    for passage in joined_passages(lines, _is_told_together):
        found += [one for rule in _ACROSS for one in rule(passage)]
        found += find_lastings(passage, article.published_at)
    return tuple(sorted(_settled(found), key=lambda one: (one.spans[0].start, one.rule)))


def _is_told_together(lines: Sequence[Line]) -> bool:
    """Tell whether a sum may reach over some sentences."""
    last = lines[-1]
    is_last_telling = any(tells(last.text) for tells in (tells_parts, tells_later, tells_share_of_them))
    return is_last_telling or tells_share(last) or any(tells_rest(line.text) for line in lines)


def _settled(found: Iterable[Sum]) -> Iterator[Sum]:
    """Drop repeats, and failures of numbers that another reading confirms: two in common, or the stated result."""
    kept: dict[tuple[str, int], Sum] = {}
    confirmed: set[tuple[int, int]] = set()
    for one in sorted(found, key=lambda item: not item.holds):
        pairs = set(combinations(sorted({span.start for span in one.spans}), 2))
        if one.holds:
            confirmed |= pairs
        elif pairs & confirmed:
            continue
        kept.setdefault((one.rule, one.spans[0].start), one)
    return iter(kept.values())
