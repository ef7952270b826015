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
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BaseDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


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
        yaml.YAMLError: the text is no YAML, or nested too deeply.
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
    takes a fifth of the time of loading.

    Raises:
        yaml.YAMLError: it is no YAML, or nested too deeply.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError(f"it is nested more than {_DEEPEST} levels deep")
    return yaml.load(text, Loader=_Loader)  # noqa: S506  a subclass of the safe loader


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
