"""The form of a cassette: exact where requests are matched, readable where people look."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm import cassette

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def exchange(asked: str | bytes, answered: str | bytes = "{}") -> dict[str, Any]:
    request: dict[str, Any] = {"method": "POST", "uri": "http://h/v1", "headers": {}, "body": asked}
    response = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": answered}}
    return {"version": 1, "interactions": [{"request": request, "response": response}]}


def returned(whole: dict[str, Any]) -> tuple[Any, Any]:
    only = cassette.deserialize(cassette.serialize(whole))["interactions"][0]
    return only["request"]["body"], only["response"]["body"]["string"]


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(VALUE)
def test_a_request_body_comes_back_byte_for_byte(value: object) -> None:
    assert returned(exchange(compact(value)))[0] == compact(value)


@given(TEXT)
def test_a_body_that_is_prose_comes_back_too(text: str) -> None:
    assert returned(exchange(text))[0] == text


@given(VALUE)
def test_a_response_comes_back_with_equal_values(value: object) -> None:
    assert json.loads(returned(exchange("{}", json.dumps(value, indent=2)))[1]) == value


@pytest.mark.parametrize("depth", [190, 900, 100_000])
def test_a_response_comes_back_however_deeply_it_is_nested(depth: int) -> None:
    body = depth * "[" + depth * "]"
    assert returned(exchange("{}", body))[1] == body


@pytest.mark.parametrize(
    "body", ['{"a": 1}', '{"a":1,"a":2}', '{"a":NaN}', '{"a"', "", '{"a":"\\ud800"}', '{"a":1.10}', b"\xff"]
)
def test_a_request_that_compact_json_would_not_give_back_stays_as_it_is(body: str | bytes) -> None:
    assert returned(exchange(body))[0] == body


def test_a_prompt_stands_as_a_block_of_lines() -> None:
    body = compact({"messages": [{"role": "user", "content": "1 Müller said so.\n2 «Yes», he said.\n"}]})
    assert "content: |\n            1 Müller said so.\n            2 «Yes», he said.\n" in cassette.serialize(
        exchange(body)
    )


def test_keys_keep_their_order() -> None:
    assert cassette.serialize(exchange('{"model":"m","a":1}')).index("model: m") < cassette.serialize(
        exchange('{"model":"m","a":1}')
    ).index("a: 1")


def test_a_schema_that_requests_repeat_is_written_once_and_comes_back_whole() -> None:
    form = {"type": "json_schema", "json_schema": {"name": "unmistakable", "schema": {"type": "object"}}}
    bodies = [json.dumps({"user": n, "response_format": form}, separators=(",", ":")) for n in range(3)]
    answer = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "{}"}}
    requests = [{"method": "POST", "uri": "http://127.0.0.1/v1", "body": body, "headers": {}} for body in bodies]
    exchanges = [{"request": each, "response": answer} for each in requests]
    text = cassette.serialize({"version": 1, "interactions": exchanges})
    assert text.count("unmistakable") == 1
    assert [each["request"]["body"] for each in cassette.deserialize(text)["interactions"]] == bodies
