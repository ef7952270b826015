"""Comparing: what the articles of a batch answer differently, and whether time, scope or rounding explains it.

Rules first; what they leave open the model may be asked about. Claims meet in indexes, never all with all, and the
result does not depend on the order of the articles. An article moves what is said of another by its own side alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.llm.port import Ask
from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.circumstance import Days, Places
from pipeline.stages.compare.currency import Currencies
from pipeline.stages.compare.denied import Denied
from pipeline.stages.compare.found import Found
from pipeline.stages.compare.holder import Holders
from pipeline.stages.compare.hour import Hours
from pipeline.stages.compare.kept import MemoryStore, Store
from pipeline.stages.compare.key_set import KeySet
from pipeline.stages.compare.meeting import Meeting, Renewal, WatchedStore, enter_all, keys_of_concerned
from pipeline.stages.compare.member import Members
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.opened import Voice, ask_open
from pipeline.stages.compare.opposed import Opposed
from pipeline.stages.compare.ordered import in_order
from pipeline.stages.compare.overlap import Told
from pipeline.stages.compare.property import Properties
from pipeline.stages.compare.rank import Ranks
from pipeline.stages.compare.relate import relate_pairs
from pipeline.stages.compare.restated import Background, sentences_of
from pipeline.stages.compare.retold import find_retold
from pipeline.stages.compare.rule import Rule
from pipeline.stages.compare.side import make_conflict
from pipeline.stages.compare.state import States
from pipeline.stages.compare.value import Values
from pipeline.stages.compare.voice import copies_in
from prompts import Setup
from schemas.article import Article
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation
from schemas.grade import GradedClaim

__all__ = [
    "VERSION",
    "Background",
    "Comparison",
    "KeySet",
    "Meeting",
    "Renewal",
    "compare_articles",
    "find_meetings",
    "sentences_of",
]

VERSION = "6"

_RULES: tuple[Callable[[Batch], Rule], ...] = (
    Values,
    Holders,
    States,
    Properties,
    Members,
    Days,
    Hours,
    Places,
    Ranks,
    Opposed,
    Denied,
    Currencies,
)
# The last of them tell what no other has told.
_COARSE = 4


@dataclass(frozen=True)
class Comparison:
    """The conflicts between articles, contradictions first, and the pairs that the model could not be asked about.

    The conflicts may lie on disk, each read when it is asked for.
    """

    conflicts: Sequence[Conflict]
    not_checked: tuple[NotChecked, ...] = ()


def compare_articles(
    graded: Mapping[str, Sequence[GradedClaim]],
    articles: Sequence[Article],
    ask: Ask | None = None,
    setup: Setup | None = None,
    store: Store | None = None,
    *,
    renewal: Renewal | None = None,
) -> Comparison:
    """Return what the articles tell differently; the result does not depend on their order.

    `graded` holds the claims by article id; ungrounded ones are left out. Without `ask` and `setup` the rules decide
    alone, and what they leave open stays `unclear`. `store` is where is kept what was read until it meets, and bounds
    how many articles are held, which then are read from `articles` and `graded` when they are needed; None: in memory.
    `renewal` says for whose sake the articles are compared; None: for that of all.

    Raises:
        ConfigurationError: no call can work as configured.
    """
    archive = Archive(graded, articles, WatchedStore(store or MemoryStore()) if renewal else store)
    copies = copies_in(archive)
    batch = Batch(archive, copies, renewal.asked if renewal else None)
    by_rule = _by_rule(batch, renewal)
    found: Iterable[Disagreement] = by_rule
    missed: tuple[NotChecked, ...] = ()
    if ask is not None and setup is not None and len(archive) > 1:
        found, missed = ask_open(by_rule, batch, _voice(ask, setup), renewal.asked if renewal else None)
    return Comparison(in_order((make_conflict(one, copies) for one in found), archive.store), missed)


def find_meetings(
    graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], store: Store | None = None
) -> Iterator[Meeting]:
    """Yield the keys of every article of which claims were taken; the arguments are those of `compare_articles`."""
    batch = Batch(Archive(graded, articles, WatchedStore(store or MemoryStore())))
    return enter_all(batch, [rule(batch) for rule in _RULES])


def _by_rule(batch: Batch, renewal: Renewal | None) -> Found:
    """Return what the rules find, each difference once: the finer rule speaks, and the sure one first."""
    if renewal is not None and renewal.concerned is not None and isinstance(batch.archive.store, WatchedStore):
        rules_of_concerned = [rule(batch) for rule in _RULES]
        keys = keys_of_concerned(batch, rules_of_concerned, renewal.concerned)
        keys.update(renewal.keys)
        batch.archive.store.keep_only(keys)
    rules = [rule(batch) for rule in _RULES]
    for meeting in enter_all(batch, rules, renewal.concerned if renewal else None):
        if renewal is not None:
            renewal.meet(meeting)
    coarse: list[Iterable[Disagreement]] = [found_by([rule]) for rule in rules[-_COARSE:]]
    del rules[-_COARSE:]
    sure, unsure = Found(batch.archive), Found(batch.archive)
    for one in batch.archive.in_turn(found_by(rules)):
        (unsure if _is_unsure(one) else sure).add(one)
    retold = find_retold(batch, renewal.background if renewal else None)
    told = Told(batch.archive)
    for fresh in (*coarse, retold, unsure):
        told.catch_up(sure)
        sure.extend(told.not_yet(fresh))
    return sure


def found_by(rules: list[Rule]) -> Iterator[Disagreement]:
    """Yield what rules find, and let go of each with all that it keeps once it has told."""
    while rules:
        yield from rules.pop(0).found()


def _is_unsure(one: Disagreement) -> bool:
    return one.rule == "values" and one.relation is Relation.UNCLEAR


def _voice(ask: Ask, setup: Setup) -> Voice:
    return Voice(lambda pairs: relate_pairs(pairs, ask, setup), setup.model, setup.profile.is_decisive)
