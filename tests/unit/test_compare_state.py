"""How far one event has come: read from the clause about it, compared by the days of the articles."""

import pytest

from pipeline.stages.compare.clause import clauses, without_asides
from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.state import find_states
from pipeline.stages.compare.state.event import events, triggers
from pipeline.stages.compare.state.mention import find_mentions
from pipeline.stages.compare.state.tense import State
from pipeline.stages.compare.trigger import words_of
from schemas.article import Article, SentenceRole
from schemas.conflict import Relation
from tests.factories import make_article
from tests.telling import FAIR, plain_batch, report


def _found(*articles: Article) -> list[Disagreement]:
    return list(find_states(plain_batch(articles)))


def _told(text: str, *, is_headline: bool = False) -> set[tuple[str, State]]:
    plain, named = without_asides(text), triggers().named(words_of(text))
    found = find_mentions(plain, clauses(plain), named, is_headline=is_headline)
    return {(one.event.name, one.state) for one in found}


@pytest.mark.parametrize(
    ("text", "event", "state"),
    [
        ("Quantek has completed a $70 billion round", "funding", State.DONE),
        ("Quantek has landed its first investment round", "funding", State.DONE),
        ("Quantek has just pocketed $1 billion in a funding round", "funding", State.DONE),
        ("Quantek is planning its first round of funding", "funding", State.PLANNED),
        ("Quantek is nearly done arranging a financing", "funding", State.PLANNED),
        ("Quantek is close to a $7 billion raise", "funding", State.PLANNED),
        ("Quantek is closing a funding round", "funding", State.UNDER_WAY),
        ("After closing a funding round, Quantek hired", "funding", State.DONE),
        ("The planned financing worries analysts", "funding", State.PLANNED),
        ("The talks between Quantek and Bexley collapsed", "talks", State.DENIED),
        ("The talks continue", "talks", State.UNDER_WAY),
        ("The talks are under way", "talks", State.UNDER_WAY),
        ("Ministers began talks on Monday", "talks", State.UNDER_WAY),
        ("Quantek has agreed to buy Bexley", "takeover", State.PLANNED),
        ("Quantek has acquired Bexley", "takeover", State.DONE),
        ("Quantek plans a merger with Bexley", "takeover", State.PLANNED),
        ("Quantek managed to acquire Bexley", "takeover", State.DONE),
        ("The merger is expected to close in May", "takeover", State.PLANNED),
        ("The merger is not yet complete", "takeover", State.PLANNED),
        ("The merger is now complete", "takeover", State.DONE),
        ("The takeover has yet to be completed", "takeover", State.PLANNED),
        ("Quantek denied that it was planning a merger", "takeover", State.DENIED),
        ("Quantek is not planning to acquire Bexley", "takeover", State.DENIED),
        ("Quantek did not acquire Bexley", "takeover", State.DENIED),
        ("Quantek denies the merger", "takeover", State.DENIED),
        ("Bexley is being acquired", "takeover", State.UNDER_WAY),
        ("The deal was called off", "agreement", State.DENIED),
        ("The two sides agreed a ceasefire", "agreement", State.DONE),
        ("The ceasefire has been signed", "agreement", State.DONE),
        ("The union called off the strike action", "strike", State.DENIED),
        ("Train drivers walked out on Monday", "strike", State.DONE),
        ("Smith will be sentenced on Friday", "sentence", State.PLANNED),
        ("Smith was sentenced to ten years", "sentence", State.DONE),
        ("The court has not yet sentenced Smith", "sentence", State.PLANNED),
        ("The coach resigned", "resignation", State.DONE),
        ("The coach is to resign", "resignation", State.PLANNED),
        ("The Senate will vote on the bill", "bill", State.PLANNED),
        ("Parliament has passed the bill", "bill", State.DONE),
        ("The search was called off", "search", State.DENIED),
    ],
)
def test_state_is_that_of_the_verb_which_governs_the_event(text: str, event: str, state: State) -> None:
    assert (event, state) in _told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quantek plans to put the new funds into research",
        "If the deal goes through, Quantek could pay for chips",
        "Quantek could complete the merger",
        "Has Quantek completed the merger?",
        "In 2019 Quantek completed the merger",
        "Quantek bought Bexley",
        "The acquired company sells shoes",
        "Quantek is in good shape to acquire customers",
        "Backers follow how the financing ends well",
        "Shares rose on merger talks",
        "Quantek plans another funding round",
        "The deal signed on Monday pleased nobody",
        "Quantek was not in talks over a merger",
        "They raise $5 million a year",
        "The rumours say a merger of equals",
    ],
)
def test_no_state_is_read_where_the_clause_does_not_say(text: str) -> None:
    assert not [state for _, state in _told(text) if state]


def test_present_tense_of_a_headline_tells_what_is_done() -> None:
    assert ("funding", State.DONE) in _told("Quantek Takes In $70B", is_headline=True)
    assert not _told("Quantek takes in $70B")


