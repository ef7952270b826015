import json
from pathlib import Path

import pytest

from pipeline.stages.check.contradiction import Contradiction, find_contradictions
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article, SentenceRole
from schemas.conflict import Relation
from schemas.finding import FindingKind
from tests.factories import make_article

SEEDS = Path(__file__).parents[4] / "seeds"
CONFLICTS = {
    "killed": ("The explosion in Lyon killed 12 people.", "Police said the explosion killed 15 people."),
    "one more": ("The explosion killed 12 people.", "The explosion killed 13 people."),
    "killed or dead": ("Twelve people were killed in the attack.", "At the site, 15 people died, officials said."),
    "share": ("The unemployment rate was 3.2%.", "An unemployment rate of 3.5% was recorded."),
    "inflation": ("Inflation rose to 3.2 percent in May.", "Inflation stood at 3.5 percent in May."),
    "money": ("The deal is worth $1.2 billion.", "The deal is worth $1.4 billion."),
    "one deal": ("Acme agreed to buy Beta for $1.2 billion.", "Acme will pay $1.4 billion for Beta."),
    "transposed": ("The survey found that 61 per cent support it.", "Only 16 per cent support it, the survey found."),
    "weekday": ("The match takes place on Monday.", "The match takes place on Tuesday."),
    "office": ("Chief executive John Smith said sales grew.", "Chief executive Jane Smith said sales grew."),
    "bound": ("More than 500 people were evacuated.", "In the end, 480 people were evacuated."),
    "two floors": ("The rally drew more than 10,000 fans.", "The rally drew more than 20,000 fans."),
    "ordinal in digits": ("Toyota ranked 3rd in the survey.", "Toyota ranked 5th in the survey."),
    "age": ("Ann Lee, 43, won the race.", "The race was won by Ann Lee, 48, on a wet track."),
    "rank": ("Toyota finished in third place this year.", "Toyota finished in fifth place this year."),
    "time": ("The ferry left the port at 4pm.", "The ferry left the port at 5.30 p.m. in rain."),
    "place": ("The fire broke out in Leeds on Sunday.", "The fire broke out in Bradford on Sunday."),
    "opposite": ("Shares of the bank rose sharply in London.", "Shares of the bank fell sharply in London."),
    "the place of all": (
        "In Lyon, the blast killed 12 people.",
        "Later, Lyon mourned the 15 people killed in the blast.",
    ),
    "charged": ("Smith has been charged with murder.", "Smith has not been charged with murder."),
    "closed": ("Acme has closed its first funding round.", "Acme is planning its first funding round."),
    "opened": ("The museum opened on Friday.", "The museum will open on Friday."),
}
NO_CONFLICTS = {
    "a place of its own": ("Turnout was 76 percent.", "In the capital, turnout was 59 percent."),
    "one value, two scales": ("The deal is worth $1.2 billion.", "Acme said the deal is worth $1,200 million."),
    "figures and words": ("Prices rose 4 percent in June.", "Prices rose four percent in June."),
    "about": ("About 2 million people live in the city.", "The city is home to 1.98 million people."),
    "up to": ("Up to 40 workers will lose their jobs.", "At the plant 35 workers will lose their jobs."),
    "its own rate": ("A deal of 50 billion yuan (about $7.35 billion).", "The deal is worth 7.35 billion dollars."),
    "then and now": ("In 2019 the company had 500 employees.", "In 2024 the company had 900 employees."),
    "quarter and year": ("Revenue was $5 billion in the quarter.", "Revenue for the full year was $20 billion."),
    "two voices": ("Police said 12 people were killed.", "The army said 15 people were killed."),
    "two places": ("Acme hired 200 people in Berlin.", "Acme hired 300 people in Paris."),
    "each and all": ("The company has 500 employees.", "Each store has 20 employees."),
    "two people": ("Smith has been charged with murder.", "Jones has not been charged with murder."),
    "two ages": ("Ann Lee, 43, won the race.", "Bob Ray, 48, lost the race."),
    "a column": ("Calories: 184.", "Calories: 196."),
    "length and point": ("Ann signed a new five-year deal.", "Three years after a deal Ann left."),
    "target": ("Migration stood at 298,000 people.", "The target for migration was 100,000 people."),
    "newcomer": ("He waited 10 minutes on the line.", "One caller waited 36 minutes on the line."),
    "a question": ("The blast killed 12 people.", "Did the blast kill 15 people?"),
    "scale apart": ("The plan would cut benefits by $6 billion.", "The plan would cut benefits by $7 an hour."),
    "order of size": ("The club sold 16,000 tickets to fans.", "The club sold hundreds of tickets to fans."),
    "value and bid": (
        "Rome value defender Lee at $35 million.",
        "A $21 million bid for defender Lee was made to Rome.",
    ),
}


def read(text: str) -> Article:
    (article,) = ingest_articles(text.encode(), "a.txt")
    assert isinstance(article, Article)
    return article


def contradictions(text: str) -> list[Contradiction]:
    return [each for each in find_contradictions(read(text)) if each.relation is Relation.CONTRADICTION]


