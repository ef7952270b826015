"""The form of a cassette: recorded exchanges as YAML that a person can read.

A body that is JSON stands as YAML under `json`, keys in their order and prompts as blocks of lines, a schema that many
requests repeat once; any other stands as text. Invariant: a request body comes back byte for byte, since requests are
matched by it; one that compact JSON would not give back stays text. A response comes back with equal values.
"""

import json
from collections.abc import Mapping
from typing import Any

import yaml

_REPEATED = "response_format"
_DEEPEST = 200  # a request has 15 levels, and Python's own stack about a thousand
# Our recordings unfold to 1.2 times their length; short questions under one long schema would make it a few times.
_MOST_UNFOLDED = 30
_NODE_CHARS = 8
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BaseDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class OversizeError(yaml.YAMLError):
    """A text in YAML is nested too deeply, or stands for too much; the message holds none of it."""


class _Shared(dict[str, Any]):
    """A part that many requests repeat: written once, with an anchor, and named after."""


class _Dumper(_BaseDumper):  # type: ignore[misc]  # which base is known at run time only
    """Writes text of several lines as a block, and anchors for what is shared alone."""

    def ignore_aliases(self, data: object) -> bool:
        return not isinstance(data, _Shared)


def _represent_text(dumper: Any, text: str) -> Any:  # noqa: ANN401  yaml's dumpers share no public type
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _represent_shared(dumper: Any, part: _Shared) -> Any:  # noqa: ANN401  as above
    return dumper.represent_dict(part.items())


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_Shared, _represent_shared)


def serialize(cassette: Mapping[str, Any]) -> str:
    """Return the file's text for a cassette as vcrpy hands it to a serializer."""
    shared: dict[str, _Shared] = {}
    shown = [
        {
            "request": {**each["request"], "body": _sharing(_shown(each["request"]["body"], is_exact=True), shared)},
            "response": {**each["response"], "body": _shown(each["response"]["body"]["string"], is_exact=False)},
        }
        for each in cassette["interactions"]
    ]
    text: str = yaml.dump(
        {**cassette, "interactions": shown}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120
    )
    return text


def deserialize(text: str) -> dict[str, Any]:
    """Return what `serialize` was given.

    Raises:
        yaml.YAMLError: the text is no YAML; OversizeError: nested too deeply, or it unfolds to many times its length.
        KeyError, TypeError: it is no cassette.
    """
    cassette = _load(text)
    plain = [
        {
            "request": {**each["request"], "body": _hidden(each["request"]["body"])},
            "response": {**each["response"], "body": {"string": _hidden(each["response"]["body"])}},
        }
        for each in cassette["interactions"]
    ]
    return {**cassette, "interactions": plain}


def _load(text: str) -> Any:  # noqa: ANN401  a document
    """Return what a text in YAML holds.

    The loader in C calls itself for each level and ends the process where there are too many; telling them beforehand
    takes a fifth of the time of loading. Anchors that name anchors let a few hundred bytes stand for gigabytes.

    Raises:
        OversizeError: it is nested too deeply, or unfolds to many times its length.
        yaml.YAMLError: it is no YAML.
    """
    unfolded = _Unfolded(_MOST_UNFOLDED * (len(text) + _NODE_CHARS))
    for event in yaml.parse(text, Loader=_Loader):
        unfolded.take(event)
    return yaml.load(text, Loader=_Loader)  # noqa: S506  a subclass of the safe loader


class _Unfolded:
    """Counts how deep a document is, and the characters that it stands for once each alias is what it names."""

    def __init__(self, most_chars: int) -> None:
        self._most_chars = most_chars
        self._chars = 0
        self._open: list[tuple[str | None, int]] = []
        self._named: dict[str, int] = {}

    def take(self, event: yaml.Event) -> None:
        """Count one event.

        Raises:
            OversizeError: it is too deep, or stands for too much; an alias within what it names has no end.
        """
        before = self._chars
        match event:
            case yaml.AliasEvent():
                self._chars += self._named.get(event.anchor or "", self._most_chars + 1)
            case yaml.ScalarEvent():
                self._chars += _NODE_CHARS + len(event.value)
                self._name(event.anchor, before)
            case yaml.CollectionStartEvent():
                self._chars += _NODE_CHARS
                self._open.append((event.anchor, before))
            case yaml.CollectionEndEvent():
                self._name(*self._open.pop())
        if len(self._open) > _DEEPEST:
            raise OversizeError(f"it is nested more than {_DEEPEST} levels deep")
        if self._chars > self._most_chars:
            raise OversizeError(f"its aliases stand for more than {_MOST_UNFOLDED} times its length")

    def _name(self, anchor: str | None, before: int) -> None:
        if anchor is not None:
            self._named[anchor] = self._chars - before


def _sharing(body: Any, shared: dict[str, _Shared]) -> Any:  # noqa: ANN401  a document
    """Return a body whose `response_format`, the longest part that repeats, is one object for all that are equal."""
    value = body.get("json") if isinstance(body, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(form := value.get(_REPEATED), Mapping):
        return body
    return {"json": {**value, _REPEATED: shared.setdefault(_compact(form), _Shared(form))}}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _shown(body: str | bytes | None, *, is_exact: bool) -> Any:  # noqa: ANN401  a document
    if not isinstance(body, str):
        return body
    try:
        value = json.loads(body)
        is_kept = _load(yaml.dump(value, Dumper=_Dumper, allow_unicode=True)) == value
        compact = _compact(value)
    except (ValueError, RecursionError, yaml.YAMLError):
        return body
    return {"json": value} if is_kept and (compact == body or not is_exact) else body


def _hidden(body: Any) -> str | bytes | None:  # noqa: ANN401  a document
    return _compact(body["json"]) if isinstance(body, Mapping) else body
