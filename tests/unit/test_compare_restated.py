"""What two articles tell in nearly the same words: which exchanged word is found, and which is none."""

import pytest

from pipeline.stages.compare.restated import Restated, find_restated
from pipeline.text.opposite import OPPOSITES, are_opposite
from schemas.article import Article, SentenceRole
from schemas.finding import FindingKind
from tests.factories import make_article

FOUND = {
    "name": (
        "The founder of the troubled start-up Acme Media was arrested on fraud charges.",
        "The founder of the troubled start-up Zenith Media was arrested on fraud charges.",
        ("Acme Media", "Zenith Media"),
    ),
    "place": (
        "A passenger train derailed near Norland and spilled toxic chemicals into a river.",
        "A passenger train derailed near Sutherby and spilled toxic chemicals into a river.",
        ("Norland", "Sutherby"),
    ),
    "opposite": (
        "Shareholders approved the merger of both airlines at a stormy meeting.",
        "Shareholders rejected the merger of both airlines at a stormy meeting.",
        ("approved", "rejected"),
    ),
    "a noun of defeat": (
        "Rovers won the final of the Lakes Cup in Castleton on Saturday.",
        "Rovers were defeated in the final of the Lakes Cup in Castleton on Saturday.",
        ("won", "defeated"),
    ),
    "a beaten and a lost final": (
        "Rovers defeated United in the final of the Lakes Cup on Saturday.",
        "Rovers lost to United in the final of the Lakes Cup on Saturday.",
        ("defeated", "lost"),
    ),
    "denied prefix": (
        "Officials executed a controlled burn of vinyl chloride after the crash.",
        "Officials executed an uncontrolled burn of vinyl chloride after the crash.",
        ("controlled", "uncontrolled"),
    ),
    "function words": (
        "The plant manager resigned before inspectors found the leaking tank.",
        "The plant manager resigned after inspectors found the leaking tank.",
        ("before", "after"),
    ),
    "role": (
        "The founder of the troubled start-up was arrested on fraud charges in Norland.",
        "The CEO of the troubled start-up was arrested on fraud charges in Norland.",
        ("founder", "CEO"),
    ),
    "negation": (
        "The minister signed the controversial fishing treaty in the capital.",
        "The minister has not signed the controversial fishing treaty in the capital.",
        ("signed", "signed"),
    ),
    "amount": (
        "Lordling will voluntarily recall 19 pickups to mend a faulty brake.",
        "Lordling will voluntarily recall 39 pickups to mend a faulty brake.",
        ("19", "39"),
    ),
    "day": (
        "The gunman surrendered to police at the harbour on Tuesday morning.",
        "The gunman surrendered to police at the harbour on Thursday morning.",
        ("Tuesday", "Thursday"),
    ),
    "date": (
        "The new museum opened its doors to visitors on 3 March 2024.",
        "The new museum opened its doors to visitors on 4 March 2024.",
        ("3 March 2024", "4 March 2024"),
    ),
    "quotation": (
        'Makers warned of "a specific fault that could result in a loss of steering while driving".',
        'The firm spoke of "a specific fault that could result in a loss of power while driving".',
        ("steering", "power"),
    ),
}

FOUND |= {
    "a day behind other words": (
        "The new parliament meets on 5 October 2026.",
        "The new parliament will meet for the first time on 15 October 2026.",
        ("5 October 2026", "15 October 2026"),
    ),
    "a place taken": (
        "Rovers climbed to second place in the table.",
        "Rovers climbed to third place in the table.",
        ("second", "third"),
    ),
    "a currency": (
        "The regional government will pay 12 million euros for repairs.",
        "The regional government promised 12 million dollars for repairs.",
        ("12 million euros", "12 million dollars"),
    ),
    "a period": (
        "The strike cost the railway 25 million euros a day in lost fares.",
        "The strike costs the railway 25 million euros a week in lost fares.",
        ("25 million euros a day", "25 million euros a week"),
    ),
    "a time of day": (
        "The rocket lifted off from Kourel at 9:30 p.m. on Saturday.",
        "The rocket lifted off from Kourel at 9:30 a.m. on Saturday.",
        ("9:30 p.m.", "9:30 a.m."),
    ),
    "a place in an order": (
        "It was the third strike of the train drivers this year.",
        "It was the second strike of the train drivers this year.",
        ("third", "second"),
    ),
    "a minute of play": (
        "Liam Frost added a third goal for Rovers in the 78th minute.",
        "Liam Frost added a third goal for Rovers in the 87th minute.",
        ("78th", "87th"),
    ),
    "a result": (
        "Rovers beat United 3-1 in the Castleton derby on Saturday.",
        "Rovers beat United 3-2 in the Castleton derby on Saturday.",
        ("3-1", "3-2"),
    ),
}