@pytest.mark.parametrize("gap", [" ", "\n\n"], ids=["one paragraph", "two paragraphs"])
@pytest.mark.parametrize("pair", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_two_sentences_that_exclude_each_other_are_a_contradiction(pair: tuple[str, str], gap: str) -> None:
    assert contradictions(gap.join(pair))


@pytest.mark.parametrize("gap", [" ", "\n\n"], ids=["one paragraph", "two paragraphs"])
@pytest.mark.parametrize("pair", NO_CONFLICTS.values(), ids=NO_CONFLICTS.keys())
def test_a_difference_that_is_explained_is_no_contradiction(pair: tuple[str, str], gap: str) -> None:
    assert contradictions(gap.join(pair)) == []


def test_two_voices_are_unclear_and_both_are_named() -> None:
    (found,) = find_contradictions(read("Police said 12 people were killed.\n\nThe army said 15 people were killed."))[
        :1
    ]
    assert found.relation is Relation.UNCLEAR
    assert "Police" in found.explanation
    assert "The army" in found.explanation


def test_a_side_says_where_it_stands_and_what_it_states() -> None:
    article = read("The explosion killed 12 people.\n\nThe explosion killed 15 people.")
    found = find_contradictions(article)[0]
    assert found.topic == "How many people were killed?"
    assert found.kind is FindingKind.VALUE_CONFLICT
    assert [(side.n, side.value, article.quote(side.words)) for side in found.sides] == [
        (1, "12", "12"),
        (2, "15", "15"),
    ]
    assert [side.quantity and side.quantity.low for side in found.sides] == [12, 15]


def test_a_labelled_summary_counts_whole_and_its_label_is_no_word_of_it() -> None:
    lead = "In brief: A coin was found. It was sold. It is old. It is small. The silver coin weighs 300 grams."
    (found,) = contradictions(f"{lead}\n\nThe silver coin weighs 500 grams.")
    assert [side.n for side in found.sides] == [5, 6]


def test_a_summary_is_held_against_the_place_that_fits_it_best() -> None:
    lead = "The jet fell to just 9,500ft above the ocean."
    body = "It sank 9,500ft a minute in thick grey cloud over Peru until the jet fell to just 1,100ft above the ocean."
    assert [side.value for side in contradictions(f"{lead}\n\n{body}")[0].sides] == ["9,500ft", "1,100ft"]


def test_a_value_that_the_body_supports_elsewhere_needs_a_clear_lead() -> None:
    lead = "The ferry carried 300 passengers."
    body = "The ferry carried 300 passengers. A second ferry carried 200 passengers."
    assert contradictions(f"{lead}\n\n{body}") == []


def test_a_day_that_the_body_never_names_contradicts_the_day_of_the_event() -> None:
    body = "The storm hit on Saturday. Roofs flew on Saturday night. By Saturday noon it was calm in the town."
    lead = "A gale tore many roofs off old brick homes in a quiet coastal county to the far north on Friday."
    (found,) = contradictions(f"{lead}\n\n{body}")
    assert found.kind is FindingKind.DATE_IMPOSSIBLE


def test_boilerplate_and_repetitions_are_no_statements() -> None:
    words = "The explosion killed 12 people.", "The explosion killed 15 people."
    article = make_article(*words, roles={2: SentenceRole.BOILERPLATE})
    assert find_contradictions(article) == ()


def test_a_title_is_held_against_the_body() -> None:
    words = "Explosion kills 12 people in Lyon", "The explosion in Lyon killed 15 people."
    article = make_article(*words, roles={1: SentenceRole.TITLE})
    assert find_contradictions(article)[0].relation is Relation.CONTRADICTION


def test_a_question_with_many_answers_is_a_series() -> None:
    series = [f"The upper dam held back {n} metres of water." for n in range(2, 12)]
    assert contradictions("\n\n".join(["A report came out.", *series])) == []


@pytest.mark.parametrize("text", ["", "Ok.", "?!", "12", "a " * 3000])
def test_a_text_that_says_nothing_contradicts_nothing(text: str) -> None:
    assert find_contradictions(make_article(text or " ")) == ()


def test_an_article_of_headings_alone_has_no_body() -> None:
    roles = {1: SentenceRole.HEADING, 2: SentenceRole.HEADING}
    assert find_contradictions(make_article("First part", "Second part", roles=roles)) == ()


def test_the_pairs_that_were_found_by_hand_in_a_sample_are_found() -> None:
    gold = json.loads((SEEDS / "gold.json").read_text())["articles"]["004"]["within"]
    path = next(SEEDS.glob("004*.txt"))
    article = read(path.read_text())
    quotes = [[article.quote(side.span) for side in each.sides] for each in contradictions(article.text)]
    for pair in gold:
        assert any(all(any(part in quote for quote in sides) for part in (pair["a"], pair["b"])) for sides in quotes)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem[:3])
def test_the_samples_hold_no_other_contradiction(path: Path) -> None:
    assert len(contradictions(path.read_text())) == (2 if path.stem.startswith("004") else 0)
