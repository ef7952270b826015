"""What a night costs when little has changed: the first, one with nothing new, and one with a few changes, in one run.

    python bench/nights.py [ARTICLES ...] [--full] [--mixed]

For each size (1,000 and 10,000 by default) made-up articles of news length are put into an inbox; three nights follow,
each in a process of its own, against a stand-in for an endpoint on loopback. Before the third, 1 % of the articles are
edited in one sentence, 0.5 % are new, and 0.2 % are taken away. Prints processor time as shares of the first night's,
peaks of memory, calls, and whether the difference of the last two nights names the planted changes and no other. With
--full a fourth process compares everything afresh in a new store, and its files are held against the third night's.

An article draws from the statements that name somebody of their own event. With --mixed it draws from all: some
conflicts then are between events that have nothing to do with one another, because a statement that names nobody of
its own event is held to speak of whomever its article is about, and one edited article moves what is said of others.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compare import read_statements
from seam import served, started
from seam_article import Statements, article_of, statements_of_one_event, write_articles

from pipeline.store import Fate, compare_runs, read_store

SIZES = (1_000, 10_000)
CONCURRENCY = 32
LATENCY_S = 0.005
EDITED, ADDED, REMOVED = 0.01, 0.005, 0.002
SHARES = (0.02, 0.05)
FILES = ("claims.jsonl", "conflicts.jsonl", "sentences.jsonl")


@dataclass(frozen=True)
class Planted:
    """The files that were edited, added and taken away, by name."""

    edited: frozenset[str]
    added: frozenset[str]
    removed: frozenset[str]


def plant(inbox: Path, count: int, statements: Statements) -> Planted:
    """Change an inbox of so many articles: evenly spread, so that every part of the store is met."""
    edited = _spread(count, round(count * EDITED), 0)
    removed = _spread(count, round(count * REMOVED), 7)
    for name in edited:
        file = inbox / name
        article = json.loads(file.read_text(encoding="utf-8"))
        article["text"] = _edited(article["text"])
        file.write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    for name in removed:
        (inbox / name).unlink()
    added = {f"{number:06}.json" for number in range(count, count + round(count * ADDED))}
    for name in added:
        number = int(name.partition(".")[0])
        (inbox / name).write_text(json.dumps(article_of(number, statements), ensure_ascii=False), encoding="utf-8")
    return Planted(frozenset(edited), frozenset(added), frozenset(removed))


def _spread(count: int, wanted: int, first: int) -> set[str]:
    return {f"{first + n * (count // wanted):06}.json" for n in range(wanted)}


def _edited(text: str) -> str:
    """Return a text of which the second sentence of the second paragraph is another one."""
    paragraphs = text.split("\n\n")
    paragraphs[1] = f"{paragraphs[1].partition('. ')[0]}. The council will look at the matter again next month."
    return "\n\n".join(paragraphs)


def nights(temp: Path, count: int, *, is_full: bool, is_mixed: bool) -> None:
    """Run the nights of one size, and print what they cost."""
    inbox, work = temp / f"inbox{count}", temp / f"work{count}"
    statements = read_statements() if is_mixed else statements_of_one_event()
    write_articles(inbox, count, 6, statements)
    with served(LATENCY_S) as address:
        told = [started("nights_run.py", inbox, f"{address}/v1", CONCURRENCY, work)]
        told.append(started("nights_run.py", inbox, f"{address}/v1", CONCURRENCY, work))
        planted = plant(inbox, count, statements)
        told.append(started("nights_run.py", inbox, f"{address}/v1", CONCURRENCY, work))
        _print(count, told)
        print("  " + _judged(work, planted))
        if is_full:
            started("nights_run.py", inbox, f"{address}/v1", CONCURRENCY, temp / f"full{count}")
            print("  " + _held_against(work / "out", temp / f"full{count}" / "out"))


def _print(count: int, told: Sequence[dict[str, Any]]) -> None:
    first = told[0]["processor_s"]
    for name, one, limit in zip(("first", "nothing new", "few changes"), told, (None, *SHARES), strict=True):
        share = f"{one['processor_s'] / first:6.1%}" + (f" (limit {limit:.0%})" if limit else "")
        print(
            f"{count:>7,} {name:<12} {one['processor_s']:8.1f} s processor {share:<20} {one['wall_s']:8.1f} s wall "
            f"{one['peak_mib']:7.0f} MiB {one['calls']:>7,} calls {one['claims']:>8,} claims  {one['outcome']}"
        )


def _judged(work: Path, planted: Planted) -> str:
    """Hold the difference of the last two nights against what was planted."""
    difference = compare_runs(read_store(work / "news.db"), "previous", "latest")
    named = {fate: {Path(one.path).name for one in difference.articles.listed if one.fate is fate} for fate in Fate}
    rewritten = {Path(one.path).name for one in difference.articles.listed if one.is_rewritten}
    wrong = [
        f"{what}: {len(found)} named, {len(wanted)} planted"
        for what, found, wanted in (
            ("new", named[Fate.NEW], planted.added),
            ("gone", named[Fate.GONE], planted.removed),
            ("rewritten", rewritten, planted.edited),
        )
        if found != wanted
    ]
    others = len(named[Fate.CHANGED] - planted.edited)
    return "; ".join(wrong) or (
        f"the difference names the {len(planted.edited)} edited, {len(planted.added)} new and {len(planted.removed)} "
        f"gone articles and no other; {others} more have another verdict because of them"
    )


def _held_against(out: Path, fresh: Path) -> str:
    """Hold the files of a night against those of comparing everything afresh."""
    lines = []
    for name in FILES:
        ours, theirs = ({*(folder / name).read_text(encoding="utf-8").splitlines()} for folder in (out, fresh))
        lines.append(
            f"{name}: {len(ours & theirs):,} lines alike, {len(ours - theirs)} ours, {len(theirs - ours)} theirs"
        )
    pages = [page.name for page in fresh.glob("*.md") if page.name != "index.md"]
    differ = sum(not (out / page).exists() or _told(out / page) != _told(fresh / page) for page in pages)
    return "; ".join(lines) + f"; pages: {len(pages):,}, of which {differ} differ"


def _told(page: Path) -> list[str]:
    """Return the lines of a page but for the one that names the run that decided on it."""
    return [line for line in page.read_text(encoding="utf-8").splitlines() if not line.startswith("- Run: ")]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", nargs="*", type=int, default=list(SIZES), metavar="ARTICLES")
    parser.add_argument("--full", action="store_true", help="hold the third night against comparing everything afresh")
    parser.add_argument("--mixed", action="store_true", help="draw from statements that mix events up, too")
    given = parser.parse_args()
    for count in given.articles:
        with tempfile.TemporaryDirectory() as temp:
            nights(Path(temp), count, is_full=given.full, is_mixed=given.mixed)


if __name__ == "__main__":
    main()
