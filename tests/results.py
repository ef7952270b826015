"""Writes docs/results.md from the evaluations in docs/results/ and the words in docs/results/results.md.j2.

    python -m tests.results

Invariant: no figure of a set that `factgrade eval` measures is written by hand; what was measured otherwise says so.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.eval.page import shown
from pipeline.eval.result import Evaluation, Result, Row

FOLDER = Path(__file__).parents[1] / "docs" / "results"
PAGE = FOLDER.parent / "results.md"
TEMPLATE = "results.md.j2"

_HALF = 0.5
_PER_CENT = frozenset({"balanced_accuracy", "auc"})
_NAMES = {"qwen2.5-coder-1.5b-instruct-q4_k_m": "Qwen2.5-Coder-1.5B (Q4_K_M)"}


def page() -> str:
    """Return the page as the stored evaluations make it."""
    templates = Environment(  # noqa: S701  the words are this repository's own, and the figures numbers
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (result, row, found, raised, unexpected, figure, who, day, samples, cost, flips, one_sided)
    templates.globals |= {one.__name__: one for one in functions}
    return templates.get_template(TEMPLATE).render()


@cache
def _evaluation(name: str) -> Evaluation:
    return Evaluation.model_validate_json((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def result(name: str, way: str, dataset: str | None = None) -> Result:
    """Return a stored result by the name of its file, its way and, where there are several sets, its set."""
    (found,) = (one for one in _evaluation(name).results if one.asked.way == way and dataset in (None, one.dataset))
    return found


def row(of: Result, kind: str | None = None, task: str | None = None) -> Row:
    """Return the row of a kind; None: of the whole task, which is the first unless one is named."""
    return next(one for one in of.rows if one.kind == kind and task in (None, one.task))


def found(of: Result, kind: str | None = None, task: str | None = None) -> str:
    """Return how many of the wanted things were told."""
    one = row(of, kind, task)
    return f"{one.found} of {one.wanted}"


def raised(of: Result, kind: str | None = None, task: str | None = None) -> str:
    """Return how many of the other things were told."""
    one = row(of, kind, task)
    return f"{one.raised} of {one.unwanted}"


def unexpected(of: Result) -> int:
    """Return how many contradictions were reported that the gold file does not name."""
    return sum(one.raised for one in of.rows if one.kind == "not in the gold file")


def figure(of: Result, name: str, kind: str | None = None, task: str | None = None) -> str:
    """Return a figure with its interval; a dash where it is not defined."""
    value = row(of, kind, task).figures.get(name)
    return "–" if value is None else shown(value, is_per_cent=name in _PER_CENT)


def who(of: Result) -> str:
    """Return who judged, for the row of a table."""
    model = of.asked.model.partition("@")[0]
    name = _NAMES.get(model, model)
    return {"rules": "rules alone", "both": f"rules and {name}"}.get(of.asked.way, name)


def samples(of: Result) -> str:
    """Return how many examples were taken of how many."""
    return f"all {of.size}" if of.taken == of.size else f"{of.taken} of {of.size}"


def cost(of: Result) -> str:
    """Return what the asking took, at what it once cost where the cache answered."""
    usage = of.spent.usage
    return f"{of.spent.calls} calls, {usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"


def flips(of: Result) -> str:
    """Return how many answers flipped when the same was asked again.

    Raises:
        ValueError: it was not asked again.
    """
    again = of.stability
    if again is None or again.rate is None:
        raise ValueError(f"{of.name} was not asked again")
    return f"{again.flipped} of {again.asked} ({shown(again.rate)})"


def one_sided(name: str, way: str) -> int:
    """Return how many rows are not told, and have a pair that one of its two orders alone calls a contradiction."""
    return sum(one.is_told is False and one.score == _HALF for one in result(name, way).judgements)


def day(name: str) -> str:
    """Return when an evaluation was run."""
    return _evaluation(name).day


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
