"""Owns the disagreements that were found, in their order, kept where the store keeps what was read.

Invariant: a disagreement holds no article while it waits for the others.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.kept import Codec, Series
from pipeline.stages.compare.model import Disagreement
from schemas.conflict import Relation


class Found:
    """A growing sequence of disagreements."""

    def __init__(self, archive: Archive, found: Iterable[Disagreement] = ()) -> None:
        """Begin with these."""
        self._kept: Series[Disagreement] = archive.store.series(_codec(archive))
        self.extend(found)

    def add(self, one: Disagreement) -> None:
        """Append one."""
        self._kept.add(one)

    def extend(self, found: Iterable[Disagreement]) -> None:
        """Append several."""
        for one in found:
            self._kept.add(one)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kept)

    def __getitem__(self, number: int) -> Disagreement:
        """Return one."""
        return self._kept[number]

    def __iter__(self) -> Iterator[Disagreement]:
        """Yield those that are there when the iteration begins."""
        return map(self._kept.__getitem__, range(len(self._kept)))


def _codec(archive: Archive) -> Codec[Disagreement]:
    answers = archive.answers

    def encode(one: Disagreement) -> list[Any]:
        groups = [[answers.encode(answer) for answer in group] for group in one.groups]
        return [one.rule, one.topic, one.relation, groups, one.explanation]

    def decode(kept: list[Any]) -> Disagreement:
        rule, topic, relation, groups, explanation = kept
        told = tuple(tuple(map(answers.decode, group)) for group in groups)
        return Disagreement(rule, topic, Relation(relation), told, explanation)

    return Codec(encode, decode)
