"""Where sentences begin and end."""

import pytest

from pipeline.text.sentence import MAX_CHUNK_CHARS, MAX_SENTENCE_CHARS, cut_long, split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith of Apple Inc. said so.",
        "The U.S. Senate met.",
        "See No. 5 on the list.",
        "It rose, e.g. in Oslo, by 3.5 per cent.",
        "J. K. Rowling wrote it.",
        "Gov. Lee met Lt. Col. Brown at 5 p.m. on Jan. 5.",
        "Dr. A. Lee et al. found it.",
        "OpenAI keeps its weights private; Meta publishes them.",
        "It ended in Sept. 2024.",
        "The rise is approx. 5 km.",
        "He said: ‘No.’",
        "He paid Rs. 5 lakh.",
        "It is at Art. 5 and Nr. 7.",
        "no end at all",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "sentences",
    [
        ["“We won.”", "Then they left."],
        ['Apple said "It works."', "He left."],
        ["He got 5.", "Two left."],
        ["The traits:", "1. Super funding: AI is rich.", "2. Super power: GPUs.", "3. Closed source."],
        ["Parts:", "1. One is new.", "2. Two is old.", "Others:", "1. Three is new.", "2. Four is old."],
        ["He grows in the cloud.", "xAI builds a system."],
        ["She cried!", "Really?", "Yes."],
        ["It rose in Jan.", "Sales fell."],
    ],
)
def test_a_paragraph_falls_into_its_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("text", ["", "  \n ", "\t"])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


def test_offsets_are_into_the_whole_text() -> None:
    assert split_sentences("xx One. Two. yy", 3, 12) == [(3, 7), (8, 12)]


@pytest.mark.parametrize(("text", "expected"), [("… He left. !!!", ["… He left. !!!"]), ("?! ?!", ["?! ?!"])])
def test_a_remnant_without_a_word_joins_its_neighbour(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_sentence_too_long_is_cut_at_white_space() -> None:
    pieces = split("word " * 500)
    assert all(len(piece) <= MAX_SENTENCE_CHARS for piece in pieces)
    assert all(piece.startswith("word") and piece.endswith("word") for piece in pieces)


def test_text_without_white_space_is_cut_anywhere() -> None:
    assert cut_lengths("x" * 2500) == [1000, 1000, 500]


def cut_lengths(text: str) -> list[int]:
    return [end - start for start, end in cut_long(text, 0, len(text))]


def test_a_chunk_ends_where_a_sentence_does() -> None:
    sentence = "The ship sank near the port on Monday. "
    pieces = split(sentence * (3 * MAX_CHUNK_CHARS // len(sentence)))
    assert set(pieces) == {sentence.strip()}


def test_a_chunk_without_a_full_stop_ends_at_white_space() -> None:
    pieces = split("harbour? yes, " + "harbour " * (2 * MAX_CHUNK_CHARS // 8))
    assert {word for piece in pieces for word in piece.split()} == {"harbour?", "yes,", "harbour"}
