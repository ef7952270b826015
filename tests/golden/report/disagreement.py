"""The run whose golden files show how articles differ: six articles on one order of ferries, every relation once."""

from datetime import timedelta

from schemas.article import Article
from schemas.conflict import Conflict, Relation, Side
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.golden.report.scenes import HEADLINE, HOSTILE, Told
from tests.rendered import render_files

COAST = make.make_article(
    ("The city will pay $1.4 billion for six ferries.", "Two of them are finished."),
    ("The contract was signed on Monday.", "The ferries will carry 12,000 passengers a day."),
    path="news/coast.txt",
    title="Six ferries for the bay",
)
RIVER = make.make_article(
    ("The shipyard puts the order at 9.8 billion yuan, and one yuan at 14 cents.", "No contract has been signed."),
    path="news/river.html",
    title="Yard wins ferry order",
    publisher="River Times",
    published_at=make.PUBLISHED_AT + timedelta(hours=5),
)
HARBOUR = make.make_article(
    ("The six ferries will cost between $1.9 billion and $2 billion.", "Three of the six ferries are finished."),
    path="news/harbour.txt",
    title="Ferry bill grows",
    publisher="Harbour Post",
    published_at=make.PUBLISHED_AT + timedelta(days=3),
)
WIRE = make.make_article(
    "The six ferries will cost between $1.9 billion and $2 billion.",
    path="news/wire.txt",
    title="Ferry bill grows",
    publisher="Bay Wire",
    published_at=make.PUBLISHED_AT + timedelta(days=4),
)
UNDATED = make.make_article(
    ("For the ferries the city spends more than $2.5 billion.", "They take about 4.4 million passengers a year."),
    path="blog/ferries.md",
    title="Ferries we cannot afford",
    publisher=None,
    published_at=None,
)
HOSTILE_ARTICLE = make.make_article(
    f"Ferry | nine |\n\n| --- | {HOSTILE}\n# sinks!",
    path="news/hostile|`x.txt",
    title=HOSTILE,
    publisher=f"| {HOSTILE}\n\n# Post",
)


def render_disagreements() -> dict[str, str]:
    """Render the run."""
    return render_files(*run_of_disagreements())


def run_of_disagreements() -> Told:
    """Return the run."""
    conflicts = [_cost(), _contract(), _name(), _finished(), _passengers(), _rounded()]
    articles = (COAST, RIVER, HARBOUR, WIRE, UNDATED, HOSTILE_ARTICLE)
    return [_decided(article, conflicts) for article in articles], conflicts, [], HEADLINE


def _decided(article: Article, conflicts: list[Conflict]) -> ArticleVerdict:
    return make.make_article_verdict(article, [_claim(article, one.n, conflicts) for one in article.sentences])


def _claim(article: Article, n: int, conflicts: list[Conflict]) -> ClaimVerdict:
    claim = make.make_claim(article, n)
    own = [one for one in conflicts if any(side.claim_id == claim.claim_id for side in one.sides)]
    verdict, reason = Verdict.PLAUSIBLE, "Nothing speaks against it."
    for one in own:
        if one.relation is Relation.CONTRADICTION:
            verdict, reason = Verdict.DISPUTED, one.explanation
        elif one.relation is Relation.UPDATE and article is COAST:
            verdict, reason = Verdict.OUTDATED, one.explanation
    return make.make_claim_verdict(
        make.make_graded(make.make_checked(make.make_grounded(article, claim))), verdict, reason=reason
    )


def _side(article: Article, n: int, answer: int, value: str | None = None, **changes: object) -> Side:
    side = make.make_side(article, make.make_claim(article, n), value)
    return side.model_copy(update={"answer": answer, **changes})


def _cost() -> Conflict:
    amount = make.make_quantity(HARBOUR, "between $1.9 billion and $2 billion", 1_900_000_000, 2_000_000_000)
    ranged = {"low": amount.low, "high": amount.high}
    sides = (
        _side(WIRE, 1, 2, amount.text, repeats=HARBOUR.article_id, **ranged),
        _side(UNDATED, 1, 3, "more than $2.5 billion", low=_number(UNDATED, "$2.5 billion", "2500000000")),
        _side(HARBOUR, 1, 2, amount.text, **ranged),
        _side(RIVER, 1, 1, "9.8 billion yuan", **_exact(RIVER, "9.8 billion yuan", "9.8E+9"), unit="CNY"),
        _side(COAST, 1, 1, "$1.4 billion", **_exact(COAST, "$1.4 billion", 1_400_000_000)),
    )
    return make.make_conflict(
        *sides,
        topic="What do the six ferries cost?",
        explanation=(
            "Coast Daily and River Times agree: 9.8 billion yuan is about $1.4 billion at the rate of River Times. "
            "Harbour Post is higher, and ferries.md stands alone above both."
        ),
    )


def _contract() -> Conflict:
    return make.make_conflict(
        _side(COAST, 3, 1, unit=None),
        _side(RIVER, 2, 2, unit=None),
        topic="Has the contract been signed?",
        by="rule:status",
        explanation="Coast Daily tells it as done, River Times denies it.",
    )


def _name() -> Conflict:
    return make.make_conflict(
        _side(HOSTILE_ARTICLE, 1, 1, "| nine |\n\n# sinks", unit=None),
        _side(UNDATED, 1, 2, "the ferries", unit=None),
        topic=f"Which | ferry?\n\n# {HOSTILE}",
        relation=Relation.UNCLEAR,
        by="model:small-1.5b",
        explanation=f"They may differ | or not.\n\n{HOSTILE}",
    )


def _finished() -> Conflict:
    return make.make_conflict(
        _side(COAST, 2, 1, "Two", **_exact(COAST, "Two", 2), unit="ferry"),
        _side(HARBOUR, 2, 2, "Three", **_exact(HARBOUR, "Three", 3), unit="ferry"),
        topic="How many ferries are finished?",
        relation=Relation.UPDATE,
        explanation="Harbour Post wrote three days later, and the number of finished ferries can only grow.",
    )


def _passengers() -> Conflict:
    about = make.make_quantity(UNDATED, "about 4.4 million passengers", 4_400_000)
    return make.make_conflict(
        _side(COAST, 4, 1, "12,000 passengers", **_exact(COAST, "12,000 passengers", 12_000), unit="passenger"),
        _side(UNDATED, 2, 2, about.text, low=about.low, high=about.high, unit="passenger"),
        topic="How many passengers will the ferries carry?",
        relation=Relation.DIFFERENT_SCOPE,
        explanation="One counts a day, the other a year.",
    )


def _rounded() -> Conflict:
    return make.make_conflict(
        _side(COAST, 1, 1, "six", **_exact(COAST, "six", 6), unit="ferry"),
        _side(HARBOUR, 1, 1, "six", **_exact(HARBOUR, "six", 6), unit="ferry"),
        topic="How many ferries were ordered?",
        relation=Relation.ROUNDING,
        explanation="Both give six.",
    )


def _exact(article: Article, text: str, value: int | str) -> dict[str, object]:
    number = _number(article, text, value)
    return {"low": number, "high": number}


def _number(article: Article, text: str, value: int | str) -> object:
    return make.make_quantity(article, text, value).low
