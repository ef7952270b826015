"""Cells of tables: no text is a formula, and a number is a number."""

import csv
from datetime import datetime
from decimal import Decimal
from io import StringIO

import pytest

from pipeline.report.export.sheet import Cell, disarm, sheet
from pipeline.report.export.table import CLAIM_COLUMNS, CONFLICT_COLUMNS
from tests.golden.export.documents import export_documents


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5 %", "'-5 %"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n @x", "'@x"),
        ("\u00a0=1", "'=1"),
        ("\u200b=1", "'=1"),
        ('"=1', "'\"=1"),
        ("' =1", "'' =1"),
        ("“=1", "'“=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("﹦1", "'﹦1"),
        ("−1", "'−1"),
        ("a;=1", "a;'=1"),
        ('a; "=1', "a;' \"=1"),
        (";;=1", ";;'=1"),
        ("=a;=b;-c", "'=a;'=b;'-c"),
        ("a = b", "a = b"),
        ("$4 - $5; 3", "$4 - $5; 3"),
        ("“Quoted” words", "“Quoted” words"),
        ("", ""),
    ],
)
def test_what_begins_a_formula_is_disarmed_and_nothing_else_is(text: str, told: str) -> None:
    assert disarm(text) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (-5, "-5"),
        (Decimal("-7.40"), "-7.4"),
        (Decimal("9.8E+9"), "9800000000"),
        (Decimal("0.1234567890123456789012345"), "0.1234567890123456789012345"),
        (None, '""'),
        ("-5", '"\'-5"'),
        ('say "x", y', '"say ""x"", y"'),
        (datetime.fromisoformat("2026-05-06T11:30:00+02:00"), '"2026-05-06T09:30:00Z"'),
    ],
)
def test_a_number_stands_bare_and_a_text_in_quotation_marks(value: Cell, told: str) -> None:
    assert list(sheet(["x"], [[value]])) == ['"x"\r\n', f"{told}\r\n"]


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has 1 cells, and there are 2 columns"):
        list(sheet(["x", "y"], [["z"]]))


@pytest.mark.parametrize(("name", "columns"), [("claims.csv", CLAIM_COLUMNS), ("conflicts.csv", CONFLICT_COLUMNS)])
def test_every_table_is_read_back_with_its_columns(name: str, columns: tuple[str, ...]) -> None:
    head, *rows = csv.reader(StringIO(export_documents()[name], newline=""), strict=True)
    assert tuple(head) == columns
    assert rows
    assert {len(row) for row in rows} == {len(columns)}
