"""How a claim is known: by a hash of what it says and where, so that it is the same claim in every run."""

import hashlib
import json


def identify_claim(article_id: str, sentence_number: int, statement: str) -> str:
    """Return the id of a claim: of what it states, and of the sentence that it was read from."""
    return _digest(json.dumps([article_id, sentence_number, statement], ensure_ascii=False))


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
