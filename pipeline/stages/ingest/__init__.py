"""The ingest stage: from the bytes of a file to articles, or to the reason why there is none.

Invariant: every article-shaped thing in the input comes out, as an `Article` or as a `RejectedInput`; nothing is
dropped, and nothing but the bytes and the path decides the answer.
"""

from pipeline.stages.ingest.decode import UndecodableError
from pipeline.stages.ingest.document import read_documents
from schemas.article import Article, RejectedInput

__all__ = ["VERSION", "ingest_articles"]

# Of what one file is read as; raised with every change of it, so that no night believes what an earlier one read.
VERSION = "2"


def ingest_articles(data: bytes, path: str) -> tuple[Article | RejectedInput, ...]:
    """Return the articles that a file holds, in order.

    Args:
        data: the bytes of the file.
        path: its name; the suffix tells the format, anything unknown or "-" is recognised by the content.

    Returns:
        One result for text, markdown, HTML and a JSON object; one for each item of a JSON array ("file.json:3") and
        for each line of JSON lines ("file.jsonl:3"), counted from 1.
    """
    try:
        return read_documents(data, path)
    except UndecodableError as error:
        return (RejectedInput(path=path, reason=str(error)),)
