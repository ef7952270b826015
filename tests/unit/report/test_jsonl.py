"""The JSON lines are a contract: names, order, exact numbers, one object a line."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.jsonl import claim_lines, conflict_lines, sentence_lines, to_json
from schemas.claim import NotChecked
from schemas.finding import FindingKind, Severity
from schemas.verdict import ArticleVerdict, Verdict
from tests import factories as make

_CLAIM = (
    "claim_id article statement kind subject attribute value speaker status sentences quote start end quantities "
    "findings grade verdict"
)


def _verdict() -> ArticleVerdict:
    article = make.make_article("The bridge cost $40 million.", "It opened.", "It rained.")
    claim = make.make_claim(article, 1, 3)
    doubt = make.make_finding(FindingKind.MODEL_DOUBT, by="model:small", severity=Severity.INFO, others=["other"])
    checked = make.make_checked(
        make.make_grounded(article, claim),
        quantities=[make.make_quantity(article, "$40 million", 40_000_000)],
        findings=[doubt],
    )
    impossible = make.make_finding(FindingKind.DATE_IMPOSSIBLE)
    graded = make.make_graded(checked, make.make_grade())
    found = [doubt, impossible]
    decided = make.make_claim_verdict(graded, Verdict.IMPLAUSIBLE, findings=found, because=[impossible])
    failure = NotChecked(stage="extract", unit="sentence 2", sentence_numbers=(2,), reason="it was refused")
    return make.make_article_verdict(article, [decided], not_checked=[failure])


def _claim_row() -> dict[str, object]:
    row: dict[str, object] = json.loads(claim_lines([_verdict()]))
    return row


def test_a_claim_has_its_fields_in_order() -> None:
    assert " ".join(_claim_row()) == _CLAIM


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("sentences", "n start end"),
        ("quantities", "text start end low high unit qualifier"),
        ("findings", "kind by severity explanation with"),
    ],
)
def test_each_part_of_a_claim_has_its_fields_in_order(field: str, names: str) -> None:
    parts = _claim_row()[field]
    assert isinstance(parts, list)
    assert {" ".join(part) for part in parts} == {names}


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("article", "id path title publisher published_at url"),
        ("grade", "plausibility consistency reason model prompt"),
    ],
)
def test_article_and_grade_have_their_fields_in_order(field: str, names: str) -> None:
    part = _claim_row()[field]
    assert isinstance(part, dict)
    assert " ".join(part) == names


def test_all_sentences_of_a_claim_are_there_though_the_quote_is_the_first() -> None:
    row = _claim_row()
    assert row["quote"] == "The bridge cost $40 million."
    assert row["sentences"] == [{"n": 1, "start": 0, "end": 28}, {"n": 3, "start": 42, "end": 52}]


def test_findings_of_check_and_decision_stand_once_each() -> None:
    findings = _claim_row()["findings"]
    assert isinstance(findings, list)
    assert [(finding["kind"], finding["with"]) for finding in findings] == [
        ("model_doubt", ["other"]),
        ("date_impossible", []),
    ]


def test_a_claim_without_a_grade_says_null() -> None:
    article = make.make_article("It opened.")
    graded = make.make_graded(make.make_checked(make.make_grounded(article)))
    lines = claim_lines([make.make_article_verdict(article, [make.make_claim_verdict(graded)])])
    assert '"grade": null' in lines


def test_a_conflict_has_its_fields_in_order() -> None:
    article = make.make_article("It cost $40.", "It cost $45.")
    sides = [make.make_side(article, make.make_claim(article, n), "$4", 4) for n in (1, 2)]
    row = json.loads(conflict_lines([make.make_conflict(*sides)]))
    assert " ".join(row) == "conflict_id scope relation topic sides by explanation"
    fields = "claim_id article_id published_at value low high unit quote start end answer repeats"
    assert " ".join(row["sides"][1]) == fields


def test_a_sentence_has_a_reason_only_where_there_is_one() -> None:
    rows = [json.loads(line) for line in sentence_lines([_verdict()]).splitlines()]
    assert " ".join(rows[0]) == "article_id n start end role outcome claim_ids"
    assert (rows[1]["outcome"], rows[1]["reason"]) == ("not_checked", "it was refused")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("7400000000", "7400000000"),
        ("7.4E+9", "7400000000"),
        ("45.00", "45"),
        ("0.10", "0.1"),
        ("1E-7", "0.0000001"),
        ("-0.0", "0"),
        ("-3.50", "-3.5"),
        ("123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
    ],
)
def test_a_decimal_keeps_all_its_digits(value: str, written: str) -> None:
    assert to_json(Decimal(value)) == written


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_any_decimal_reads_back_as_itself(value: Decimal) -> None:
    assert json.loads(to_json([value]), parse_float=Decimal, parse_int=Decimal) == [value]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 5, 6, 9, 30, tzinfo=UTC), '"2026-05-06T09:30:00Z"'),
        (datetime(2026, 5, 6, 9, 30, tzinfo=timezone(timedelta(hours=8))), '"2026-05-06T01:30:00Z"'),
    ],
)
def test_times_are_in_utc(moment: datetime, written: str) -> None:
    assert to_json(moment) == written


@given(st.text(alphabet=st.characters()))
def test_any_text_is_one_line_and_reads_back_as_itself(text: str) -> None:
    written = to_json({"text": text})
    assert len(written.splitlines()) == 1
    assert json.loads(written) == {"text": text}
    assert written.encode()


def test_letters_stay_letters() -> None:
    assert to_json("Ünïcode 日本 “$”") == '"Ünïcode 日本 “$”"'


@pytest.mark.parametrize("value", [True, None, 3])
def test_plain_values_are_plain_json(value: object) -> None:
    assert to_json(value) == json.dumps(value)


@pytest.mark.parametrize("value", [1.5, {1}, b"x"])
def test_what_cannot_be_written_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no exact JSON"):
        to_json(value)
