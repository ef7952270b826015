"""The process that reads HTML."""

import io
import json
import sys

import pytest

from pipeline.stages.ingest.decode import UndecodableError
from pipeline.stages.ingest.html_worker import extract, main
from pipeline.stages.ingest.page import MAX_HTML_BYTES, read_page


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import time; time.sleep(60)", "took more than 0.5 s"),
        ("raise SystemExit(1)", "broke the HTML reader"),
        ("print('no json')", "broke the HTML reader"),
        ("print('{}')", "broke the HTML reader"),
        ("print('[1]')", "broke the HTML reader"),
    ],
)
def test_a_reader_that_fails_is_a_reason(code: str, reason: str) -> None:
    timeout_s = 0.5 if "sleep" in code else 30.0
    with pytest.raises(UndecodableError, match=reason):
        read_page("<p>x</p>", command=python(code), timeout_s=timeout_s)


def test_a_page_too_big_is_a_reason() -> None:
    with pytest.raises(UndecodableError, match=f"limit of {MAX_HTML_BYTES}"):
        read_page("x" * (MAX_HTML_BYTES + 1), command=python(""))


def test_nested_to_death_is_a_reason() -> None:
    with pytest.raises(UndecodableError, match=r"no main text|broke"):
        read_page("<html><body>" + "<div>" * 3000 + "x" + "</div>" * 3000)


def test_a_page_without_anything_has_empty_fields() -> None:
    assert extract("<html></html>")["text"] == ""


def test_the_worker_reads_standard_input_and_writes_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "<html><body><article><p>The ferry cost £5m to build, the port said.</p></article></body></html>"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    main()
    assert "£5m" in json.loads(capsys.readouterr().out)["text"]


def test_a_date_in_the_text_is_not_the_date_of_the_page() -> None:
    text = (
        "The treaty was signed on 5 May 2019, and it ended two years later, on a Monday, the court said in its ruling. "
    )
    found = extract(f"<html><body><article><p>{text * 3}</p></article></body></html>")
    assert "treaty" in (found["text"] or "")
    assert found["published"] is None
