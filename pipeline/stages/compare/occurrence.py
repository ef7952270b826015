"""Owns when or where something happened, as one passage tells it, and how that is kept until it meets others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.kept import Codec
from pipeline.stages.compare.model import Answer


@dataclass(frozen=True, slots=True)
class Occurrence:
    """When or where something happened, as one passage tells it: `value` as written.

    `days` are the first and the last that a date can mean; `how` is the preposition before a place.
    """

    answer: Answer
    value: str
    days: tuple[date, date] | None = None
    how: str = ""


def occurrence_codec(batch: Batch) -> Codec[Occurrence]:
    """Return how an occurrence is kept outside of memory."""
    answers = batch.archive.answers

    def encode(one: Occurrence) -> list[Any]:
        days = [day.isoformat() for day in one.days] if one.days else None
        return [answers.encode(one.answer), one.value, days, one.how]

    def decode(kept: list[Any]) -> Occurrence:
        answer, value, days, how = kept
        read = (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if days else None
        return Occurrence(answers.decode(answer), value, read, how)

    return Codec(encode, decode)
