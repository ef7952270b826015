from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer

from pipeline.text.word import content_words, fold, is_question, refers_back

SNOWBALL = snowballstemmer.stemmer("english")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Müller", "cafe muller"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("the firm’s", "the firm's"),
        ("of\u00adfice", "office"),
        ("ﬁnal", "final"),
        ("Ｆｕｌｌ", "full"),
        ("", ""),
    ],
)
def test_folding_takes_away_case_accents_and_typographic_variants(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The companies employed", "the company employs"),
        ("the company’s plan", "a company plans"),
        ("Müller", "MULLER"),
    ],
)
def test_inflection_and_spelling_variants_give_the_same_words(left: str, right: str) -> None:
    assert content_words(left) == content_words(right)


def test_content_words_keep_their_order_and_leave_out_function_words() -> None:
    assert content_words("It was the bridge that the storm hit") == ["bridg", "storm", "hit"]


def test_a_number_with_its_marks_is_one_word() -> None:
    assert content_words("about 7.4 of 1,200") == ["7.4", "1,200"]


@pytest.mark.parametrize("text", ["", "…", "the of and", "_"])
def test_a_text_without_meaning_has_no_content_words(text: str) -> None:
    assert content_words(text) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "He left.",
        "Its owner paid.",
        "Nobody told them.",
        "The company grew.",
        "The large Danish firm grew.",
        "Such a deal is rare.",
        "The former resigned.",
    ],
)
def test_a_pronoun_or_a_bare_noun_refers_back(sentence: str) -> None:
    assert refers_back(sentence)


@pytest.mark.parametrize("sentence", ["Leeds grew.", "The theory holds.", "A companyman left.", "Heat rose.", ""])
def test_a_sentence_with_its_own_subject_does_not_refer_back(sentence: str) -> None:
    assert not refers_back(sentence)


@pytest.mark.parametrize("sentence", ["Why?", "“Why?”", "(Why?)", '"Why?" ', "Who pays?»"])
def test_a_question_is_known_by_its_end(sentence: str) -> None:
    assert is_question(sentence)


@pytest.mark.parametrize("sentence", ["Why? Because.", "He asked why.", "", "?!"])
def test_a_statement_is_no_question(sentence: str) -> None:
    assert not is_question(sentence)


def test_words_are_stemmed_alike_in_many_threads() -> None:
    words = [f"{'valuat' * (n % 7 + 1)}{n}ions" for n in range(3000)]
    with ThreadPoolExecutor(8) as pool:
        side_by_side = list(pool.map(content_words, words))
    assert side_by_side == [[SNOWBALL.stemWord(word)] for word in words]
