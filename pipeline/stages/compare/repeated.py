"""Owns that a question is told once, though the index of amounts meets it under several subjects."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b

from pipeline.stages.compare.found import Found
from pipeline.stages.compare.model import Answer, Disagreement

_Words = tuple[str, str]


def each_once(found: Found) -> Iterator[Disagreement]:
    """Yield each question once: the index may meet it under several subjects, and not always with all its passages.

    What a larger disagreement of the same relation tells already, the same values of the same articles, is added to it.
    """
    order = sorted(range(len(found)), key=lambda number: _place(found[number]))
    kept: dict[int, frozenset[int]] = {}
    added: dict[int, list[int]] = defaultdict(list)
    at: dict[int, list[int]] = defaultdict(list)
    for number in order:
        told = _keys(found[number])
        home = next((n for n in at.get(min(told), ()) if told <= kept[n]), None)
        if home is None:
            kept[number] = told
            for key in told:
                at[key].append(number)
        else:
            added[home].append(number)
    for number in kept:
        yield _joined(found[number], [found[other] for other in added.get(number, ())])


def _joined(shell: Disagreement, others: Sequence[Disagreement]) -> Disagreement:
    """Return a disagreement with the passages of others that tell the same."""
    answers: dict[_Words, list[Answer]] = {}
    for group in shell.groups:
        own: dict[_Words, list[Answer]] = defaultdict(list)
        for answer in group:
            own[_told(answer)].append(answer)
        answers |= own
    for answer in (answer for one in others for group in one.groups for answer in group):
        same = answers[_told(answer)]
        if all(other.start != answer.start for other in same):
            same.append(answer)
    groups = (dict.fromkeys(map(_told, group)) for group in shell.groups)
    return replace(shell, groups=tuple(tuple(a for key in keys for a in answers[key]) for keys in groups))


def _told(answer: Answer) -> _Words:
    return answer.article_id, answer.words


def _place(one: Disagreement) -> tuple[int, str, list[tuple[str, int]]]:
    """Return what sorts disagreements: the largest first."""
    places = sorted((answer.article_id, answer.start) for group in one.groups for answer in group)
    return -sum(map(len, one.groups)), one.topic, places


def _keys(one: Disagreement) -> frozenset[int]:
    """Return what a disagreement tells in answer to which question, by hashes of 64 bits: no two should be alike."""
    question = one.relation + one.topic.partition(":")[0]
    told = {_told(answer) for group in one.groups for answer in group}
    return frozenset(_hash("\0".join((question, *each))) for each in told)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
