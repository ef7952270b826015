"""How large the page of a long article is, and how fast a browser shows it: 20,000 words, 800 claims, made up.

    python bench/pages.py [--claims N] [--doubted N] [--keep DIR]

Of the claims some are doubted: half of these by a sum of their own, and half by conflicts with another article, ten
claims a conflict. The page is rendered, written and opened in a headless Chromium (Debian's package chromium) from the
disk, seven times. Printed are bytes, the time to render, and from the browser's own clock the time from the start of
the navigation to the end of the load event, and to the first words on the screen.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.report import RunHeadline, render_site
from schemas.article import Article
from schemas.claim import Claim
from schemas.conflict import Conflict
from schemas.finding import FindingKind
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.browser import program, running

WORDS, TURNS = 20_000, 7
CLAIMS_A_CONFLICT = 10
HEADLINE = RunHeadline("made up", "none", "large", is_decisive=True, run_id="0" * 12)
_SENTENCE = (
    "The council said that the harbour bridge number {} cost {} million dollars in the end, "
    "which is more than the plan of the year before."
)
_LOAD = """
    const [page] = performance.getEntriesByType('navigation');
    const paint = await new Promise(done => new PerformanceObserver(list => {
        const [one] = list.getEntriesByName('first-contentful-paint');
        if (one) done(one.startTime);
    }).observe({type: 'paint', buffered: true}));
    return [page.loadEventEnd, paint];
"""


def long_article(words: int) -> Article:
    """Return an article of so many words at least, five sentences to a paragraph."""
    count = words // len(_SENTENCE.split()) + 1
    sentences = [_SENTENCE.format(n, n + 10) for n in range(count)]
    blocks = [sentences[n : n + 5] for n in range(0, count, 5)]
    return make.make_article(*blocks, path="long/bridges.txt", title="All the bridges of the bay")


def decided(article: Article, count: int, doubted: int) -> tuple[ArticleVerdict, ArticleVerdict, list[Conflict]]:
    """Return the article with so many claims, a second one, and what they tell differently."""
    numbers = [1 + n * len(article.sentences) // count for n in range(count)]
    stated = [make.make_claim(article, n, statement=f"Claim {k} is of bridge {n}.") for k, n in enumerate(numbers)]
    disputed = stated[: doubted // 2]
    verdicts = [Verdict.DISPUTED] * len(disputed) + [Verdict.CONTRADICTED] * (doubted - len(disputed))
    verdicts += [Verdict.PLAUSIBLE] * (count - doubted)
    claims = [_decided(article, claim, verdict) for claim, verdict in zip(stated, verdicts, strict=True)]
    other = make.make_article("All bridges were cheap.", path="other/bridges.txt", publisher="Bay Wire")
    counter = make.make_claim(other, 1)
    conflicts = [
        _conflict(article, disputed[start : start + CLAIMS_A_CONFLICT], other, counter)
        for start in range(0, len(disputed), CLAIMS_A_CONFLICT)
    ]
    against = make.make_article_verdict(other, [_decided(other, counter, Verdict.DISPUTED)])
    return make.make_article_verdict(article, claims), against, conflicts


def _conflict(article: Article, claims: Sequence[Claim], other: Article, counter: Claim) -> Conflict:
    sides = [make.make_side(article, one, "some millions", 1_000_000 + n) for n, one in enumerate(claims)]
    against = make.make_side(other, counter, "cheap", 1).model_copy(update={"answer": 2})
    return make.make_conflict(*sides, against, topic=f"What did it cost: {claims[0].statement}")


def _decided(article: Article, claim: Claim, verdict: Verdict) -> ClaimVerdict:
    finding = make.make_finding(
        FindingKind.ARITHMETIC_FAILS, "12 million and 30 million make 42 million, and the article says 40 million."
    )
    own = [finding] if verdict is Verdict.CONTRADICTED else []
    checked = make.make_checked(make.make_grounded(article, claim), findings=own)
    return make.make_claim_verdict(make.make_graded(checked, make.make_grade()), verdict, because=own)


def main(words: Sequence[str] | None = None) -> None:
    """Render, open, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=800)
    parser.add_argument("--doubted", type=int, default=200)
    parser.add_argument("--keep", type=Path, help="where the pages stay")
    asked = parser.parse_args(words)
    article, other, conflicts = decided(long_article(WORDS), asked.claims, asked.doubted)
    begun = time.process_time()
    parts = list(render_site((article, other), conflicts, (), HEADLINE))
    print(f"rendered in {time.process_time() - begun:.2f} s of processor time")
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            (folder / part.name).write_text(part.text, encoding="utf-8")
        print(
            f"words {len(article.article.text.split()):,}, claims {len(article.claims):,}, doubted {asked.doubted:,}, "
            f"conflicts {len(conflicts):,}"
        )
        for part in parts:
            measure(folder / part.name)


def measure(page: Path) -> None:
    """Open a page again and again, and print its size and times."""
    found = program()
    assert found, "no browser is installed"
    with tempfile.TemporaryDirectory() as profile, running(found, Path(profile)) as browser:
        loads, paints = [], []
        for _ in range(TURNS):
            browser.open(page, (1280, 900))
            load, paint = browser.ask(_LOAD)
            loads.append(load)
            paints.append(paint)
    spread = f"{min(loads):.0f} to {max(loads):.0f}"
    print(
        f"{page.name}: {page.stat().st_size:,} bytes; loaded in {statistics.median(loads):.0f} ms ({spread}), "
        f"first words after {statistics.median(paints):.0f} ms"
    )


if __name__ == "__main__":
    main()
