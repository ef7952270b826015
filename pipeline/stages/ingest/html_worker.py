"""The process that runs trafilatura over one page: HTML in UTF-8 on standard input, one JSON object on standard output.

Invariant: it writes the fields of `page.Page` and nothing else; any other outcome is an exit code other than 0.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from pipeline.stages.ingest.concealed import Concealment, find_concealed, may_conceal

# Dates come from the mark-up alone: a search through the text would take any date in it for the day of publication.
# The bounds keep the answer independent of today's date.
_DATE_PARAMS = {
    "original_date": True,
    "extensive_search": False,
    "outputformat": "%Y-%m-%dT%H:%M:%S%z",
    "min_date": "1990-01-01",
    "max_date": "2100-01-01",
}


def extract(markup: str) -> dict[str, Any]:
    """Return text, title, publisher, published and url of a page, and what it conceals; no text is an empty one."""
    # Imported here, so that whoever imports this module does not load an HTML parser.
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415 - see above

    found: Any = bare_extraction(
        markup,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        with_metadata=True,
        date_extraction_params=_DATE_PARAMS,
    )
    page = load_html(markup) if may_conceal(markup) else None
    return {
        "text": (found.text if found else None) or "",
        "title": found.title if found else None,
        "publisher": found.sitename if found else None,
        "published": found.date if found else None,
        "url": found.url if found else None,
        "concealed": asdict(find_concealed(page) if page is not None else Concealment()),
    }


def main() -> None:
    """Read the page, write the answer."""
    markup = sys.stdin.buffer.read().decode("utf-8")
    sys.stdout.write(json.dumps(extract(markup)))


if __name__ == "__main__":
    main()
