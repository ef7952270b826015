"""A trigger never misses what its patterns match: checked against the lexicons that comparing reads with."""

import re
import string
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.compare import circumstance, concept, member
from pipeline.stages.compare.beginning import Beginning, beginnings, needed
from pipeline.stages.compare.holder import office
from pipeline.stages.compare.property import axis
from pipeline.stages.compare.state import event
from pipeline.stages.compare.trigger import Lexicon, Trigger, Triggers, in_small_letters, words_of

LEXICONS = {
    "concept": [row[5] for row in concept._TABLE],  # noqa: SLF001  the lexicon itself
    "circumstance": [*circumstance._SORTS.values()],  # noqa: SLF001  the lexicon itself
    "axis": [pole for one in (*axis.axes(), *axis.acts()) for pole in (one.yes, one.no)],
    "event": [row[2] for row in event._TABLE],  # noqa: SLF001  the lexicon itself
    "office": [office._OFFICES],  # noqa: SLF001  the lexicon itself
    "member": [row[2] for row in member._TABLE],  # noqa: SLF001  the lexicon itself
}
# A letter, and what a pattern without regard to case takes for it.
ALIKE = st.sampled_from(["ii", "iI", "iİ", "iı", "sſ", "kK", "aA", "eE"])
BEFORE, AFTER = (
    st.sampled_from(["", "It was ", "$5 million (", "The U.S.-", "_"]),
    st.sampled_from(["", ".", " is", "5"]),
)


def whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def one_of(patterns: dict[str, str]) -> re.Pattern[str]:
    return whole("|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items()))


@st.composite
def cases(draw: st.DrawFn, patterns: list[str]) -> tuple[str, str]:
    """Draw a pattern and a sentence around what it matches."""
    pattern = draw(st.sampled_from(patterns))
    found = draw(st.from_regex(rf"\A(?:{pattern})\Z", alphabet=st.characters(codec="ascii")))
    return pattern, draw(BEFORE) + found.replace(*draw(ALIKE)) + draw(AFTER)


@pytest.mark.parametrize("patterns", LEXICONS.values(), ids=LEXICONS)
@pytest.mark.untraced
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_trigger_hits_what_its_pattern_matches(patterns: list[str], data: st.DataObject) -> None:
    pattern, text = data.draw(cases(patterns))
    is_found = whole(pattern).search(text) is not None
    assert Trigger(*patterns).hits(words_of(text)) >= is_found
    assert ("this" in Triggers({"this": [pattern]}).named(words_of(text))) >= is_found


@pytest.mark.parametrize("patterns", LEXICONS.values(), ids=LEXICONS)
@pytest.mark.untraced
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_lexicon_finds_what_one_pattern_of_all_of_it_finds(patterns: list[str], data: st.DataObject) -> None:
    text = " ".join(data.draw(cases(patterns))[1] for _ in range(2))
    numbered = {f"n{n}": pattern for n, pattern in enumerate(patterns)}
    found = [(match.lastgroup, *match.span()) for match in one_of(numbered).finditer(text)]
    assert list(Lexicon(numbered).find(text, words_of(text))) == found


@pytest.mark.untraced
@settings(max_examples=150, deadline=None)
@given(cases(LEXICONS["axis"]))
def test_the_axes_that_a_passage_can_speak_of_hold_those_it_speaks_of(case: tuple[str, str]) -> None:
    spoken = {one.name for one in (*axis.axes(), *axis.acts()) if axis.either(one).search(case[1])}
    assert axis.triggers().named(words_of(case[1])) >= spoken


@pytest.mark.untraced
@settings(max_examples=150, deadline=None)
@given(cases(LEXICONS["event"]))
def test_the_events_that_a_passage_can_speak_of_hold_those_it_names(case: tuple[str, str]) -> None:
    spoken = {name for name, one in event.events().items() if one.nouns.search(case[1])}
    assert event.triggers().named(words_of(case[1])) >= spoken


@pytest.mark.parametrize("event_name", [name for name, one in event.events().items() if one.verbs])
def test_every_form_of_the_verbs_of_an_event_triggers_it(event_name: str) -> None:
    for verb in event.events()[event_name].verbs.split(", "):
        for _, written in event._forms(verb):  # noqa: SLF001  as the lexicon forms them
            assert event_name + event.OF_VERBS in event.triggers().named(words_of(f"It {written.upper()} today"))


def test_the_words_of_a_text_are_read_as_patterns_without_regard_to_case_read_them() -> None:
    every = "".join(filter(str.isalpha, map(chr, range(sys.maxunicode + 1))))
    for letter in string.ascii_lowercase:
        for alike in re.findall(letter, every, re.IGNORECASE):
            assert words_of(f"a{alike}b, c") == {f"a{letter}b", "c"}


@pytest.mark.parametrize(
    ("pattern", "words", "first"),
    [
        ("toll", "toll", "toll"),
        ("kill\\w*", "kill*", "kill*"),
        ("seats?", "seats seat", "seats seat"),
        ("fine[ds]?", "fined fines fine", "fined fines fine"),
        ("in\\scustody|detained", "custody detained", "in detained"),
        ("(?:has\\s)?(?:pled|pleads)\\sguilty", "pled pleads pled pleads", "has pled pleads"),
        ("(?:was|were)(?:n['’]t|\\snot)\\swearing", "wasn* wearing weren* wearing", "wasn* was weren* were"),
        ("cease-?fires?", "cease*", "cease*"),
        ("the\\s\\d+", "the", "the"),
        ("(?<=a\\s)round|(?:CEO|co-?founder)", "round ceo co*", "round ceo co*"),
    ],
)
def test_patterns_are_read_by_their_first_words(pattern: str, words: str, first: str) -> None:
    assert " ".join(map(_shown, needed(pattern))) == words
    assert " ".join(map(_shown, beginnings(pattern))) == first


def _shown(one: Beginning) -> str:
    return one.letters + ("" if one.is_whole else "*")


@pytest.mark.parametrize("pattern", [r"\d+", "toll|", "(?:a)?", "(?:a)*b", "['’]s"])
def test_a_pattern_that_can_begin_with_no_letters_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="no letters"):
        Trigger(pattern)


def test_a_group_that_does_not_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end"):
        Trigger("(?:toll")


def test_words_that_tell_nothing_are_asked_anew_when_there_are_too_many() -> None:
    trigger = Trigger("toll")
    assert not trigger.hits({str(number) for number in range(200_001)})
    assert not trigger.hits({"1", "one"})
    assert trigger.hits({"1", "toll"})


@pytest.mark.parametrize("text", ["COMPARED WİTH it", "ſince A.D. 100", "Kılo Straße ÉCOLE", "nothing else"])
def test_small_letters_stand_where_those_of_any_case_stood(text: str) -> None:
    found = re.compile(r"\b[a-z]+").finditer(in_small_letters(text))
    assert [one.span() for one in found] == [one.span() for one in re.finditer(r"(?i)\b[a-z]+", text)]
