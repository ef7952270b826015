"""Workflow commands of GitHub Actions."""

from dataclasses import replace

import pytest

from pipeline.report.export.annotation import Annotation, Elsewhere, Level
from pipeline.report.export.place import Place, Region
from pipeline.report.export.workflow import workflow_commands
from tests.golden.export.documents import found_annotations

_ONE = replace(found_annotations()[0], message="m", elsewhere=(), place=Place("a.txt", Region(2, 3, 2, 9)))


def command(one: Annotation) -> str:
    (line,) = workflow_commands([one])
    return line


@pytest.mark.parametrize(
    ("level", "name"), [(Level.ERROR, "error"), (Level.WARNING, "warning"), (Level.NOTE, "notice")]
)
def test_a_remark_is_one_command_of_its_level(level: Level, name: str) -> None:
    told = command(replace(_ONE, rule=replace(_ONE.rule, level=level)))
    assert told == f"::{name} file=a.txt,line=2,endLine=2,col=3,endColumn=9,title=factgrade rule%3Atotal::m\n"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (None, "::error title="),
        (Place("a.html", None), "::error file=a.html,title="),
        (Place("a.txt", Region(2, 3, 4, 1)), "::error file=a.txt,line=2,endLine=4,title="),
        (Place("a  b,c:d%\n.txt", None), "::error file=a  b%2Cc%3Ad%25.txt,title="),
    ],
)
def test_it_stands_where_it_can_be_told(place: Place | None, told: str) -> None:
    assert command(replace(_ONE, place=place)).startswith(told)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("100 % sure", "100 %25 sure"),
        ("a\n::error::b", "a ::error::b"),
        ("a%0A::stop-commands::x", "a%250A::stop-commands::x"),
        ("\x1b[2Ja\u202eb\r", "ab"),
    ],
)
def test_no_message_becomes_a_command(message: str, told: str) -> None:
    assert command(replace(_ONE, message=message)).partition("rule%3Atotal::")[2] == f"{told}\n"


def test_some_of_the_other_passages_are_told() -> None:
    others = tuple(Elsewhere(f"s{n}", None) for n in range(5))
    assert command(replace(_ONE, elsewhere=others)).endswith("::m Compare s0; s1; s2; and 2 more\n")


def test_the_worst_comes_first_and_the_rest_as_it_was_found() -> None:
    found = [replace(_ONE, rank=rank, message=f"m{n}") for n, rank in enumerate((4, 0, 4, 1))]
    assert [line.rpartition("::")[2] for line in workflow_commands(found)] == ["m1\n", "m3\n", "m0\n", "m2\n"]
