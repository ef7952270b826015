"""The policy of requests once more, in a few lines and from its words alone, to be held against what a run sent.

A request has four attempts while the endpoint is down or throttles. An answer of the wrong form is asked for once more,
once for a question. What was cut off or filtered is halved. A sentence that gave no claim is asked about again, alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tests.chaos_answer import believed
from tests.chaos_articles import MadeUp
from tests.chaos_plan import TURNED_DOWN, VALID, Draw, Entry, Unit

ATTEMPTS = 4
TRANSIENT = frozenset({*TURNED_DOWN, Draw.RESET, Draw.STALL, Draw.LATE, Draw.CUT, Draw.ERROR_IN_BODY})
WRONG_FORM = frozenset({Draw.HTML, Draw.EMPTY, Draw.PROSE, Draw.BROKEN})
IN, CACHED, OUT = Decimal("0.000001"), Decimal("0.0000005"), Decimal("0.000004")
PRICE = "1/0.5/4"


class End(StrEnum):
    """How a question ended."""

    GOOD = "good"
    UNAVAILABLE = "unavailable"
    INVALID = "invalid"
    REFUSED = "refused"
    DID_NOT_END = "did not end"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Walk:
    """What the policy makes of the draws of one question: so many requests, so many second tries, and an end."""

    requests: int
    second_tries: int
    end: End


def walk(draws: Sequence[Draw]) -> Walk:
    """Follow a question through what it drew; `UNFINISHED` where the policy would ask once more."""
    failed, second_tries = 0, 0
    for requests, draw in enumerate(draws, 1):
        if draw in TRANSIENT:
            failed += 1
            if failed == ATTEMPTS:
                return Walk(requests, second_tries, End.UNAVAILABLE)
        elif draw in WRONG_FORM:
            if second_tries:
                return Walk(requests, second_tries, End.INVALID)
            failed, second_tries = 0, 1
        elif draw in VALID:
            return Walk(requests, second_tries, End.GOOD)
        else:
            return Walk(requests, second_tries, End.REFUSED if draw is Draw.REFUSAL else End.DID_NOT_END)
    return Walk(len(draws), second_tries, End.UNFINISHED)


@dataclass
class Outcome:
    """What must become of an article: the sentences that are claims, each with its grade or None, in their order."""

    article: MadeUp
    grades: dict[str, str | None] = field(default_factory=dict)


class Reckoning:
    """A ledger, question by question."""

    def __init__(self, ledger: Sequence[Entry]) -> None:
        """Group the requests by their questions, in the order of their arrival."""
        self.draws: dict[Unit, list[Draw]] = defaultdict(list)
        for entry in ledger:
            self.draws[entry.unit].append(entry.draw)
        self.walks: Mapping[Unit, Walk] = {unit: walk(draws) for unit, draws in self.draws.items()}
        self.asked: set[Unit] = set()

    def follow(self, article: MadeUp) -> Outcome:
        """Return what must become of an article, and note in `asked` every question that it takes."""
        told = {text for texts in self._halve("extract", article, article.sentences) for text in texts}
        for sentence in article.sentences:
            if sentence not in told and self._end("again", article, (sentence,)) is End.GOOD:
                told.add(sentence)
        claims = tuple(sentence for sentence in article.sentences if sentence in told)
        graded = {text for texts in (self._halve("grade", article, claims) if claims else ()) for text in texts}
        return Outcome(article, {text: believed(text) if text in graded else None for text in claims})

    def _halve(self, stage: str, article: MadeUp, texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield the parts that were answered."""
        end, middle = self._end(stage, article, texts), len(texts) // 2
        if end is End.GOOD:
            yield texts
        elif end is End.DID_NOT_END and middle:
            yield from self._halve(stage, article, texts[:middle])
            yield from self._halve(stage, article, texts[middle:])

    def _end(self, stage: str, article: MadeUp, texts: tuple[str, ...]) -> End:
        unit = (stage, article.title, texts)
        self.asked.add(unit)
        return self.walks[unit].end if unit in self.walks else End.UNFINISHED


def told(ledger: Sequence[Entry]) -> dict[str, int | Decimal]:
    """Return the usage of every answer that told it, as a run's record names it, and what it costs at `PRICE`."""
    known = [entry for entry in ledger if entry.is_told]
    return {
        "attempts": len(ledger),
        "unmetered": sum(not entry.is_told and entry.draw not in TURNED_DOWN for entry in ledger),
        "input_tokens": sum(entry.usage["prompt_tokens"] for entry in known),
        "cached_tokens": sum(entry.usage["prompt_tokens_details"]["cached_tokens"] for entry in known),
        "output_tokens": sum(entry.usage["completion_tokens"] for entry in known),
        "cost_usd": cost_usd(known),
    }


def cost_usd(ledger: Sequence[Entry]) -> Decimal:
    """Return what all these requests bill at `PRICE`, told or not."""
    return sum((_cost_usd(entry) for entry in ledger), Decimal(0))


def tokens(ledger: Sequence[Entry]) -> int:
    """Return the tokens that all these requests bill, in and out."""
    return sum(entry.usage["prompt_tokens"] + entry.usage["completion_tokens"] for entry in ledger)


def _cost_usd(entry: Entry) -> Decimal:
    cached: int = entry.usage["prompt_tokens_details"]["cached_tokens"]
    fresh: int = entry.usage["prompt_tokens"] - cached
    written: int = entry.usage["completion_tokens"]
    return fresh * IN + cached * CACHED + written * OUT
