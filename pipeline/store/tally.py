"""What articles that were decided on come to together.

Invariant: no article is read for it.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipeline.store import table
from pipeline.store.fetch import chunks


@dataclass(frozen=True)
class Tally:
    """How many sentences of some articles have each outcome, how many claims each verdict, and what was not checked."""

    sentences: Counter[str]
    claims: Counter[str]
    not_checked: int


def tally_of(connection: Connection, article_verdict_keys: Sequence[str]) -> Tally:
    """Return what decided articles hold, by their keys, each once."""
    decided, sentence, held, judged = (
        table.article_verdict, table.sentence, table.article_verdict_claim, table.claim_verdict,
    )  # fmt: skip
    tally = Tally(Counter(), Counter(), 0)
    not_checked = 0
    for some in chunks(article_verdict_keys):
        is_wanted = decided.c.article_verdict_key.in_(some)
        outcomes = (
            select(sentence.c.outcome, func.count())
            .join(decided, decided.c.ledger_key == sentence.c.ledger_key)
            .where(is_wanted)
            .group_by(sentence.c.outcome)
        )
        verdicts = (
            select(judged.c.verdict, func.count())
            .join(held, held.c.claim_verdict_key == judged.c.claim_verdict_key)
            .where(held.c.article_verdict_key.in_(some))
            .group_by(judged.c.verdict)
        )
        tally.sentences.update(dict(connection.execute(outcomes).all()))
        tally.claims.update(dict(connection.execute(verdicts).all()))
        failures = connection.execute(select(decided.c.not_checked).where(is_wanted)).scalars()
        not_checked += sum(len(json.loads(text)) for text in failures)
    return Tally(tally.sentences, tally.claims, not_checked)
