"""Figures by the book, over counts of equal judgements.

A figure that its definition leaves open (a precision where nothing was told) is missing, not nought.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from pipeline.eval.judgement import Judgement

Cell = tuple[bool, bool, float | None]
"""Equal judgements: whether the thing is wanted, whether it was told, and the score."""


def cells_of(judgements: Iterable[Judgement]) -> Counter[Cell]:
    """Return how many judgements are of each sort; those that were not asked about are left out."""
    return Counter((one.is_wanted, one.is_told, one.score) for one in judgements if one.is_told is not None)


def figures_of(cells: Mapping[Cell, int], *, is_open: bool) -> dict[str, float]:
    """Return the figures that are defined.

    Args:
        cells: the judgements.
        is_open: what was rightly not told is not counted, as where any claim may be made of a text. Then there is
            neither a balanced accuracy nor an area under the curve (AUC).
    """
    told = {(wanted, said): 0 for wanted in (True, False) for said in (True, False)}
    for (wanted, said, _), count in cells.items():
        told[wanted, said] += count
    hits, missed, raised, quiet = told[True, True], told[True, False], told[False, True], told[False, False]
    found: dict[str, float | None] = {
        "precision": _share(hits, hits + raised),
        "recall": _share(hits, hits + missed),
        "f1": _share(2 * hits, 2 * hits + raised + missed),
    }
    if not is_open:
        recall, specificity = found["recall"], _share(quiet, quiet + raised)
        both = None if recall is None or specificity is None else (recall + specificity) / 2
        found |= {"balanced_accuracy": both, "auc": auc_of(cells)}
    return {name: value for name, value in found.items() if value is not None}


def auc_of(cells: Mapping[Cell, int]) -> float | None:
    """Return the share of pairs of a wanted and an unwanted thing that the score orders rightly; ties count half.

    None where a score is missing, or one of the two sorts.
    """
    if any(score is None for _, _, score in cells):
        return None
    wanted, unwanted = _by_score(cells, wanted=True), _by_score(cells, wanted=False)
    pairs = sum(wanted.values()) * sum(unwanted.values())
    if not pairs:
        return None
    below, ordered = 0, 0.0
    for level in sorted({*wanted, *unwanted}):
        ordered += wanted[level] * (below + unwanted[level] / 2)
        below += unwanted[level]
    return ordered / pairs


def _by_score(cells: Mapping[Cell, int], *, wanted: bool) -> Counter[float]:
    counts: Counter[float] = Counter()
    for (is_wanted, _, score), count in cells.items():
        if is_wanted is wanted and score is not None:
            counts[score] += count
    return counts


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
