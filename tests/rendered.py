"""A report and an output folder as whole files, for tests that ask what stands in them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.report import OutputPart, RunHeadline, Verdicts, render_report
from schemas.article import RejectedInput
from schemas.conflict import Conflict


def render_files(
    verdicts: Verdicts, conflicts: Sequence[Conflict], rejected: Sequence[RejectedInput], headline: RunHeadline
) -> dict[str, str]:
    """Return the files of a run, name to text, in the order in which their first parts come."""
    return joined(render_report(verdicts, conflicts, rejected, headline))


def joined(parts: Iterable[OutputPart]) -> dict[str, str]:
    """Put parts together; a whole file comes once and not beside parts of its name."""
    texts: dict[str, list[str]] = {}
    for part in parts:
        assert not (part.is_whole and part.name in texts), part.name
        texts.setdefault(part.name, []).append(part.text)
    return {name: "".join(pieces) for name, pieces in texts.items()}


def whole(files: Mapping[str, str]) -> list[OutputPart]:
    """Return files, name to text, as parts."""
    return [OutputPart(name, text) for name, text in files.items()]


def dead_links(pages: Mapping[str, str]) -> list[str]:
    """Return the links of some pages, name to markdown, that lead to no page and to no part of one."""
    parts = {name: set(re.findall('<a id="([a-z]+-[0-9]+)">', page)) | _headings(page) for name, page in pages.items()}
    found = (
        (name, *link) for name, page in pages.items() for link in re.findall(r"\]\(([a-z0-9.-]*)(?:#([^)]*))?\)", page)
    )
    return [
        f"{name}: {target}#{part}"
        for name, target, part in found
        if (target or name) not in pages or (part and part not in parts[target or name])
    ]


def _headings(page: str) -> set[str]:
    """Return the ids that renderers make of headings that have no other."""
    return {
        re.sub(r"[^a-z ]", "", head.lower()).replace(" ", "-") for head in re.findall("^## (.*)$", page, re.MULTILINE)
    }
