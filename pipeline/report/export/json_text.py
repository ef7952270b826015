"""The one writer of exported JSON: every text in it is cleaned, and nothing in it can end a script element.

Invariant: what is written is ASCII where HTML would read it (`<`, `>`, `&`), holds no U+2028 and U+2029, and parses to
the value with its texts cleaned.
"""

from collections.abc import Iterable, Iterator, Mapping

from pipeline.report.escape import clean
from pipeline.report.jsonl import to_json

_IN_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def json_text(value: object) -> str:
    """Return a value as JSON in one line, fit to stand in an HTML page between `<script>` and `</script>`.

    Raises:
        TypeError: the value has no exact JSON.
    """
    # Outside of texts JSON has none of the three, so that none of its own signs is touched.
    return to_json(_cleaned(value)).translate(_IN_HTML)


def json_list(head: str, items: Iterable[object], tail: str) -> Iterator[str]:
    """Yield a document piece by piece, an item a line, so that its size is no matter.

    Args:
        head: JSON up to the bracket that opens the list.
        items: what stands in it; each is asked for when its turn comes.
        tail: JSON from the bracket that closes it.
    """
    yield head
    for n, item in enumerate(items):
        yield (",\n" if n else "\n") + json_text(item)
    yield "\n" + tail


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value
