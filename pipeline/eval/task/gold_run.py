"""A run over articles, against a gold file: claims, contradictions, sums.

A passage is found where it lies in the quote of a claim, a contradiction where one is reported with a side in each of
two passages of the question that do not agree. What is reported beside that is a false alarm, and has to be read.
Documents of the bootstrap are articles for what lies in one, and single questions for what lies between articles.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations

from pipeline.errors import ConfigurationError
from pipeline.eval.gold import Gold, GoldArticle, GoldDifference, GoldQuestion, flat, key_of
from pipeline.eval.judgement import Case, Judgement
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import FindingKind
from schemas.verdict import ArticleVerdict

_ACROSS = "across"
CLAIMS, CONTRADICTIONS, SUMS, COPIES = "passages", "contradictions", "sums", "copies"
OPEN_TASKS = frozenset({CLAIMS, CONTRADICTIONS, SUMS, COPIES})

ONLY_WHERE_TOLD = frozenset({f"{CLAIMS}: misquote", f"{CONTRADICTIONS}: not in the gold file"})
"""The kinds that nothing in a gold file names: where none of them was told, they are not among the figures."""

Place = tuple[str, str]
"""An article's key, and words of it without line breaks."""


@dataclass(frozen=True)
class _Reported:
    """A contradiction that was reported: the places of its sides, in their order."""

    conflict: Conflict
    places: tuple[Place, ...]

    def answers(self, key: str, passage: str) -> set[int]:
        """Return the answers that are given at a passage."""
        sides = zip(self.places, self.conflict.sides, strict=True)
        return {side.answer for (own, quote), side in sides if own == key and flat(passage) in quote}

    def touches(self, key: str, passage: str) -> bool:
        """Tell whether a side lies at a passage."""
        return bool(self.answers(key, passage))

    def parts(self, places: Sequence[Place]) -> bool:
        """Tell whether sides at different ones of these places give different answers."""
        given = [answers for answers in (self.answers(*place) for place in places) if answers]
        return any(one != other for one, other in combinations(given, 2))


