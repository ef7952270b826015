"""A run of hostile articles, for the golden files: short strings of each sort, a few in every field of an article."""

from tests.hostile_run import run_with
from tests.hostile_strings import HOSTILE
from tests.rendered import render_files

_ARTICLES = 4
_MOST_CHARS = 28
_LEFT_OUT = frozenset({"surrogate"})


def render_hostile() -> dict[str, str]:
    """Render the run."""
    short = [text for name, text in HOSTILE.items() if len(text) <= _MOST_CHARS and name not in _LEFT_OUT]
    runs = [run_with(" ".join(short[n :: 3 * _ARTICLES])) for n in range(_ARTICLES)]
    verdicts = [run.verdicts[0] for run in runs]
    return render_files(verdicts, [runs[0].conflicts[0]], runs[0].rejected, runs[0].headline)
