"""What changes when the same is asked again: how many answers flip, and which."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.eval.bootstrap import intervals
from pipeline.eval.judgement import Judgement
from pipeline.eval.metric import Cell
from pipeline.eval.result import Stability
from pipeline.eval.row import figure


def stability_of(first: Sequence[Judgement], second: Sequence[Judgement], another: str) -> Stability:
    """Return how many answers differ between two askings; `another` says what was changed for the second.

    What one asking told and the other has no judgement of (a claim that was made once) has flipped. What either could
    not ask about is left out.
    """
    before, after = ({one.item_id: one for one in judgements} for judgements in (first, second))
    flips: dict[str, bool] = {}
    documents: dict[str, list[bool]] = defaultdict(list)
    for item_id in [*before, *(one for one in after if one not in before)]:
        sides = [one for one in (before.get(item_id), after.get(item_id)) if one is not None]
        if any(one.is_told is None for one in sides):
            continue
        flips[item_id] = len({(one.is_told, one.answer) for one in sides}) > 1 or len(sides) == 1
        documents[sides[0].doc_id].append(flips[item_id])
    cells: list[Counter[Cell]] = [Counter((True, flip, None) for flip in own) for own in documents.values()]
    ends = intervals(cells, is_open=True).get("recall")
    flipped = tuple(item_id for item_id, flip in flips.items() if flip)
    rate = figure(len(flipped) / len(flips), ends) if flips else None
    return Stability(another=another, asked=len(flips), flipped=len(flipped), rate=rate, item_ids=flipped)
