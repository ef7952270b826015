"""Made-up news for runs under fault: many short articles, each about an event and names of its own.

Invariant: every title and every sentence holds a number and a name, so that none is passed over, and one that gave no
claim is asked about again; the same seed gives the same bytes.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

_STARTS = (
    "Bar",
    "Cor",
    "Dul",
    "Fen",
    "Gar",
    "Hol",
    "Kes",
    "Lor",
    "Mar",
    "Nor",
    "Pel",
    "Quin",
    "Ros",
    "Tal",
    "Ver",
    "Wen",
)
_ENDS = ("bury", "dale", "ford", "gate", "ham", "hurst", "ley", "mere", "mouth", "ness", "stead", "wick", "worth")
_MIDDLES = ("a", "e", "en", "er", "i", "in", "o", "or", "u", "un")
_FIRST_NAMES = ("Ada", "Bruno", "Clara", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kemal", "Lena")
_WHAT = (
    ("bakery", "sold", "loaves"),
    ("brewery", "filled", "bottles"),
    ("museum", "showed", "paintings"),
    ("orchard", "picked", "apples"),
    ("theatre", "welcomed", "guests"),
    ("tannery", "shipped", "hides"),
    ("library", "lent", "books"),
    ("quarry", "cut", "blocks"),
    ("hospital", "treated", "patients"),
    ("shipyard", "riveted", "plates"),
)
_SENTENCES = (
    "{name} {verb} {n} {things} in {month}.",
    "{person} has led the firm for {n} weeks.",
    "A crew of {n} painted its gate red.",
    "{person} paid {n} dollars for a clock.",
    "Some {n} letters arrived after a fire.",
    "The roof weighs {n} tonnes, says {person}.",
    "Behind the northern wall graze {n} horses.",
)
_RETOLD_EVERY = 8
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")


@dataclass(frozen=True)
class MadeUp:
    """One article: the name of its file, its title, and the sentences of its body."""

    name: str
    title: str
    body: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return all sentences as a run numbers them: the title is the first."""
        return (self.title, *self.body)


def make_up(count: int, seed: int, first: int = 0) -> list[MadeUp]:
    """Return articles `first` to `first + count`; equal numbers and seeds give equal articles.

    Every eighth one tells the event of the one before it, with figures of its own.
    """
    return [_article(seed, number) for number in range(first, first + count)]


def write_articles(folder: Path, articles: list[MadeUp]) -> Path:
    """Write each article as a JSON file, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles:
        record = {"title": article.title, "text": " ".join(article.body), "publisher": f"Post {article.name}"}
        (folder / article.name).write_text(json.dumps(record), encoding="utf-8")
    return folder


def _article(seed: int, number: int) -> MadeUp:
    event = number - (number % _RETOLD_EVERY == _RETOLD_EVERY - 1)
    of_event, chance = _chance(seed, f"event {event}"), _chance(seed, f"article {number}")
    kind, verb, things = of_event.choice(_WHAT)
    month = of_event.choice(_MONTHS)
    place = _name(event)
    patterns = [_SENTENCES[0], *chance.sample(_SENTENCES[1:], chance.randrange(1, 6))]
    told = [
        pattern.format(
            name=f"The {kind} of {place}",
            verb=verb,
            things=things,
            person=f"{chance.choice(_FIRST_NAMES)} {_name(number)}son",
            n=chance.randrange(12, 950),
            month=month,
        )
        for pattern in patterns
    ]
    return MadeUp(f"{number:03}.json", f"{place} plants {chance.randrange(12, 950)} trees", tuple(told))


def _chance(seed: int, what: str) -> random.Random:
    return random.Random(f"{seed} {what}")  # noqa: S311  nothing is kept secret by it


def _name(number: int) -> str:
    """Return a name that only this number has, up to 2,080 of them."""
    rest, start = divmod(number, len(_STARTS))
    rest, middle = divmod(rest, len(_MIDDLES))
    return _STARTS[start] + _MIDDLES[middle] + _ENDS[(rest + start) % len(_ENDS)]
