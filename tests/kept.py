"""Made-up runs for tests of the store, with ids as the pipeline makes them; `python -m tests.kept STORE N` saves one.

Invariant: equal arguments give equal runs, and articles are made one at a time, however many there are.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.store import Saved, Store, open_store, save_run
from schemas.article import Article, Span
from schemas.claim import NotChecked
from schemas.conflict import Conflict, Relation, Side
from schemas.identity import id_of_article, id_of_conflict, identify_claim
from schemas.run import ArticleStamp, ProviderStamp, Run, RunOutcome
from schemas.usage import Usage
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make

_GOLDEN = Path(__file__).parent / "golden" / "store"
AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)


def article(*sentences: str, path: str = "in/bridge.txt", **head: Any) -> Article:  # noqa: ANN401  as the factory takes it
    """Return an article under the id of its content."""
    made = make.make_article(*sentences, path=path, **head)
    return made.model_copy(update={"article_id": id_of_article(made)})


def claim(of: Article, n: int = 1, verdict: Verdict = Verdict.PLAUSIBLE, **more: Any) -> ClaimVerdict:  # noqa: ANN401  as the factory takes it
    """Return the claim that sentence `n` states, under the id of what it states."""
    stated = make.make_claim(of, n)
    stated = stated.model_copy(update={"claim_id": identify_claim(of.article_id, n, stated.statement)})
    checked = make.make_checked(make.make_grounded(of, stated), findings=[make.make_finding(by=f"rule:{n}")])
    return make.make_claim_verdict(make.make_graded(checked, make.make_grade()), verdict, **more)


def decided(of: Article, *claims: ClaimVerdict, conflicts: Sequence[Conflict] = ()) -> ArticleVerdict:
    """Return an article decided by its claims; without any, by one for each sentence."""
    own = claims or tuple(claim(of, sentence.n) for sentence in of.sentences)
    failed = [NotChecked(stage="grade", unit="claim 1", reason="cut off")]
    return make.make_article_verdict(of, own, conflicts=conflicts, not_checked=failed)


def conflict(*articles: Article, topic: str = "What did it cost?", relation: Relation = Relation.UNCLEAR) -> Conflict:
    """Return a conflict whose sides are the first sentences of articles, or, of one alone, its first two."""
    sides = [_side(of, 1, answer) for answer, of in enumerate(articles, start=1)]
    if len(articles) == 1:
        sides.append(_side(articles[0], 2, 2))
    made = make.make_conflict(*sides, topic=topic, relation=relation)
    return made.model_copy(update={"conflict_id": id_of_conflict(made)})


def _side(of: Article, n: int, answer: int) -> Side:
    side = make.make_side(of, make.make_claim(of, n), of.quote(of.sentence(n))[:12], 1_200_000 * n)
    return side.model_copy(update={"answer": answer, "words": Span(start=side.start, end=side.start + 4)})


def record(verdicts: Sequence[ArticleVerdict] = (), **changed: Any) -> Run:  # noqa: ANN401  any field of a record
    """Return the record of a run over these articles."""
    provider = ProviderStamp(provider="openai", why="asked", model="m-1", model_named_by_server=None, profile="large")
    plain: dict[str, Any] = {
        "run_id": "4f06e6e2a1b2c3d4", "command": ("run", "in"), "outcome": RunOutcome.COMPLETE, "exit_code": 0,
        "started_at": AT, "ended_at": AT, "versions": {}, "provider": provider, "prompts": (), "schemas": {},
        "settings": {}, "articles": tuple(stamp(one.article, len(one.claims), one.verdict) for one in verdicts),
        "rejected": (), "sentences": {}, "claims": {"plausible": sum(len(one.claims) for one in verdicts)},
        "not_checked": 0, "usage": {},
    }  # fmt: skip
    return Run(**{**plain, **changed})


def stamp(of: Article, claims: int, verdict: Verdict) -> ArticleStamp:
    """Return what a record says of an article."""
    page = f"page-{of.article_id[:8]}.md"
    return ArticleStamp(
        article_id=of.article_id, path=of.path, page=page, verdict=verdict.value, claims=claims, usage=Usage()
    )


def save(store: Store, *verdicts: ArticleVerdict, conflicts: Sequence[Conflict] = (), **changed: Any) -> Saved:  # noqa: ANN401  as for `record`
    """Save a run over these articles."""
    return save_run(store, record(verdicts, **changed), verdicts, conflicts)


def many(count: int, sentences: int = 12) -> Iterator[ArticleVerdict]:
    """Make articles one at a time, each with a claim a sentence and a conflict."""
    for number in range(count):
        body = [f"Sentence {n} of report {number} says that {n * number} trees were planted." for n in range(sentences)]
        of = article(*body, path=f"in/{number:05}.txt", title=f"Report {number}")
        yield decided(of, conflicts=[conflict(of, topic=f"How many, in {number}?")])


def released(kind: str, version: int) -> str:
    """Return what the tables of a version of the store were in a database when it was released."""
    ending = {"sqlite": "sql", "postgresql": "postgresql.txt"}[kind]
    return (_GOLDEN / f"version_{version}.{ending}").read_text("utf-8")


class Lazily:
    """Many articles that are made anew each time they are asked for, with the record of their run."""

    def __init__(self, count: int) -> None:
        """Take as many articles."""
        self.count = count
        stamps = tuple(stamp(one.article, len(one.claims), one.verdict) for one in many(count))
        self.record = record(articles=stamps)

    def save(self, store: Store) -> Saved:
        """Save the run."""
        return save_run(store, self.record, many(self.count), ())


if __name__ == "__main__":
    lazily = Lazily(int(sys.argv[2]))
    opened = open_store(sys.argv[1])
    print("saving", flush=True)  # noqa: T201  whoever started this waits for it
    lazily.save(opened)
    print("saved", flush=True)  # noqa: T201  as above