@dataclass
class _Run:
    """What a run found, by the keys of the gold file."""

    gold: Gold
    quotes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sums: dict[tuple[str, FindingKind], list[str]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    misquotes: list[Place] = field(default_factory=list)
    reported: list[_Reported] = field(default_factory=list)
    repeating: set[tuple[str, str]] = field(default_factory=set)


def judge_run(verdicts: Iterable[ArticleVerdict], conflicts: Iterable[Conflict], gold: Gold) -> list[Case]:
    """Return a case for everything that a gold file names, and for each contradiction that it does not.

    Args:
        verdicts: of the articles, each decided.
        conflicts: those between articles.
        gold: what people say.

    Raises:
        ConfigurationError: the gold file names an article that was not read.
    """
    run = _read(verdicts, conflicts, gold)
    expected: set[int] = set()
    cases = [case for key, article in gold.articles.items() for case in _of_article(run, key, article, expected)]
    cases += [_question(run, one, expected) for one in gold.across]
    cases += [*_kept_apart(run), *_copies(run)]
    return list(_told_apart([*cases, *_unexpected(run, expected)]))


def _told_apart(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield cases of which each has an id of its own: two questions of one article may have one topic."""
    times = Counter[str]()
    for case in cases:
        own = case.judgement
        times[own.item_id] += 1
        if times[own.item_id] == 1:
            yield case
            continue
        item_id = f"{own.item_id}-{times[own.item_id]}"
        doc_id = item_id if own.doc_id == own.item_id else own.doc_id
        yield replace(case, judgement=own.model_copy(update={"item_id": item_id, "doc_id": doc_id}))


def _read(verdicts: Iterable[ArticleVerdict], conflicts: Iterable[Conflict], gold: Gold) -> _Run:
    run, keys, inside = _Run(gold), dict[str, str](), list[Conflict]()
    for verdict in verdicts:
        key = key_of(verdict.article.path, gold.articles)
        if key is None:
            continue
        keys[verdict.article.article_id] = key
        inside += verdict.conflicts
        _take(run, key, verdict)
    absent = sorted(set(gold.articles) - set(keys.values()))
    if absent:
        raise ConfigurationError(f"the gold file names articles that were not read: {absent}; their names begin so")
    every = {one.conflict_id: one for one in (*inside, *conflicts)}
    sides = [side for one in every.values() for side in one.sides]
    run.repeating |= {(keys.get(side.article_id, "?"), keys.get(side.repeats or "", "?")) for side in sides}
    run.reported += [_reported(one, keys) for one in every.values() if one.relation is Relation.CONTRADICTION]
    return run


def _take(run: _Run, key: str, verdict: ArticleVerdict) -> None:
    article = verdict.article
    for decided in verdict.claims:
        checked = decided.graded.checked
        grounded, quote = checked.grounded, flat(checked.grounded.quote)
        run.quotes[key].append(quote)
        if grounded.quote != article.text[grounded.start : grounded.end]:
            run.misquotes.append((key, quote))
        for finding in checked.findings:
            run.sums[key, finding.kind].append(quote)
    for missed in verdict.not_checked:
        run.missed[key] += [flat(article.quote(article.sentence(n))) for n in missed.sentence_numbers]


def _reported(conflict: Conflict, keys: Mapping[str, str]) -> _Reported:
    return _Reported(conflict, tuple((keys.get(side.article_id, "?"), flat(side.quote)) for side in conflict.sides))


def _of_article(run: _Run, key: str, article: GoldArticle, expected: set[int]) -> Iterator[Case]:
    for passage in article.claims:
        yield _covered(run, key, passage, is_wanted=True)
    for passage in article.boilerplate:
        yield _covered(run, key, passage, is_wanted=False)
    for quote in (quote for own, quote in run.misquotes if own == key):
        yield _case((key, quote), CLAIMS, "misquote", is_wanted=False, is_told=True, passage=quote, said=quote)
    for one in article.within:
        hits = _hits(run, Scope.WITHIN, [(key, one.a), (key, one.b)])
        expected.update(hits)
        yield _found(run, (key, one.topic), "within an article", hits, [(key, one.a), (key, one.b)])
    for total in article.arithmetic:
        kind = FindingKind.ARITHMETIC_HOLDS if total.holds else FindingKind.ARITHMETIC_FAILS
        is_told = any(flat(total.at) in quote for quote in run.sums[key, kind]) or _unless_missed(
            run, [(key, total.at)]
        )
        name = "holds" if total.holds else "fails"
        yield _case((key, total.what), SUMS, name, is_wanted=True, is_told=is_told, passage=total.at, said=total.what)


def _covered(run: _Run, key: str, passage: str, *, is_wanted: bool) -> Case:
    quotes = [quote for quote in run.quotes[key] if flat(passage) in quote]
    kind = "passage" if is_wanted else "page debris"
    told = bool(quotes) or _unless_missed(run, [(key, passage)])
    said = quotes[0] if quotes else "no claim"
    return _case((key, passage), CLAIMS, kind, is_wanted=is_wanted, is_told=told, passage=passage, said=said)


def _unless_missed(run: _Run, places: Iterable[Place]) -> bool | None:
    """Return what is told of something that was not found: None where a sentence that it rests on could not be read."""
    is_missed = any(flat(passage) in sentence for key, passage in places for sentence in run.missed[key])
    return None if is_missed else False


def _hits(run: _Run, scope: Scope, places: Sequence[Place]) -> list[int]:
    """Return the contradictions of a scope with a side at each of these places."""
    return [
        n
        for n, one in enumerate(run.reported)
        if one.conflict.scope is scope and all(one.touches(key, passage) for key, passage in places)
    ]


def _question(run: _Run, question: GoldQuestion, expected: set[int]) -> Case:
    hits = [
        n for n, one in enumerate(run.reported) if one.conflict.scope is Scope.ACROSS and _is_answered(question, one)
    ]
    expected.update(hits)
    places = [(key, value.at) for key, value in question.values.items()]
    return _found(run, (_ACROSS, question.topic), "between articles", hits, places)


def _is_answered(question: GoldQuestion, reported: _Reported) -> bool:
    """Tell whether two articles that do not agree have sides, and not of one answer where answers are told apart."""
    given = {key: reported.answers(key, value.at) for key, value in question.values.items()}
    is_parted = len({side.answer for side in reported.conflict.sides}) > 1
    return any(
        not (is_parted and given[one] == given[other]) and not any({one, other} <= {*group} for group in question.agree)
        for one, other in combinations((key for key, answers in given.items() if answers), 2)
    )


def _kept_apart(run: _Run) -> Iterator[Case]:
    """Yield a case for each pair of passages that must not be called a contradiction."""
    for question in run.gold.across:
        for group in question.agree:
            places = [(key, question.values[key].at) for key in group if key in question.values]
            told = [one for one in run.reported if one.parts(places)]
            yield _apart(("agree", f"{question.topic}: {', '.join(group)}"), "agreement", told)
    for one in run.gold.not_contradictions:
        place = one.a.article, f"{one.topic} ({one.b.article})"
        yield _apart(place, one.relation, _both(run, one), is_between=one.a.article != one.b.article)


def _both(run: _Run, pair: GoldDifference) -> list[_Reported]:
    places = [(pair.a.article, pair.a.at), (pair.b.article, pair.b.at)]
    return [one for one in run.reported if one.parts(places)]


def _apart(place: Place, kind: str, told: Sequence[_Reported], *, is_between: bool = True) -> Case:
    said = _words(told[0].conflict) if told else "no contradiction"
    case = _case(place, CONTRADICTIONS, kind, is_wanted=False, is_told=bool(told), passage=place[1], said=said)
    return _alone(case) if is_between else case


def _copies(run: _Run) -> Iterator[Case]:
    """Yield a case for each group of copies: told where a side of one says that it repeats another."""
    for group in run.gold.copies:
        is_told = any(pair in run.repeating for pair in permutations(group, 2))
        told = ", ".join(group)
        said = "one voice" if is_told else "several voices, or in no conflict"
        case = _case(("copies", told), COPIES, "one voice", is_wanted=True, is_told=is_told, passage=told, said=said)
        yield _alone(case)


def _found(run: _Run, place: Place, kind: str, hits: Sequence[int], places: Sequence[Place]) -> Case:
    is_between = place[0] == _ACROSS
    said = _words(run.reported[hits[0]].conflict) if hits else "no contradiction"
    passage = " / ".join(f"{key}: “{words}”" if is_between else f"“{words}”" for key, words in places)
    told = bool(hits) or _unless_missed(run, places)
    case = _case(place, CONTRADICTIONS, kind, is_wanted=True, is_told=told, passage=passage, said=said)
    return _alone(case) if is_between else case


def _unexpected(run: _Run, expected: set[int]) -> Iterator[Case]:
    for n, one in enumerate(run.reported):
        if n in expected or any(one in _both(run, pair) for pair in run.gold.not_contradictions):
            continue
        passage = " / ".join(f"{key}: “{quote}”" for key, quote in one.places)
        place = one.places[0][0], one.conflict.conflict_id
        case = _case(place, CONTRADICTIONS, "not in the gold file", is_wanted=False, is_told=True, passage=passage,
                     said=_words(one.conflict))  # fmt: skip
        yield case if one.conflict.scope is Scope.WITHIN else _alone(case)


def _words(conflict: Conflict) -> str:
    return f"{conflict.topic} {conflict.explanation} ({conflict.by})"


def _case(
    place: Place, task: str, kind: str, *, is_wanted: bool, is_told: bool | None, passage: str, said: str
) -> Case:  # fmt: skip
    key, what = place
    digest = hashlib.sha256(f"{kind} {flat(what)}".encode()).hexdigest()[:12]
    judgement = Judgement(
        item_id=f"{key}-{digest}", doc_id=key, task=task, kinds=(kind,), is_wanted=is_wanted, is_told=is_told
    )
    return Case(judgement, passage, said)


def _alone(case: Case) -> Case:
    """Return a case that is a document by itself, as a question between articles is."""
    own = case.judgement.model_copy(update={"doc_id": case.judgement.item_id})
    return replace(case, judgement=own)