@pytest.mark.parametrize("row", ["early", "Family", "been", "to", "has", "the", "Quantek", "round"])
def test_row_of_one_word_is_read_in_the_time_it_takes_to_pass_it(row: str) -> None:
    words = f"{row} " * 300
    assert not _told(f"The merger {words}x") | _told(f"was {words}x closed {words}x the talks {words}x")


def test_every_event_has_words_for_a_topic() -> None:
    assert all(event.what.startswith("the ") for event in events().values())


def test_planned_then_done_is_an_update() -> None:
    (found,) = _found(
        report("Quantek is planning a funding round.", day=4), report("Quantek has closed its funding round.", day=6)
    )
    assert (found.rule, found.relation) == ("state", Relation.UPDATE)
    assert [[answer.value for answer in group] for group in found.groups] == [
        ["closed its funding round"],
        ["planning a funding round"],
    ]


@pytest.mark.parametrize("day", [6, 8])
def test_done_and_planned_no_earlier_is_a_contradiction(day: int) -> None:
    (found,) = _found(
        report("Quantek has closed its funding round.", day=6),
        report("Quantek is planning a funding round.", day=day),
    )
    assert found.relation is Relation.CONTRADICTION
    assert found.topic == "How far has the funding round come: Quantek?"


def test_missing_day_leaves_it_unclear_and_is_named() -> None:
    (found,) = _found(
        report("Quantek has closed its funding round.", day=None, publisher="Undated Times"),
        report("Quantek is planning a funding round."),
    )
    assert found.relation is Relation.UNCLEAR
    assert "No date is known of Undated Times." in found.explanation
    assert found.groups[0][0].note == "no date"


def test_estimated_day_counts_and_is_said() -> None:
    (found,) = _found(
        report("Quantek has closed its funding round.", "A paper wrote so on May 4, 2026.", day=None),
        report("Quantek is planning a funding round."),
    )
    assert found.relation is Relation.CONTRADICTION
    assert found.groups[0][0].note == "no date; the latest day it names is 2026-05-04"


def test_planned_then_called_off_is_an_update() -> None:
    (found,) = _found(
        report("Quantek plans a merger with Bexley.", day=3),
        report("Quantek called off the merger with Bexley.", day=6),
    )
    assert found.relation is Relation.UPDATE


def test_strongest_pair_decides_and_planned_and_under_way_agree() -> None:
    (found,) = _found(
        report("Quantek is planning a funding round.", day=4),
        report("Quantek is closing a funding round.", day=9),
        report("Quantek has closed its funding round.", day=6),
    )
    assert found.relation is Relation.CONTRADICTION
    assert len(found.groups) == 3


def test_planned_and_under_way_are_no_disagreement() -> None:
    assert not _found(
        report("Quantek is planning a funding round."), report("Quantek is closing a funding round.", day=7)
    )


def test_lead_counts_where_an_article_tells_both() -> None:
    both = make_article(
        "Quantek of Norland closes its funding round at the industry fair in Port Ellen beside Bexley",
        FAIR,
        "Quantek is planning a funding round.",
        roles={1: SentenceRole.TITLE},
    )
    (found,) = _found(both, report("Quantek has yet to close a funding round.", day=8))
    assert [len(group) for group in found.groups] == [1, 1]
    assert "closes its funding round" in found.groups[0][0].value


def test_article_that_tells_both_in_its_body_is_left_out() -> None:
    both = report("Quantek has closed its funding round.", "Quantek is planning a funding round.")
    assert not _found(both, report("Quantek is planning a financing."))


def test_pronoun_means_whom_the_claims_speak_of() -> None:
    (found,) = _found(report("It has closed its funding round."), report("It is planning a funding round."))
    assert found.topic == "How far has the funding round come: Quantek?"


def test_other_bodies_and_other_events_are_not_compared() -> None:
    assert not _found(report("Bexley has closed its funding round."), report("Quantek is planning a funding round."))
    assert not _found(
        report("Quantek has closed its Series A round."), report("Quantek is planning its Series B round.")
    )
    assert not _found(
        report("Quantek has launched the tablet Nova."), report("Quantek will launch the phone Astra in June.")
    )
    elsewhere = make_article("Snow fell on the hills.", "Quantek is planning a funding round.")
    assert not _found(report("Quantek has closed its funding round."), elsewhere)


def test_order_of_articles_does_not_matter() -> None:
    articles = [
        report("Quantek is planning a funding round.", day=4),
        report("Quantek has closed its funding round.", day=6),
        report("Quantek is close to a financing.", day=9),
    ]
    assert _found(*articles) == _found(*reversed(articles))


def test_events_of_one_body_are_parted_up_to_a_bound() -> None:
    towns = ["Arlo", "Brin", "Cove", "Dale", "Eston", "Frome", "Gorse", "Hythe", "Ilam", "Jura"]
    apart = [
        make_article(*(f"{town}{part} {town}{part}ward." for part in "abc"), "Quantek has closed its funding round.")
        for town in towns
    ]
    assert not _found(*apart)
