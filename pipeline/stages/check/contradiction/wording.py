"""Owns the questions under which contradictions are shown; short, and in words an editor would use."""

import re

from pipeline.stages.check.contradiction.slot import Slot
from schemas.finding import FindingKind
from schemas.quantity import QuantityKind

_EVENT = re.compile(
    r"\b(killed|injured|wounded|hurt|dead|died|missing|arrested|displaced|infected|evacuated|rescued|charged|detained|hospitali[sz]ed)\b",
    re.IGNORECASE,
)
_STARTS = {
    QuantityKind.MONEY: "How much money",
    QuantityKind.SHARE: "Which share",
    QuantityKind.POINTS: "How many points",
    QuantityKind.COUNT: "How many",
    QuantityKind.MULTIPLE: "How many times",
    QuantityKind.DURATION: "How long",
    QuantityKind.AGE: "How old",
    QuantityKind.MEASURE: "How much",
    QuantityKind.NUMBER: "How many",
}
_ASKED = {"moment": "When was it", "time": "At what time was it", "rank": "In which place"}
_AS_IT_IS = {"died": "died", "dead": "are dead", "missing": "are missing"}
_LONGEST = 60


def kind_of(slot: Slot) -> FindingKind:
    """Return the kind of a conflict over a slot."""
    return FindingKind.DATE_IMPOSSIBLE if slot.key == "moment" else FindingKind.VALUE_CONFLICT


def topic_of(slot: Slot) -> str:
    """Return the question that a slot answers."""
    quantity = slot.quantity
    about = _about(slot)
    if quantity is None:
        return f"{_ASKED.get(slot.key, f'Which {slot.key}')}: {about}?"
    event = _EVENT.search(slot.statement.text)
    if quantity.noun and _EVENT.fullmatch(quantity.noun):
        return f"How many {_told(quantity.noun)}?"
    if quantity.noun:
        return f"How many {quantity.noun} {_told(event[1])}?" if event else f"How many {quantity.noun}: {about}?"
    if event and quantity.kind is QuantityKind.NUMBER:
        return f"How many {_told(event[1])}?"
    return f"{_STARTS.get(quantity.kind, 'How much')}: {about}?"


def _told(event: str) -> str:
    """Return the verb of a casualty with what it needs before it ("were injured", "died")."""
    word = event.lower()
    return _AS_IT_IS.get(word, f"were {word}")


def _about(slot: Slot) -> str:
    """Return the words around a value in quotation marks, cut to a readable length, with a gap for the value."""
    text = slot.statement.article.text
    before = text[slot.statement.start : slot.start].rstrip()
    after = text[slot.end : slot.statement.sentence.end].rstrip(" .!")
    before = before if len(before) <= _LONGEST else "… " + before[-_LONGEST:].partition(" ")[2]
    after = after if len(after) <= _LONGEST else after[:_LONGEST].rpartition(" ")[0] + " …"
    return f"“{f'{before} … {after.strip()}'.strip()}”"
