"""What some reports say that somebody did, and others of the same event that the same did the opposite."""

import pytest

from pipeline.stages.compare.opposed import MOST_DEEDS, find_opposed
from schemas.conflict import Relation
from tests.telling import batch_of, compare, tell

TITLE = "Council of Harrow decides on the tower of Marlow Estates"


def _found(left: str, right: str, day: int | None = 0) -> list[Relation]:
    first = tell(TITLE, left, subject="Marlow Estates", outlet="Harrow Times")
    second = tell(f"{TITLE}, reports say", right, subject="Marlow Estates", outlet="Northern Post", day=day)
    return [one.relation for one in find_opposed(batch_of(first, second))]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The union accepted the plan.", "The union rejected the plan."),
        ("The plan was accepted by the union.", "The union has turned down the plan, its lawyer said."),
        ("Mayor Lena Strand opposes the tower.", "The mayor, Lena Strand, supports the tower."),
        ("Lena Strand will step down in May.", "Lena Strand, the head of planning, said she would stay in office."),
        ("The minister will resign.", "The minister will not resign."),
        ("Ann Bell plans to appeal to the Supreme Court.", "Ann Bell said she would accept the ruling."),
        ("Lorries are banned from the bridge.", "Lorries are allowed on the bridge."),
        ("The ceremony was called off.", "The ceremony took place in the afternoon."),
        ("Lars Holm will leave Brenford United.", "Lars Holm will stay at Brenford United."),
        ("The appeals court upheld the ban.", "The ban was overturned."),
        ("Marlow Estates suspended its service.", "Marlow Estates continued its service with another crane."),
        ("The engine failed.", "Its engine worked until the end."),
        ("The museum remains closed.", "The museum has reopened."),
        ("The museum will reopen on Monday.", "The museum will stay shut on Monday."),
        ("Lena Strand will resign in June.", "Lena Strand said on Monday she would stay in office."),
        ("Schools in Corran stay shut on Monday.", "Schools in Corran reopen on Monday."),
        (
            "She said that the number of visitors had gone up last year.",
            "The number of visitors fell last year.",
        ),
        ("The level of the reservoir has risen by a metre.", "The level of the reservoir fell by two metres."),
        ("The board had put off the repair in 2023.", "The repair was carried out in 2023."),
        ("The coach had passed its safety test in April.", "The coach failed its safety test in April."),
        ("Lars Holm, the coach, stays with Brenford next season.", "Lars Holm will leave Brenford in summer."),
        ("Trains to the airport will run as normal.", "Trains to the airport are suspended."),
        ("Judge Stone released Gideon Marsh on bail.", "Judge Stone remanded Gideon Marsh in custody."),
        ("Lena Strand voted against the plan.", "Lena Strand backed the plan."),
        ("The sea wall held.", "The sea wall gave way."),
    ],
)
def test_an_act_and_its_opposite_of_the_same_contradict(left: str, right: str) -> None:
    assert _found(left, right) == [Relation.CONTRADICTION]
    assert _found(right, left) == [Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The union accepted the plan.", "The council rejected the plan."),
        ("The union accepted the plan.", "The union rejected the second plan."),
        ("The union accepted the plan.", "The union rejected the plan at first."),
        ("The union could accept the plan.", "The union rejected the plan."),
        ("The union was asked to accept the plan.", "The union rejected the plan."),
        ("The union said the mayor rejected the plan.", "The union accepted the plan."),
        ("If the union accepts the plan, work begins in May.", "The union rejected the plan."),
        ("Lena Strand praised the police.", "Lena Strand criticised the police chief."),
        ("Lena Strand resigned from the board of the museum.", "Lena Strand stays as mayor."),
        ("The council raised the tax on fuel.", "The council cut the tax on tobacco."),
        ("Lorries are banned from the bridge at night.", "Lorries are allowed on the road."),
        ("The party of Lena Strand backed the plan.", "Lena Strand opposed the plan."),
        ("Ann Bell accepted and left.", "Ann Bell will appeal."),
        ("Lena Strand said: “The union accepted the plan.”", "The union rejected the plan."),
        ("The confirmed cases worry the council.", "The council dismissed the cases."),
        ("The union accepted the plan of the mayor.", "The union rejected a plan."),
        ("The road to Harrow remains closed.", "The road to Lenham has reopened."),
        ("Primary schools reopen on Monday.", "Secondary schools stay shut on Monday."),
        ("The shop stopped to sell its tower.", "The shop continued to sell its tower."),
        ("Ann Lee left the party on Monday.", "Ann Lee joined the party as a student."),
        ("The Supreme Court overturned the conviction.", "A lower court upheld the conviction in May."),
        ("Ann Lee will step down as chief executive.", "Ann Lee will stay on as an adviser."),
        ("Ann Lee resigned on Monday.", "Ann Lee will stay in office until a successor is found."),
        ("The match took place in heavy rain.", "The match was abandoned after an hour."),
        ("The museum remains closed.", "The museum will reopen on Monday."),
        ("The museum reopened.", "The museum remained closed on Friday."),
        ("Marlow Estates raised its forecast for inflation.", "Marlow Estates cut its growth forecast."),
        ("Marlow Estates accepted the offer.", "Marlow Estates declined the offer of a loan."),
        ("The union suspended its strike for a day.", "The union continued its strike on Tuesday."),
        ("Lena Strand stayed with the club for ten years.", "Lena Strand left the club on Sunday."),
        ("Lena Strand welcomed the report.", "Lena Strand criticised the report's timing."),
        ("The fair was cancelled on Saturday.", "The fair took place on Sunday."),
        ("The council approved the tower in principle.", "The council never approved the tower."),
        ("The number of visitors rose last year.", "The number of visitors fell this year."),
        ("The number of visitors rose in Harrow.", "The number of visitors fell in Lenham."),
        ("The level of the river rose overnight.", "The level of the river fell in the morning."),
        ("The number of patients rose to 14.", "The number of patients fell from 14 to 9."),
        ("Sales of the firm had risen before the crisis.", "The sales fell."),
        ("A repair of the roof was carried out in 2023.", "A repair of the roof was put off in 2021."),
        ("The ferry to Skell was cancelled on Sunday.", "The ferry to Skell ran on Monday."),
        ("Schools in Corran stay shut until Monday.", "Schools in Corran reopen on Monday."),
        ("The ferry runs aground.", "The ferry was suspended from the crane."),
        ("Lars Holm will leave Brenford in May.", "Lars Holm will stay with Brenford until May."),
        ("The police freed the driver.", "The judge remanded the driver."),
    ],
)
def test_another_doer_thing_time_or_condition_is_no_contradiction(left: str, right: str) -> None:
    assert _found(left, right) == []