# Pairs that say different things, or the same in other words: nothing may be found.
NONE = {
    "one of several figures": (
        "The Alliance will have 87 of the 200 seats in the new parliament.",
        "Of the 200 seats in the new parliament, 87 went to the Alliance, 74 to the National Party.",
    ),
    "two occasions of about now": (
        "The last strike of the drivers, in March, lasted 24 hours at all stations.",
        "A strike of the drivers at Skyjet, called for Friday, lasted 12 hours at all stations.",
    ),
    "a variant of the name": (
        "President Ann Lee opened the harbour bridge before a large crowd.",
        "Ann Lee opened the harbour bridge before a large crowd.",
    ),
    "an alias": (
        "Farmers in Britain expect a poor harvest of barley after heavy rain.",
        "Farmers in the United Kingdom expect a poor harvest of barley after heavy rain.",
    ),
    "a synonym": (
        "Police arrested the founder of the troubled start-up on fraud charges.",
        "Police apprehended the founder of the ailing start-up on fraud charges.",
    ),
    "another subject": (
        "Shares of Acme rose sharply after the quarterly report.",
        "Shares of Zenith fell sharply after the quarterly report.",
    ),
    "another day": (
        "Shares of the bank rose sharply in early trading on Monday.",
        "Shares of the bank fell sharply in early trading on Tuesday.",
    ),
    "another unit": (
        "The storm dropped 40 centimetres of snow on the mountain villages.",
        "The storm dropped 40 tonnes of snow on the mountain villages.",
    ),
    "a rate": (
        "The mine produces 400 tonnes of copper ore for the smelter.",
        "The mine produces 12 tonnes a day of copper ore for the smelter.",
    ),
    "two estimates": (
        "The jogger was bitten some eight times by dogs near the farm.",
        "The jogger was bitten almost ten times by dogs near the farm.",
    ),
    "rounding": (
        "The council spent $7.42 million on repairs of the old town hall.",
        "The council spent $7.4 million on repairs of the old town hall.",
    ),
    "a verb that denies": (
        "Worshippers were banned from using cameras inside the temple hall.",
        "Worshippers were told not to be using cameras inside the temple hall.",
    ),
    "few words in common": (
        "Engineers opened the valve.",
        "Engineers closed the shop.",
    ),
    "an opposite elsewhere": (
        "The council opened a school for girls and praised the old teachers warmly.",
        "The council praised the old teachers warmly, while a nearby shop closed.",
    ),
    "forms of one word in a quotation": (
        'The firm spoke of "a specific connection issue that could result in a loss of power".',
        'Makers warned of "a specific connectivity issue that could result in a loss of power".',
    ),
    "two quotations": (
        'The mayor said "we shall rebuild every single house in this valley" to cheers.',
        'The mayor said "nobody knows what caused the fire in the old mill" to cheers.',
    ),
    "a short quotation": (
        'The mayor called the proposed harbour budget "a very bad thing" on local radio.',
        'The mayor called the proposed harbour budget "a very odd thing" on local radio.',
    ),
    "another preposition": (
        "The lorry drivers delivered fresh bread to Norland throughout the strike.",
        "The lorry drivers delivered fresh bread from Sutherby throughout the strike.",
    ),
    "an exchange in a quotation besides another": (
        'The firm spoke of "a specific fault that could result in a loss of steering at high speed".',
        'Makers warned of "a grave fault that could result in a loss of power at high speed".',
    ),
    "who defeats wins": (
        "Rovers won the final of the Lakes Cup in Castleton on Saturday.",
        "Rovers defeated United in the final of the Lakes Cup in Castleton on Saturday.",
    ),
    "a day that was planned": (
        "The mayor, Dora Lindt, will inspect the damage in Castleton on Tuesday.",
        "Mayor Dora Lindt inspected the damage in Castleton on Monday.",
    ),
    "opposites of two years": (
        "The number of visitors to the museum of Castleton rose last year.",
        "The number of visitors to the museum of Castleton fell this year.",
    ),
    "opposites far apart in what they tell": (
        "Nurses began the strike in a small clinic near the coast and sang old songs all night long.",
        "Nurses ended the strike on a hill far inland after tough talks with ministers and their lawyers.",
    ),
    "a denial of other things": (
        "The minister has not signed the controversial fishing treaty in the capital.",
        "The minister signed a book for a child who had waited for hours in the rain outside the capital.",
    ),
    "a question": (
        "Did shareholders approve the merger of both airlines at the meeting?",
        "Did shareholders reject the merger of both airlines at the meeting?",
    ),
    "a number out of all proportion": (
        "The company sold 3 licences for its software in the northern region.",
        "The company sold 9,000 licences for its software in the northern region.",
    ),
    "the same digits, and both sums in both": (
        "The government will pay 12 million euros (13 million dollars) for urgent repairs.",
        "The government promised 13 million dollars for urgent repairs of the harbour.",
    ),
    "one time in two ways": (
        "The rocket lifted off from Kourel at 9:30 p.m. on Saturday.",
        "The rocket lifted off from Kourel at 21:30 on Saturday.",
    ),
    "two zones": (
        "The rocket lifted off from Kourel at 9:30 p.m. local time on Saturday.",
        "The rocket lifted off from Kourel at 7:30 p.m. GMT on Saturday.",
    ),
    "which one is meant": (
        "The second victim was found in the cellar of the burned house.",
        "The third victim was found in the cellar of the burned house.",
    ),
    "one more of a kind": (
        "Police in Norland arrested a second suspect after the robbery.",
        "Police in Norland arrested a third suspect after the robbery.",
    ),
    "two periods told of": (
        "Sales of the lens maker rose in the first quarter.",
        "Sales of the lens maker rose in the second quarter.",
    ),
    "amounts of two halves": (
        "Rovers of Castleton scored 12 points in the first half against United.",
        "Rovers of Castleton scored 15 points in the second half against United.",
    ),
    "a fall from where the rise had come to": (
        "The number of members of the drivers' union in Norland rose to 14.",
        "The number of members of the drivers' union in Norland fell from 14 to 9.",
    ),
    "a fall from there, of another day": (
        "Shares of the lens maker rose to $14 on Monday in Castleton.",
        "Shares of the lens maker fell from $14 to $9 on Tuesday in Castleton.",
    ),
    "a result at half-time": (
        "Rovers beat United in the Castleton derby after leading 2-1 at half-time.",
        "Rovers beat United in the Castleton derby, winning 3-1 in the end.",
    ),
    "one result from the other side": (
        "Rovers beat United 3-1 in the Castleton derby on Saturday.",
        "Rovers won 1-3 at United in the Castleton derby on Saturday.",
    ),
    "two things at once": (
        "Nine miners died when a shaft collapsed at the pit on Monday.",
        "Four miners died when a shaft collapsed at the pit on Friday.",
    ),
}


