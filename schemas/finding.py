"""What a rule or a model found about a claim."""

from enum import StrEnum

from pydantic import Field

from schemas.article import Span
from schemas.frozen import Frozen


class FindingKind(StrEnum):
    """The closed vocabulary of findings; add to it, never rename."""

    ARITHMETIC_HOLDS = "arithmetic_holds"
    ARITHMETIC_FAILS = "arithmetic_fails"
    VALUE_CONFLICT = "value_conflict"
    NAME_CONFLICT = "name_conflict"
    STATUS_CONFLICT = "status_conflict"
    TEXT_CONFLICT = "text_conflict"
    DATE_IMPOSSIBLE = "date_impossible"
    VALUE_IMPOSSIBLE = "value_impossible"
    UNGROUNDED = "ungrounded"
    MODEL_DOUBT = "model_doubt"


class Severity(StrEnum):
    """How much a finding weighs: `info` never moves a verdict."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Finding(Frozen):
    """One finding: `by` is `rule:<name>` or `model:<name>`; `with_` (in JSON `with`) are the other claims concerned.

    `explanation` is one sentence for an editor. `spans` are the passages of the claim's own article that decide it.
    """

    kind: FindingKind
    by: str
    severity: Severity
    explanation: str
    with_: tuple[str, ...] = Field(default=(), alias="with")
    spans: tuple[Span, ...] = ()
