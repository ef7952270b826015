"""How well contradictions between an article and a second short account are found: the news rows of SummEdits.

    python bench/summedits.py DATA [--sample N] [--base-url URL] [--model NAME]

DATA holds pairs of files `X.jsonl` (id, doc_id, text_b, label "consistent" or "contradictory") and `X_articles.jsonl`
(doc_id, text). Prints precision, recall and balanced accuracy of the rules alone and, with --base-url, of the rules
with a model that is asked about what they leave open. The interval is a bootstrap over articles, since the rows of one
article are edits of one another. `--sample N` takes N rows, spread evenly over the file within each label.
"""

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.llm.openai_llm import OpenAILLM
from pipeline.llm.port import Ask, ask_in_turn
from pipeline.llm.profile import profile_for
from pipeline.stages.check import check_claims
from pipeline.stages.compare import compare_articles
from pipeline.stages.compare.relate import Pair, PairSide, Related, relate_pairs
from pipeline.stages.ground import ground_claims
from pipeline.stages.ingest import ingest_articles
from pipeline.text.word import content_words
from prompts import Setup, load
from schemas.article import Article, SentenceRole
from schemas.claim import Claim, ClaimKind
from schemas.conflict import Relation
from schemas.grade import GradedClaim

POSITIVE = "contradictory"
RESAMPLES = 2000
CONTEXT = 2

