"""What is measured: each task judges examples of one form, in whichever way is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pipeline.eval.judgement import Case
from pipeline.llm.port import Ask
from prompts import Setup


class Way(StrEnum):
    """Who judges: the rules alone, the model alone, or both as a run does, where rules win."""

    RULES = "rules"
    MODEL = "model"
    BOTH = "both"

    @property
    def has_rules(self) -> bool:
        """Tell whether the rules judge."""
        return self is not Way.MODEL

    @property
    def has_model(self) -> bool:
        """Tell whether the model is asked."""
        return self is not Way.RULES


@dataclass(frozen=True)
class Asking:
    """How a model is asked: the seam, and how each stage asks; `is_once`: no sentence is asked about a second time."""

    ask: Ask
    extract: Setup
    confirm: Setup
    again: Setup
    grade: Setup
    relate: Setup
    is_once: bool = False


class Example(Protocol):
    """One labelled example of a document; a sample takes some of each `label`."""

    @property
    def item_id(self) -> str:
        """Return its id within the set."""
        ...

    @property
    def doc_id(self) -> str:
        """Return the id of the document that it is of: examples of one document are not independent."""
        ...

    @property
    def label(self) -> str:
        """Return what people say of it."""
        ...


E = TypeVar("E", bound=Example)


@dataclass(frozen=True)
class Task(Generic[E]):
    """One task: `judge` takes some examples, the way, and how to ask (None where only rules judge).

    `is_batched`: a model is asked about several examples in one call; else `judge` is handed one at a time.
    `is_open`: what may be told is not bounded, so what was rightly not told is not counted.
    """

    name: str
    ways: tuple[Way, ...]
    judge: Callable[[Sequence[E], Way, Asking | None], list[Case]]
    is_batched: bool = False
    is_open: bool = False
