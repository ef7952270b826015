import pytest

from pipeline.text.name import find_names, find_origins, name_key, near_miss, same_name
from pipeline.text.name.match import edit_distance

FOUND = [
    ("It is led by OpenAI and xAI.", ["OpenAI", "xAI"]),
    ("We saw DeepSeek-V4.1 in the U.S. today.", ["DeepSeek-V4.1", "U.S."]),
    ("The study by Counterpoint Research was cited by PYMNTS.com.", ["Counterpoint Research", "PYMNTS.com"]),
    ("He taught at the University of Notre Dame for years.", ["University of Notre Dame"]),
    ("They asked the Ministry of the Interior for help.", ["Ministry of the Interior"]),
    ("The founder Liang Wenhong spoke.", ["Liang Wenhong"]),
    ("Then Charles de Gaulle met George W. Bush there.", ["Charles de Gaulle", "George W. Bush"]),
    ("It said Dr. Smith lives in St. Louis now.", ["Dr. Smith", "St. Louis"]),
    ("She left Johnson & Johnson for AT&T last year.", ["Johnson & Johnson", "AT&T"]),
    ("China's AI sector is a China-based one.", ["China", "AI", "China"]),
    ("It is the Joneses' house.", ["Joneses"]),
    ("However, investors fled. The market fell. Yesterday it rose.", []),
    ("Investors fled on Monday in May.", []),
    ("Alibaba led the round.", ["Alibaba"]),
    ("Sharing is what she and Sharing do.", ["Sharing", "Sharing"]),
    ("Apples fell. We ate apples.", []),
    ("It hit the U.S. The rest is fine.", ["U.S."]),
    ("I think so.", []),
    ("It flew a Boeing 737, ran Llama 3 70B and sold 12 of them.", ["Boeing 737", "Llama 3 70B"]),
    ("He bought the new Xiaomi 17 in May.", ["Xiaomi 17"]),
    ("We paid OpenAI 12 times.", ["OpenAI"]),
    ("The child went missing on Good Friday.", []),
    ("Good Friday was quiet, and Black Friday was not.", []),
    ("They spoke in London Tuesday about it.", ["London"]),
    ("At Acme CEO Bob Ray spoke to them.", ["Acme", "Bob Ray"]),
    ("It was Founder Liang Wenfeng who spoke.", ["Liang Wenfeng"]),
    ("Founder Liang Wenfeng spoke to us.", ["Liang Wenfeng"]),
    ("It was Acme Chief Executive Officer Bob Ray who left them.", ["Acme", "Bob Ray"]),
    ("There the Acme Chief Scientist Bob Ray met us.", ["Acme", "Bob Ray"]),
    ("Then the OpenAI CEO said it.", ["OpenAI"]),
    ("He is Chief Executive of it.", ["Chief Executive"]),
    ("It was Leeds Head Coach Ann Lee who won.", ["Leeds", "Ann Lee"]),
    ("Then US President Ann Lee met Vice President Bob Ray.", ["US", "President Ann Lee", "Vice President Bob Ray"]),
    ("They saw the Bank of England Governor Ann Lee.", ["Bank of England", "Governor Ann Lee"]),
    ("Shares of Coach Inc rose in the Premier League.", ["Coach Inc", "Premier League"]),
    ("He is with Goldman Chief Of Staff now.", ["Goldman Chief Of Staff"]),
    ("It flew to Rio de la Plata by night.", ["Rio de la Plata"]),
    ("they met von der\u00a0Leyen in the end.", ["Leyen"]),
    ("It cost 4x as much at openai.com in 2026 or so.", ["openai.com"]),
    ("Chinese President Xi Jinping flew American Airlines.", ["Chinese", "President Xi Jinping", "American Airlines"]),
    ("a Chinese AI firm and South Korean chips", ["Chinese", "AI", "South Korean"]),
    ("DeepSeek Takes Its Biggest Round From Alibaba of Hangzhou", ["DeepSeek", "Alibaba", "Hangzhou"]),
    ("Biggest Storm Ever Hits Bank of England Branch", ["Bank of England Branch"]),
    ("a" * 70 + " " + "A" * 70, []),
    ("", []),
]
SAME = [
    ("Liang Wenhong", "Liang"),
    ("Liang Wenhong", "Wenhong Liang"),
    ("Mr Smith", "John Smith"),
    ("President Xi Jinping", "Xi"),
    ("U.S.", "United States"),
    ("NYT", "The New York Times"),
    ("Alibaba", "Alibaba Group"),
    ("J. Smith", "John Smith"),
    ("George W. Bush", "George Bush"),
    ("Beyoncé", "Beyonce"),
    ("DeepSeek’s", "DeepSeek"),
    ("Xiao-ping", "Xiaoping"),
    ("Counterpoint", "Counterpoint Research"),
]
OTHER = [
    ("China", "Bank of China"),
    ("Bank", "Bank of England"),
    ("North Korea", "South Korea"),
    ("GPT-4", "GPT-5"),
    ("Iran", "Iraq"),
    ("America", "American"),
    ("Xi Jinping", "Li Jinping"),
    ("Apple", "Orange"),
    ("Ann Smith", "Bob Jones"),
    ("Ann Mary Smith", "Bob Smith"),
    ("...", "Apple"),
]
NEAR = [
    ("Wenfeng", "Wenhong"),
    ("Liang Wenfeng", "Liang Wenhong"),
    ("Wenfeng Liang", "Liang Wenhong"),
    ("Andersen", "Anderson"),
    ("Andersen", "Mary Anderson"),
    ("Katherine Jones", "Catherine Jones"),
    ("John Smith", "Joan Smith"),
    ("Brian Cox", "Brain Cox"),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_names_are_found(text: str, expected: list[str]) -> None:
    assert [name.text for name in find_names(text)] == expected


def test_a_headline_takes_only_names_that_the_body_knows() -> None:
    body = "the group said that " + " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60))
    text = f"Giant Retailer Alibaba Lifts Chinese Profit\n{body} and Alibaba agreed."
    assert [name.text for name in find_names(text)] == ["Alibaba", "Chinese", "Alibaba"]


def test_names_carry_what_they_are() -> None:
    acronym, origin, plain = find_names("the U.S. and Chinese ally Liang Wenhong")
    assert (acronym.is_acronym, origin.is_origin, plain.is_acronym or plain.is_origin) == (True, True, False)


def test_a_lone_first_word_is_marked_as_weak() -> None:
    assert find_names("Alibaba led.")[0].is_initial


@pytest.mark.parametrize("word", ["Turnout", "Detectives", "Overnight", "Churches", "Exports", "Midfielder"])
def test_an_ordinary_word_that_opens_a_sentence_is_no_name(word: str) -> None:
    assert [name.text for name in find_names(f"{word} in Melby rose again.")] == ["Melby"]


def test_an_ordinary_word_is_a_name_where_it_is_capitalised_inside_a_sentence() -> None:
    text = "Detectives came at noon. They had read of the band Detectives before."
    assert [name.text for name in find_names(text)] == ["Detectives", "Detectives"]


def test_origins_are_found() -> None:
    assert [name.text for name in find_origins("A Chinese lab and a South Korean bank in Seoul.")] == [
        "Chinese",
        "South Korean",
    ]


def test_a_key_folds_case_accents_and_hyphens() -> None:
    assert name_key("Jean-Luc Müller’s") == "jean luc muller"


@pytest.mark.parametrize(("left", "right"), SAME)
def test_variants_of_one_name_are_the_same(left: str, right: str) -> None:
    assert same_name(left, right)
    assert same_name(right, left)
    assert not near_miss(left, right)


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_other_names_are_neither_same_nor_near(left: str, right: str) -> None:
    assert not same_name(left, right)
    assert not near_miss(left, right)


@pytest.mark.parametrize(("left", "right"), NEAR)
def test_almost_the_same_name_is_a_near_miss(left: str, right: str) -> None:
    assert near_miss(left, right)
    assert near_miss(right, left)


@pytest.mark.parametrize(
    ("left", "right", "distance"), [("ab", "ba", 1), ("abc", "abd", 1), ("abc", "xyz", 3), ("a", "abcd", 3)]
)
def test_the_distance_counts_letters_up_to_its_limit(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right, 2) == distance
