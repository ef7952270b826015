"""Which articles are copies of one text, and which passages of a copy are not the copied voice."""

from datetime import timedelta
from itertools import permutations

from pipeline.stages.compare.voice import find_copies
from schemas.article import Article, SentenceRole
from tests.factories import PUBLISHED_AT, make_article

WIRE = (
    ("The harbour bridge at Norland opened to traffic on Monday after nine years of building.",),
    ("It cost $412 million, twice the sum that the council had set aside for it in 2014.",),
    ("Engineers closed the old crossing at noon, and the first lorries rolled over the new deck an hour later.",),
    ("“We have waited long for this day,” said Mayor Ann Lee, who cut a ribbon in front of some 3,000 guests.",),
    ("The bridge carries six lanes and a cycle path, and ships of up to 60 metres pass under it.",),
    ("Fishermen had gone to court over the noise of the piles, and lost their case in the spring.",),
    ("A toll of $3 is due from January, and the council hopes to repay its loans within twenty years.",),
)
OTHER = (
    "Norland's long-awaited crossing is open at last, and drivers queued from early morning to be among the first.",
    "“We have waited long for this day,” said Mayor Ann Lee, who cut a ribbon in front of some 3,000 guests.",
    "Shopkeepers near the quay expect more trade, though some fear that the toll will keep visitors away in winter.",
    "The old swing bridge, built by the navy before the war, is to be taken down piece by piece over the summer.",
    "Buses will use the new route from next week, and the ferry is to run for one more season before it is sold.",
)


def article(*sentences: str, hours: int = 0, roles: dict[int, SentenceRole] | None = None) -> Article:
    return make_article(*sentences, published_at=PUBLISHED_AT + timedelta(hours=hours), roles=roles)


WIRE_TEXT = tuple(sentence for (sentence,) in WIRE)


def test_a_copy_with_another_headline_and_a_paragraph_cut_is_found() -> None:
    first = article("Bridge opens", *WIRE_TEXT, roles={1: SentenceRole.TITLE})
    copy = article("Traffic rolls at Norland", *WIRE_TEXT[1:], hours=1, roles={1: SentenceRole.TITLE})
    assert find_copies([copy, first]) == {copy.article_id: first.article_id}


def test_a_copy_with_another_lead_and_a_paragraph_added_is_found() -> None:
    first = article(*WIRE_TEXT)
    copy = article("After nine years there is a bridge.", *WIRE_TEXT[1:], OTHER[3], hours=1)
    assert find_copies([first, copy]) == {copy.article_id: first.article_id}


def test_case_quotes_and_punctuation_do_not_hide_a_copy() -> None:
    first = article(*WIRE_TEXT)
    copy = article(*(text.upper().replace("“", '"').replace("”", '"').replace(",", "") for text in WIRE_TEXT), hours=1)
    assert set(find_copies([first, copy])) == {copy.article_id}


def test_a_copy_with_one_altered_figure_stays_a_copy() -> None:
    first = article(*WIRE_TEXT)
    copy = article(*(text.replace("$412 million", "$421 million") for text in WIRE_TEXT), hours=1)
    assert set(find_copies([first, copy])) == {copy.article_id}


def test_reports_that_share_a_quoted_statement_are_two_voices() -> None:
    assert find_copies([article(*WIRE_TEXT), article(*OTHER, hours=1)]) == {}


def test_reports_that_share_long_boilerplate_are_two_voices() -> None:
    notice = " ".join(WIRE_TEXT)
    first = article(*OTHER, notice, roles={6: SentenceRole.BOILERPLATE})
    second = article(*(text.replace("the", "a") for text in OTHER[::-1]), notice, roles={6: SentenceRole.BOILERPLATE})
    assert find_copies([first, second]) == {}


def test_a_brief_of_two_sentences_is_no_evidence() -> None:
    assert find_copies([article(*WIRE_TEXT[:2]), article(*WIRE_TEXT, hours=1)]) == {}


def test_the_undated_article_is_never_first_of_a_voice() -> None:
    dated = article(*WIRE_TEXT, hours=5)
    undated = make_article(*WIRE_TEXT[:-1], published_at=None)
    assert find_copies([undated, dated]) == {undated.article_id: dated.article_id}


def test_one_article_given_twice_is_no_copy_of_itself() -> None:
    assert find_copies([article(*WIRE_TEXT), article(*WIRE_TEXT)]) == {}


def test_a_chain_of_versions_has_one_first_whatever_the_order() -> None:
    versions = [article(*WIRE_TEXT, *OTHER[:1]), article(*WIRE_TEXT, hours=1), article(*WIRE_TEXT[:-1], hours=2)]
    first = versions[0].article_id
    expected = {version.article_id: first for version in versions[1:]}
    assert all(find_copies(order) == expected for order in permutations(versions))


def test_two_voices_that_a_later_version_joins_become_one() -> None:
    first = article(*WIRE_TEXT[:5])
    second = article(*WIRE_TEXT[2:], hours=1)
    whole = article(*WIRE_TEXT, hours=2)
    assert find_copies([first, second]) == {}
    assert set(find_copies([first, second, whole]).values()) == {first.article_id}


def test_a_round_up_of_two_reports_does_not_make_them_one_voice() -> None:
    first, second = article(*WIRE_TEXT[:5]), article(*OTHER, hours=1)
    round_up = article(*WIRE_TEXT[:5], *OTHER, "Elsewhere it rained, and nothing else was heard of.", hours=2)
    assert second.article_id not in find_copies([first, second, round_up])


def test_a_short_extract_of_a_long_text_belongs_to_its_voice() -> None:
    extract = article(*WIRE_TEXT[:5])
    long = article(*WIRE_TEXT[:5], *OTHER, *(f"{text} {OTHER[0][:n]}" for n, text in enumerate(OTHER, 20)), hours=1)
    assert find_copies([long, extract]) == {long.article_id: extract.article_id}


def test_thousands_of_copies_have_one_first() -> None:
    copies = [article(*WIRE_TEXT, f"Edition {n}.", hours=n) for n in range(40)]
    assert set(find_copies(copies).values()) == {copies[0].article_id}
