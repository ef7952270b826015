"""No recorded file gives away a key, a cookie, an account or a user name."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.llm.replay import REQUEST_HEADERS, RESPONSE_HEADERS

CASSETTES = Path(__file__).parents[3] / "cassettes"
SECRETS = {
    "an API key": re.compile(r"\b(?:sk|pk|rk|gsk|xai|hf|nvapi|r8)[-_](?=[\w-]*\d)[\w-]{12,}|\bAIza[\w-]{30,}"),
    "a bearer token": re.compile(r"(?i)\b(?:bearer|basic)\s+[\w.~+/-]{16,}=*"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_|github_pat_)\w{20,}"),
    "an AWS key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an account": re.compile(r"(?<![\w-])(?:org|proj|user)-[A-Za-z0-9]{16,}\b"),
}
USER_IN_URI = re.compile(r"^\w+://[^/]*@")
KEY_IN_URI = re.compile(r"(?i)[?&](?:api[-_]?key|key|token|access_token|sig)=")


def violations(cassette_text: str) -> list[str]:
    """Return what must not be in a cassette, one line each; an empty list where all is well."""
    found = [f"holds {name}" for name, pattern in SECRETS.items() if pattern.search(cassette_text)]
    for number, exchange in enumerate(yaml.safe_load(cassette_text)["interactions"], 1):
        found += [f"exchange {number}: {what}" for what in _in_exchange(exchange)]
    return found


def _in_exchange(exchange: Mapping[str, Any]) -> Iterator[str]:
    for side, allowed in (("request", REQUEST_HEADERS), ("response", RESPONSE_HEADERS)):
        for name in exchange[side]["headers"]:
            if name.lower() not in allowed:
                yield f"{side} header {name!r}"
    uri = exchange["request"]["uri"]
    if USER_IN_URI.search(uri) or KEY_IN_URI.search(uri):
        yield "credentials in the URI"


def cassette(**planted: Any) -> str:  # noqa: ANN401  any part of an exchange
    request: dict[str, Any] = {
        "method": "POST",
        "uri": planted.get("uri", "http://127.0.0.1:8101/v1/chat/completions"),
        "headers": {"Content-Type": ["application/json"], **planted.get("asked", {})},
        "body": {"json": {"messages": [{"role": "user", "content": planted.get("text", "risk-free, task-1234")}]}},
    }
    headers = {"content-type": ["application/json"], "retry-after": ["3"], **planted.get("answered", {})}
    response = {"status": {"code": 200, "message": "OK"}, "headers": headers, "body": {"json": {"id": "chatcmpl-9"}}}
    return yaml.safe_dump({"version": 1, "interactions": [{"request": request, "response": response}]})


def test_a_clean_cassette_has_no_violation() -> None:
    assert violations(cassette()) == []


@pytest.mark.parametrize("name", ["authorization", "User-Agent", "x-stainless-os", "cookie", "OpenAI-Organization"])
def test_a_request_header_off_the_list_is_found(name: str) -> None:
    assert violations(cassette(asked={name: ["x"]})) == [f"exchange 1: request header {name!r}"]


@pytest.mark.parametrize("name", ["Set-Cookie", "openai-organization", "openai-project", "x-request-id", "cf-ray"])
def test_a_response_header_off_the_list_is_found(name: str) -> None:
    assert violations(cassette(answered={name: ["x"]})) == [f"exchange 1: response header {name!r}"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("sk-proj-" + "Ab1" * 10, "an API key"),
        ("sk-ant-api03-" + "x1" * 10, "an API key"),
        ("gsk_" + "a1" * 20, "an API key"),
        ("AIza" + "b2" * 18, "an API key"),
        ("Bearer " + "abc1" * 8, "a bearer token"),
        ("ghp_" + "a" * 36, "a GitHub token"),
        ("AKIA" + "Z" * 16, "an AWS key"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "a JSON web token"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("org-" + "a1B2" * 6, "an account"),
    ],
)
def test_a_secret_in_a_body_is_found(text: str, what: str) -> None:
    assert violations(cassette(text=f"before {text} after")) == [f"holds {what}"]


@pytest.mark.parametrize("uri", ["http://me:pw@host/v1", "https://host/v1?api-key=x", "https://host/v1?a=1&token=x"])
def test_credentials_in_a_uri_are_found(uri: str) -> None:
    assert violations(cassette(uri=uri)) == ["exchange 1: credentials in the URI"]


@pytest.mark.untraced
def test_every_recorded_cassette_is_clean() -> None:
    found = {str(path): violations(path.read_text(encoding="utf-8")) for path in CASSETTES.rglob("*.yaml")}
    assert {path: what for path, what in found.items() if what} == {}


def orphans(root: Path) -> list[str]:
    """Return the recordings of tests (cassettes/<test module>/<test>.yaml) whose test is gone."""
    found = []
    for path in sorted((root / "cassettes").glob("*/*.yaml")):
        modules = list((root / "tests").rglob(f"{path.parent.name}.py"))
        if not any(f"def {path.stem}(" in module.read_text(encoding="utf-8") for module in modules):
            found.append(path.relative_to(root).as_posix())
    return found


def test_a_recording_without_its_test_is_found(tmp_path: Path) -> None:
    for name in ("cassettes/test_a/test_one.yaml", "cassettes/test_a/test_two.yaml", "tests/unit/test_a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("def test_one() -> None: ...\n", encoding="utf-8")
    assert orphans(tmp_path) == ["cassettes/test_a/test_two.yaml"]


def test_no_recording_has_lost_its_test() -> None:
    assert not orphans(Path(__file__).parents[3])
