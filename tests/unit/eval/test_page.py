"""What an evaluation writes: figures without text, errors with it, escaped and worst first."""

import json
from collections.abc import Sequence

import pytest

from pipeline.eval.judgement import Case, Judgement
from pipeline.eval.page import Judged, errors_page, eval_parts, report_json, report_page, shown, summary_lines
from pipeline.eval.result import Asked, Evaluation, Figure, Result, Spent
from pipeline.eval.row import rows_of
from pipeline.eval.stability import stability_of
from schemas.usage import Usage
from tests.unit.eval.judging import judgement

HOSTILE = "[x](http://evil.example) <img src=x> **bold**\n# head"


def judged(cases: Sequence[Case], asked: Asked | None = None, spent: Spent | None = None) -> Judged:
    own = tuple(case.judgement for case in cases)
    result = Result(
        dataset="set", adapter="bump", digest="0" * 64, size=9, taken=len(own), seed=0,
        asked=asked or Asked(way="rules"), rows=rows_of(own), open_tasks=(), spent=spent or Spent(), judgements=own,
    )  # fmt: skip
    return Judged(result, tuple(cases))


def case(one: Judgement, passage: str = "passage", said: str = "said") -> Case:
    return Case(one, passage, said)


def evaluation(*judged: Judged) -> Evaluation:
    return Evaluation(version="1", day="2026-11-26", results=tuple(one.result for one in judged))


RIGHT, FALSE = judgement(0, wanted=True, told=True), judgement(1, wanted=False, told=True, score=1)
SURER, MISSED = judgement(2, wanted=False, told=True, score=3), judgement(3, wanted=True, told=False)
UNASKED = judgement(4, wanted=True, told=None)


def test_errors_come_worst_first_and_failures_apart() -> None:
    page = errors_page([judged([case(one) for one in (RIGHT, FALSE, SURER, MISSED, UNASKED)])])
    places = [page.index(f"- i{n} ") for n in (2, 1, 3, 4)]
    assert places == sorted(places)
    assert "- i0 " not in page
    assert "3 of 5." in page


def test_text_of_a_set_acts_as_nothing_on_the_page_of_errors() -> None:
    page = errors_page([judged([case(FALSE, HOSTILE, HOSTILE)])])
    assert not [sign for sign in ("](http", "<img", "**bold", "\n# head") if sign in page.partition("## set")[2]]


def test_a_long_passage_is_cut() -> None:
    assert len(errors_page([judged([case(FALSE, "word " * 900)])])) < 700


def test_the_report_holds_no_text_of_a_set() -> None:
    one = judged([case(FALSE, "a secret passage", "a secret word")])
    told = evaluation(one)
    assert "secret" not in report_json(told) + report_page(told)


def test_a_report_reads_back_as_it_was_written() -> None:
    told = evaluation(judged([case(RIGHT), case(MISSED)]), judged([]))
    assert Evaluation.model_validate_json(report_json(told)) == told


def test_examples_are_a_line_each_with_passage_and_what_was_said() -> None:
    one = judged([case(RIGHT, "caf\u00e9\u2028x", "s")])
    parts = {part.name: part.text for part in eval_parts(evaluation(one), [one])}
    assert set(parts) == {"report.md", "report.json", "errors.md", "examples.jsonl"}
    (line,) = parts["examples.jsonl"].splitlines()
    assert json.loads(line) == {
        "dataset": "set", "way": "rules", "item_id": "i0", "passage": "caf\u00e9\u2028x", "said": "s"
    }  # fmt: skip


def test_the_page_names_the_model_and_what_it_cost() -> None:
    asked = Asked(way="model", provider="local", model="m", profile="small", sentences_per_call=3, prompts=("p/v1",))
    spent = Spent(calls=7, cached=2, seconds=1.5, usage=Usage(input_tokens=10, output_tokens=3))
    page = report_page(evaluation(judged([case(RIGHT)], asked, spent)))
    assert "model m (local), profile small, 3 sentences a call; prompts: p/v1" in page
    assert "7 calls (2 from the cache), 10 tokens in, 3 out, no price known, 1.5 s" in page


def test_a_sample_and_a_second_asking_are_told() -> None:
    one = judged([case(RIGHT)])
    again = stability_of([RIGHT, MISSED], [RIGHT, MISSED.model_copy(update={"is_told": True})], "order")
    page = report_page(evaluation(Judged(one.result.model_copy(update={"stability": again}), one.cases)))
    assert "1 of 9 examples" in page
    assert "asked again (order): 1 of 2 answers flipped (0.50 [0.00, 1.00])" in page


@pytest.mark.parametrize(
    ("figure", "per_cent", "text"),
    [
        (Figure(value=0.5), False, "0.50"),
        (Figure(value=0.126, low=0.1, high=0.2), False, "0.13 [0.10, 0.20]"),
        (Figure(value=0.605, low=0.5, high=0.7), True, "60.5 [50.0, 70.0]"),
        (Figure(value=0.996, low=0.9991, high=1), False, "0.996 [0.999, 1.00]"),
        (Figure(value=0.9996, low=0.004, high=1), True, "99.96 [0.4, 100.0]"),
        (Figure(value=-0.0004, low=-0.1, high=0), False, "-0.0004 [-0.10, 0.00]"),
    ],
)
def test_a_figure_is_shown_with_its_interval(figure: Figure, *, per_cent: bool, text: str) -> None:
    assert shown(figure, is_per_cent=per_cent) == text


def test_a_terminal_is_told_a_line_a_task() -> None:
    (line,) = summary_lines(evaluation(judged([case(RIGHT), case(UNASKED)])))
    assert line.startswith(
        "set (bump), rules: t: 1 of 1 told, 0 raised that should not be, 1 not checked; precision 1.00"
    )
