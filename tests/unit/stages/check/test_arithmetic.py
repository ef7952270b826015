"""Arithmetic on an article's own numbers: what holds, what fails, and what is no sum at all."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.stages.check.arithmetic import Sum, find_arithmetic
from pipeline.stages.ingest import ingest_articles
from schemas.article import Article, SentenceRole
from tests.factories import make_article

SEEDS = sorted((Path(__file__).parents[4] / "seeds").glob("*.txt"))
HOLDS = [
    ("duration", "The talks lasted for 16 hours, from 10 a.m. on Wednesday until 2 a.m. on Thursday."),
    ("duration", "The road was shut from 10:00 to 2:00, four hours."),
    ("duration", "The alarm was raised at 14:20. He was brought down at 16:50, two and a half hours later."),
    ("duration", "For six weeks, from 1 March to 12 April, the line was closed."),
    ("duration", "His first show, in 1980, was a failure. Nine years later, in 1989, a museum bought it."),
    ("parts_and_whole", "They won 19 of 28 matches this season, drawn four and lost five."),
    ("parts_and_whole", "It had 19 wins, four draws and five defeats from 28 games."),
    ("share_of_total", "Police checked 400 cars and 200 lorries. A quarter of them, 100 cars, had bad tyres."),
    ("share_of_total", "The firm sold 1,200 cars, 15 percent of the 8,000 vehicles sold."),
    ("parts_and_whole", "The storm destroyed 140 homes, 60 of them in the old town and 80 along the river."),
    ("share_of_total", "Of the 60 bridges in the district, 45 (75%) cannot be used."),
    ("share_of_total", "Of the 300 workers, 60 were treated in hospital, or 20%."),
    ("share_of_total", "Among the 1,600 children given a placebo, 400 (25%) fell ill."),
    ("share_of_total", "The bank employs 9,000 people, of whom 3,600 (40%) work in branches."),
    ("share_of_total", "The mission cost $1.1 billion, of which $660 million, or 60%, was spent on the probe."),
    ("change", "Revenue rose to $8.8 billion from $8 billion, an increase of 10%."),
    ("change", "Its share fell to $15 million from $20 million, a 25% drop."),
    ("change", "Some 620 babies were born in the ward last year, down 38% from 1,000 in 2015."),
    ("average", "He took £3 million from 120 pensioners, an average of £25,000 each."),
    ("average", "The 40 clubs shared $10 million, or $250,000 apiece."),
    ("average", "The closure will save £2.4 million over three years, or £800,000 a year."),
    ("parts_and_whole", "Rescuers met 34 people. They found 19 of them at home and the other 15 in cars."),
    ("parts_and_whole", "They met 12 men and 34 women. They found 19 of them at home and the other 15 in cars."),
    (
        "parts_and_whole",
        "It cost $2.3 billion. They pay $1.8 billion in cash and the remaining $500 million in shares.",
    ),
    ("parts_and_whole", "She ran the first half in 67 minutes and the second half in 69 minutes, 136 minutes in all."),
    ("share_of_total", "12 of the 18 board members (67%) voted in favour."),
    ("share_of_total", "In all, 12 of 18 members, or two-thirds, backed the motion."),
    ("share_of_total", "Some 40% of the 50,000 residents, or 20,000 people, have left."),
    ("share_of_total", "About 4,000 workers, or 40 percent of the 10,000 staff, joined the strike."),
    ("share_of_total", "The council raised £300 million. The ministry gave £90 million, 30% of the total raised."),
    ("share_of_total", "The city spent $20m of the $80m, or 25 percent, on roads."),
    ("parts_and_whole", "The blast left three killed and seven injured, ten casualties in all."),
    ("parts_and_whole", "The group will cut 4,000 jobs: 2,500 in Germany and 1,500 in France."),
    ("parts_and_whole", "The jury has 12 members (seven women and five men)."),
    ("parts_and_whole", "He paid $3 million in cash and $2 million in shares, a total of $5 million."),
    ("parts_and_whole", "Of the 18 members, 12 voted for, three against and the remaining three abstained."),
    ("parts_and_whole", "The state holds 60% of the bank and the remaining 40% is listed."),
    ("parts_and_whole", "The fund put up $20bn of the $50bn; the remaining $30bn comes from lenders."),
    ("parts_and_whole", "The team won 12 medals – five gold, four silver and three bronze."),
    ("change", "Visitor numbers rose 8% to 5.4 million from 5 million."),
    ("change", "Support fell by 3 percentage points to 42% from 45%."),
    ("change", "Sales doubled from 2 to 4 million."),
    ("change", "Output climbed from 200 tonnes to 250 tonnes, an increase of 25%."),
    ("change", "The bank cut its rate by 25 basis points to 4.5% from 4.75%."),
    ("change", "Profit was $108 million, up 8% from $100 million a year earlier."),
    ("change", "Arrivals fell by 1,200 from 5,000 to 3,800."),
    ("change", "The price dropped from $40 to $30, or 25%."),
    ("change", "Passengers tripled to 9 million in 2024 from 3 million in 2014."),
    ("multiple", "The fund holds $60 million, three times as much as the $20 million it began with."),
    ("multiple", "The storm killed 12 people, twice as many as the six in the previous one."),
    ("currency_rate", "The painting sold for £5 million ($6.3 million)."),
    ("currency_rate", "The plant costs 100 million euros, or $115 million."),
    ("age", "The singer, 76, was born in 1950."),
    ("duration", "The firm was founded in 1987, 39 years ago."),
    ("duration", "He was mayor from 2019 to 2024, five years."),
    ("duration", "She led the club for eight years, from 2004 to 2012."),
    ("duration", "In 1969 she joined the club, where she worked for 21 years, until 1990."),
    ("list_count", "The plan has three priorities: roads, schools and hospitals."),
    ("list_count", "They won it three times (1998, 2002 and 2006)."),
    ("list_count", "Four ports were closed: Calais, Dover, Dunkirk, and Ostend."),
    ("change", "Fares went from 2 dollars to 3 dollars, a 50% increase."),
    ("share_of_total", "Two-thirds (12) of the 18 members agreed."),
    ("share_of_total", "40 percent, or 20,000, of the 50,000 residents left."),
    ("list_count", "Three steps remain: talks; a vote; and a referendum."),
    ("duration", "The bridge was built three decades ago, in 1996."),
    ("age", "Founded in 1987, the 39-year-old company makes pumps."),
    ("age", "The poet was born in 1950, and is now 76."),
    ("multiple", "The fund holds $80 million, three times more than the $20 million it began with."),
    ("multiple", "The fund holds $60 million, three times more than the $20 million it began with."),
    ("change", "Prices rose to $4 in May from $2 in April, or doubled to $4 from $2."),
    ("parts_and_whole", "The company, which was founded by 12 friends, has 40 ships: 15 in Asia and 25 in Europe."),
    ("list_count", "He has four children (2, 5, 7 and 9)."),
    ("parts_and_whole", "It bought 30% in 2010 and, after selling 5% of its own shares, the remaining 70%."),
    ("list_count", "It fined three banks: Lloyds, Barclays and Marks and Spencer."),
    ("share_of_total", "In total, it raised £300 million. The ministry gave £90 million, 30% of the total."),
    (
        "share_of_total",
        "It raised £300 million. It got £90 million, 30% of the funds raised, from us. It has 12 vans.",
    ),
]
FAILS = [
    ("parts_and_whole", "The storm destroyed 140 homes, 60 of them in the old town and 90 along the river."),
    ("parts_and_whole", "The storm destroyed 140 homes. Sixty of them were in the old town and 90 along the river."),
    ("parts_and_whole", "The storm destroyed 140 homes. Of these, 60 stood in the old town and 90 along the river."),
    ("parts_and_whole", "Of the 200 seats, 78 went to the Greens, 74 to the Reds and 58 to others."),
    ("parts_and_whole", "Doctors treated 48 patients, 30 of them children and 24 adults."),
    ("parts_and_whole", "The mill employs 210 people, 90 women and 140 men."),
    ("parts_and_whole", "It cost $84 million, of which 60 million came from the state and 34 million from the city."),
    ("parts_and_whole", "The party has 120 members, 80 of whom voted for the motion and 50 against."),
    ("share_of_total", "Of the 60 bridges in the district, 45 (85%) cannot be used."),
    ("change", "Revenue rose to $8.8 billion from $8 billion, an increase of 20%."),
    ("average", "He took £3 million from 120 pensioners, an average of £35,000 each."),
    ("average", "The closure will save £2.4 million over three years, or £600,000 a year."),
    ("parts_and_whole", "Rescuers met 34 people. They found 19 of them at home and the other 12 in cars."),
    ("change", "Profits rose to $5 million in the first quarter from $7 million a year earlier."),
    ("change", "Spending grew from 2.1% of output in 2020 to 1.9% in 2023."),
    ("share_of_total", "12 of the 18 board members (76%) voted in favour."),
    ("share_of_total", "Some 40% of the 50,000 residents, or 28,000 people, have left."),
    ("share_of_total", "The council raised £300 million. The ministry gave £90 million, 45% of the total raised."),
    ("parts_and_whole", "The blast left three killed and seven injured, eleven casualties in all."),
    ("parts_and_whole", "The group will cut 4,000 jobs: 2,500 in Germany and 2,500 in France."),
    ("parts_and_whole", "The jury has 12 members (seven women and six men)."),
    ("parts_and_whole", "Of the 18 members, 12 voted for and the remaining five abstained."),
    ("parts_and_whole", "The state holds 60% of the bank and the remaining 50% is listed."),
    ("parts_and_whole", "Police arrested 18 people, including 25 men."),
    ("change", "Visitor numbers rose 18% to 5.04 million from 5.01 million."),
    ("change", "Support fell by 5 percentage points to 42% from 45%."),
    ("change", "Sales doubled to $9 million from $3 million."),
    ("change", "Exports rose to $4.1 billion from $5.2 billion."),
    ("change", "The price was $30, up from $40 a year earlier."),
    ("change", "Output climbed from 200 tonnes to 250 tonnes, an increase of 50%."),
    ("multiple", "The fund holds $60 million, five times as much as the $20 million it began with."),
    ("rate_implausible", "The painting sold for £5 million ($63 million)."),
    ("age", "The singer, 86, was born in 1950."),
    ("duration", "The firm was founded in 1987, 29 years ago."),
    ("duration", "He was mayor from 2019 to 2024, nine years."),
    ("list_count", "The plan has four priorities: roads, schools and hospitals."),
    ("list_count", "They won it four times (1998, 2002 and 2006)."),
    ("parts_and_whole", "The state holds 60% of the bank and the remaining 30% is listed."),
    ("parts_and_whole", "They paid $3 million in cash and $2 million in shares, a total of $7 million."),
    ("list_count", "Three steps remain: talks; a vote; a treaty; and a referendum."),
    ("list_count", "Three ports were closed: Calais, Dover, Dunkirk and Ostend."),
    ("share_of_total", "Some 40% of the 50,000 residents (28,000 people) have left."),
    ("change", "Profit was $108 million, up 18% from $100 million a year earlier."),
    ("rate_implausible", "The fund gave 50 billion yuan (US$73.5 billion) to the region."),
    ("multiple", "The fund holds $60 million, five times more than the $20 million it began with."),
    ("parts_and_whole", "The jury has 12 members: seven women and six men."),
    ("parts_and_whole", "The blast hurt 20 people, 30 of whom are still in hospital."),
    ("change", "Revenue fell to 412 million euros from 395 million."),
    ("parts_and_whole", "She made 41 albums: 17 for a British label, 15 for a German one and 11 for a small house."),
    ("parts_and_whole", "It cost 240,000 pounds: 110,000 for timber, 80,000 for labour and 70,000 for paint."),
    (
        "parts_and_whole",
        "It costs 18 million euros. Of that sum the state pays 7 million and the town the remaining 13 million.",
    ),
    ("parts_and_whole", "They won 19 of 28 matches this season, drawn four and lost six."),
    ("share_of_total", "It brewed 2.1 million litres, up from 1.9 million. A fifth of that, 610,000 litres, was sold."),
    ("share_of_total", "Some 36 people died. Two thirds of them, 29 people, were over 80."),
    ("share_of_total", "It was signed by 1,140 people, 95 percent of the 1,900 inhabitants."),
    ("duration", "The storm lasted for nine hours, from 9 p.m. until 4 a.m."),
    ("duration", "The four-hour meeting ran from 10 a.m. to noon."),
    ("duration", "It was shut from 10:00 to 2:00, six hours."),
    ("duration", "The alarm was raised at 14:20. He was brought down at 18:50, two hours later."),
    ("duration", "The trial lasted for 12 days, from 3 March to 10 March."),
    ("duration", "His first show, in 1980, was a failure. Six years later, in 1989, a museum bought it."),
]
SILENT = [
    "The storm destroyed 140 homes, 60 of them in the old town and 50 along the river.",
    "More than 140 homes were destroyed, 60 of them in the old town and 90 along the river.",
    "The zoo has 140 species, of which 60 live in Africa and 90 in Asia.",
    "Doctors treated 48 patients, 30 of them women and 24 adults.",
    "The school has 20 teachers, 200 boys and 180 girls.",
    "They treated 30 people, 20 of them in hospital and 12 in intensive care.",
    "The storm left 140 homes, 60 of them without power and 90 without water.",
    "They built 40 homes and 140 flats. Sixty of them are in the old town and 90 along the river.",
    "It cost $2.9 billion. They pay $1.8 billion in cash and the remaining $500 million in shares.",
    "The closure will save £2.4 million over three years, or £70,000 a month.",
    "They took more than £3 million from 120 pensioners, an average of £25,000 each.",
    "He took £3 million from 120 pensioners, an average of $25,000 each.",
    "Some people came. They found 19 of them at home and the other 15 in cars.",
    "He met 34 people and 50 men. They found 19 of them at home and the other 12 in cars.",
    "Profits rose to $5 million in the first quarter from $20 million for all of last year.",
    "The population grew from 5 million in 1990 to 4.2 million men and 4.4 million women.",
    "Gold rose to $2,400 an ounce from $2,350.",
    "Net income fell to $1.2 billion, or $2.10 a share, from $1.4 billion, or $2.35 a share.",
    "About 1,200 flights were cancelled and 3,400 delayed, 20% of the total.",
    "The company raised $50 million. He put in $5 million, 20% of the company.",
    "The fund raised $50 million and $60 million. He gave $5 million, 20% of the total raised.",
    "The firm was founded in 1987, 40 years ago.",
    "Sales rose twice to 4 million from 2 million.",
    "The farm has 0 cows, twice as many as the six before.",
    "The fund holds $50 million, three times as much as the $20 million it began with.",
    "He keeps 12 dogs and seven cars, 30 cows in all.",
    "It made a loss of $3 million and a loss of $2 million, $9 million in all.",
    "It sold 40 cars, including $3 million of parts.",
    "Police arrested 18 people, including 12 men.",
    "Of the 18 members, nobody came and the remaining 12 left.",
    "It gave 5% to A, 5% to B, 5% to C, 5% to D, 5% to E, 5% to F and the remaining 90% to G.",
    "It has 12 dogs of the 18 cars (76%).",
    "0 of the 18 members (5%) agreed.",
    "51 of the 77 members (67%) agreed.",
    "The board has 18 members; 12 voted in favour, and turnout was 40%.",
    "12 of the 18 board members (40% of them women) voted.",
    "The group made $5 million, up 8% in constant currency from $4.9 million.",
    "Sales rose 8% year on year to 5.4 million, from 5.3 million in the previous quarter.",
    "He earned $40 million in 2011, $30 million in 2012 and $25 million in 2013.",
    "The firm has 40 employees, 300 clients and 20 offices.",
    "Net profit was $50 million, including a $60 million gain on a sale.",
    "The bus carried 40 passengers and three crew, including 12 children.",
    "Two crashes killed many: 12 in Peru and 15 in Chile.",
    "The house was sold for $2 million, $500,000 less than asked, after 12 weeks.",
    "The single climbed from 12 to 3 in the chart.",
    "The team won 12 games, lost three and had 40 corners.",
    "She was born in 1950 and was aged 20 when the war ended.",
    "It sold 200 cars for $3 million, up from 150.",
    "The union has 2,000 members. Some 40% of voters back the strike.",
    "The company has three divisions, among them cars and trucks.",
    "The talks include several countries: France, Germany and Spain.",
    "The attack killed 12 people in March and 30 in May.",
    "The tower is 300 metres high, and 5 km from the port.",
    "The book cost £20 in 1990 ($5 less than abroad).",
    "In 1923 he paid £500 ($9,000 in today's money).",
    "He was jailed for 20 years, from 1990 to 2002 in solitary confinement.",
    "Two senators: Ted Cruz, R-Texas, and John Cornyn, R-Texas.",
    "Three people were named: John Smith, 34, Mary Jones, 28, and Bob Ray, 12.",
    "Two cities bid: Austin, Texas, and Boise.",
    "A third of the 20 buses run late, and 5 are broken.",
    "The deficit widened to 5% from 3%, and rates rose by a quarter point.",
    "Ten players scored: 3 goals came from Smith and 4 from Jones.",
    "Half of the 20 passengers, five crew, and two guides were hurt.",
    "The party won 12 of the 18 seats, representing 40% of the vote.",
    "Three men and two women were hurt, a total of 12 people have died.",
    "It killed 12 and injured seven, 30 people in all were on board.",
    "The chain owns 40 hotels – 12 in Spain and 15 in Italy – across Europe.",
    "Pay fell from £500 a week to £20 an hour.",
    "The race was cut from 5 km to 800 metres.",
    "Oil fell 3% to $50 a barrel from $60 last month.",
    "Shares rose 3% to $5, from $3 a year ago.",
    "Passengers went from 5 million to 10 million, an increase of 8% a year.",
    "Sales grew from $5 million to $10 million, an annual increase of 7%.",
    "Prices did not rise to $4 from $5.",
    "The car costs £30,000 ($30,000).",
    "Four players (Smith, Jones and Brown were injured) missed the game.",
    "Five countries signed: the UK, Ireland and the Benelux states.",
    "Of the 18 members, 12 came by 9 a.m. The other two parties met later.",
    "Sales of $10 million in Q1 and $12 million in Q2 came with a 40% margin.",
    "Of the 100 passengers, some were rescued, 60 swam and the remaining 30 are missing.",
    "The wage rose 10% in three years to $12 from $11.50 last year.",
    "The fire killed a man, two women and three children, six people in all.",
    "Of the 18 members, 12 voted for, one against and the remaining five abstained.",
    "Net debt was $50 million, including $60 million owed to banks.",
    "Several officers and three soldiers, including 12 women, were hurt.",
    "The company has 300 staff: 12 vans and 20 cars serve them.",
    "Of the 18 members, 12 voted in 3 towns and the remaining six were ill.",
    "The 60% rise in May and the remaining 30% went unnoticed.",
    "Losses rose to a loss of $4 million from a loss of $5 million.",
    "The fund holds $60 million, twice the 20 staff of last year.",
    "He has lived in Rome for eight years, from time to time.",
    "It was founded in 2030, 38 years ago.",
    "The contract ran from 2019 to 2024, nine years.",
    "At least three ports were closed: Calais, Dover, Dunkirk and Ostend.",
    "Several ports and three cities: Calais, Dover, and others.",
    "The plan names two of its three goals: peace, land and bread.",
    "The league has four teams: Ajax, Roma and two qualifiers.",
    "They bought it for 300 million tenge ($10 million).",
    "The fee rises to 10 euros from 15 May.",
    "The toll rose to 1,000 dollars from 1,100 people.",
    "Shops are open for six hours each day, from 9 a.m. to 9 p.m.",
    "He slept for two hours. From 10 p.m. to 6 a.m. he drove.",
    "The first crew arrived at 14:31 and found smoke. A man was found at 16:05, 30 minutes later.",
    "Two divers went down at 14:20. One came up at 15:00, ten minutes later than planned.",
    "He was away for ten working days, from 1 June to 14 June.",
    "He came to Rome in 1980 and married there. Ten years later, in 1994, he left.",
    "They won 10 of 20 games, drawn five and lost four, with one abandoned.",
    "They won 10 of their last 12 games and lost one.",
    "She won 14 medals: three for a relay, a gold alone and seven with others.",
]


def article_of(text: str, published_at: datetime | None = datetime(2026, 5, 6, tzinfo=UTC)) -> Article:
    return make_article(re.split(r"(?<=\.) (?=[A-Z])", text), published_at=published_at)


def seed(path: Path) -> Article:
    (article,) = ingest_articles(path.read_bytes(), path.name)
    assert isinstance(article, Article)
    return article


def sums(text: str) -> tuple[Sum, ...]:
    return find_arithmetic(article_of(text))


@pytest.mark.parametrize(("rule", "text"), HOLDS)
def test_a_sum_that_the_words_tie_together_holds(rule: str, text: str) -> None:
    assert [(one.rule, one.holds) for one in sums(text)] == [(rule, True)]


@pytest.mark.parametrize(("rule", "text"), FAILS)
def test_a_sum_that_does_not_add_up_fails(rule: str, text: str) -> None:
    assert [(one.rule, one.holds) for one in sums(text)] == [(rule, False)]


@pytest.mark.parametrize("text", SILENT)
def test_numbers_that_only_stand_together_are_left_alone(text: str) -> None:
    assert sums(text) == ()


@pytest.mark.parametrize(
    ("text", "equation"),
    [
        ("12 of the 18 members (76%) agreed.", "12 / 18 = 66.7%, not 76% as stated"),
        ("Costs tripled from $3m to $8m.", "$8m / $3m = 2.67, roughly as stated"),
        ("Costs tripled from $3m to $9m.", "$9m / $3m = 3, as stated"),
        ("It left three killed and seven injured, 11 people in all.", "three + seven = 10, not 11 as stated"),
        ("They sold it for £5 million ($6.7 million).", "£5 million at 1.34 USD to one GBP is $6.7 million"),
        ("Support fell to 42% from 40%.", "42% > 40%, not fell as stated"),
        (
            "It holds $60 million, twice as much as the $20 million before.",
            "$60 million / $20 million = 3, not twice as stated",
        ),
    ],
)
def test_the_equation_is_written_with_the_values_of_the_article(text: str, equation: str) -> None:
    (one,) = sums(text)
    assert one.equation == equation


def test_the_stated_result_is_the_first_passage() -> None:
    article = article_of("The council raised £300 million. The ministry gave £90 million, 30% of the total raised.")
    (one,) = find_arithmetic(article)
    assert [article.quote(span) for span in one.spans] == ["30%", "£90 million", "£300 million"]
    assert one.sentence_numbers == (1, 2)


@pytest.mark.parametrize("role", [SentenceRole.BOILERPLATE, SentenceRole.REPEATED])
def test_what_is_no_statement_of_the_article_is_not_read(role: SentenceRole) -> None:
    assert find_arithmetic(make_article("12 of the 18 members (76%) agreed.", roles={1: role})) == ()


def test_a_title_and_the_first_paragraph_are_read_together() -> None:
    title, lead = "Council raises £300 million", "The ministry gave £90 million, 45% of the total raised."
    article = make_article(title, lead, roles={1: SentenceRole.TITLE})
    assert [one.holds for one in find_arithmetic(article)] == [False]


def test_paragraphs_are_not_read_together() -> None:
    article = make_article("The council raised £300 million.", "It gave £90 million, 45% of the total raised.")
    assert find_arithmetic(article) == ()


def test_a_paragraph_that_counts_on_is_read_with_the_one_before() -> None:
    article = make_article("Some 36 people died.", "Two thirds of them, 29 people, were over 80.")
    assert [one.holds for one in find_arithmetic(article)] == [False]


def test_a_sentence_counts_on_from_its_own_paragraph_first() -> None:
    article = make_article("Some say it will rain.", ["It hit 36 people.", "Two thirds of them, 29 people, are old."])
    assert [one.holds for one in find_arithmetic(article)] == [False]


def test_what_counts_from_today_needs_the_day_of_publication() -> None:
    text = "The firm was founded in 1987, 12 years ago."
    assert find_arithmetic(article_of(text, published_at=None)) == ()


def test_a_reading_that_holds_outweighs_one_that_fails() -> None:
    (one,) = sums("Of the 18 members, 12 of the 15 men voted for and the remaining six voted against.")
    assert one.holds


def test_both_sums_of_the_sample_article_hold_where_they_are_told() -> None:
    article = seed(SEEDS[4])
    told = {one.rule: article.quote(one.spans[0]) for one in find_arithmetic(article) if one.holds}
    assert told == {"share_of_total": "40%", "currency_rate": "approximately US$7.35 billion"}


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_no_sum_of_a_sample_article_fails(path: Path) -> None:
    assert all(one.holds for one in find_arithmetic(seed(path)))
