"""Which adapter reads a set: the one that is named, else the one whose form the set has."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import ConfigurationError
from pipeline.eval.adapter import Adapter, Tables
from pipeline.eval.adapter.bump import BUMP
from pipeline.eval.adapter.factcheck import FACTCHECK, FACTCHECK_VERACITY
from pipeline.eval.adapter.plain import CLAIMS, PAIRS
from pipeline.eval.adapter.summedits import SUMMEDITS, SUMMEDITS_PAIRS
from pipeline.eval.task import Example

ADAPTERS = {one.name: one for one in (BUMP, SUMMEDITS, SUMMEDITS_PAIRS, FACTCHECK, FACTCHECK_VERACITY, PAIRS, CLAIMS)}
GOLD = "gold"


def find_adapter(tables: Tables, dataset: str, name: str | None = None) -> Adapter:
    """Return the adapter of this name, or the one that recognises a set.

    Raises:
        ConfigurationError: there is no such adapter, or none or several recognise the set.
    """
    if name is not None:
        if name not in ADAPTERS:
            raise ConfigurationError(f"no form {name!r}: --as takes {', '.join([GOLD, *ADAPTERS])}")
        return ADAPTERS[name]
    fitting = [one for one in ADAPTERS.values() if one.recognises(tables)]
    if len(fitting) == 1:
        return fitting[0]
    forms = ", ".join(one.name for one in fitting) or "none"
    raise ConfigurationError(f"which form has {dataset!r}? These fit: {forms}. Name it with --as")


@dataclass(frozen=True)
class Sample:
    """Some examples of a set of `size`, with the hash of what they say."""

    examples: Sequence[Example]
    size: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 over the examples."""
        told = [vars(one) for one in self.examples]
        return hashlib.sha256(json.dumps(told, default=vars, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Share:
    """How much of a set is taken: `limit` examples, or `each` of every label; None: all. `seed` moves the beginning."""

    limit: int | None = None
    each: int | None = None
    seed: int = 0

    def of(self, count: int, total: int) -> int:
        """Return how many of `count` examples of one label are taken, of `total` examples in all."""
        if self.each is not None:
            return min(self.each, count)
        if self.limit is None or self.limit >= total:
            return count
        return min(max(round(self.limit * count / total), 1), count)


def take_sample(examples: Sequence[Example], share: Share) -> Sample:
    """Return a share of examples, spread evenly within each label and in their order."""
    taken: set[int] = set()
    for label in sorted({one.label for one in examples}):
        numbers = [n for n, one in enumerate(examples) if one.label == label]
        count = share.of(len(numbers), len(examples))
        taken |= {numbers[(n * len(numbers) // count + share.seed) % len(numbers)] for n in range(count)}
    return Sample([examples[n] for n in sorted(taken)], len(examples))
