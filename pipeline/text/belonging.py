"""Owns whom a sentence gives a figure to, as far as the order of its words tells.

English names the owner of a sum before the sum, or joins it behind with a preposition ("$5 million from Sund Bank"). A
statement that gives a sum to a name that stands behind it, past another one, has moved it from one to the other.
"""

import re
from collections.abc import Sequence

from pipeline.text.name import find_names, same_name
from pipeline.text.name.find import Name
from pipeline.text.quantity import comparable, find_quantities
from schemas.quantity import Quantity, QuantityKind

# What is owned; how many were hurt belongs to nobody.
_OWNED = frozenset({QuantityKind.MONEY, QuantityKind.SHARE})
_JOINED = re.compile(r"\b(?:by|from|for|to|at|of|in|with|than|against)\s(?:the\s)?$", re.IGNORECASE)
_TELLS = re.compile(
    r"\s(?:\w+\s)?(?:said|says?|told|tells?|report(?:s|ed)|announce[sd]|confirm(?:s|ed)|estimate[sd]|expects?|expected|wrote|writes)\b"
)


def figure_of_another(statement: str, passage: str) -> bool:
    """Tell whether a statement gives a sum or a share to somebody, and its passage, in that figure's place, to another.

    Both are plain text. A name that the passage does not have, and one that only tells of the figure, decide nothing.
    """
    subject = next((name for name in find_names(statement) if not name.is_origin), None)
    if subject is None or _TELLS.match(statement, subject.end):
        return False
    mine = [q for q in find_quantities(statement) if q.kind in _OWNED and q.start >= subject.end]
    named = find_names(passage) if mine else ()
    return any(_is_moved(figure, subject, statement, (passage, named)) for figure in mine)


def _is_moved(figure: Quantity, subject: Name, statement: str, source: tuple[str, Sequence[Name]]) -> bool:
    passage, named = source
    ends = figure.low, figure.high
    places = [q.start for q in find_quantities(passage) if comparable(q, figure) and (q.low, q.high) == ends]
    own = [name for name in named if same_name(name.text, subject.text)]
    if not places or not own or min(name.start for name in own) < max(places):
        return False
    if any(_JOINED.search(passage, 0, name.start) for name in own):
        return False
    others = [name for name in named if name.start < min(places) and not name.is_origin]
    return any(other.text not in statement for other in others)
