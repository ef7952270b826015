"""Which article has which page: a page has the name of the file and a few digits of the id, which others may share.

Invariant: no two articles of a run have one page. Whoever wants to can find a text whose id begins like that of
another, and give it the other's file name; the later of the two is refused, so that no page is lost unsaid.
"""

from pipeline.report.register import page_of
from pipeline.scratch import database_of


class TakenPages:
    """The pages of the articles so far, on disk: there is one for every article."""

    def __init__(self) -> None:
        """Begin with none."""
        self._database = database_of(self, "CREATE TABLE taken (page TEXT PRIMARY KEY, path TEXT) WITHOUT ROWID")

    def refusal(self, path: str, article_id: str) -> str | None:
        """Give an article its page; return the reason where another has it already."""
        page = page_of(path, article_id)
        if self._database.execute("INSERT OR IGNORE INTO taken VALUES (?, ?)", (page, path)).rowcount:
            return None
        (first,) = self._database.execute("SELECT path FROM taken WHERE page = ?", (page,)).fetchone()
        return f"its page would have the name of that of {first!r}: rename the file"
