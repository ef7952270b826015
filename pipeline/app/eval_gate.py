"""Holding recorded sets against a gate: each is replayed, and every line that is not met is named."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.app.asker import AskingTerms
from pipeline.app.command import Surroundings
from pipeline.app.evaluate import EvalCommand, evaluate
from pipeline.errors import NoRecordingError
from pipeline.eval.gate import GatedSet, Held, hold, parse_gate
from pipeline.eval.task import Way
from pipeline.files import read_text
from pipeline.llm.factory import Provider
from pipeline.settings import Settings


def hold_gate(path: Path, settings: Settings, around: Surroundings) -> Iterator[Held]:
    """Yield every line of a gate file, held against what its sets give now; paths in it are as seen from here.

    A recording that lacks a request is a line that is not met: what asks otherwise than before has not been measured.

    Raises:
        ConfigurationError: the gate file or a set cannot be read.
    """
    for name, gated in parse_gate(read_text(path), str(path)).items():
        yield from _hold_one(name, gated, settings, around)


def _hold_one(name: str, gated: GatedSet, settings: Settings, around: Surroundings) -> Iterator[Held]:
    cassettes = (Path(gated.cassette),) if gated.cassette else ()
    terms = AskingTerms(provider=Provider.REPLAY)
    command = EvalCommand((gated.path,), None, ways=(Way(gated.way),), terms=terms, cassettes=cassettes)
    try:
        (result,) = evaluate(command, settings, around).results
    except NoRecordingError as error:
        yield Held(told=f"{name}: {error}", is_met=False)
        return
    yield from hold(name, gated, result)