@pytest.mark.parametrize(("day", "relation"), [(1, Relation.UPDATE), (None, Relation.UNCLEAR)])
def test_what_was_told_on_another_day_may_have_changed(day: int | None, relation: Relation) -> None:
    assert _found("The union accepted the plan.", "The union rejected the plan.", day) == [relation]


def test_reports_of_two_events_are_not_held_against_each_other() -> None:
    assert _found("The union accepted the plan.", "The union rejected the plan.", day=60) == []


@pytest.mark.parametrize("n", range(6))
def test_the_act_comes_before_its_opposite_whoever_tells_it(n: int) -> None:
    acts = ["The union rejected the plan.", "The union accepted the plan."]
    told = [tell(f"{TITLE} {n}", act, subject="Harrow", outlet=act) for act in acts]
    (found,) = find_opposed(batch_of(*told))
    assert [group[0].value for group in found.groups] == ["accepted the plan", "rejected the plan"]
    assert found.explanation.endswith("both cannot be so.")


def test_an_article_that_tells_both_counts_for_neither() -> None:
    both = tell(TITLE, "The union accepted the plan.", "The union rejected the plan.", subject="Marlow Estates")
    other = tell(TITLE, "The union rejected the plan.", subject="Marlow Estates", outlet="Northern Post")
    assert list(find_opposed(batch_of(both, other))) == []


