"""Comparing: what the articles of a batch answer differently, and whether time, scope or rounding explains it.

Rules first; what they leave open the model may be asked about. Claims meet in indexes, never all with all, and the
result does not depend on the order of the articles. An article moves what is said of another by its own side alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.llm.port import Ask
from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.circumstance import find_days, find_places
from pipeline.stages.compare.denied import find_denied
from pipeline.stages.compare.holder import find_holders
from pipeline.stages.compare.member import find_members
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.opened import Voice, ask_open
from pipeline.stages.compare.overlap import not_yet_told
from pipeline.stages.compare.property import find_properties
from pipeline.stages.compare.relate import relate_pairs
from pipeline.stages.compare.retold import find_retold
from pipeline.stages.compare.side import make_conflict
from pipeline.stages.compare.state import find_states
from pipeline.stages.compare.telling import read_tellings
from pipeline.stages.compare.value import find_values, judged_places
from pipeline.stages.compare.voice import find_copies
from prompts import Setup
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation
from schemas.grade import GradedClaim

VERSION = "2"

_RULES: tuple[Callable[[Batch], Iterator[Disagreement]], ...] = (
    find_values,
    find_holders,
    find_states,
    find_properties,
    find_members,
    find_days,
    find_places,
)


@dataclass(frozen=True)
class Comparison:
    """The conflicts between articles, contradictions first, and the pairs that the model could not be asked about."""

    conflicts: tuple[Conflict, ...]
    not_checked: tuple[NotChecked, ...] = ()


def compare_articles(
    graded: Mapping[str, Sequence[GradedClaim]],
    articles: Sequence[Article],
    ask: Ask | None = None,
    setup: Setup | None = None,
) -> Comparison:
    """Return what the articles tell differently; the result does not depend on their order.

    `graded` holds the claims by article id; ungrounded ones are left out. Without `ask` and `setup` the rules decide
    alone, and what they leave open stays `unclear`.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    known = sorted({article.article_id: article for article in articles}.values(), key=lambda one: one.article_id)
    copies = find_copies(known)
    batch = Batch(read_tellings(graded, known), copies)
    found = _by_rule(batch, known)
    missed: tuple[NotChecked, ...] = ()
    if ask is not None and setup is not None and len(known) > 1:
        found, missed = ask_open(found, batch, _voice(ask, setup))
    conflicts = {one.conflict_id: one for one in (make_conflict(each, copies) for each in found)}
    order = list(Relation)
    return Comparison(
        tuple(sorted(conflicts.values(), key=lambda one: (order.index(one.relation), one.topic, one.conflict_id))),
        missed,
    )


def _by_rule(batch: Batch, articles: Sequence[Article]) -> list[Disagreement]:
    """Return what the rules find, each difference once: the finer rule speaks, and the sure one first."""
    found = [one for rule in _RULES for one in rule(batch)]
    unsure = [one for one in found if _is_unsure(one)]
    sure = [one for one in found if not _is_unsure(one)]
    sure += list(not_yet_told(find_denied(batch), sure))
    sure += list(not_yet_told(find_retold(batch, articles, judged_places(batch)), sure))
    return sure + list(not_yet_told(unsure, sure))


def _is_unsure(one: Disagreement) -> bool:
    return one.rule == "values" and one.relation is Relation.UNCLEAR


def _voice(ask: Ask, setup: Setup) -> Voice:
    return Voice(lambda pairs: relate_pairs(pairs, ask, setup), setup.model, setup.profile.is_decisive)
