"""How long comparing takes for many articles, how it grows, and what all pairs would cost, in one run.

    python bench/compare.py [CLAIMS ...]

By default 10,000, 100,000 and 1,000,000 claims, ten to an article and three articles to an event, each size in a
process of its own. An event draws ten of the statements of `compare_news.txt` by its number; its second and third
report word them otherwise, and the third tells one or two of them differently. Prints wall
and processor time, the growth of either against linear since the size before, the peak of memory of the process and
what comparing added to it, and how many claims the same judgement on all pairs manages in a minute. Everything is made
up by a fixed rule.

The articles are made before the clock starts, and are put out of reach of the collector of garbage, as those of a run
that has loaded them could be: else it would walk a million claims again and again.
"""

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.cli import GC_THRESHOLD
from pipeline.errors import LLMError, UnavailableError
from pipeline.llm.port import LLMReply, LLMRequest
from pipeline.llm.profile import PROFILES
from pipeline.stages.compare import compare_articles
from pipeline.stages.compare.amount import read_amounts
from pipeline.stages.compare.archive import Archive
from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.difference import Judge
from pipeline.stages.compare.model import Answer
from pipeline.stages.compare.money import Rates
from pipeline.text.quantity import find_quantities
from prompts import Setup, load
from schemas.article import Article, Sentence, SentenceRole, Span
from schemas.claim import CheckedClaim, Claim, ClaimKind, GroundedClaim
from schemas.grade import GradedClaim
from schemas.quantity import Quantity

SIZES = (10_000, 100_000, 1_000_000)
ASKING = 100_000
TO_AN_ARTICLE, TO_AN_EVENT = 10, 3
ALL_PAIRS_S = 60.0
MEBI = 1024.0

_NEWS = Path(__file__).with_name("compare_news.txt")
_ONSETS = str.split("b d f g k l m n p r s t v z br dr kl st tr")
_VOWELS = "aeiou"
_CODAS = "nrlsm"
# Has no factor in common with the count of names, so that numbers in a row have names that are not alike.
_STEP = 1_618_033
_DAYS = str.split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def read_statements() -> list[tuple[str, str]]:
    """Return the statements that events draw from, each in two wordings."""
    lines = [line for line in _NEWS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(one.strip(), other.strip()) for one, _, other in (line.partition("|") for line in lines)]


def word(number: int, parts: int = 3) -> str:
    """Return the made-up name of a number, the same for the same number."""
    made = ""
    number = number * _STEP % ((len(_ONSETS) * len(_VOWELS)) ** parts * len(_CODAS))
    for _ in range(parts):
        number, onset = divmod(number, len(_ONSETS))
        number, vowel = divmod(number, len(_VOWELS))
        made += _ONSETS[onset] + _VOWELS[vowel]
    return (made + _CODAS[number % len(_CODAS)]).capitalize()


def make_values(event: int, which: int, shift: int) -> dict[str, object]:
    """Return what a statement of an event tells; `shift` is 0, or 1 for what one report tells differently."""
    size = event * 7 + which * 31
    return {
        "n": 3 + size % 900 + 2 * shift,
        "m": 20 + size % 800 + 40 * shift,
        "p": 3 + size % 60 + 4 * shift,
        "day": _DAYS[(event + shift) % len(_DAYS)],
        "year": 1890 + event % 110 + shift,
        "was": ("was", "was not")[(event + shift) % 2],
        "has": ("has completed", "is expected to complete")[(event + shift) % 2],
        "firm": f"{word(event * 7 + 3)} {word(event + 11, 2)}",
        "place": word(event),
        "town": word(event * 11 + 500 * shift + 7),
        "person": f"{word(event + 2, 2)} {word(event * 5 + 1 + 700 * shift)}",
        "other": word(event * 3 + 5 + 900 * shift),
    }


