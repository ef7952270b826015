"""What a run holds in memory, step by step, for more and more articles. Linux alone.

    python bench/memory.py [ARTICLES ...]

By default 500, 2,000, 5,000 and 20,000 of the made-up articles of `compare.py`, ten claims each, every size in a
process of its own. It takes the steps of a run after the asking, with the code that a run takes: made-up claims go
through the runner, which compares and decides; then come the record, the files and a store. Prints for each step the
peak of memory of the process in it, and its seconds. A peak holds what earlier steps left behind.
"""

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from compare import TO_AN_ARTICLE, make_articles

from pipeline.cli import GC_THRESHOLD
from pipeline.files import RUN_RECORD, write_output
from pipeline.llm.port import Ask
from pipeline.llm.profile import PROFILES
from pipeline.llm.scripted import ScriptedLLM
from pipeline.report import OutputPart, RunHeadline, render_report
from pipeline.runner import Reading, Stages, run_articles
from pipeline.runner.article import GradedArticle
from pipeline.runner.disk_store import store_for
from pipeline.runner.record import Identity, Spending, make_record, record_parts
from pipeline.spool import Spool
from pipeline.stages.compare import Comparison, compare_articles
from pipeline.stages.confirm import Confirmed
from pipeline.stages.decide import decide_verdicts
from pipeline.store import open_store, save_run
from schemas.article import Article
from schemas.claim import Extraction, NotChecked
from schemas.conflict import Conflict
from schemas.grade import GradedClaim
from schemas.run import ProviderStamp
from schemas.verdict import ArticleVerdict

SIZES = (500, 2_000, 5_000, 20_000)
_KIBI = 1024
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_PROVIDER = ProviderStamp(provider="openai", why="", model="nobody", model_named_by_server=None, profile="small")
_HEADLINE = RunHeadline(provider="nobody", model="nobody", profile="small", is_decisive=True, run_id="0")

Told = dict[str, tuple[float, float]]
_Rest = tuple[Sequence[NotChecked], Mapping[int, str]]


class Steps:
    """The peak of memory in MiB and the seconds of each step."""

    def __init__(self) -> None:
        """Begin with what was loaded."""
        self.told: Told = {}
        self._name, self._start = "loading", time.monotonic()

    def begin(self, name: str) -> None:
        """Begin the next step; the same again changes nothing."""
        if name != self._name:
            self.end()
            # From now on the kernel counts a new peak.
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
            self._name, self._start = name, time.monotonic()

    def end(self) -> None:
        """End the last step."""
        lines = (line.split() for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
        peak = next(int(words[1]) for words in lines if words[:1] == ["VmHWM:"])
        self.told[self._name] = peak / _KIBI, time.monotonic() - self._start


class MadeUp:
    """Articles and their claims, in spools as a run has them."""

    def __init__(self, count: int) -> None:
        """Make so many up."""
        self.articles, self._graded = Spool(Article), Spool(GradedArticle)
        self.slots: dict[str, int] = {}
        for article, claims in make_articles(count * TO_AN_ARTICLE):
            self.articles.add(article)
            graded = GradedArticle(article_id=article.article_id, graded=tuple(claims))
            self.slots[article.article_id] = self._graded.add(graded)

    def claims(self, article: Article) -> tuple[GradedClaim, ...]:
        """Return the claims of an article."""
        return self._graded[self.slots[article.article_id]].graded


def stages_of(made_up: MadeUp, steps: Steps) -> Stages:
    """Return stages that ask nobody, compare and decide."""

    def compare(
        graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], _ask: Ask | None
    ) -> Comparison:
        steps.begin("comparing")
        return compare_articles(graded, articles, store=store_for(len(articles)))

    def decide(
        article: Article, graded: Sequence[GradedClaim], conflicts: Sequence[Conflict], *rest: *_Rest
    ) -> ArticleVerdict:
        steps.begin("deciding")
        return decide_verdicts(article, graded, conflicts, *rest)

    def nothing(*_given: object) -> tuple[()]:
        return ()

    def nothing_confirmed(*_given: object) -> Confirmed:
        return Confirmed()

    def nothing_extracted(*_given: object) -> Extraction:
        return Extraction(claims=())

    return Stages(
        extract=nothing_extracted, ground=nothing, confirm=nothing_confirmed, ask_again=nothing_extracted,
        merge=nothing, restore=nothing, check=lambda *_given: ((), ()),
        grade=lambda article, *_given: made_up.claims(article), compare=compare, decide=decide,
    )  # fmt: skip


def measure(count: int, out: Path) -> Told:
    """Return what the steps of a run over so many articles take."""
    gc.set_threshold(*GC_THRESHOLD)
    gc.freeze()
    steps = Steps()
    steps.begin("articles made up")
    made_up = MadeUp(count)
    steps.begin("claims taken in")
    result = run_articles(made_up.articles, stages_of(made_up, steps), ScriptedLLM(()))
    steps.begin("record")
    ids = tuple(made_up.slots)
    record = make_record(
        Identity(ids, (), "nobody", PROFILES["small"]), _PROVIDER, Reading(made_up.articles, article_ids=ids), result,
        command=(), settings={}, spending=Spending(), times=(_AT, _AT),
    )  # fmt: skip
    steps.begin("files")
    pages = render_report(result.verdicts, result.conflicts, record.rejected, _HEADLINE)
    parts = (OutputPart(RUN_RECORD, text, is_whole=False) for text in record_parts(record))
    write_output(out, chain(pages, parts))
    steps.begin("store")
    save_run(open_store(str(out / "runs.db")), record, result.verdicts, result.conflicts)
    steps.end()
    return {**steps.told, "conflicts": (len(result.conflicts), 0.0)}


def line(size: int, told: Told, first: Told) -> str:
    """Return what was measured of one size, held against the first."""
    conflicts = told.pop("conflicts")[0]
    steps = ", ".join(f"{name} {peak:.0f} MiB {seconds:.0f} s" for name, (peak, seconds) in told.items())
    most, least = (max(peak for peak, _ in one.values()) for one in (told, first))
    return f"{size} articles, {conflicts:.0f} conflicts: peak {most:.0f} MiB, {most / least:.2f} of the first; {steps}"


def measured(size: int) -> Told:
    """Return what a process of its own measures."""
    command = [sys.executable, __file__, "--one", str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  itself
    told: Told = json.loads(done.stdout)
    return told


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--one"]:
        with tempfile.TemporaryDirectory() as temp:
            print(json.dumps(measure(int(sys.argv[2]), Path(temp))))
        return
    first: Told | None = None
    for size in [int(arg) for arg in sys.argv[1:]] or SIZES:
        told = measured(size)
        first = first or told
        print(line(size, told, first), flush=True)


if __name__ == "__main__":
    main()
