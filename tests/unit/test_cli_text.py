"""Nothing that an article or a model says acts on a terminal."""

import os
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.text import hand_over, printable, say, say_all


@given(st.text(max_size=40))
def test_what_is_printed_holds_no_control_and_nothing_invisible(text: str) -> None:
    assert not {unicodedata.category(char) for char in printable(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert len(printable(text)) == len(text)


def test_a_line_stays_one_line_on_either_stream(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\nfactgrade: b", "c\r\x1b[2J\u202ed")
    say("e\u2028f", to_error=True)
    assert capsys.readouterr() == ("a\ufffdfactgrade: b\nc\ufffd\ufffd[2J\ufffdd\n", "e\ufffdf\n")


def test_a_text_that_the_program_laid_out_keeps_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say_all("{\n  \x07\n}")
    assert capsys.readouterr().out == "{\n  \ufffd\n}\n"


def test_a_document_is_handed_over_byte_by_byte(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    hand_over("é\r\n")
    assert capfdbinary.readouterr().out == "é\r\n".encode()


def test_where_nobody_reads_any_more_a_command_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as unread:
        monkeypatch.setattr(sys, "stdout", unread)
        say("a", "b")
        hand_over("c")
