"""Owns that a question is told once, though the index of amounts meets it under several subjects."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress

from pipeline.stages.compare.found import Found
from pipeline.stages.compare.kept import Codec, Key, Store
from pipeline.stages.compare.keyed import Keyed, key_of
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.restated.rows import Rows

_LARGEST = 10**9 - 1
_NUMBERED: Codec[tuple[int, ...]] = Codec(list, tuple)

_Words = tuple[str, str]


def each_once(found: Found, store: Store) -> Iterator[Disagreement]:
    """Yield each question once: the index may meet it under several subjects, and not always with all its passages.

    What a larger disagreement of the same relation tells already, the same values of the same articles, is added to it.
    `store` is where is kept what has to be known of all of them.
    """
    ordering, keyed = store.ordering(_NUMBERED), Keyed(store)
    for number, one in enumerate(found):
        ordering.add(_place(one), (number, *sorted(_keys(one))))
    numbers, merged = store.numbers("I"), Rows(store)
    for place, (number, *keys) in enumerate(ordering):
        numbers.append(number)
        for key in keys:
            keyed.add(key, place)
    is_home = bytearray(len(numbers))
    for place, (_, first, *others) in enumerate(ordering):
        homes = (home for home in keyed.at(first) if home < place and is_home[home])
        at = next((home for home in homes if all(home in keyed.at(key) for key in others)), None)
        is_home[place] = at is None
        merged.add(() if at is None else (at,))
    added = merged.turned(len(numbers))
    for place in compress(range(len(numbers)), is_home):
        yield _joined(found[numbers[place]], [found[numbers[other]] for other in added[place]])


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


def _place(one: Disagreement) -> Key:
    """Return what sorts disagreements: the largest first."""
    places = sorted((answer.article_id, answer.start) for group in one.groups for answer in group)
    size = _LARGEST - sum(map(len, one.groups))
    return f"{size:09}", one.topic, "".join(f"{article_id}\1{start:09}\1" for article_id, start in places)


def _keys(one: Disagreement) -> frozenset[int]:
    """Return what a disagreement tells in answer to which question, by hashes of 64 bits: no two should be alike."""
    question = one.relation + one.topic.partition(":")[0]
    told = {_told(answer) for group in one.groups for answer in group}
    return frozenset(key_of("\0".join((question, *each))) for each in told)
