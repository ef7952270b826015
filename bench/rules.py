"""How long the rules take for an article, against quantulum3 reading the same texts, in one run.

    pip install quantulum3          # the rival; no dependency of the project
    python bench/rules.py [FILE ...]

Prints the median over the articles (by default the samples) in milliseconds of processor time per 1,000 words, the
ratio to quantulum3, and the growth from 1,000 to 100,000 words: 1.00 is linear. What is remembered of a text is dropped
before each measurement; the stems of words stay, as they do within a batch. A shared machine is now fast, now slow: so
the rivals take turns, and so do the sizes, and the ratios are those within a turn.
"""

import itertools
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.stages.check.arithmetic import find_arithmetic
from pipeline.stages.check.contradiction import find_contradictions
from pipeline.stages.ingest import ingest_articles
from pipeline.text.name import same_name
from pipeline.text.quantity import find
from schemas.article import Article

RUNS = 7
SIZES = (1_000, 10_000, 100_000)
LEAST_WORDS = 10_000


def read(path: str) -> Article:
    """Return the article of a file."""
    (article,) = ingest_articles(Path(path).read_bytes(), path)
    assert isinstance(article, Article), article
    return article


def rules(article: Article) -> None:
    """Run every rule that reads the article."""
    find._remembered.cache_clear()  # noqa: SLF001  a benchmark may look inside
    same_name.cache_clear()
    find_arithmetic(article)
    find_contradictions(article)


def cost_ms(work: Callable[[Article], object], article: Article) -> float:
    """Return the processor time in milliseconds per 1,000 words, read again and again until `LEAST_WORDS` are read."""
    words = len(article.text.split())
    times = max(1, LEAST_WORDS // words)
    start = time.process_time()
    for _ in range(times):
        work(article)
    return (time.process_time() - start) * 1e6 / (words * times)


def lengthened(articles: list[Article], words: int) -> Article:
    """Return one article of about `words` words: the sentences of all, each made new by a word that no other holds."""
    sentences = [a.quote(s) for a in articles for s in a.sentences if s.role in ("body", "list")]
    parts: list[str] = []
    count = 0
    for number, sentence in enumerate(itertools.cycle(sentences)):
        first, _, rest = sentence.partition(" ")
        parts.append(f"{first} ward{number} {rest}")
        count += len(sentence.split()) + 1
        if count >= words:
            break
    (article,) = ingest_articles("\n\n".join(parts).encode(), "long.txt")
    assert isinstance(article, Article), article
    return article


def rival() -> Callable[[Article], object] | None:
    """Return quantulum3 reading an article, or None where it is not installed."""
    try:
        from quantulum3 import parser  # noqa: PLC0415  an optional rival
    except ImportError:
        return None
    return lambda article: parser.parse(article.text)


def compare(articles: list[Article]) -> None:
    """Print the cost of the rules on some articles, and that of the rival on the same, in turns."""
    other = rival()
    own, theirs, ratios = [], [], []
    for article in articles:
        for _ in range(RUNS):
            own.append(cost_ms(rules, article))
            if other:
                start = time.process_time()
                other(article)
                theirs.append((time.process_time() - start) * 1e6 / len(article.text.split()))
                ratios.append(own[-1] / theirs[-1])
    print(f"rules: {statistics.median(own):.1f} ms per 1,000 words (median of {len(articles)} articles, {RUNS} turns)")
    if theirs:
        print(f"quantulum3: {statistics.median(theirs):.1f} ms; rules / rival {statistics.median(ratios):.3f}")
    else:
        print("quantulum3: not installed")


def grow(articles: list[Article]) -> None:
    """Print the cost of the rules by length, and its ratio to the smallest of the same turn."""
    longer = [lengthened(articles, size) for size in SIZES]
    for article in longer:
        rules(article)
    turns = [[cost_ms(rules, article) for article in longer] for _ in range(RUNS)]
    for index, size in enumerate(SIZES):
        cost = statistics.median(turn[index] for turn in turns)
        ratios = sorted(turn[index] / turn[0] for turn in turns)
        print(
            f"{size} words: {cost:.1f} ms per 1,000 words, {statistics.median(ratios):.2f} of the smallest"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


def main() -> None:
    """Measure and print."""
    articles = [read(path) for path in sys.argv[1:] or map(str, sorted(Path("seeds").glob("*.txt")))]
    for article in articles:
        rules(article)
    compare(articles)
    grow(articles)


if __name__ == "__main__":
    main()
