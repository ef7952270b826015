"""The unit in which a report leaves the renderer, so that no more than one page is held at a time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OutputPart:
    """Text for the file `name`: all of it where `is_whole`, else what follows in it after the parts before."""

    name: str
    text: str
    is_whole: bool = True
