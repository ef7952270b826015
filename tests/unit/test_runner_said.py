"""What an inbox says is counted on disk as it would be in memory, all of it anew or what has moved."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.runner.said_all import AllSaid
from pipeline.runner.said_moved import MovedSaid

ENDS = (-(2**63), 2**63 - 1)
# Sentences by hash, each with the hashes of its words, and how often they stand there before and after.
SAID = {line: {2 * n, 2 * n + 2, 2**62 - 2} for n, line in enumerate((*ENDS, *range(5)))}
TIMES = st.dictionaries(st.sampled_from(sorted(SAID)), st.tuples(st.integers(0, 2), st.integers(0, 2)))


def stems_of(lines: Iterable[int]) -> Counter[int]:
    return Counter(stem for line in lines for stem in SAID[line])


def within(counts: Mapping[int, int], wanted: Collection[int]) -> dict[int, int]:
    return {each: counts[each] for each in wanted if each in counts}


@settings(max_examples=40)
@given(TIMES)
def test_what_moved_is_reckoned_from_what_stood_there_before(times: dict[int, tuple[int, int]]) -> None:
    before = Counter({line: was for line, (was, _) in times.items() if was})
    after = Counter({line: now for line, (_, now) in times.items() if now})
    moved = MovedSaid(lambda lines: within(before, lines), lambda stems: within(stems_of(before), stems), 2)
    for by, lines in ((-1, before), (1, after)):
        for line in lines.elements():
            moved.add(line, by, SAID[line])
    was, now = stems_of(before), stems_of(after)
    for _ in "twice":
        assert moved.counts_of([0, 2, 8, 2**62 - 2]) == {stem: now[stem] for stem in (0, 2, 8, 2**62 - 2)}
    assert list(moved.lines()) == sorted((line, after[line]) for line in SAID if before[line] != after[line])
    assert list(moved.stems()) == sorted((stem, now[stem]) for stem in {*was, *now} if was[stem] != now[stem])


@settings(max_examples=20)
@given(TIMES)
def test_all_that_is_said_is_counted_a_word_once_for_each_different_sentence(times: dict[int, tuple[int, int]]) -> None:
    said, counts = AllSaid(2, 3), Counter({line: sum(several) for line, several in times.items() if sum(several)})
    for line in counts.elements():
        said.enter(line, SAID[line])
    assert (list(said.lines()), list(said.stems())) == (sorted(counts.items()), sorted(stems_of(counts).items()))
