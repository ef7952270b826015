"""The good answers of a server for tests: each is made from the request alone, so that equal requests get equal ones.

Invariant: every sentence shown becomes one claim that repeats it, and whether a claim is believed depends on its own
words alone. So a test knows each claim and its grade without asking anybody.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

_NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_FIRST_NUMBER = re.compile(r"\d+")
_COMPUTED = re.compile(r" \[computed: .*")
_TITLE = re.compile(r"^<(?:title|article)>([^,\n]+?)(?:, .*)?</", re.MULTILINE)
_SIDE = re.compile(r"^(?:First|Second), (.+)$", re.MULTILINE)
_RELATIONS = ("different_scope", "same", "contradiction", "unclear")


def good_answer(body: Mapping[str, Any]) -> str:
    """Return the JSON that a careful model answers to the body of a chat completion.

    Raises:
        KeyError: the request asks for an answer that this module does not know.
    """
    answer = body["response_format"]["json_schema"]
    user = body["messages"][1]["content"]
    makers = {"ReplyClaims": _claims, "ReplyGrades": _grades, "ReplyRelation": _relation}
    return json.dumps(makers[answer["name"]](user))


def stage_of(body: Mapping[str, Any]) -> str:
    """Return which stage asks: "extract", "again", "grade" or "relate"."""
    name = body["response_format"]["json_schema"]["name"]
    if name == "ReplyClaims":
        return "again" if "<note>" in body["messages"][1]["content"] else "extract"
    return {"ReplyGrades": "grade", "ReplyRelation": "relate"}[name]


def title_of(body: Mapping[str, Any]) -> str:
    """Return the title of the article that a request is about; nothing for a pair."""
    found = _TITLE.search(body["messages"][1]["content"])
    return found[1] if found else ""


def subjects_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a request asks about: sentences, claims to be graded, or the two sides of a pair."""
    user = body["messages"][1]["content"]
    stage = stage_of(body)
    if stage == "relate":
        return tuple(_SIDE.findall(user))
    tag = "grade" if stage == "grade" else "sentences"
    return tuple(_COMPUTED.sub("", text) for _, text in _shown(user, tag))


def believed(statement: str) -> str:
    """Return the plausibility that the server gives a statement: one of twelve is implausible, one doubtful."""
    return {0: "implausible", 1: "doubtful"}.get(_number(statement) % 12, "plausible")


def _claims(user: str) -> dict[str, Any]:
    return {"claims": [_claim(number, text) for number, text in _shown(user, "sentences")]}


def _claim(number: int, text: str) -> dict[str, Any]:
    figure = _FIRST_NUMBER.search(text)
    return {
        "sentence": number,
        "subject": " ".join(text.split()[:4]),
        "attribute": "what is told",
        "value": figure[0] if figure else None,
        "statement": text,
        "kind": "fact",
        "speaker": None,
    }


def _grades(user: str) -> dict[str, Any]:
    return {"grades": [_grade(number, _COMPUTED.sub("", text)) for number, text in _shown(user, "grade")]}


def _grade(number: int, statement: str) -> dict[str, Any]:
    plausibility = believed(statement)
    return {
        "claim": number,
        "reason": f"It seems {plausibility}.",
        "relies_on": [],
        "consistency": "consistent",
        "plausibility": plausibility,
    }


def _relation(user: str) -> dict[str, Any]:
    sides = sorted(_SIDE.findall(user))
    relation = _RELATIONS[_number(" ".join(sides)) % len(_RELATIONS)]
    return {"first_says": "one thing", "second_says": "another", "newer": "neither", "relation": relation}


def _shown(user: str, tag: str) -> list[tuple[int, str]]:
    inside = user.rpartition(f"<{tag}>\n")[2].partition(f"\n</{tag}>")[0]
    return [(int(number), text) for number, text in _NUMBERED.findall(inside)]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