# An account sums up the very article: both are of one day, so that time explains no difference.
DAY = datetime(2023, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One row: an article, a second account of it, and whether the account contradicts it."""

    row_id: str
    doc_id: str
    article: str
    account: str
    is_contradictory: bool


@dataclass(frozen=True)
class Judged:
    """One row with what was said of it."""

    row: Row
    says: bool


def main() -> None:
    """Measure and print."""
    options = _options()
    rows = sampled(list(read(options.data)), options.sample)
    by_rules = [Judged(row, rules_say(row.article, row.account)) for row in rows]
    print(f"{len(rows)} rows, {sum(row.is_contradictory for row in rows)} contradictory")
    print(figures("rules", by_rules))
    if options.base_url:
        llm = OpenAILLM(options.base_url, options.api_key, timeout_s=600)
        setup = Setup(load("relate_claims"), options.model, profile_for(options.model))
        with_model = [judge(judged, ask_in_turn(llm), setup) for judged in by_rules]
        print(figures("rules with model", with_model))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--base-url")
    parser.add_argument("--api-key")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b-instruct-q4_k_m")
    return parser.parse_args()


def read(folder: Path) -> Iterator[Row]:
    """Yield the rows of every pair of files, in their order."""
    for articles in sorted(folder.glob("*_articles.jsonl")):
        texts = {each["doc_id"]: each["text"] for each in _lines(articles)}
        for each in _lines(articles.with_name(articles.name.replace("_articles", ""))):
            text = texts[each["doc_id"]]
            yield Row(each["id"], each["doc_id"], text, each["text_b"], each["label"] == POSITIVE)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sampled(rows: Sequence[Row], count: int | None) -> list[Row]:
    """Return `count` rows, evenly spread in their order within each label; all where `count` is None or too large."""
    if count is None or count >= len(rows):
        return list(rows)
    taken = set()
    for label in (True, False):
        numbers = [i for i, row in enumerate(rows) if row.is_contradictory is label]
        share = round(count * len(numbers) / len(rows))
        taken |= {numbers[i * len(numbers) // share] for i in range(share)}
    return [rows[i] for i in sorted(taken)]


def rules_say(article_text: str, account: str) -> bool:
    """Tell whether comparing by rules alone finds a contradiction between an article and a second account.

    Every sentence stands as a claim of its own, so that no extraction by a model is part of what is measured.
    """
    articles = [_ingested(text, path) for text, path in ((article_text, "article.txt"), (account, "account.txt"))]
    graded = {article.article_id: _claimed(article) for article in articles}
    return any(each.relation is Relation.CONTRADICTION for each in compare_articles(graded, articles).conflicts)


def _ingested(text: str, path: str) -> Article:
    (article,) = ingest_articles(text.encode(), path)
    assert isinstance(article, Article), article
    return article.model_copy(update={"published_at": DAY})


def _claimed(article: Article) -> tuple[GradedClaim, ...]:
    claims = [
        Claim(
            claim_id=f"{article.article_id[:12]}-{sentence.n}",
            article_id=article.article_id,
            sentence_numbers=(sentence.n,),
            statement=article.quote(sentence),
            kind=ClaimKind.FACT,
            subject="",
            attribute="",
            value=None,
            speaker=None,
        )
        for sentence in article.sentences
        if sentence.role in (SentenceRole.BODY, SentenceRole.LIST)
    ]
    checked, _ = check_claims(article, ground_claims(article, claims))
    return tuple(GradedClaim(checked=each) for each in checked)


def judge(judged: Judged, ask: Ask, setup: Setup) -> Judged:
    """Return a row as judged by the rules, and by the model where they say nothing."""
    if judged.says:
        return judged
    related = relate_pairs(list(pairs(judged.row)), ask, setup)
    says = any(each.relation is Relation.CONTRADICTION for each in related)
    told = "; ".join(_shown(each) for each in related)
    print(judged.row.row_id, judged.row.is_contradictory, says, told, file=sys.stderr, flush=True)
    return Judged(judged.row, says)


def _shown(related: Related) -> str:
    return f"{'same' if related.is_same else related.relation}: {related.reason}"


def pairs(row: Row) -> Iterator[Pair]:
    """Yield each sentence of the account with the sentences of the article that are most like it."""
    sentences, told = _sentences(row.article), _sentences(row.account)
    counts = Counter(stem for sentence in sentences for stem in set(content_words(sentence)))
    for n, sentence in enumerate(told, 1):
        nearest, passage = _nearest(sentence, sentences, counts)
        sides = _side(row.doc_id, "article", nearest, passage), _side(row.row_id, f"account {n}", sentence, sentence)
        yield Pair(row.row_id, *sides, note="", allowed=frozenset(Relation))


def _sentences(text: str) -> list[str]:
    article = _ingested(text, "text.txt")
    return [article.quote(each) for each in article.sentences if each.role is not SentenceRole.BOILERPLATE]


def _nearest(sentence: str, sentences: Sequence[str], counts: Counter[str]) -> tuple[str, str]:
    """Return the sentence that shares the rarest stems with `sentence`, and a passage of the most like, in order."""
    wanted = set(content_words(sentence))

    def likeness(number: int) -> float:
        shared = wanted & set(content_words(sentences[number]))
        return sum(math.log((len(sentences) + 1) / counts[stem]) for stem in shared)

    best = sorted(range(len(sentences)), key=likeness, reverse=True)[:CONTEXT]
    return sentences[best[0]], " ".join(sentences[number] for number in sorted(best))


def _side(article_id: str, claim_id: str, statement: str, quote: str) -> PairSide:
    outlet, day = claim_id.partition(" ")[0], DAY.date().isoformat()
    return PairSide(article_id, claim_id, outlet, day, statement, quote, value=None)


def figures(name: str, judged: Sequence[Judged]) -> str:
    """Return one line of figures; the interval holds 95 of 100 resamples of the articles."""
    by_article: dict[str, list[Judged]] = {}
    for each in judged:
        by_article.setdefault(each.row.doc_id, []).append(each)
    groups, chance = list(by_article.values()), random.Random(7)  # noqa: S311  a fixed draw, nothing secret
    draws = ([each for group in chance.choices(groups, k=len(groups)) for each in group] for _ in range(RESAMPLES))
    scores = sorted(score for score in map(_balanced, draws) if not math.isnan(score))
    low, high = scores[len(scores) // 40], scores[-1 - len(scores) // 40]
    hits = _count(judged, lambda each: each.says and each.row.is_contradictory)
    said = _count(judged, lambda each: each.says)
    return (
        f"{name}: precision {_ratio(hits, said):.3f} ({hits} of {said}), recall {_recall(judged, wanted=True):.3f}, "
        f"balanced accuracy {_balanced(judged):.3f} [{low:.3f}, {high:.3f}]"
    )


def _balanced(judged: Sequence[Judged]) -> float:
    return (_recall(judged, wanted=True) + _recall(judged, wanted=False)) / 2


def _recall(judged: Sequence[Judged], *, wanted: bool) -> float:
    of_label = [each for each in judged if each.row.is_contradictory is wanted]
    return _ratio(_count(of_label, lambda each: each.says is wanted), len(of_label))


def _count(judged: Sequence[Judged], test: Callable[[Judged], bool]) -> int:
    return sum(map(test, judged))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


if __name__ == "__main__":
    main()
