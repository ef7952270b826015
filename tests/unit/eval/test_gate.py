"""A gate file, held against what was measured."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.eval.gate import GatedSet, hold, parse_gate
from pipeline.eval.row import rows_of
from tests.unit.eval.judging import judgement
from tests.unit.eval.test_compare import result

TOLD = [
    judgement(0, wanted=True, told=True, kinds=("dates",)),
    judgement(1, wanted=True, told=False, kinds=("dates",)),
    judgement(2, wanted=False, told=True, kinds=("plain",)),
]


@pytest.mark.parametrize(
    ("gated", "told", "is_met", "has_room"),
    [
        ({"at_least": {"t: dates": 1}}, "s: t: dates: 1 of 2 found, at least 1 wanted", True, False),
        ({"at_least": {"t: dates": 0}}, "s: t: dates: 1 of 2 found, at least 0 wanted", True, True),
        ({"at_least": {"t: dates": 2}}, "s: t: dates: 1 of 2 found, at least 2 wanted", False, False),
        ({"at_least": {"t: names": 1}}, "s: t: names: not measured, at least 1 wanted", False, False),
        ({"at_most": {"t: plain": 0}}, "s: t: plain: 1 told, at most 0 allowed", False, False),
        ({"at_most": {"t: plain": 1}}, "s: t: plain: 1 told, at most 1 allowed", True, False),
        ({"at_most": {"t: other": 0}}, "s: t: other: not measured, at most 0 allowed", False, False),
        ({"at_most": {"passages: misquote": 0}}, "s: passages: misquote: 0 told, at most 0 allowed", True, False),
    ],
)
def test_a_line_is_met_or_named(gated: dict[str, dict[str, int]], told: str, *, is_met: bool, has_room: bool) -> None:
    (line,) = hold("s", GatedSet.model_validate({"path": "p", **gated}), result(TOLD, rows=rows_of(TOLD)))
    assert (line.told, line.is_met, line.has_room) == (told, is_met, has_room)


def test_what_could_not_be_checked_fails_whatever_the_gate_asks() -> None:
    rows = rows_of([judgement(0, wanted=True, told=None)])
    (line,) = hold("s", GatedSet(path="p"), result([], rows=rows))
    assert (line.told, line.is_met) == ("s: 1 things could not be checked", False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "'g' is no TOML"),
        ("a = " + 100_000 * "[", "'g' is no gate: it is nested too deeply"),
        ("[a]\nway = 'model'\npath = 'p'", "'g' is no gate: way: "),
        ("[a]\npath = 'p'\nleast = 3", "'g' is no gate: least: "),
        ("", "'g' holds no set"),
    ],
)
def test_a_file_that_is_no_gate_is_told(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        parse_gate(text, "g")
