"""What a rule says of passages that cannot all be true: the question they answer, the passages, and why."""

from schemas.article import Span
from schemas.conflict import Relation
from schemas.finding import FindingKind
from schemas.frozen import Frozen
from schemas.quantity import Quantity


class Passage(Frozen):
    """One side: sentence `n` at `span`, and in it the words that decide (`words`), as written in `value`.

    Both spans index the article's text. `quantity` is what the words state where they state an amount; its offsets
    are into the article's text, too.
    """

    n: int
    span: Span
    words: Span
    value: str
    quantity: Quantity | None = None


class Contradiction(Frozen):
    """Two or more passages of one article that answer one question (`topic`) differently.

    `relation` is `contradiction`, or says what explains the difference; `rule` names the rule that found it.
    """

    rule: str
    kind: FindingKind
    relation: Relation
    topic: str
    sides: tuple[Passage, ...]
    explanation: str
