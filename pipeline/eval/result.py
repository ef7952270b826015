"""What evaluating gives and keeps: figures with intervals, ids with judgements, and what the asking cost.

Invariant: a result holds no text of a set.
"""

from typing import Annotated

from pydantic import Field

from pipeline.eval.judgement import Judgement
from schemas.frozen import Frozen
from schemas.usage import Usage

FORM = 1


class Figure(Frozen):
    """A figure, from `low` to `high` in 95 of 100 resamples of the documents; None where there is one document."""

    value: float
    low: float | None = None
    high: float | None = None


class Row(Frozen):
    """The judgements of a task, or of one kind of it (`kind`; None: all of them), over so many documents.

    `found` of the `wanted` things were told, and `raised` of the `unwanted` ones. `not_checked` could not be asked.
    """

    task: str
    kind: str | None
    documents: int
    wanted: int
    found: int
    unwanted: int
    raised: int
    not_checked: int
    figures: dict[str, Figure]


class Spent(Frozen):
    """What the answers cost: calls with what they spent, those that the cache answered at what they once cost, seconds.

    A replay counts what the recorded calls told of their cost.
    """

    calls: int = 0
    cached: int = 0
    seconds: float = 0.0
    usage: Usage = Usage()


class Stability(Frozen):
    """What changed when the same was asked again, `another` way (order or seed): so many of `asked` answers flipped."""

    another: str
    asked: int
    flipped: int
    rate: Figure | None
    item_ids: tuple[str, ...]


class Asked(Frozen):
    """Who was asked, and with what; `way` is rules, model or both, and for rules the rest is empty.

    `is_once`: no sentence was asked about a second time.
    """

    way: str
    provider: str = ""
    model: str = ""
    profile: str = ""
    sentences_per_call: int | None = None
    prompts: tuple[str, ...] = ()
    is_once: bool = False


class Result(Frozen):
    """One set, judged one way; `taken` of its `size` examples (a sample is spread evenly, shifted by `seed`).

    `digest` is over the examples that were taken: two results with one digest judged the same. Of a task in
    `open_tasks` anything might be told, so that there are no true negatives.
    """

    dataset: str
    adapter: str
    digest: str
    size: int
    taken: int
    seed: int
    asked: Asked
    open_tasks: tuple[str, ...]
    rows: tuple[Row, ...]
    spent: Spent
    stability: Stability | None = None
    judgements: tuple[Judgement, ...]

    @property
    def not_checked(self) -> int:
        """Return how many things could not be asked about."""
        return sum(row.not_checked for row in self.rows if row.kind is None)

    @property
    def name(self) -> str:
        """Return how the result is called on pages."""
        model = f", {self.asked.model}" if self.asked.model else ""
        return f"{self.dataset} ({self.adapter}), {self.asked.way}{model}"


class Evaluation(Frozen):
    """What one `eval` command found; `form` counts the changes of this file's form, `day` is when it was run."""

    form: Annotated[int, Field(ge=FORM, le=FORM)] = FORM
    version: str
    day: str
    results: tuple[Result, ...]
