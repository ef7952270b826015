"""Owns what a rule of arithmetic reports: the sum written out, whether it holds, and the passages it rests on."""

from schemas.article import Span
from schemas.frozen import Frozen


class Sum(Frozen):
    """One sum of the article's own numbers.

    `rule` names the rule; `equation` is written out with the values as the article writes them, `explanation` is one
    sentence for an editor. `spans` are the numbers used, the stated result first, as offsets into the article's text;
    `sentence_numbers` are the sentences that hold them, ascending.
    """

    rule: str
    holds: bool
    equation: str
    explanation: str
    spans: tuple[Span, ...]
    sentence_numbers: tuple[int, ...]
