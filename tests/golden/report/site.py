"""The golden runs as pages of HTML, without what is alike on all: the style sheet, which has a file of its own."""

import re

from pipeline.report import render_site
from tests.golden.report.disagreement import run_of_disagreements
from tests.golden.report.scenes import run_of_scenes
from tests.rendered import joined

_STYLE = re.compile(r"(?<=<style>).*(?=</style>)", re.DOTALL)
_HASH = re.compile(r"sha256-[A-Za-z0-9+/=]+")


def render_sites() -> dict[str, str]:
    """Return the pages of both runs, each name led by that of its run, and the style sheet of all."""
    runs = {"scenes": run_of_scenes(), "disagreement": run_of_disagreements()}
    pages = {f"{run}-{name}": page for run, told in runs.items() for name, page in joined(render_site(*told)).items()}
    (style,) = {_STYLE.findall(page)[0] for page in pages.values()}
    return {name: without_style(page) for name, page in pages.items()} | {"style.css": style}


def without_style(page: str) -> str:
    """Return a page without its style sheet and the hash of it."""
    return _HASH.sub("sha256-...", _STYLE.sub("", page))
