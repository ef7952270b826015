"""The gate: what recorded sets must find at least, and may raise at most; a reviewed change alone moves it.

A figure is named "TASK: KIND" as in the table of `report.md`. Invariant: a figure that is named and not measured fails,
and a gate without a set is refused.
"""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import ConfigurationError
from pipeline.eval.result import Result, Row
from pipeline.eval.task.gold_run import ONLY_WHERE_TOLD


class GatedSet(BaseModel):
    """One set: where it is, what it is replayed from, and what it must reach.

    `at_least` counts what was rightly told, `at_most` what was wrongly told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    cassette: str | None = None
    way: Literal["rules", "both"] = "both"
    at_least: dict[str, int] = {}
    at_most: dict[str, int] = {}


class Held(BaseModel):
    """One line of a gate held against a result; `has_room` where the result is better than the gate asks."""

    model_config = ConfigDict(frozen=True)

    told: str
    is_met: bool
    has_room: bool = False


def parse_gate(text: str, name: str) -> Mapping[str, GatedSet]:
    """Return the sets of a gate file by their names.

    Raises:
        ConfigurationError: the file is no TOML, not of this form, or has no set.
    """
    try:
        sets = {key: GatedSet.model_validate(content) for key, content in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name!r} is no TOML: {error}") from None
    except RecursionError:
        raise ConfigurationError(f"{name!r} is no gate: it is nested too deeply") from None
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)
        )
        raise ConfigurationError(f"{name!r} is no gate: {faults}") from None
    if not sets:
        raise ConfigurationError(f"{name!r} holds no set, so that everything would pass: add one")
    return sets


def hold(name: str, gated: GatedSet, result: Result) -> Iterator[Held]:
    """Yield every line of a gate, held against what was measured."""
    rows = {f"{row.task}: {row.kind}": row for row in result.rows if row.kind is not None}
    for figure, least in gated.at_least.items():
        yield _at_least(f"{name}: {figure}", rows.get(figure), least)
    for figure, most in gated.at_most.items():
        yield _at_most(f"{name}: {figure}", rows.get(figure), most)
    if result.not_checked:
        yield Held(told=f"{name}: {result.not_checked} things could not be checked", is_met=False)


def _at_least(figure: str, row: Row | None, least: int) -> Held:
    if row is None:
        return Held(told=f"{figure}: not measured, at least {least} wanted", is_met=False)
    told = f"{figure}: {row.found} of {row.wanted} found, at least {least} wanted"
    return Held(told=told, is_met=row.found >= least, has_room=row.found > least)


def _at_most(figure: str, row: Row | None, most: int) -> Held:
    """Hold what was wrongly told; of some kinds a case is made only where one is told."""
    if row is None and figure.partition(": ")[2] not in ONLY_WHERE_TOLD:
        return Held(told=f"{figure}: not measured, at most {most} allowed", is_met=False)
    raised = row.raised if row else 0
    return Held(told=f"{figure}: {raised} told, at most {most} allowed", is_met=raised <= most, has_room=raised < most)