def pair(left: str, right: str) -> tuple[Article, Article]:
    return make_article(left), make_article(right)


def test_a_misspelt_name_hides_nothing_else() -> None:
    articles = pair(
        "Chief executive Maria Lindqvist said orders from Asia fell in spring.",
        "Chief executive Marie Lindqvist said orders from Asia rose in spring.",
    )
    assert {one.rule for one in find_restated(articles)} == {"name", "opposite"}


def words(found: Restated, *articles: Article) -> set[str]:
    by_id = {article.article_id: article for article in articles}
    return {by_id[side[0]].quote(side[2]) for side in (found.first, found.second)}


@pytest.mark.parametrize("case", FOUND)
def test_one_word_exchanged_is_found_at_its_place(case: str) -> None:
    left, right, expected = FOUND[case]
    articles = pair(left, right)
    (found,) = find_restated(articles)
    assert words(found, *articles) == set(expected)


@pytest.mark.parametrize("case", NONE)
def test_what_may_both_be_true_is_not_found(case: str) -> None:
    assert find_restated(pair(*NONE[case])) == ()


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ("name", FindingKind.NAME_CONFLICT),
        ("opposite", FindingKind.TEXT_CONFLICT),
        ("role", FindingKind.TEXT_CONFLICT),
        ("negation", FindingKind.STATUS_CONFLICT),
        ("amount", FindingKind.VALUE_CONFLICT),
        ("quotation", FindingKind.TEXT_CONFLICT),
    ],
)
def test_a_finding_is_of_its_kind_and_is_explained(case: str, kind: FindingKind) -> None:
    (found,) = find_restated(pair(*FOUND[case][:2]))
    assert found.kind is kind
    assert all(repr(word) in found.explanation for word in FOUND[case][2])