@pytest.mark.parametrize(("before", "found"), [(MOST_DEEDS - 1, 1), (MOST_DEEDS, 0)])
def test_of_one_article_the_first_acts_are_read_so_that_their_pairs_are_bounded(before: int, found: int) -> None:
    acts = [
        "The union accepted the loan.",
        *["The union rejected the tax."] * (before - 1),
        "The union accepted the plan.",
    ]
    many = tell(TITLE, *acts, subject="Marlow Estates")
    other = tell(f"{TITLE}, again", "The union rejected the plan.", subject="Marlow Estates", outlet="Northern Post")
    assert len(list(find_opposed(batch_of(many, other)))) == found


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The ruling was unanimous.", "Two of the three judges sided with Marlow Estates."),
        ("The jury decided unanimously.", "Five of the nine jurors voted for the tower."),
        ("It is her third title.", "It is her second title."),
        ("It was the third attack on the tower in two years.", "Harrow's second attack on the tower came in May."),
        (
            "The trial lasted 14 months, and the jury took 9 days.",
            "The jury took 9 days in a trial that lasted 14 weeks.",
        ),
        ("The old tower was demolished in spring.", "The old tower will be demolished next year."),
        ("The opening was watched by 41,000 people.", "The opening drew a crowd of 33,500 spectators."),
        ("Captain Peter Lund was drunk.", "Peter Lund was sober."),
    ],
)
def test_votes_places_in_an_order_units_of_time_and_crowds_contradict(left: str, right: str) -> None:
    first = tell(TITLE, left, subject="Marlow Estates", outlet="Harrow Times")
    second = tell(f"{TITLE}, reports say", right, subject="Marlow Estates", outlet="Northern Post")
    assert [one.relation for one in compare(first, second).conflicts] == [Relation.CONTRADICTION]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The ruling was unanimous.", "Three of the three judges sided with Marlow Estates."),
        ("The choice of the guests was unanimous.", "Two of the three judges sided with Marlow Estates."),
        ("The ruling was unanimous.", "Two of the three judges are women."),
        ("The court ruled unanimously.", "Three of the nine justices were appointed by the president."),
        ("The council voted unanimously to go to court.", "Two of the three judges sided with Marlow Estates."),
        ("The appeals court ruled unanimously.", "In the lower court one judge dissented."),
        ("The ruling was unanimous.", "Judge Ann Bell dissented in an earlier case."),
        ("It is her second clay-court title.", "It is her fifth career title."),
        ("It is the company's second plant.", "It is the company's first overseas plant."),
        ("It was its second fire this year.", "It was its third fire."),
        ("It was his third tour win.", "It was his first major win."),
        ("It was not its first fire.", "It was its second fire."),
        ("Lena Strand is chasing her third title.", "It is her second title."),
        ("It is her third title.", "Her first title came five years ago."),
        ("It is her third title.", "She won after her second title in Rome."),
        ("It is the country's second bank by deposits.", "It is the country's third bank by assets."),
        ("It was his second goal.", "It was his third goal."),
        ("It is her third title.", "It is her third title and her second in Harrow."),
        ("It is Lena Strand's third title.", "It is Ann Bell's second title."),
        ("It is her third title in Harrow.", "It is her second title in Brenock."),
        ("Some 9,400 children took part in the trial.", "In Harrow alone, 5,100 children took part in the trial."),
        ("The opening was watched by 41,000 people.", "Some 2 million people watched on television."),
    ],
)
def test_what_is_of_another_body_kind_owner_or_place_is_left_alone(left: str, right: str) -> None:
    first = tell(TITLE, left, subject="Marlow Estates", outlet="Harrow Times")
    second = tell(f"{TITLE}, reports say", right, subject="Marlow Estates", outlet="Northern Post")
    assert Relation.CONTRADICTION not in [one.relation for one in compare(first, second).conflicts]
