"""The gate over the recorded samples, and that it catches a worse prompt and a broken rule, which comparing names.

The worse prompt is a stand-in: no recording of one can be made without its model. It takes the recorded answers to the
first asking and leaves out all claims of a window but one, as a prompt that asks for the main claim would. The broken
rule is a real stage whose contradictions of one rule are lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.app import RunCommand, Surroundings, make_plan, wire_stages
from pipeline.app.eval_set import EvalSet, judge_articles, open_set
from pipeline.app.rule_stages import rule_stages
from pipeline.cli import app
from pipeline.clock import SystemClock
from pipeline.eval.compare import compare_results
from pipeline.eval.gate import hold, parse_gate
from pipeline.eval.judgement import Case
from pipeline.eval.registry import Share
from pipeline.eval.result import Result
from pipeline.eval.row import rows_of
from pipeline.llm.factory import Provider, open_llm
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.llm.scripted import Answer, ScriptedLLM
from pipeline.progress import SilentSink
from pipeline.settings import Settings
from pipeline.stages.compare import Comparison
from tests.unit.eval.judging import grades, relates
from tests.unit.eval.test_compare import result

ROOT = Path(__file__).parents[2]
GATE = ROOT / "tests" / "batches" / "gate.toml"
AROUND = Surroundings(SystemClock(), SilentSink(), BytesIO())


def opened(name: str) -> EvalSet:
    return open_set(str(ROOT / name), None, Share(), AROUND)


def measured(cases: Iterable[Case]) -> Result:
    judgements = tuple(case.judgement for case in cases)
    tasks = {one.task for one in judgements}
    return result(judgements, rows=rows_of(judgements, open_tasks=tasks), open_tasks=tuple(sorted(tasks)))


def below(name: str, found: Result) -> list[str]:
    gated = parse_gate(GATE.read_text(), "gate")[name]
    return [line.told for line in hold(name, gated, found) if not line.is_met]


@dataclass
class OneClaimAWindow:
    """The first asking as it was recorded, with one claim a window; everything later is answered from a script."""

    recorded: LLM

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        if request.prompt.startswith("extract_claims"):
            reply = self.recorded.complete(request)
            claims: Sequence[Any] = reply.value.claims  # type: ignore[attr-defined]  # a window's answer holds claims
            return replace(reply, value=reply.value.model_copy(update={"claims": list(claims)[:1]}))
        script: dict[str, Answer] = {
            "confirm": {"answer": "yes"},
            "extract": {"claims": []},
            "relate": relates("unclear")(request),
        }
        answer = grades(request) if request.stage == "grade" else script[request.stage]
        return ScriptedLLM([answer]).complete(request)


def test_a_worse_prompt_is_caught_by_the_gate_and_named_by_comparing() -> None:
    seeds = opened("seeds")
    settings = Settings(cassette=ROOT / "cassettes" / "seeds.yaml")
    plan = make_plan(RunCommand((), Path(), provider=Provider.REPLAY), settings, ())
    assert seeds.gold is not None
    found = []
    for wrap in (lambda llm: llm, OneClaimAWindow):
        with open_llm(plan.choice, settings, print) as llm:
            found.append(measured(judge_articles(seeds.articles, seeds.gold, wire_stages(plan), wrap(llm), AROUND)))
    good, worse = found
    assert below("seeds", good) == []
    failing = below("seeds", worse)
    assert any(line.startswith("seeds: passages: passage:") for line in failing), failing
    passages = next(row for row in compare_results(good, worse).rows if row.kind == "passage")
    assert passages.worse > 0
    assert passages.better == 0
    assert passages.deltas["recall"].is_sure


def test_a_broken_rule_is_caught_by_the_gate_and_named_by_comparing() -> None:
    six, stages = opened("tests/batches/six"), rule_stages()
    assert six.gold is not None

    def lossy(*arguments: Any) -> Comparison:  # noqa: ANN401  those of the stage
        whole = stages.compare(*arguments)
        return replace(whole, conflicts=[one for one in whole.conflicts if one.by != "rule:property"])

    good, broken = (
        measured(judge_articles(six.articles, six.gold, way, None, AROUND))
        for way in (stages, replace(stages, compare=lossy))
    )
    assert below("six-by-rules", good) == []
    (line,) = below("six-by-rules", broken)
    assert line.startswith("six-by-rules: contradictions: between articles:")
    lost = compare_results(good, broken).changed(is_better=False)
    assert lost
    assert {one.kinds for one in lost} == {("between articles",)}


def gold(folder: Path) -> None:
    (folder / "100_a.txt").write_text("The Norhaven bridge cost $40 million, the city of Norhaven said on Monday.\n")
    (folder / "200_b.txt").write_text("The Norhaven bridge cost $52 million, the city of Norhaven said on Monday.\n")
    (folder / "gold.json").write_text(
        '{"articles": {"100": {"claims": ["cost $40"]}, "200": {}},'
        ' "across": [{"topic": "cost", "values": {"100": {"at": "$40"}, "200": {"at": "$52"}}}]}'
    )


@pytest.mark.parametrize(
    ("least", "code", "told"),
    [(1, 0, "2 of 2 lines are met"), (2, 3, "below the gate: mine: passages: passage: 1 of 1")],
)
def test_the_command_names_what_is_below_the_gate_and_ends_with_3(
    tmp_path: Path, least: int, code: int, told: str
) -> None:
    gold(tmp_path)
    gate = tmp_path / "gate.toml"
    gate.write_text(
        f'[mine]\npath = "{tmp_path}"\nway = "rules"\n[mine.at_least]\n"passages: passage" = {least}\n'
        '[mine.at_most]\n"contradictions: not in the gold file" = 0\n'
    )
    done = CliRunner().invoke(app, ["eval", "gate", str(gate)])
    assert (done.exit_code, told in done.output) == (code, True), done.output


def test_a_recording_that_lacks_a_request_is_below_the_gate(tmp_path: Path) -> None:
    gold(tmp_path)
    gate = tmp_path / "gate.toml"
    gate.write_text(f'[mine]\npath = "{tmp_path}"\ncassette = "{ROOT / "cassettes" / "seeds.yaml"}"\n')
    done = CliRunner().invoke(app, ["eval", "gate", str(gate)])
    assert done.exit_code == 3
    assert "below the gate: mine: " in done.output


def test_a_file_of_examples_that_is_none_is_refused(tmp_path: Path) -> None:
    gold(tmp_path)
    out = tmp_path / "out"
    CliRunner().invoke(app, ["eval", str(tmp_path), "--way", "rules", "--out", str(out)])
    (out / "examples.jsonl").write_text('{"dataset": "x"}')
    done = CliRunner().invoke(app, ["eval", "compare", str(out), str(out), "--out", str(tmp_path / "c")])
    assert (done.exit_code, "is none of an evaluation" in done.output) == (2, True), done.output


def test_two_evaluations_are_compared_from_their_folders(tmp_path: Path) -> None:
    gold(tmp_path)
    for name in ("a", "b"):
        CliRunner().invoke(app, ["eval", str(tmp_path), "--way", "rules", "--out", str(tmp_path / "out" / name)])
    words = ["eval", "compare", *(str(tmp_path / "out" / name) for name in ("a", "b")), "--out", str(tmp_path / "c")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "contradictions: 0 got worse, 0 got better" in done.output
    assert "# What changed" in (tmp_path / "c" / "comparison.md").read_text()


def test_what_is_no_evaluation_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text('{"form": 9}')
    done = CliRunner().invoke(app, ["eval", "compare", str(tmp_path), str(tmp_path), "--out", str(tmp_path / "c")])
    assert done.exit_code == 2
    assert "is no evaluation of this version (form: " in done.output
