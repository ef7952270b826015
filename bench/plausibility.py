"""Other ways to ask a model for its word on a claim than that of a run: one claim a call, in five wordings.

    python bench/plausibility.py DATA --gguf PATH [--each N] [--threads N] [--ways WAY ...] [--out FILE]

DATA is the set that `factgrade eval DATA --as factcheck-veracity --each N --way model` takes, which asks as a run does;
each way here sees the same claims. A claim that is called anything but plausible counts as doubted. Prints a line a
way, and writes all of it as an evaluation (`report.json`) to FILE. Answers are kept; those that did not end are asked
for again.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from local_model import Counting, local_llm
from pydantic import BaseModel, ConfigDict

from pipeline.errors import LLMError
from pipeline.eval.judgement import Judgement
from pipeline.eval.page import report_json, summary_lines
from pipeline.eval.registry import ADAPTERS, Sample, Share, take_sample
from pipeline.eval.result import Asked, Evaluation, Result, Spent
from pipeline.eval.row import rows_of
from pipeline.eval.task.plausibility import NAME, OneClaim
from pipeline.files import read_dataset
from pipeline.llm.port import LLM, LLMRequest
from pipeline.llm.profile import LOCAL_PROFILE
from pipeline.runner.record import tool_version

FORM = "factcheck-veracity"
REASON_TOKENS = 80
WORD_TOKENS = 24
MIDDLE = 3

_TASK = "You are an experienced fact checker. You are told one claim."
_WORDS = "Answer with one word: is the claim {}?"
_NUMBER = "Answer with a number from 1 (surely false) to 5 (surely true)."
_TRUTH = "Is the claim true? Answer yes or no."


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Word(StrEnum):
    """The words of a grade."""

    PLAUSIBLE = "plausible"
    DOUBTFUL = "doubtful"
    IMPLAUSIBLE = "implausible"


class OneWord(_Answer):
    """A grade alone."""

    grade: Word


class ReasonedWord(_Answer):
    """A reason, then the grade that follows from it."""

    reason: str
    grade: Word


class OneNumber(_Answer):
    """A grade as a number."""

    grade: Literal[1, 2, 3, 4, 5]


class YesOrNo(_Answer):
    """An answer to the plain question."""

    answer: Literal["yes", "no"]


Ask = Callable[[OneClaim, LLM, str], bool]
"""Tells whether a model doubts a claim; raises LLMError where it gives no answer."""


def main() -> None:
    """Measure, print and write."""
    options = _options()
    tables = read_dataset(options.data).tables
    sample = take_sample(ADAPTERS[FORM].read(tables), Share(each=options.each))
    with local_llm(options.gguf, options.threads) as (llm, model):
        results = tuple(_measured(name, sample, llm, model, options.data.name) for name in options.ways)
    evaluation = Evaluation(version=tool_version(), day=datetime.now(UTC).date().isoformat(), results=results)
    print("\n".join(summary_lines(evaluation)))
    if options.out:
        options.out.write_text(report_json(evaluation), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--each", type=int, default=50, help="claims of either label")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _measured(way: str, sample: Sample, llm: LLM, model: str, dataset: str) -> Result:
    counting = Counting(llm)
    claims = [one for one in sample.examples if isinstance(one, OneClaim)]
    judgements = tuple(_judged(claims, WAYS[way], counting, model))
    return Result(
        dataset=dataset,
        adapter=FORM,
        digest=sample.digest,
        size=sample.size,
        taken=len(claims),
        seed=0,
        asked=Asked(way=way, provider="local", model=model, profile=LOCAL_PROFILE),
        open_tasks=(),
        rows=rows_of(judgements),
        spent=Spent(calls=counting.calls, usage=counting.usage),
        judgements=judgements,
    )


def _judged(claims: Sequence[OneClaim], ask: Ask, llm: LLM, model: str) -> Iterator[Judgement]:
    for one in claims:
        try:
            told: bool | None = ask(one, llm, model)
        except LLMError:
            told = None
        yield Judgement(
            item_id=one.item_id,
            doc_id=one.doc_id,
            task=NAME,
            kinds=(one.label,),
            is_wanted=not one.is_true,
            is_told=told,
        )


def one_at_a_time(
    question: str, reply_model: type[BaseModel], is_doubt: Callable[[BaseModel], bool], tokens: int = WORD_TOKENS
) -> Ask:
    """Return a way that asks about each claim in a call of its own."""

    def ask(claim: OneClaim, llm: LLM, model: str) -> bool:
        system, user = f"{_TASK} {question}", f"Claim: {claim.statement}"
        return is_doubt(llm.complete(LLMRequest("grade", "", "bench", system, user, reply_model, model, tokens)).value)

    return ask


def _is_worse(answer: BaseModel) -> bool:
    return getattr(answer, "grade", Word.PLAUSIBLE) != Word.PLAUSIBLE


WAYS: dict[str, Ask] = {
    "reason and word": one_at_a_time(
        "Give a reason in at most 15 words, then the grade: is the claim plausible, doubtful or implausible?",
        ReasonedWord, _is_worse, REASON_TOKENS,
    ),
    "word": one_at_a_time(_WORDS.format("plausible, doubtful or implausible"), OneWord, _is_worse),
    "word, turned": one_at_a_time(_WORDS.format("implausible, doubtful or plausible"), OneWord, _is_worse),
    "number": one_at_a_time(_NUMBER, OneNumber, lambda answer: getattr(answer, "grade", MIDDLE) < MIDDLE),
    "yes or no": one_at_a_time(_TRUTH, YesOrNo, lambda answer: getattr(answer, "answer", "yes") == "no"),
}  # fmt: skip


if __name__ == "__main__":
    main()
