"""Sentences of different articles that say nearly the same with one word exchanged, by rule alone.

What decides is a name, an opposite, an office, a negation, an amount, a day, a time, a place in an order or a result in
the same place of the same statement, or a word inside the same quotation. Nothing is found where a second difference
tells that two things are spoken of, or where the other article tells the same elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.kept import Codec, Store
from pipeline.stages.compare.restated.candidate import Background, Postings, Weights, pairs_of, stem_key
from pipeline.stages.compare.restated.line import Line, NamesOf, Source, read_lines
from pipeline.stages.compare.restated.name import find_names
from pipeline.stages.compare.restated.pair import NOWHERE, Difference, Pair, Place
from pipeline.stages.compare.restated.quotation import find_misquotes
from pipeline.stages.compare.restated.scope import is_apart
from pipeline.stages.compare.restated.token import find_tokens
from pipeline.stages.compare.restated.value import find_amounts, find_days, find_rates
from pipeline.stages.compare.restated.word import find_negations, find_opposites, find_roles
from pipeline.stages.compare.spread import Spread
from schemas.article import Article, Span
from schemas.finding import FindingKind

__all__ = ["Background", "Restated", "find_in", "find_restated", "sentences_of"]

_RULES = (
    find_misquotes,
    find_amounts,
    find_rates,
    find_days,
    find_tokens,
    find_names,
    find_opposites,
    find_roles,
    find_negations,
)

FEWEST_SHARED = 3
# Three rare words, or more of those that many sentences of the batch hold: a standing phrase is no statement.
LEAST_SHARED = 1.5
# Below this no rule finds enough in common, whichever words are left out.
LEAST_SHARE = 0.25
# As many sentences as articles are remembered of have between them, of those that are laid beside others.
SENTENCES_TO_REMEMBER = 5_000
# Another sentence of the same article counts as telling the same where it agrees no worse than by this.
LEAST_LEAD = 0.1

_WORDING = {
    "quotation": "The articles give one quotation in different words: {} and {}.",
    "amount": "In the same statement one article says {}, the other {}, and both cannot be right.",
    "currency": "In the same statement one article says {}, the other {}: the same digits in two currencies.",
    "rate": "In the same statement one article says {}, the other {}: the same amount for two periods.",
    "time": "In the same statement one article says {}, the other {}.",
    "rank": "In the same statement one article says {}, the other {}.",
    "result": "In the same statement one article says {}, the other {}.",
    "day": "In the same statement one article says {}, the other {}.",
    "name": "In the same place of the same statement one article names {}, the other {}.",
    "opposite": "In the same place of the same statement one article says {}, the other {}, its opposite.",
    "role": "In the same place of the same statement one article says {}, the other {}.",
    "negation": "One article denies what the other tells in nearly the same words: {} and {}.",
}

_UNSIGNED = (1 << 64) - 1

Told = tuple[str, Span, Span]
MayCompare = Callable[[Line, Line], bool]


@dataclass(frozen=True)
class Restated:
    """Two sentences that cannot both be true: each side is its article's id, its place, and that of the deciding words.

    `explanation` is one sentence for an editor.
    """

    first: Told
    second: Told
    kind: FindingKind
    rule: str
    explanation: str


def find_restated(
    articles: Sequence[Article],
    may_compare: MayCompare = lambda left, right: True,  # noqa: ARG005  compares all
    names_of: NamesOf | None = None,
) -> tuple[Restated, ...]:
    """Return what articles restate with a word exchanged, in the order of article ids and places.

    A sentence that several articles tell word for word is compared in the first of them alone, by id. `may_compare`
    tells of two sentences whether what they restate is asked for; `names_of` gives the names of an article's text,
    where they are known.
    """
    return tuple(find_in(Archive({}, articles), may_compare, names_of))


def find_in(
    archive: Archive, may_compare: MayCompare, names_of: NamesOf | None, background: Background | None = None
) -> Iterator[Restated]:
    """Yield what the articles of an archive restate, as `find_restated` does; `background` knows of other articles."""
    lines = _Lines(archive, names_of, background)
    weights = Weights(lines.count_of)
    for at, others in archive.in_turn(pairs_of(lines.beside, lines.turned), SENTENCES_TO_REMEMBER):
        left = lines[at]
        for other in others:
            right = lines[other]
            if len(left.stem_set & right.stem_set) >= FEWEST_SHARED and may_compare(left, right):
                pair = Pair(left, right, weights)
                for difference in _differences(pair):
                    if not is_apart(pair, difference) and not _is_told_beside(lines, (at, other), pair, difference):
                        yield _restated(pair, difference)


class _Lines:
    """The sentences of an archive that state something.

    `beside` are for each the ones that are laid beside it, `turned` those that it is laid beside. Of those that consist
    of the same words the first alone has such.
    """

    def __init__(self, archive: Archive, names_of: NamesOf | None, background: Background | None) -> None:
        """Read all sentences."""
        most = archive.store.most_held
        source = lru_cache(most)(lambda number: Source(archive, number, names_of))
        codec: Codec[Line] = Codec(
            lambda line: [line.source.number, line.start, line.end, " ".join(line.stems)],
            lambda kept: Line(source(kept[0]), kept[1], kept[2], tuple(kept[3].split(" "))),
        )
        self._lines = archive.store.series(codec)
        self._line = lru_cache(most)(self._lines.__getitem__)
        postings, said = Postings(archive.store, background), Spread(archive.store)
        for number in archive.numbers():
            for line in read_lines(source(number)):
                digest = _digest(line)
                if background is not None:
                    background.enter(line.article_id, digest, set(map(stem_key, line.stems)))
                said.add((digest & _UNSIGNED,), self._lines.add(line))
        repeats = _repeats(said, len(self._lines))
        for at in range(len(self._lines)):
            line = self._lines[at]
            postings.add(line.source.number, () if repeats[at] else line.stems)
        self.beside = postings.beside(lambda at: self[at].stems)
        self.turned = self.beside.turned(len(self.beside))
        self.count_of = postings.count_of

    def __getitem__(self, number: int) -> Line:
        """Return a sentence."""
        return self._line(number)

    def laid_beside(self, number: int) -> Iterator[Line]:
        """Yield the sentences that one was laid beside, or that were laid beside it."""
        return (self[other] for other in {*self.beside[number], *self.turned[number]})


def sentences_of(articles: Sequence[Article], store: Store | None = None) -> Iterator[tuple[str, int, set[int]]]:
    """Yield the sentences of articles as a `Background` takes them in: article id, hash, hashes of the stems.

    `store` bounds how many articles are held; None: all.
    """
    archive = Archive({}, articles, store)
    for number in archive.numbers():
        for line in read_lines(Source(archive, number)):
            yield line.article_id, _digest(line), set(map(stem_key, line.stems))


def _digest(line: Line) -> int:
    """Return a hash of the words of a sentence, as a signed number of 64 bits."""
    folded = " ".join(line.text.casefold().split())
    return int.from_bytes(blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def _repeats(said: Spread, count: int) -> bytearray:
    """Return for each of so many sentences whether an earlier one has its hash: 1 or 0; `said` has it by its hash."""
    repeats = bytearray(count)
    for digests, places in said.parts():
        met: set[int] = set()
        for digest, at in zip(digests, places, strict=True):
            if digest in met:
                repeats[at] = 1
            met.add(digest)
    return repeats


def _is_told_beside(lines: _Lines, numbers: tuple[int, int], pair: Pair, difference: Difference) -> bool:
    """Tell whether either article tells the other's words in another sentence that agrees nearly as well.

    Of a negation the deciding word stands in both sentences, so that its presence says nothing.
    """
    if difference.rule == "negation":
        return False
    return _one_tells(lines.laid_beside(numbers[0]), pair, difference.left, difference.share) or _one_tells(
        lines.laid_beside(numbers[1]), pair.turned, difference.right, difference.share
    )


def _one_tells(laid: Iterable[Line], pair: Pair, place: Place, share: float) -> bool:
    words = pair.left.stems_within(*place)
    others = (other for other in laid if other.source.number == pair.right.source.number)
    return bool(words) and any(
        words <= other.stem_set
        and Pair(pair.left, other, pair.weights).share_without(place, NOWHERE) >= share - LEAST_LEAD
        for other in others
    )


def _differences(pair: Pair) -> list[Difference]:
    """Return what decides; nothing where two sorts of things differ: then the sentences tell of two events."""
    if not pair.is_close(FEWEST_SHARED, LEAST_SHARED, LEAST_SHARE):
        return []
    found: dict[tuple[Place, Place], Difference] = {}
    sorts: set[str] = set()
    for difference in (each for rule in _RULES for each in rule(pair)):
        if found.setdefault((difference.left, difference.right), difference) is difference and not difference.is_slip:
            sorts.add(difference.rule)
            if len(sorts) > 1:
                return []
    return list(found.values())


def _restated(pair: Pair, difference: Difference) -> Restated:
    first, second = (
        (line.article_id, line.span, Span(start=start, end=end))
        for line, (start, end) in ((pair.left, difference.left), (pair.right, difference.right))
    )
    words = pair.left.article.quote(first[2]), pair.right.article.quote(second[2])
    explanation = _WORDING[difference.rule].format(*map(repr, words))
    return Restated(first, second, difference.kind, difference.rule, explanation)
