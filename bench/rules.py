"""How long the rules take for an article, against quantulum3 reading the same texts, in one run.

    pip install quantulum3          # the rival; no dependency of the project
    python bench/rules.py [FILE ...]

Prints the median over the articles (by default the samples) in milliseconds of processor time per 1,000 words, the
ratio to quantulum3, and the growth from 1,000 to 100,000 words: 1.00 is linear. What is remembered between texts is
dropped before each measurement.
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
from pipeline.text.quantity import find
from schemas.article import Article

RUNS = 7
SIZES = (1_000, 10_000, 100_000)


def read(path: str) -> Article:
    """Return the article of a file."""
    (article,) = ingest_articles(Path(path).read_bytes(), path)
    assert isinstance(article, Article), article
    return article


def rules(article: Article) -> None:
    """Run every rule that reads the article."""
    find._remembered.cache_clear()  # noqa: SLF001  a benchmark may look inside
    find_arithmetic(article)
    find_contradictions(article)


def cost_ms(work: Callable[[Article], object], article: Article) -> float:
    """Return the median processor time in milliseconds per 1,000 words."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work(article)
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e6 / len(article.text.split())


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


def rival(articles: list[Article]) -> float | None:
    """Return the median cost of quantulum3 on the same texts, or None where it is not installed."""
    try:
        from quantulum3 import parser  # noqa: PLC0415  an optional rival
    except ImportError:
        return None
    return statistics.median(cost_ms(lambda article: parser.parse(article.text), article) for article in articles)


def main() -> None:
    """Measure and print."""
    articles = [read(path) for path in sys.argv[1:] or map(str, sorted(Path("seeds").glob("*.txt")))]
    for article in articles:
        rules(article)
    own = statistics.median(cost_ms(rules, article) for article in articles)
    print(f"rules: {own:.1f} ms per 1,000 words (median of {len(articles)} articles)")
    other = rival(articles)
    print(
        "quantulum3: not installed" if other is None else f"quantulum3: {other:.1f} ms; rules / rival {own / other:.2f}"
    )
    base = None
    for size in SIZES:
        cost = cost_ms(rules, lengthened(articles, size))
        base = base or cost
        print(f"{size} words: {cost:.1f} ms per 1,000 words, {cost / base:.2f} of the smallest")


if __name__ == "__main__":
    main()