@pytest.mark.parametrize("case", FOUND)
def test_the_order_of_the_articles_does_not_count(case: str) -> None:
    left, right = pair(*FOUND[case][:2])
    assert find_restated([left, right]) == find_restated([right, left])


def test_sentences_of_one_article_are_not_compared() -> None:
    assert find_restated([make_article(*FOUND["amount"][:2])]) == ()


def test_boilerplate_is_not_compared() -> None:
    left, right = FOUND["amount"][:2]
    articles = make_article(left), make_article(right, roles={1: SentenceRole.BOILERPLATE})
    assert find_restated(articles) == ()


def test_what_the_other_article_tells_as_well_is_no_conflict() -> None:
    left, right = FOUND["opposite"][:2]
    both = make_article(right, "Shareholders approved the merger of both airlines at a second stormy meeting.")
    assert find_restated([make_article(left), both]) == ()


def test_a_name_that_the_other_article_knows_needs_nearly_every_word() -> None:
    left = "Ann Lee told the court in a calm voice that the accounts had been forged."
    right = "Bob Marsh told the court that the accounts of his firm had been burnt in a fire."
    assert find_restated([make_article(left), make_article(right, "Ann Lee was in the gallery.")]) == ()


def test_copies_of_a_sentence_are_compared_once() -> None:
    left, right, _ = FOUND["amount"]
    copies = [make_article(left, f"Edition {name} of the paper.") for name in ("north", "south", "late")]
    assert len(find_restated([*copies, make_article(right)])) == 1


def test_a_word_that_stands_everywhere_leads_to_no_pair() -> None:
    articles = [make_article(f"The council meets again in ward {chr(97 + n % 26)}{n}x soon.") for n in range(60)]
    assert find_restated(articles) == ()


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("rose", "fell", True), ("known", "unknown", True), ("before", "after", True), ("ion", "union", False)],
)
def test_opposites_are_listed_or_denied_by_a_prefix(left: str, right: str, *, expected: bool) -> None:
    assert are_opposite(left, right) is are_opposite(right, left) is expected


def test_no_word_is_its_own_opposite() -> None:
    assert all(stem not in against for stem, against in OPPOSITES.items())


def test_an_opposite_inside_a_quotation_is_one_finding() -> None:
    left, right, _ = FOUND["quotation"]
    articles = pair(left.replace("steering", "x").replace("loss", "gain"), right.replace("power", "x"))
    assert [found.rule for found in find_restated(articles)] == ["quotation"]


def test_a_figure_of_the_other_sentence_is_not_a_second_figure() -> None:
    left = "Lordling will recall 19 pickups and 7 vans to mend a faulty brake."
    right = "Lordling will recall 19 pickups and 7 vans, or about 26 cars, to mend a faulty brake."
    assert find_restated(pair(left, right)) == ()


def test_a_day_that_both_sentences_name_is_no_conflict() -> None:
    left = "The gunman fled on Monday and surrendered to police at the harbour on Tuesday."
    right = "The gunman fled on Sunday, it is said, and surrendered to police at the harbour on Tuesday."
    found = find_restated(pair(left, right))
    assert [words(each, *pair(left, right)) for each in found] == [{"Monday", "Sunday"}]


def test_two_days_alike_in_few_words_are_no_conflict() -> None:
    left = "The museum shop opens its doors on Monday with a reading by local poets and a small concert."
    right = "The court in the capital opens its doors on Friday for the museum thieves and their many lawyers."
    assert find_restated(pair(left, right)) == ()


def test_two_single_words_that_share_a_word_with_the_other_sentence_are_no_names_exchanged() -> None:
    left = "Ann Lee of Norland Steel told investors in the capital that output had doubled."
    right = "Steel maker Sutherby Norland told investors in the capital that output had doubled."
    assert find_restated(pair(left, right)) == ()
