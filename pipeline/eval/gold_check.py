"""Holds a gold file against the articles that it is about: is every passage in its article, and can it be found?

Invariant: nothing is corrected; a fault names the place in the file, the passage, and what stands there instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.eval.gold import Gold, GoldArticle, GoldQuestion, flat, key_of
from schemas.article import Article, SentenceRole

_LEAST_LIKE = 8
_AROUND = 20


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of a gold file; `is_doubt`: it may be meant so."""

    place: str
    what: str
    is_doubt: bool = False


def faults_of(gold: Gold, articles: Iterable[Article]) -> Iterator[Fault]:
    """Yield what is wrong with a gold file, in its order.

    Args:
        gold: the file.
        articles: those that it is about, and perhaps others.
    """
    found, texts = _by_key(gold, articles)
    yield from found
    for key, article in gold.articles.items():
        if key in texts:
            yield from _of_article(key, article, texts[key])
    for number, question in enumerate(gold.across):
        yield from _of_question(f"across.{number}", question, texts)
    for number, pair in enumerate(gold.not_contradictions):
        for side, place in (("a", pair.a), ("b", pair.b)):
            yield from _placed(f"not_contradictions.{number}.{side}.at", place.article, place.at, texts)
    for number, place in enumerate(gold.hostile):
        yield from _placed(f"hostile.{number}.at", place.article, place.at, texts)
    for number, group in enumerate(gold.copies):
        yield from (Fault(f"copies.{number}", _no_article(key)) for key in group if key not in gold.articles)


def _by_key(gold: Gold, articles: Iterable[Article]) -> tuple[list[Fault], dict[str, Article]]:
    faults, texts = list[Fault](), dict[str, Article]()
    for article in articles:
        key = key_of(article.path, gold.articles)
        if key is None:
            faults.append(Fault("articles", f"no key begins the name of {article.path!r}", is_doubt=True))
        elif key in texts:
            faults.append(Fault(f"articles.{key}", f"begins the names of {texts[key].path!r} and of {article.path!r}"))
        else:
            texts[key] = article
    absent = [
        Fault(f"articles.{key}", "no article has a name that begins so") for key in gold.articles if key not in texts
    ]
    return [*faults, *absent], texts


def _of_article(key: str, gold: GoldArticle, article: Article) -> Iterator[Fault]:
    place = f"articles.{key}"
    for name in ("claims", "boilerplate", "implausible"):
        yield from _of_passages(f"{place}.{name}", getattr(gold, name), article)
    for number, passage in enumerate(gold.claims):
        yield from _claimable(f"{place}.claims.{number}", passage, article)
    for number, pair in enumerate(gold.within):
        for side, passage in (("a", pair.a), ("b", pair.b)):
            yield from _in(f"{place}.within.{number}.{side}", passage, article)
        if flat(pair.a) == flat(pair.b):
            yield Fault(f"{place}.within.{number}", "both sides are the same passage", is_doubt=True)
    for number, total in enumerate(gold.arithmetic):
        yield from _in(f"{place}.arithmetic.{number}.at", total.at, article)


def _of_passages(place: str, passages: Sequence[str], article: Article) -> Iterator[Fault]:
    for number, passage in enumerate(passages):
        yield from _in(f"{place}.{number}", passage, article)
        if flat(passage) in {flat(other) for other in passages[:number]}:
            yield Fault(f"{place}.{number}", f"{passage!r} stands there twice")


def _of_question(place: str, question: GoldQuestion, texts: Mapping[str, Article]) -> Iterator[Fault]:
    for key, value in question.values.items():
        yield from _placed(f"{place}.values.{key}.at", key, value.at, texts)
    if len(question.values) < 2:  # noqa: PLR2004  a question needs two answers
        yield Fault(f"{place}.values", "a question needs the passages of two articles at least")
    for number, group in enumerate(question.agree):
        for key in group:
            if key not in question.values:
                yield Fault(f"{place}.agree.{number}", f"{key!r} is no article of this question")
    if any(set(question.values) <= set(group) for group in question.agree):
        yield Fault(f"{place}.agree", "all articles agree: then there is nothing to find; leave the question out")


def _placed(place: str, key: str, passage: str, texts: Mapping[str, Article]) -> Iterator[Fault]:
    if key in texts:
        yield from _in(place, passage, texts[key])
    else:
        yield Fault(place, _no_article(key))


def _no_article(key: str) -> str:
    return f"{key!r} is no article of this file: name it under 'articles'"


def _in(place: str, passage: str, article: Article) -> Iterator[Fault]:
    """Yield a fault where a passage is not in an article, with the likest words that are."""
    wanted, text = flat(passage), flat(article.text)
    if not wanted:
        yield Fault(place, "an empty passage is in every sentence")
    elif wanted not in text:
        yield Fault(place, f"{passage!r} is not in {article.path!r}{_likest(wanted, text)}")


def _likest(wanted: str, text: str) -> str:
    """Return what the article says instead, around the longest part of a passage that it holds, or ""."""
    match = SequenceMatcher(None, wanted, text, autojunk=False).find_longest_match()
    if match.size < min(_LEAST_LIKE, len(wanted)):
        return ""
    start = max(match.b - match.a, 0)
    return f"; there it reads {text[start : start + len(wanted) + _AROUND]!r}"


def _claimable(place: str, passage: str, article: Article) -> Iterator[Fault]:
    """Yield a doubt where no claim could be expected to rest on a passage."""
    wanted = flat(passage)
    holding = [one for one in article.sentences if wanted in flat(article.quote(one))]
    if not holding:
        if wanted and wanted in flat(article.text):
            yield Fault(place, f"{passage!r} reaches over two sentences: a claim rests on one, so shorten it")
    elif all(one.role in (SentenceRole.BOILERPLATE, SentenceRole.REPEATED) for one in holding):
        yield Fault(place, f"{passage!r} is in what the rules take for page debris or a repetition", is_doubt=True)
