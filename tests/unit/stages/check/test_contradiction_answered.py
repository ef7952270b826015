"""Questions that an article answers once: how two answers exclude each other, and what only looks like it."""

import pytest

from tests.unit.stages.check.test_contradiction_story import FILL, rules

ACQUITTED = "Desmond Pryce was acquitted of bribery."
VALE, MOSS = "Ann Vale, the singer, died on Monday.", "Ed Moss, the actor, died on Monday."
NO_CHILDREN = "Vale had no children."
STORM = "All ferries were cancelled."
CONFLICTS = {
    "a divided vote": (
        "Hall gets votes",
        "The council voted by 14 to nine for the plan.",
        "It approved the plan unanimously.",
    ),
    "a close vote": (
        "School stays",
        "By 7 votes to 6 the council turned down the closure.",
        "It rejected the closure by a large majority.",
    ),
    "acquitted and sentenced": (
        "Pryce acquitted",
        ACQUITTED,
        "Judge Helen Marsh sentenced Pryce to three years in prison.",
    ),
    "a strike that ended": ("Drivers end strike", FILL, "The union has rejected the offer and the strike goes on."),
    "all, and one of them": ("A storm", STORM, "The ferry to Inish ran as usual all day, however."),
    "closed and open": (
        "A brewery",
        "It is to close its bottling plant in Wexcombe next spring.",
        "The plant in Wexcombe will stay open, the firm said.",
    ),
    "on purpose": (
        "A fall",
        "Police suspect that the nets had been cut on purpose.",
        "There is no sign that anybody tampered with the nets.",
    ),
    "married": ("Ann Vale dies", VALE, "In 1971 she married the conductor Arvid Lund.", "She never married."),
    "children": ("Ann Vale dies", VALE, "Vale had three sons and a daughter with her first husband.", NO_CHILDREN),
    "an only child": (
        "Ed Moss dies",
        MOSS,
        "He was born in Bergen, the second of five children.",
        "He was an only child.",
    ),
    "all rescued, one drowned": (
        "One drowned",
        "A passenger drowned when a boat sank.",
        "All passengers were rescued.",
    ),
    "nobody killed, one killed": (
        "A storm",
        FILL,
        "A lorry driver was killed by a tree near Holm. Nobody was killed, police said.",
    ),
    "a defeat of the winner": ("Arlow beat Norby", "Arlow beat Norby 3-1.", "The defeat was Arlow's first at home."),
    "how often": (
        "A final",
        "The players of Norby have won the cup for the first time.",
        "It is the second time that Norby have won the cup.",
    ),
}
HARMLESS = {
    "married to her work": ("Ann Vale dies", VALE, "She never married. She said she was married to her work."),
    "another depot": ("Union ends strike at depot", FILL, "The strike continues at the south depot."),
    "what a curfew goes on to do": ("Army lifts curfew", FILL, "Shops say the curfew continues to hurt them."),
    "another trial": ("Pryce acquitted", "Pryce was acquitted.", "Pryce served two years after he was convicted."),
    "jailed in his youth": (
        "Pryce acquitted",
        "Pryce was acquitted.",
        "Pryce, jailed for a burglary in his youth, wept.",
    ),
    "for two weeks": (
        "Acme",
        "It will shut its plant in Holm for two weeks in July.",
        "The plant in Holm will stay open for the rest of the year.",
    ),
    "by noon": ("A storm", STORM, "By noon, the ferry to Inish ran normally."),
    "a polling station": (
        "A vote",
        "All schools were closed.",
        "The school in Mill Lane was open as a polling station.",
    ),
    "two of three fires": (
        "Arson",
        "Police suspect arson in two of the three fires.",
        "There is no sign of arson in one.",
    ),
    "the barn next door": ("Arson", "Police suspect arson.", "There is no sign of arson at the barn next door."),
    "everyone on the bus": ("A crash", "A pedestrian was killed by a bus.", "Everyone on the bus escaped unhurt."),
    "another vote": ("Hall", "The council voted by 14 to nine for the hall.", "The minutes were approved unanimously."),
    "another body": (
        "Hall",
        "The council voted by 14 to nine for it.",
        "The committee had unanimously backed the hall.",
    ),
    "a vote of another year": (
        "Pool",
        "It rejected the sale by a clear majority.",
        "A close vote on the sale came in 2021.",
    ),
    "another accused": (
        "Pryce acquitted",
        ACQUITTED,
        "Judge Helen Marsh sentenced Leo Carrick to three years in prison.",
    ),
    "another crime": ("Pryce acquitted", ACQUITTED, "Pryce was convicted of perjury and fined 200 pounds."),
    "what was asked for": ("Pryce acquitted", ACQUITTED, "Prosecutors wanted Pryce jailed for five years."),
    "a strike elsewhere": ("Drivers end strike", FILL, "In Harwick the strike goes on."),
    "a strike at another place": (
        "Union ends strike",
        "The union ended the strike at the plant.",
        "The strike continues at the depot.",
    ),
    "one count of several": (
        "Ann Vale cleared",
        "Ann Vale was found not guilty on one count.",
        "Ann Vale was sentenced to two years.",
    ),
    "the strike of another firm": ("Drivers end strike", FILL, "At its rival the strike continues."),
    "an exception": ("A storm", "All ferries except one were cancelled.", "The ferry to Inish ran as usual."),
    "another day": ("A storm", STORM, "The ferry to Inish ran as usual again on Friday."),
    "some of them all": ("A storm", "All ferries to Oslo were cancelled.", "A ferry from Bergen left as planned."),
    "another plant": ("Acme", "It will close its plant in Wexcombe.", "Its plant in Harrow will stay open."),
    "a plan given up": (
        "Acme",
        "It had planned to close its plant in Wexcombe.",
        "The plant in Wexcombe will stay open.",
    ),
    "certain days": (
        "A library",
        "The library in Holm will close on Mondays.",
        "The library in Holm will stay open on Sundays.",
    ),
    "another case": ("Arson", "Police suspect arson.", "There is no sign of foul play in the crash nearby."),
    "an earlier view": (
        "Arson",
        "Police suspect arson at the mill.",
        "At first there was no sign of arson at the mill.",
    ),
    "married once": ("Ann Vale dies", VALE, "Her husband, the poet Ed Moss, died in 2010. She never married again."),
    "a sister who married": ("Ann Vale dies", VALE, "She never married. Her sister married a duke."),
    "a friend who was married": (
        "Ann Vale dies",
        VALE,
        "Vale never married. She lived with Eva Horn, who had been married.",
    ),
    "children of a sister": ("Ann Vale dies", VALE, NO_CHILDREN, "Vale raised two daughters of her sister."),
    "children in a film": ("Ann Vale dies", VALE, NO_CHILDREN, "In the film she had three sons."),
    "children of one marriage": ("Ed Moss dies", MOSS, "He had two sons. He had no children with his second wife."),
    "a brother in a series": ("Ed Moss dies", MOSS, "He was an only child. In the series his brother is Tom Hill."),
    "others rescued": ("The captain of a boat drowned", "The captain drowned.", "All passengers were rescued."),
    "all others": ("One drowned", "A passenger drowned when a boat sank.", "All other passengers were rescued."),
    "a death after the rescue": (
        "A boat sinks",
        "All passengers were rescued.",
        "One passenger later died in hospital.",
    ),
    "a death of last winter": ("A slide", "All four skiers survived.", "Last winter a skier was killed on the slope."),
    "nobody in another county": (
        "A storm",
        FILL,
        "A driver was killed in Holm. In the county of Vale, nobody was killed.",
    ),
    "a defeat of the loser": ("Arlow beat Norby", "Arlow beat Norby 3-1.", "It was Norby's third defeat in a row."),
    "another team": (
        "A final",
        "The reserves of Norby have won the cup for the first time.",
        "Norby won the cup for the fifth time.",
    ),
    "a count from some year": (
        "A final",
        "Norby have won the cup for the third time.",
        "It was the first time since 1990 that Norby have won the cup.",
    ),
}


@pytest.mark.parametrize("story", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_two_answers_to_one_question_are_a_contradiction(story: tuple[str, ...]) -> None:
    assert len(rules(*story)) == 1


@pytest.mark.parametrize("story", HARMLESS.values(), ids=HARMLESS.keys())
def test_answers_of_another_time_part_or_matter_are_none(story: tuple[str, ...]) -> None:
    assert rules(*story) == []
