"""What changed between two results: paired figures, and each thing that got better or worse."""

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.eval.compare import Compared, compare_evaluations, compare_results
from pipeline.eval.comparison_page import comparison_lines, comparison_page
from pipeline.eval.judgement import Judgement
from pipeline.eval.result import Asked, Evaluation, Result, Spent
from tests.unit.eval.judging import judgement

WANTED = [judgement(n, wanted=True, told=True, kinds=("a",)) for n in range(20)]
OTHERS = [judgement(n, wanted=False, told=False) for n in range(20, 40)]


def result(judgements: Sequence[Judgement], **more: Any) -> Result:  # noqa: ANN401  any field
    plain = {
        "dataset": "set", "adapter": "bump", "digest": "d", "size": 9, "taken": 9, "seed": 0,
        "asked": Asked(way="rules"), "open_tasks": (), "rows": (), "spent": Spent(), "judgements": tuple(judgements),
    }  # fmt: skip
    return Result(**{**plain, **more})


def told(one: Judgement, *, is_told: bool | None) -> Judgement:
    return one.model_copy(update={"is_told": is_told})


def compared(before: Sequence[Judgement], after: Sequence[Judgement], **more: Any) -> Compared:  # noqa: ANN401  as above
    return compare_results(result(before, **more), result(after, **more))


def test_equal_results_differ_by_nothing() -> None:
    found = compared([*WANTED, *OTHERS], [*WANTED, *OTHERS])
    assert found.changes == ()
    assert {delta.difference.value for row in found.rows for delta in row.deltas.values()} == {0.0}


def test_what_was_lost_is_named_and_its_figure_surely_worse() -> None:
    after = [told(one, is_told=n >= 8) for n, one in enumerate(WANTED)]
    found = compared([*WANTED, *OTHERS], [*after, *OTHERS])
    assert [one.item_id for one in found.changed(is_better=False)] == [f"i{n}" for n in range(8)]
    recall = found.rows[0].deltas["recall"]
    assert (recall.before, recall.after, recall.difference.value, recall.is_sure) == (1.0, 0.6, -0.4, True)


def test_a_single_change_is_told_and_is_not_sure() -> None:
    after = [*WANTED, told(OTHERS[0], is_told=True), *OTHERS[1:]]
    found = compared([*WANTED, *OTHERS], after)
    assert [(one.item_id, one.is_better) for one in found.changes] == [("i20", False)]
    assert not found.rows[0].deltas["precision"].is_sure


def test_the_difference_is_paired_so_that_its_interval_is_narrower_than_those_of_the_figures() -> None:
    before = [told(one, is_told=n % 2 == 0) for n, one in enumerate(WANTED)]
    after = [told(one, is_told=n % 2 == 0 or n == 1) for n, one in enumerate(WANTED)]
    difference = compared(before, after).rows[0].deltas["recall"].difference
    assert difference.low == 0.0
    assert difference.high is not None
    assert difference.high <= 0.15


def test_a_false_alarm_that_one_result_never_came_upon_counts_as_not_told_where_anything_might_be() -> None:
    alarm = judgement(50, wanted=False, told=True)
    found = compared([*WANTED, alarm], WANTED, open_tasks=("t",))
    assert [(one.item_id, one.is_better) for one in found.changes] == [("i50", True)]
    assert compared([*WANTED, alarm], WANTED).left_out == 1


@pytest.mark.parametrize(
    ("after", "digest", "changes"),
    [
        (WANTED, "d", 1),
        (WANTED, "of fewer documents", 0),
        ([told(WANTED[0], is_told=None), *WANTED[1:]], "d", 1),
        ([*WANTED, judgement(51, wanted=True, told=True, doc_id="d50")], "of other documents", 1),
        ([*WANTED, judgement(51, wanted=True, told=None, doc_id="d50")], "d", 0),
    ],
)
def test_a_false_alarm_about_a_document_that_the_other_was_not_asked_about_is_no_better(
    after: Sequence[Judgement], digest: str, changes: int
) -> None:
    alarm = judgement(50, wanted=False, told=True)
    before, other = (result(one, open_tasks=("t",)) for one in ([*WANTED, alarm], after))
    found = compare_results(before, other.model_copy(update={"digest": digest}))
    assert len(found.changed(is_better=True)) == changes


@pytest.mark.parametrize("other", [told(WANTED[0], is_told=None), WANTED[0].model_copy(update={"is_wanted": False})])
def test_what_both_did_not_judge_alike_is_left_out(other: Judgement) -> None:
    found = compared(WANTED, [other, *WANTED[1:]])
    assert (found.common, found.left_out) == (19, 1)


def evaluation(*results: Result) -> Evaluation:
    return Evaluation(version="1", day="2026-11-26", results=results)


def test_results_are_paired_by_their_way_and_otherwise_where_each_side_has_one() -> None:
    rules, both, other = (result([], asked=Asked(way=way)) for way in ("rules", "both", "model"))
    lone = result([], dataset="another")
    found = compare_evaluations(evaluation(rules, both, lone), evaluation(both, rules))
    assert [(one.way_before, one.way_after) for one in found.compared] == [("rules", "rules"), ("both", "both")]
    assert found.alone == ("another (bump), rules",)
    (pair,) = compare_evaluations(evaluation(rules), evaluation(other)).compared
    assert (pair.way_before, pair.way_after) == ("rules", "model")


def test_the_page_tells_what_got_worse_with_its_passage_before_and_after() -> None:
    after = result([told(WANTED[0], is_told=False), *WANTED[1:]], digest="e")
    comparison = compare_evaluations(evaluation(result(WANTED)), evaluation(after))
    page = comparison_page(comparison, {("set", "rules", "i0"): ("<b>It</b> cost 5.", "5")}, {})
    assert "### Got worse (1)" in page
    assert "- i0 (t, a): not told any more, not as people say<br>&lt;b&gt;It&lt;/b&gt; cost 5." in page
    assert "said before / after: 5 / nothing" in page
    assert "### Got better (0)\n\nNothing." in page
    assert "did not take the same examples" in page


def test_what_has_no_counterpart_is_named_on_page_and_terminal() -> None:
    comparison = compare_evaluations(evaluation(result([], dataset="lone")), evaluation())
    assert list(comparison_lines(comparison)) == ["without a counterpart: lone (bump), rules"]
    assert comparison_page(comparison, {}, {}).endswith("## Without a counterpart\n\n- lone (bump), rules\n")


def test_a_terminal_is_told_the_figures_that_moved() -> None:
    after = result([told(one, is_told=n >= 8) for n, one in enumerate(WANTED)])
    (line,) = comparison_lines(compare_evaluations(evaluation(result(WANTED)), evaluation(after)))
    assert line.startswith("set: t: 8 got worse, 0 got better; recall 1.00 to 0.60 (-0.40 [-0.6")
