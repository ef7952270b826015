"""What a model's word on the plausibility of a claim is worth: claims that people found true or false, Factcheck-GPT.

    python bench/plausibility.py DATA --gguf PATH [--each N] [--threads N] [--ways WAY ...] [--out FILE]

DATA holds files `X.jsonl` with gold_claims and meta.claim_factuality (true, false or unknown) for each. N claims of
either label are taken, spread evenly over the file, and each way of asking sees the same. A claim that is called
anything but plausible counts as doubted. Each way stands beside the baseline that always says "plausible": its accuracy
is the share of true claims, its balanced accuracy a half. Intervals are bootstrapped over claims.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from local_model import Counting, local_llm
from pydantic import BaseModel, ConfigDict

from pipeline.errors import LLMError
from pipeline.llm.port import LLM, LLMRequest
from pipeline.llm.profile import LOCAL_PROFILE, PROFILES
from prompts import load
from schemas.reply_grades import reply_grades

RESAMPLES = 2000
PER_CALL = PROFILES[LOCAL_PROFILE].claims_per_call
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


@dataclass(frozen=True)
class Labelled:
    """A claim and whether people found it true."""

    statement: str
    is_true: bool


Says = dict[Labelled, bool]
"""For each claim whether it was doubted; one that could not be asked about is left out."""


def main() -> None:
    """Measure and print."""
    options = _options()
    claims = sampled(list(read(options.data)), options.each)
    share = sum(claim.is_true for claim in claims) / len(claims)
    print(f"{len(claims)} claims; always plausible: accuracy {share:.3f}, balanced accuracy 0.500")
    kept: dict[str, Says] = {}
    with local_llm(options.gguf, options.threads) as (llm, model):
        for name in options.ways:
            counting = Counting(llm)
            kept[name] = WAYS[name](claims, counting, model)
            print(f"{line(name, kept[name])}; {counting.told()}", flush=True)
    if {"word", "word, turned"} <= kept.keys():
        print(line("both orders doubt", _both(kept["word"], kept["word, turned"])))
    if options.out:
        told = [{"claim": c.statement, "is_true": c.is_true, **{w: s.get(c) for w, s in kept.items()}} for c in claims]
        options.out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--each", type=int, default=50, help="claims of either label")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=list(WAYS))
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def read(folder: Path) -> Iterator[Labelled]:
    """Yield the claims that people judged, each once."""
    met: set[str] = set()
    for file in sorted(path for path in folder.glob("*.jsonl") if "_documents" not in path.name):
        for row in map(json.loads, file.read_text(encoding="utf-8").split("\n")[:-1]):
            for claim, label in zip(row["gold_claims"], row["meta"]["claim_factuality"], strict=True):
                if label in {True, False} and claim not in met:
                    met.add(claim)
                    yield Labelled(claim, bool(label))


def sampled(claims: Sequence[Labelled], each: int) -> list[Labelled]:
    """Return so many claims of either label, evenly spread, in their order."""
    taken: set[int] = set()
    for label in (True, False):
        numbers = [n for n, claim in enumerate(claims) if claim.is_true is label]
        count = min(each, len(numbers))
        taken |= {numbers[n * len(numbers) // count] for n in range(count)}
    return [claims[n] for n in sorted(taken)]


def as_now(claims: Sequence[Labelled], llm: LLM, model: str) -> Says:
    """Ask as a run does: some claims a call, a reason before the grades."""
    prompt, says = load("grade_claims"), Says()
    for start in range(0, len(claims), PER_CALL):
        asked = claims[start : start + PER_CALL]
        numbered = "\n".join(f"{n}. {claim.statement}" for n, claim in enumerate(asked, start=1))
        system, user = prompt.render(article="no title, no date", claims=numbered, asked=numbered)
        reply_model = reply_grades(tuple(range(1, len(asked) + 1)))
        tokens = len(asked) * PROFILES[LOCAL_PROFILE].grade_tokens_per_claim
        request = LLMRequest("grade", "", prompt.label, system, user, reply_model, model, tokens)
        try:
            grades = llm.complete(request).value.grades
        except LLMError:
            continue
        says |= {asked[grade.claim - 1]: grade.plausibility != Word.PLAUSIBLE for grade in grades}
    return says


def one_at_a_time(
    question: str, reply_model: type[BaseModel], is_doubt: Callable[[BaseModel], bool], tokens: int = WORD_TOKENS
) -> Callable[[Sequence[Labelled], LLM, str], Says]:
    """Return a way that asks about each claim in a call of its own."""

    def ask(claims: Sequence[Labelled], llm: LLM, model: str) -> Says:
        says = Says()
        for claim in claims:
            system, user = f"{_TASK} {question}", f"Claim: {claim.statement}"
            request = LLMRequest("grade", "", "bench", system, user, reply_model, model, tokens)
            try:
                says[claim] = is_doubt(llm.complete(request).value)
            except LLMError:
                continue
        return says

    return ask


def _is_worse(answer: BaseModel) -> bool:
    return getattr(answer, "grade", Word.PLAUSIBLE) != Word.PLAUSIBLE


WAYS: dict[str, Callable[[Sequence[Labelled], LLM, str], Says]] = {
    "as a run asks": as_now,
    "reason and word": one_at_a_time(
        "Give a reason in at most 15 words, then the grade: is the claim plausible, doubtful or implausible?",
        ReasonedWord, _is_worse, REASON_TOKENS,
    ),
    "word": one_at_a_time(_WORDS.format("plausible, doubtful or implausible"), OneWord, _is_worse),
    "word, turned": one_at_a_time(_WORDS.format("implausible, doubtful or plausible"), OneWord, _is_worse),
    "number": one_at_a_time(_NUMBER, OneNumber, lambda answer: getattr(answer, "grade", MIDDLE) < MIDDLE),
    "yes or no": one_at_a_time(_TRUTH, YesOrNo, lambda answer: getattr(answer, "answer", "yes") == "no"),
}  # fmt: skip


def _both(first: Says, second: Says) -> Says:
    return {claim: first[claim] and second[claim] for claim in first.keys() & second.keys()}


def line(name: str, says: Says) -> str:
    """Return what a way is worth."""
    doubted = sum(says.values())
    right = sum(says[claim] and not claim.is_true for claim in says)
    accuracy = sum(says[claim] is not claim.is_true for claim in says) / max(len(says), 1)
    low, high = interval(says)
    return (
        f"{name}: doubts {doubted} of {len(says)}, {right} of them false;"
        f" accuracy {accuracy:.3f}, balanced {balanced(list(says.items())):.3f} [{low:.3f}, {high:.3f}]"
    )


def balanced(told: Sequence[tuple[Labelled, bool]]) -> float:
    """Return the mean of the shares of true claims that were not doubted and of false ones that were."""
    shares = []
    for label in (True, False):
        of_label = [is_doubted is not label for claim, is_doubted in told if claim.is_true is label]
        shares.append(sum(of_label) / len(of_label) if of_label else 0.5)
    return sum(shares) / len(shares)


def interval(says: Says) -> tuple[float, float]:
    """Return the middle 95 % of the balanced accuracy over resampled claims; the same for the same answers."""
    chance = random.Random(0)  # noqa: S311  a bootstrap, not a secret
    told = list(says.items())
    drawn = sorted(balanced(chance.choices(told, k=len(told))) for _ in range(RESAMPLES)) if told else [0.5]
    return drawn[len(drawn) // 40], drawn[-len(drawn) // 40 - 1]


if __name__ == "__main__":
    main()
