"""The main text of an HTML page, read in a process of its own.

Invariant: a page that gives no text, takes too long or breaks the reader raises; it never becomes an empty article, and
never stops the run: the reader can be killed.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.stages.ingest.concealed import Concealment
from pipeline.stages.ingest.decode import UndecodableError

# trafilatura needs 20 s for 4.8 MB of paragraphs; an article's page has a tenth of this. The limits leave room for a
# machine that is busy with other work, so that an answer does not depend on its load.
MAX_HTML_BYTES = 2_000_000
HTML_TIMEOUT_S = 60.0

_WORKER = (sys.executable, "-m", "pipeline.stages.ingest.html_worker")
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on a page; `text` holds at least one character."""

    text: str
    title: str | None
    publisher: str | None
    published: str | None
    url: str | None
    concealed: Concealment


def read_page(markup: str, *, command: Sequence[str] = _WORKER, timeout_s: float = HTML_TIMEOUT_S) -> Page:
    """Return the main text and the metadata of a page.

    Args:
        markup: the page, decoded.
        command: the process that reads the page from standard input and writes JSON (see `html_worker`).
        timeout_s: seconds after which it is killed.

    Raises:
        UndecodableError: there is no text in it, or no answer.
    """
    data = markup.encode()
    if len(data) > MAX_HTML_BYTES:
        raise UndecodableError(
            f"is {len(data)} bytes of HTML, more than the limit of {MAX_HTML_BYTES}: give the article's text alone"
        )
    page = _answer(data, command, timeout_s)
    if not page.text.strip():
        raise UndecodableError("holds no main text that can be found in the HTML: give the article's text alone")
    return page


def _answer(data: bytes, command: Sequence[str], timeout_s: float) -> Page:
    try:
        # The command is this package's own module; the page goes to its standard input, never into the command.
        done = subprocess.run(  # noqa: S603 - see above
            command, input=data, capture_output=True, timeout=timeout_s, cwd=_ROOT, check=True
        )
        found = json.loads(done.stdout)
        return Page(**{**found, "concealed": Concealment(**found["concealed"])})
    except subprocess.TimeoutExpired:
        raise UndecodableError(
            f"took more than {timeout_s:g} s to read as HTML: give the article's text alone"
        ) from None
    except (subprocess.CalledProcessError, ValueError, TypeError, KeyError):
        raise UndecodableError("broke the HTML reader: give the article's text alone") from None
