"""Yes-or-no properties of one thing, across articles."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from pipeline.stages.compare.model import Disagreement
from pipeline.stages.compare.property import find_properties
from schemas.article import Article
from schemas.conflict import Relation
from tests.factories import make_article
from tests.telling import plain_batch, report, values


def _found(*articles: Article, subject: str = "Quantek") -> list[Disagreement]:
    return list(find_properties(plain_batch(articles, subject)))


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("The ferry was insured.", "The ferry was uninsured."),
        ("The ferry was insured.", "The ferry was not insured."),
        ("The ferry had been inspected.", "The ferry had never been inspected."),
        ("The ferry was painted in spring.", "The ferry wasn't painted in spring."),
        ("Quantek is state-owned.", "Quantek remains privately owned."),
        ("It is listed.", "It is privately held."),
        ("The vote was unanimous.", "The vote was split."),
        ("The captain was wearing a seat belt.", "The captain was not wearing a seat belt."),
        ("Quantek had pleaded guilty.", "Quantek pleaded not guilty."),
        ("Norland voted for the treaty.", "Norland voted against the treaty."),
        ("Quantek's licensed drivers met.", "Quantek’s unlicensed drivers met."),
        ("Its captain was sober.", "Its captain was drunk."),
        ("The fair was its first.", "The fair was its third."),
        ("“The main wall is sound,” said Ruth Amadi.", "Ruth Amadi warned that the main wall of the dam was not safe."),
        ("Tap water in the tower is safe to drink.", "The tap water in the tower was contaminated."),
        ("The road surface was wet when it crashed.", "The road was dry at the time, Ruth Amadi said."),
        ("The building was in good repair.", "She told the chamber that the building was crumbling."),
        ("Its driver, Owen Pardoe, suffered a broken arm.", "The driver, Owen Pardoe, 54, was unhurt."),
        ("Quantek admitted the charge.", "Quantek pleaded not guilty."),
    ],
)
def test_opposites_said_of_one_thing_contradict(yes: str, no: str) -> None:
    (found,) = _found(report(yes), report(no))
    assert (found.rule, found.relation) == ("property", Relation.CONTRADICTION)
    assert len(found.groups) == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The ferry was insured.", "The lorry was not insured."),
        ("The ferry was insured.", "The ferry would not be insured."),
        ("The ferry was insured.", "Was the ferry not insured?"),
        ("The ferry was insured.", "Firms like this say the ferry was uninsured."),
        ("The ferry was insured.", "The ferry was painted."),
        ("Quantek's open-source work grows.", "Bexley keeps proprietary models."),
        ("Its open-source work grows.", "Bexley and Norland know its proprietary work."),
        ("Open-source work grows.", "Proprietary work shrinks."),
        ("The ferry was insured.", "“The ferry was not insured”."),
        ("They were insured in Norland by Bexley.", "They were not insured."),
        ("The ferry was as good as new.", "Insured was not the ferry."),
        ("The council's unlicensed drivers met.", "Council's licensed drivers met."),
        ("The town and its bay were insured.", "Ferries were not insured."),
        ("Bexley and Norland spoke and it was insured.", "It was not insured."),
        ("The tower was not damaged.", "The roof of the tower was damaged."),
        ("It was its third marathon.", "It was its first marathon win."),
        ("The water is safe to drink.", "The water was contaminated on Monday."),
        ("The road was wet on Sunday.", "The road was dry on Monday."),
        ("The bridge is safe.", "The bridge was unsafe before the repairs."),
        ("The march was peaceful.", "The march was violent in parts."),
        ("Bexley met Norland; its captain was sober.", "Its captain was drunk."),
        ("“The ferry is safe,” the mayor said.", "The ferry is unsafe."),
        ("“The ferry is safe,” said Ruth Amadi.", "Residents said that the ferry was unsafe."),
        ("The water in the tower is safe.", "The water in the cellar is contaminated."),
        ("The tower is safe.", "The water in the tower is contaminated."),
        ("The north wall is sound.", "The south wall is unsafe."),
        ("The bridge over the Tarn is sound.", "The bridge over the Ald is unsafe."),
        ("The first bridge of Norland is sound.", "The bridge of Norland is unsafe."),
        ("The road was dry on Saturday.", "The road was wet on Sunday."),
        ("The bridge was unsafe before the repair.", "The bridge is safe."),
        ("The boy was sound asleep.", "The boy is unsafe."),
    ],
)
def test_other_things_and_mere_possibilities_are_not_compared(left: str, right: str) -> None:
    assert not _found(report(left), report(right))


def test_article_that_says_both_is_left_out() -> None:
    both = report("The ferry was insured.", "The ferry was not insured.")
    assert not _found(both, report("The ferry was not insured, they say."))


def test_opposites_said_by_two_speakers_are_left_open() -> None:
    (found,) = _found(
        report("The bridge is safe, the mayor said."), report("Engineers of the county said the bridge was unsafe.")
    )
    assert found.relation is Relation.UNCLEAR
    assert found.explanation.endswith("two speakers say so.")


def test_different_parts_of_one_thing_leave_it_unclear() -> None:
    (found,) = _found(
        report("Quantek grows with its open-source work."),
        report("While its technical details remain proprietary, Quantek grows."),
    )
    assert found.relation is Relation.UNCLEAR
    assert values(found) == [["open-source work"], ["remain proprietary"]]
    assert found.topic == "Quantek: open or proprietary?"


@pytest.mark.parametrize(
    ("no_day", "yes_day", "relation"),
    [
        (4, 8, Relation.UPDATE),
        (8, 4, Relation.CONTRADICTION),
        (6, 6, Relation.CONTRADICTION),
        (None, 6, Relation.UNCLEAR),
    ],
)
def test_what_may_come_to_be_follows_the_days(no_day: int | None, yes_day: int, relation: Relation) -> None:
    (found,) = _found(report("The body was identified.", day=yes_day), report("The body was unidentified.", day=no_day))
    assert found.relation is relation


def test_ownership_changes_over_months_only() -> None:
    (near,) = _found(report("Quantek is listed.", day=2), report("Quantek is privately held.", day=9))
    (far,) = _found(report("Quantek is listed.", month=1), report("Quantek is privately held.", month=12))
    assert (near.relation, far.relation) == (Relation.CONTRADICTION, Relation.UPDATE)


def test_what_opens_and_closes_changes_with_every_day() -> None:
    (found,) = _found(
        report("The bridge is closed to traffic.", day=4), report("The bridge is open to traffic.", day=6)
    )
    assert found.relation is Relation.UPDATE


@pytest.mark.parametrize("row", ["early", "reportedly", "has", "been", "not", "the"])
def test_row_of_one_word_is_read_in_the_time_it_takes_to_pass_it(row: str) -> None:
    words = f"{row} " * 300
    assert not _found(report(f"The ferry was {words}x."), report(f"Its ferry has not {words}x insured."))


def test_definite_thing_is_one_within_one_event_only() -> None:
    elsewhere = make_article("Snow fell on the old mill.", "The ferry was not insured.")
    assert not _found(report("The ferry was insured."), elsewhere)


def test_order_of_articles_does_not_matter() -> None:
    articles = [
        report("The ferry was insured."),
        report("The ferry was uninsured."),
        report("The ferry was not insured."),
    ]
    assert _found(*articles) == _found(*reversed(articles))


def test_things_of_many_events_are_a_question_for_each() -> None:
    towns = ["Ashden", "Borley", "Corran", "Dunmere", "Eskdale", "Farnley", "Gosmere", "Hexwick", "Ilden", "Jarrowby"]
    told = [(town, was) for town in towns for was in ("was insured", "was not insured")]
    articles = [make_article(f"A ferry of {town} sank off {town} Point.", f"The ferry {was}.") for town, was in told]
    assert [len(group) for one in _found(*articles) for group in one.groups] == [1] * 2 * len(towns)


def test_event_that_reports_share_under_two_names_is_told_in_full() -> None:
    assert _told_of_event("Quantek and Bexley: insured", "Quantek: uninsured", "Bexley: uninsured") == ["0 1", "0 2"]


def test_event_that_reports_share_under_two_names_is_told_once_where_one_name_has_all_of_it() -> None:
    poles = "Quantek and Bexley: insured", "Quantek and Bexley: uninsured", "Quantek: uninsured"
    assert _told_of_event(*poles) == ["0 12"]


@pytest.mark.parametrize("names", [*permutations(["Aldon", "Bexley", "Corvan"])])
def test_two_articles_that_were_told_apart_are_set_against_each_other_under_a_third_name(names: Sequence[str]) -> None:
    one, other, both = names
    poles = f"{one} and {both}: insured", f"{one}: uninsured", f"{other}: insured", f"{other} and {both}: uninsured"
    assert _told_of_event(*poles) == ["0 1", "0 3", "2 3"]


def _told_of_event(*told: str) -> list[str]:
    """Return which articles, by number, say it of a ferry, and which others do not, each told as "names: state"."""
    event = "{} spoke of the flooded ferry at the harbour parade in the hall."
    parts = (one.split(": ") for one in told)
    articles = [make_article(event.format(names), f"The ferry was {was}.") for names, was in parts]
    ids = [article.article_id for article in articles]
    sides = ([sorted(ids.index(one.article_id) for one in group) for group in one.groups] for one in _found(*articles))
    return sorted(" ".join("".join(map(str, side)) for side in both) for both in sides)