def make_articles(claims: int) -> Iterator[tuple[Article, list[GradedClaim]]]:
    """Yield articles with their claims, three of each event."""
    statements = read_statements()
    for number in range(claims // TO_AN_ARTICLE):
        event, report = divmod(number, TO_AN_EVENT)
        step = 1 + event % (len(statements) - 1)
        drawn = [(event * 13 + step * n) % len(statements) for n in range(TO_AN_ARTICLE)]
        differing = {event % TO_AN_ARTICLE, event * 3 % TO_AN_ARTICLE} if report == TO_AN_EVENT - 1 else set()
        lines = [
            statements[which][report and (report + n) % 2].format(**make_values(event, which, int(n in differing)))
            for n, which in enumerate(drawn)
        ]
        told = make_values(event, 0, 0)
        lines[0] = f"{told['firm']} in {told['place']}: {lines[0].rstrip('.')}"
        attributes = [" ".join(filter(str.isalpha, statements[which][0].split())) for which in drawn]
        yield make_article(number, lines, attributes, str(told["firm"]))


def make_article(
    number: int, lines: list[str], attributes: list[str], subject: str
) -> tuple[Article, list[GradedClaim]]:
    """Return an article of these sentences and one claim for each."""
    text = "\n\n".join(lines)
    article_id = f"{number:064x}"
    sentences, claims, at = [], [], 0
    for n, (line, attribute) in enumerate(zip(lines, attributes, strict=True), start=1):
        role = SentenceRole.TITLE if n == 1 else SentenceRole.BODY
        sentences.append(Sentence(n=n, start=at, end=at + len(line), role=role, paragraph=n))
        claims.append(make_claim(article_id, (n, at, line), subject, attribute))
        at += len(line) + 2
    published = _START + timedelta(days=number // 400)
    article = Article(
        article_id=article_id, path=f"{number}.txt", title=lines[0], publisher=f"Paper {number % 97}",
        published_at=published, url=None, text=text, sentences=tuple(sentences),
    )  # fmt: skip
    return article, claims


def make_claim(article_id: str, line: tuple[int, int, str], subject: str, attribute: str) -> GradedClaim:
    """Return the claim that a sentence (its number, its start, its text) makes."""
    n, start, text = line
    end = start + len(text)
    claim = Claim(
        claim_id=f"{article_id[-16:]}{n:04x}", article_id=article_id, sentence_numbers=(n,), statement=text,
        kind=ClaimKind.FACT, subject=subject, attribute=attribute, value=None, speaker=None,
    )  # fmt: skip
    grounded = GroundedClaim(claim=claim, spans=(Span(start=start, end=end),), quote=text, start=start, end=end)
    quantities = tuple(moved(quantity, start) for quantity in find_quantities(text))
    return GradedClaim(checked=CheckedClaim(grounded=grounded, quantities=quantities), grade=None)


def moved(quantity: Quantity, start: int) -> Quantity:
    """Return a quantity with offsets into the article."""
    return quantity.model_copy(update={"start": quantity.start + start, "end": quantity.end + start})


def give_no_answer(requests: Sequence[LLMRequest[Any]]) -> list[LLMReply[Any] | LLMError]:
    """Take the place of a model that is down."""
    return [UnavailableError("nobody answers here") for _ in requests]


def measure(claims: int, *, is_asking: bool = False) -> dict[str, float]:
    """Return seconds of wall and processor time that comparing took, mebibytes, and how many conflicts it found.

    With `is_asking` it looks for the passages that a model would be asked about, too; nobody answers.
    """
    articles, graded = [], {}
    for article, made in make_articles(claims):
        articles.append(article)
        graded[article.article_id] = made
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI
    wall, processor = time.perf_counter(), time.process_time()
    setup = Setup(load("relate_claims"), "nobody", PROFILES["small"])
    found = compare_articles(graded, articles, give_no_answer if is_asking else None, setup)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBI
    conflicts = float(len(found.conflicts))
    return {"wall": wall, "processor": processor, "peak": peak, "added": peak - before, "conflicts": conflicts}


def all_pairs() -> tuple[int, float]:
    """Return how many claims the judgement of all pairs of amounts manages in a minute, and its processor time."""
    size, last = 1_000, (0, 0.0)
    while True:
        made = list(make_articles(size))
        batch = Batch(Archive({a.article_id: claims for a, claims in made}, [a for a, _ in made]))
        judge = Judge(batch, Rates(batch))
        start = time.process_time()
        answers = [
            (Answer(telling, q.start, q.end, q), concept)
            for told in batch.all_told()
            for telling in told
            for q, concept in read_amounts(telling)
        ]
        for (left, concept), (right, other) in combinations(answers, 2):
            if concept.name == other.name and batch.is_same_event(left, right):
                judge.differ([left], [right], concept)
            if time.process_time() - start > ALL_PAIRS_S:
                return last
        last = size, time.process_time() - start
        size *= 2


def line(size: int, one: dict[str, float], before: tuple[int, dict[str, float]]) -> str:
    """Return what was measured of one size, held against the size before."""
    growth = [one[clock] / before[1][clock] / (size / before[0]) for clock in ("wall", "processor")]
    return (
        f"{size} claims: {one['wall']:.1f} s, {one['processor']:.1f} s of processor time;"
        f" {growth[0]:.2f} and {growth[1]:.2f} of linear; {one['conflicts']:.0f} conflicts;"
        f" peak {one['peak']:.0f} MiB, of which comparing added {one['added']:.0f}"
    )


def measured(size: int, *how: str) -> dict[str, float]:
    """Return what a process of its own measures."""
    command = [sys.executable, __file__, "--one", str(size), *how]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  itself
    figures: dict[str, float] = json.loads(told.stdout)
    return figures


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]), is_asking=sys.argv[3:] == ["--asking"])))
        return
    before: tuple[int, dict[str, float]] | None = None
    for size in [int(arg) for arg in sys.argv[1:]] or SIZES:
        one = measured(size)
        print(line(size, one, before or (size, one)), flush=True)
        before = size, one
        if size == ASKING:
            with_search = measured(size, "--asking")["wall"]
            print(f"{size} claims with the search for passages to ask a model about: {with_search:.1f} s", flush=True)
    size, seconds = all_pairs()
    print(f"all pairs: {size} claims in {seconds:.1f} s of processor time; twice as many take longer than a minute")


if __name__ == "__main__":
    main()
