"""In how many articles of an inbox the sentences stand, and in how many different sentences their words.

Invariant: a word counts once for each different sentence that stands in one article or more, so that the counts are
those that reading all articles would give. Sentences and words go by their hashes, signed numbers of 64 bits.
"""

from collections.abc import Collection, Iterable
from itertools import islice

from sqlalchemy import Connection, Table, bindparam, select

from pipeline.store.fetch import AT_A_TIME, chunks
from pipeline.store.night_table import said_line, said_stem

# Built once: what building a statement leaves behind lies about until the collector looks at it.
_HERE = {
    of: (of.c.inbox == bindparam("of_inbox"), of.c.said.in_(bindparam("some", expanding=True)))
    for of in (said_line, said_stem)
}
_COUNTS = {of: select(of.c.said, of.c.times).where(*here) for of, here in _HERE.items()}
_FORGET = {of: of.delete().where(*here) for of, here in _HERE.items()}
_SAVE = {of: of.insert() for of in _HERE}

Count = tuple[int, int]
"""What is counted, and how often it stands there."""


def counts_of_lines(connection: Connection, inbox: str, lines: Collection[int]) -> dict[int, int]:
    """Return in how many articles sentences stand; one that stands in none is left out."""
    return _counts(connection, said_line, inbox, lines)


def counts_of_stems(connection: Connection, inbox: str, stems: Collection[int]) -> dict[int, int]:
    """Return in how many different sentences words stand; one that stands in none is left out."""
    return _counts(connection, said_stem, inbox, stems)


def save_said(connection: Connection, inbox: str, lines: Iterable[Count], stems: Iterable[Count]) -> None:
    """Write counts in the place of those that were there; 0 is none."""
    for of, counts in ((said_line, lines), (said_stem, stems)):
        left = iter(counts)
        while some := dict(islice(left, AT_A_TIME)):
            connection.execute(_FORGET[of], {"of_inbox": inbox, "some": list(some)})
            rows = [{"inbox": inbox, "said": each, "times": times} for each, times in some.items() if times > 0]
            if rows:
                connection.execute(_SAVE[of], rows)


def forget_said(connection: Connection, inbox: str) -> None:
    """Forget all counts of an inbox."""
    for of in (said_line, said_stem):
        connection.execute(of.delete().where(of.c.inbox == inbox))


def _counts(connection: Connection, of: Table, inbox: str, said: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for some in chunks(list(said)):
        counts |= dict(connection.execute(_COUNTS[of], {"of_inbox": inbox, "some": some}).all())
    return counts
