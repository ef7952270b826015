"""What OpenAI finds wrong with the input file of a batch, before it runs any of it.

The codes are those that users report; where none is known (a file that is too large) they are this module's own.
"""

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]

_REQUIRED = ("custom_id", "method", "url", "body")


def checked(content: bytes, endpoint: str) -> tuple[list[Document], list[Document]]:
    """Return the requests of an input file, and what is wrong with it."""
    texts = [text for text in content.split(b"\n") if text.strip()]
    lines = [_object(text) for text in texts]
    faults = [fault for number, line in enumerate(lines, 1) for fault in _line_faults(number, line, endpoint)]
    found = [line for line in lines if line]
    seen: set[object] = set()
    for number, line in enumerate(lines, 1):
        if line and line.get("custom_id") in seen:
            faults.append(fault("duplicate_custom_id", number, "custom_id"))
        seen.add((line or {}).get("custom_id"))
    models = {_model(line) for line in found}
    if len(models) > 1:
        faults.append(fault("model_mismatch", param="body.model"))
    return found, faults or ([] if found else [fault("empty_file")])


def _line_faults(number: int, line: Document | None, endpoint: str) -> Iterator[Document]:
    if line is None:
        yield fault("invalid_json_line", number)
        return
    for name in _REQUIRED:
        if name not in line:
            yield fault("missing_required_parameter", number, name)
    if line.get("url", endpoint) != endpoint or line.get("method", "POST") != "POST":
        yield fault("url_mismatch", number, "url")
    if "body" in line and not _model(line):
        yield fault("missing_required_parameter", number, "body.model")


def _model(line: Document) -> object:
    body = line.get("body")
    return body.get("model") if isinstance(body, dict) else None


def _object(text: bytes) -> Document | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def fault(code: str, line: int | None = None, param: str | None = None) -> Document:
    return {"code": code, "message": f"The batch is not valid: {code}.", "param": param, "line": line}
