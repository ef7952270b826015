"""What a night reads: the files of one inbox, and their articles where somebody has to know them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.app.command import Surroundings
from pipeline.errors import ConfigurationError
from pipeline.files import FoundInputs, find_inputs
from pipeline.progress import SilentSink
from pipeline.runner import read_articles
from schemas.article import Article


def find_inbox(paths: Sequence[str], out: Path) -> FoundInputs:
    """Return the files of the one inbox that is named; `out` is the folder of the pages.

    Raises:
        ConfigurationError: more or less than one is named, there is nothing in it, or an article lies where pages go.
    """
    if len(paths) != 1:
        raise ConfigurationError("a night looks into one inbox: name one folder")
    found = find_inputs(paths, out)
    if not found.files:
        reasons = "".join(f"\n  {item.path}: {item.reason}" for item in found.rejected)
        raise ConfigurationError(f"there is nothing to read:{reasons}")
    return found


class LazyArticles:
    """The articles of an inbox, read only if somebody has to know them to choose who is asked."""

    def __init__(self, found: FoundInputs, around: Surroundings) -> None:
        """Hold the files; nothing is read yet."""
        self._found, self._around = found, around

    def __iter__(self) -> Iterator[Article]:
        """Read them."""
        return iter(
            read_articles(self._found, self._around.standard_input, SilentSink(), self._around.stopping).articles
        )
