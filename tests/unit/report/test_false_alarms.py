"""What a reviewer has called a false alarm: last on the page of its article, left out of the index, counted there."""

from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest

from pipeline.report import Known, page_name, render_report, render_site
from pipeline.report.false_alarm import FalseAlarms
from pipeline.report.register import claim_id
from pipeline.report.row_view import pack_row, row_view, unpack_row
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import Finding, FindingKind
from schemas.mark import MarkVerdict
from schemas.subject import Subject, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.golden.report.scenes import HEADLINE
from tests.marking import kept, mark
from tests.rendered import dead_links, joined

BRIDGE = make.make_article("It cost $4 million.", "It has 5 piers.", "It opened on Monday.", title="A bridge")
RIVAL = make.make_article(
    "It cost $6 million.", path="rival.txt", title="Rival", publisher="River Times",
    published_at=make.PUBLISHED_AT + timedelta(1),
)  # fmt: skip
IMPOSSIBLE = make.make_finding(FindingKind.DATE_IMPOSSIBLE, explanation="It opens before it is built.")
BEGIN, BELOW = "Begin with [finding 1](#finding-1)", "[below](#known-false-alarms)"


def claim_of(n: int, verdict: Verdict, *findings: Finding) -> ClaimVerdict:
    checked = make.make_checked(make.make_grounded(BRIDGE, make.make_claim(BRIDGE, n)), findings=findings)
    return make.make_claim_verdict(make.make_graded(checked), verdict, reason="The sources differ.")


def conflict(*claims: int, relation: Relation = Relation.CONTRADICTION, topic: str = "What did it cost?") -> Conflict:
    """Return a conflict of claims of the bridge: of one with the rival, of two with one another."""
    sides = [make.make_side(BRIDGE, make.make_claim(BRIDGE, n), f"${n}", n) for n in claims]
    if len(claims) == 1:
        sides.append(make.make_side(RIVAL, make.make_claim(RIVAL), "$6", 6))
    answered = [one.model_copy(update={"answer": n}) for n, one in enumerate(sides, 1)]
    return make.make_conflict(*answered, relation=relation, topic=topic, explanation=f"{topic} Told twice.")


def told(claims: Sequence[ClaimVerdict], conflicts: Sequence[Conflict]) -> list[ArticleVerdict]:
    own = [one for one in conflicts if any(side.article_id == BRIDGE.article_id for side in one.sides)]
    across = [one for one in conflicts if one.scope is Scope.ACROSS]
    is_disputed = any(one.relation is Relation.CONTRADICTION for one in across)
    graded = make.make_graded(make.make_checked(make.make_grounded(RIVAL)))
    rival = make.make_claim_verdict(graded, Verdict.DISPUTED if is_disputed else Verdict.PLAUSIBLE)
    return [
        make.make_article_verdict(BRIDGE, claims, conflicts=own),
        make.make_article_verdict(RIVAL, [rival] if across else [], conflicts=across),
    ]


def knowing(*subjects: Subject, verdict: MarkVerdict = MarkVerdict.FALSE_ALARM) -> Known:
    marks = {one.mark.subject.exact: one for one in kept(*(mark(subject, verdict) for subject in subjects))}
    return lambda subject: marks.get(subject.exact)


def rendered(
    claims: Sequence[ClaimVerdict], conflicts: Sequence[Conflict], alarms: Collection[Conflict | int]
) -> tuple[str, str]:
    """Return the page of the bridge and the index; `alarms` are conflicts, and numbers of claims marked themselves."""
    verdicts = told(claims, conflicts)
    own = list(subjects_of_claims(verdicts[0], conflicts).values())
    subjects = [own[one] if isinstance(one, int) else subject_of_conflict(one) for one in alarms]
    files = joined(render_report(verdicts, conflicts, [], HEADLINE, knowing(*subjects)))
    assert dead_links({name: page for name, page in files.items() if name.endswith(".md")}) == []
    unmarked = joined(render_report(verdicts, conflicts, [], HEADLINE))
    assert all(files[name] == text for name, text in unmarked.items() if name.endswith(".jsonl"))
    return files[page_name(BRIDGE)], files["index.md"]


COST, PIERS = conflict(1), conflict(2, topic="How many piers?")
BOTH = claim_of(1, Verdict.DISPUTED), claim_of(2, Verdict.DISPUTED)


def test_a_page_begins_with_what_is_no_known_false_alarm_and_ends_with_those() -> None:
    page, _ = rendered(BOTH, [COST, PIERS], [COST])
    assert f"{BEGIN}. 1 known false alarm stands {BELOW}." in page
    assert page.index("1. How many piers?") < page.index("## Known false alarms") < page.index("2. What did it cost?")
    assert "[1](#finding-1) | disputed | How many piers?" in page
    assert "[2](#finding-2)" not in page
    assert "- [x] false alarm" in page[page.index("## Known false alarms") :]


