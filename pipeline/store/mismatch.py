"""What verifying a store finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mismatch:
    """A row that is not what it says: its table, its key (both "" where the database finds it), what is wrong."""

    table: str
    key: str
    what: str
