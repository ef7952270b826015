"""SARIF 2.1.0: remarks on articles that are kept as files, for code scanning and editors.

Invariant: the document is valid under the schema of the standard; whatever an article says, a message holds no
placeholder, and no link but those to the other passages that this module makes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.report.escape import clean
from pipeline.report.export.annotation import Annotation, Elsewhere, Rule
from pipeline.report.export.json_text import json_list, json_text
from pipeline.report.export.place import Place, Region
from schemas.mark import Mark

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
# Section 3.11: braces stand for placeholders, and "](" makes a link of what stands in brackets before it.
_PLAIN = str.maketrans({"{": "{{", "}": "}}"})
# What stands in brackets is the text of a link, in which these three would have to be escaped; readers differ in that.
_LINKED = str.maketrans({"[": "(", "]": ")", "\\": "/"})
_MOST_LINKED = 3


@dataclass(frozen=True)
class Tool:
    """Who says so: the version of this package, and the run with how it ended; `warnings` are about whole articles."""

    version: str
    run_id: str
    is_complete: bool
    not_checked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def sarif_document(found: Iterable[Annotation], tool: Tool) -> Iterator[str]:
    """Yield a SARIF document, piece by piece; rules are told at its end, when all are known."""
    rules: dict[str, Rule] = {}
    head = f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints", "results": ['
    yield from json_list(head, _results(found, rules), "]")
    about = {
        "tool": {
            "driver": {"name": "factgrade", "version": tool.version, "rules": [_rule(one) for one in rules.values()]}
        },
        "invocations": [_invocation(tool)],
        "properties": {"run_id": tool.run_id},
    }
    yield ", " + json_text(about)[1:-1] + "}]}\n"


def _results(found: Iterable[Annotation], rules: dict[str, Rule]) -> Iterator[Mapping[str, object]]:
    seen = Counter[tuple[str, str, str]]()
    for one in found:
        rules.setdefault(one.rule.name, one.rule)
        key = one.article_id, one.rule.name, one.mark_id
        seen[key] += 1
        yield _result(one, seen[key])


def _result(one: Annotation, nth: int) -> Mapping[str, object]:
    related = [_related(n, other) for n, other in enumerate(one.elsewhere, start=1)]
    return {
        "ruleId": one.rule.name,
        "level": one.rule.level,
        "message": {"text": _text(one.message) + _links(one.elsewhere)},
        "locations": [] if one.place is None else [{"physicalLocation": _location(one.place)}],
        "relatedLocations": related,
        # Of what is doubted, not of where it stands: an edit elsewhere in the file leaves it as it is.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{one.mark_id}:{nth}",
            "factgradeMark/v1": one.mark_id,
        },
        "suppressions": [] if one.false_alarm is None else [_suppression(one.false_alarm)],
    }


def _related(n: int, other: Elsewhere) -> Mapping[str, object]:
    where = {} if other.place is None else {"physicalLocation": _location(other.place)}
    return {"id": n, **where, "message": _message(other.words)}


def _location(place: Place) -> Mapping[str, object]:
    file = {"artifactLocation": {"uri": quote(place.path, safe="/"), "uriBaseId": _ROOT}}
    return file if place.region is None else {**file, "region": _region(place.region)}


def _region(region: Region) -> Mapping[str, object]:
    return {
        "startLine": region.start_line,
        "startColumn": region.start_column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _suppression(mark: Mark) -> Mapping[str, object]:
    said = clean(mark.note) or "a reviewer called it a false alarm"
    return {"kind": "external", "status": "accepted", "justification": said}


def _rule(rule: Rule) -> Mapping[str, object]:
    return {
        "id": rule.name,
        "shortDescription": _message(rule.about),
        "defaultConfiguration": {"level": rule.level},
    }


def _invocation(tool: Tool) -> Mapping[str, object]:
    told = [*(("error", one) for one in tool.not_checked), *(("warning", one) for one in tool.warnings)]
    return {
        "executionSuccessful": tool.is_complete,
        "toolExecutionNotifications": [{"level": level, "message": _message(one)} for level, one in told],
    }


def _links(elsewhere: Sequence[Elsewhere]) -> str:
    """Return links to the other passages that have a place: GitHub shows no related location that no link names."""
    placed = [(n, other.words) for n, other in enumerate(elsewhere, start=1) if other.place is not None]
    links = (f"[{_text(words).translate(_LINKED)}]({n})" for n, words in placed[:_MOST_LINKED])
    return f" Compare {'; '.join(links)}." if placed else ""


def _message(text: str) -> Mapping[str, object]:
    return {"text": _text(text)}


def _text(text: str) -> str:
    return clean(text).translate(_PLAIN).replace("](", "] (")