def test_where_all_is_known_nothing_is_left_to_do() -> None:
    page, index = rendered(BOTH, [COST, PIERS], [COST, PIERS])
    assert "**To do:** nothing is left to decide" in page
    assert f"2 known false alarms stand {BELOW}." in page
    assert BEGIN not in page
    assert "## What to look at" not in page
    assert "3 claims, 0 to look at · 2 questions that articles answer differently: 2 known false alarms\n" in index
    assert "and last on the pages of the articles: 3 claims and 2 differences\n" in index
    assert "## Look at this first" not in index
    assert "Nothing is left to settle: what articles tell differently is known as a false alarm.\n" in index
    assert "| disputed | 0 (2 left out) |" in index


def test_the_index_asks_what_is_left_and_counts_what_it_leaves_out() -> None:
    _, index = rendered(BOTH, [COST, PIERS], [COST])
    assert "3 claims, 2 to look at · 2 questions that articles answer differently: 1 to settle, 1 known" in index
    assert "1. [How many piers?](#question-1)" in index
    assert "What did it cost?" not in index
    assert "and last on the pages of the articles: 1 claim and 1 difference\n" in index


def test_what_to_do_is_told_of_the_worst_that_is_left() -> None:
    within, unclear = conflict(1, 2), conflict(2, relation=Relation.UNCLEAR, topic="How many piers?")
    claims = claim_of(1, Verdict.CONTRADICTED), claim_of(2, Verdict.CONTRADICTED)
    first, _ = rendered(claims, [within, COST], [within])
    assert "**Contradicted:" in first
    assert "**To do:** compare the sources below, and settle which of them" in first
    second, _ = rendered(claims, [within, unclear], [within])
    assert "**To do:** compare the passages below, and see whether they speak of one thing." in second


@pytest.mark.parametrize("relation", [Relation.UNCLEAR, Relation.UPDATE])
def test_what_leads_to_no_doubt_of_a_claim_is_left_out_as_well(relation: Relation) -> None:
    one = conflict(1, relation=relation)
    _, index = rendered([claim_of(1, Verdict.OUTDATED)], [one], [one])
    assert "1 question that articles answer differently: 1 known false alarm\n" in index
    assert "### " not in index


def test_a_claim_is_looked_at_until_all_that_speaks_against_it_is_known() -> None:
    claim = claim_of(1, Verdict.DISPUTED, IMPOSSIBLE)
    _, index = rendered([claim], [COST], [COST])
    assert "2 claims, 1 to look at" in index
    assert "implausible, [claim 1](" in index
    assert "): It opens before it is built.\n" in index
    _, both = rendered([claim], [COST], [COST, 0])
    assert "2 claims, 0 to look at" in both
    assert "It opens before it is built." not in both


def test_what_contradicts_itself_without_a_claim_is_told_until_it_is_known() -> None:
    within = conflict(2, 3, topic="When?")
    bare = within.model_copy(update={"sides": tuple(one.model_copy(update={"claim_id": None}) for one in within.sides)})
    claims = [claim_of(1, Verdict.IMPLAUSIBLE, IMPOSSIBLE)]
    page, index = rendered(claims, [bare], [])
    assert "contradicted, [in passages that no claim was read from](" in index
    page, index = rendered(claims, [bare], [bare])
    assert "**To do:** ask for a source" in page
    assert "implausible, [claim 1](" in index


@pytest.mark.parametrize("verdict", [MarkVerdict.AGREE, MarkVerdict.FIXED])
def test_other_marks_change_neither_the_order_nor_the_index(verdict: MarkVerdict) -> None:
    verdicts = told(BOTH, [COST, PIERS])
    plain = joined(render_report(verdicts, [COST, PIERS], [], HEADLINE))
    files = joined(
        render_report(verdicts, [COST, PIERS], [], HEADLINE, knowing(subject_of_conflict(COST), verdict=verdict))
    )
    assert files["index.md"] == plain["index.md"]
    assert files[page_name(BRIDGE)].count("### ") == plain[page_name(BRIDGE)].count("### ")
    assert f"{BEGIN} of 2." in files[page_name(BRIDGE)]


def test_a_site_leaves_out_the_same_and_shows_it_last() -> None:
    pages = joined(
        render_site(told(BOTH, [COST, PIERS]), [COST, PIERS], [], HEADLINE, knowing(subject_of_conflict(COST)))
    )
    index, page = pages["index.html"], pages[page_name(BRIDGE).replace(".md", ".html")]
    assert "3 claims, 2 to look at" in index
    assert "Left out here as known false alarms, and last on the pages of the articles: 1 claim and 1 diff" in index
    assert "What did it cost?" not in index
    known = page.index('<h2 id="known-title">Known false alarms</h2>')
    assert page.index("1. How many piers?</h3>") < known < page.index("2. What did it cost?</h3>")
    assert '<a href="#known-title">1 known false alarm</a> stands below.' in page


def test_a_row_with_known_false_alarms_comes_back_as_it_was() -> None:
    row = row_view(told(BOTH, [COST])[0], FalseAlarms(frozenset({"d1", "c2"}), {claim_id(BOTH[0]): None}))
    assert unpack_row(pack_row(row)) == row
    assert (row.doubted, row.false_alarms, row.conflicts) == (1, 1, ("c2", "d1"))
