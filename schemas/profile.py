"""How a model is used: how much it is asked at a time, and how far its word counts."""

from schemas.frozen import Frozen


class Profile(Frozen):
    """Limits for one class of models.

    `sentences_per_call` and `claims_per_call` bound what one request asks, `claims_in_view` how many claims of the
    article a grading request shows; the two token limits bound the answer.
    `is_confirming`: whether each claim is asked about once more, alone, before it counts.
    `is_decisive`: whether the model's grade alone may make a claim `implausible` or `doubtful`.
    """

    name: str
    sentences_per_call: int
    claims_per_call: int
    claims_in_view: int
    claims_per_sentence: int
    extract_tokens_per_sentence: int
    grade_tokens_per_claim: int
    is_decisive: bool
    is_confirming: bool
