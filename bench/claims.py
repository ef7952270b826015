"""How well the claims of a model agree with those that people wrote for the same sentences: Factcheck-GPT.

    python bench/claims.py DATA --gguf PATH [--documents N] [--window N] [--prompt FILE] [--once] [--no-confirm]
        [--out FILE]

DATA holds `X.jsonl` (doc_id, text: a sentence, gold_claims) and `X_documents.jsonl` (doc_id, text). Each document goes
through extraction, grounding and the second asking as an article does. Prints precision and recall against the human
claims, with intervals from a bootstrap over documents, what was ungrounded, and calls and tokens; `--out` writes every
claim with its sentence, for reading. Answers are kept in the cache of the command line.

A claim and a human claim may match where they are of one sentence, every number of the claim is in the human claim or
the other way round, and their words agree: F1 of the stems that carry meaning of at least `LEAST_F1`. Each is matched
once, the likest pairs first.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_model import Counting, local_llm

from pipeline.llm.port import LLM, ask_in_turn
from pipeline.llm.profile import LOCAL_PROFILE, PROFILES
from pipeline.stages.confirm import confirm_claims, restore_sentences
from pipeline.stages.extract import ask_again, extract_claims
from pipeline.stages.ground import ground_claims, replace_ungrounded
from pipeline.stages.ingest import ingest_articles
from pipeline.text.quantity import find_quantities
from pipeline.text.word import content_words
from prompts import Setup, load, parse
from schemas.article import Article
from schemas.claim import GroundedClaim

LEAST_F1 = 0.5
RESAMPLES = 2000

Figures = dict[str, float]


@dataclass(frozen=True)
class Document:
    """A document: its text, and its sentences with the claims that people made of each."""

    doc_id: str
    text: str
    sentences: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Made:
    """A claim that was made of a sentence of a document; `sentence` is its number there, from 0."""

    sentence: int
    statement: str
    quote: str
    is_grounded: bool


@dataclass(frozen=True)
class Told:
    """A document with the claims that were made of it."""

    document: Document
    claims: tuple[Made, ...]


def main() -> None:
    """Measure and print."""
    options = _options()
    documents = list(read(options.data))[: options.documents]
    with local_llm(options.gguf, options.threads) as (llm, model):
        counting = Counting(llm)
        told = []
        for number, document in enumerate(documents, start=1):
            told.append(extracted(document, counting, options, model))
            print(f"{number} of {len(documents)}: {document.doc_id}, {len(told[-1].claims)} claims", flush=True)
    print("\n".join(report(told, counting)))
    if options.out:
        options.out.write_text("".join(f"{line}\n" for line in listing(told)), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--documents", type=int, metavar="N", help="the first N alone")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--window", type=int, default=PROFILES[LOCAL_PROFILE].sentences_per_call)
    parser.add_argument("--prompt", metavar="FILE", help="a draft of extract_claims instead of the active version")
    parser.add_argument("--once", action="store_true", help="no second asking")
    parser.add_argument("--confirm", action=argparse.BooleanOptionalAction, default=True, help="the check question")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def read(folder: Path) -> Iterator[Document]:
    """Yield the documents of every pair of files, in their order."""
    for file in sorted(folder.glob("*_documents.jsonl")):
        rows: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for row in _lines(file.with_name(file.name.replace("_documents", ""))):
            rows.setdefault(row["doc_id"], []).append((row["text"], tuple(row["gold_claims"])))
        for each in _lines(file):
            yield Document(each["doc_id"], each["text"], tuple(rows[each["doc_id"]]))


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def extracted(document: Document, llm: LLM, options: argparse.Namespace, model: str) -> Told:
    """Return the claims of a document after both askings."""
    article = ingest_articles(document.text.encode(), f"{document.doc_id}.txt")[0]
    if not isinstance(article, Article):
        raise SystemExit(f"{document.doc_id}: {article.reason}")
    profile = PROFILES[LOCAL_PROFILE].model_copy(update={"sentences_per_call": options.window})
    ask = ask_in_turn(llm)
    draft = options.prompt and parse("extract_claims", "draft", Path(options.prompt).read_text(encoding="utf-8"))
    first = extract_claims(article, ask, Setup(draft or load("extract_claims"), model, profile))
    grounded = ground_claims(article, first.claims)
    confirming = Setup(load("confirm_claims"), model, profile.model_copy(update={"is_confirming": options.confirm}))
    kept = confirm_claims(article, grounded, ask, confirming)
    if not options.once:
        second = ask_again(article, kept, ask, Setup(load("extract_again"), model, profile))
        again = ground_claims(article, second.claims)
        kept = replace_ungrounded(kept, confirm_claims(article, again, ask, confirming))
        grounded = (*grounded, *again)
    whole = restore_sentences(article, kept, grounded)
    return Told(document, tuple(_made(document, claim) for claim in whole))


def _made(document: Document, claim: GroundedClaim) -> Made:
    """Return a claim with the sentence of the document that holds most words of its quote."""
    words = Counter(content_words(claim.quote))
    shared = [(Counter(content_words(text)) & words).total() for text, _ in document.sentences]
    return Made(shared.index(max(shared)), claim.claim.statement, claim.quote, claim.is_grounded)


def pairs_of(told: Told) -> list[tuple[Made, str]]:
    """Return the claims that match a human claim, with it; one to one, the likest first."""
    scored = sorted(
        (-f1(claim.statement, gold), number, place, order)
        for number, claim in enumerate(told.claims)
        for place, (_, golds) in enumerate(told.document.sentences)
        if place == claim.sentence
        for order, gold in enumerate(golds)
        if agree_in_numbers(claim.statement, gold)
    )
    matched: list[tuple[Made, str]] = []
    taken: set[object] = set()
    for score, number, place, order in scored:
        if -score >= LEAST_F1 and number not in taken and (place, order) not in taken:
            taken |= {number, (place, order)}
            matched.append((told.claims[number], told.document.sentences[place][1][order]))
    return matched


def f1(left: str, right: str) -> float:
    """Return the F1 of the stems that carry meaning."""
    first, second = Counter(content_words(left)), Counter(content_words(right))
    shared = (first & second).total()
    return 2 * shared / (first.total() + second.total()) if shared else 0.0


def agree_in_numbers(left: str, right: str) -> bool:
    """Tell whether the numbers of one statement are all in the other."""
    first, second = ({(q.low, q.high) for q in find_quantities(text)} for text in (left, right))
    return first <= second or second <= first


def figures(told: Sequence[Told]) -> Figures:
    """Return precision, recall and F1 of the claims against the human ones, over some documents."""
    matched = sum(len(pairs_of(one)) for one in told)
    made = sum(len(one.claims) for one in told)
    gold = sum(len(golds) for one in told for _, golds in one.document.sentences)
    precision, recall = matched / max(made, 1), matched / max(gold, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * matched / max(made + gold, 1)}


def interval(told: Sequence[Told], name: str) -> tuple[float, float]:
    """Return the middle 95 % of a figure over resampled documents; the same for the same documents."""
    chance = random.Random(0)  # noqa: S311  a bootstrap, not a secret
    drawn = sorted(figures(chance.choices(told, k=len(told)))[name] for _ in range(RESAMPLES))
    return drawn[RESAMPLES // 40], drawn[-RESAMPLES // 40 - 1]


def report(told: Sequence[Told], counted: Counting) -> Iterator[str]:
    """Yield what to print."""
    made = [claim for one in told for claim in one.claims]
    gold = sum(len(golds) for one in told for _, golds in one.document.sentences)
    ungrounded = sum(not claim.is_grounded for claim in made)
    yield f"{len(told)} documents, {gold} human claims; {len(made)} claims, {ungrounded} ungrounded"
    for name, value in figures(told).items():
        low, high = interval(told, name)
        yield f"{name} {value:.3f} [{low:.3f}, {high:.3f}]"
    yield counted.told()


def listing(told: Sequence[Told]) -> Iterator[str]:
    """Yield every claim as a line of JSON, with its sentence and the human claim that it matches."""
    for one in told:
        matched = dict(pairs_of(one))
        for claim in one.claims:
            yield json.dumps(
                {
                    "doc_id": one.document.doc_id,
                    "sentence": claim.quote,
                    "statement": claim.statement,
                    "is_grounded": claim.is_grounded,
                    "human": matched.get(claim),
                },
                ensure_ascii=False,
            )


if __name__ == "__main__":
    main()
