import gc
import threading
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from string import ascii_letters
from typing import Any
from weakref import ReferenceType, ref

import pytest
from pydantic import BaseModel

from pipeline.errors import (
    AccessDeniedError,
    BudgetError,
    InvalidReplyError,
    LLMError,
    NoRecordingError,
    RefusedError,
    TruncatedError,
    UnavailableError,
)
from pipeline.llm.port import Ask, LLMReply, LLMRequest
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import ArticleEnded, ArticleFailed, ComparisonStarted, RecordingSink, RunStarted
from pipeline.runner import BatchResult, Stages, Terms, run_articles
from pipeline.runner.article import missed_sentences
from pipeline.runner.failing import parse_fail_limit
from pipeline.stages.compare import Comparison
from pipeline.stages.confirm import Confirmed
from pipeline.stopping import StopCause, Stopping
from pipeline.text import memo
from schemas.article import Article, Sentence, SentenceRole
from schemas.claim import CheckedClaim, Claim, ClaimKind, Extraction, GroundedClaim, NotChecked
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.grade import Grade, GradedClaim
from schemas.usage import Usage
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict


class Word(BaseModel):
    word: str


def article(name: str) -> Article:
    sentence = Sentence(n=1, start=0, end=len(name), role=SentenceRole.BODY, paragraph=1)
    return Article(
        article_id=name, path=f"{name}.txt", title=None, publisher=None, published_at=None, url=None,
        text=name, sentences=(sentence,),
    )  # fmt: skip


def request(stage: str, unit: str) -> LLMRequest[Word]:
    return LLMRequest(
        stage=stage, unit=unit, prompt="p/v1", system="", user=unit, reply_model=Word, model="m", max_tokens=9
    )


def claim(one: Article, statement: str) -> Claim:
    return Claim(
        claim_id=f"{one.article_id}/{statement}", article_id=one.article_id, sentence_numbers=(1,),
        statement=statement, kind=ClaimKind.FACT, subject="", attribute="", value=None, speaker=None,
    )  # fmt: skip


def missed(reason: str, *numbers: int) -> NotChecked:
    return NotChecked(stage="extract", unit="u", sentence_numbers=numbers, reason=reason)


def extract(one: Article, ask: Ask, _only: Container[int] | None) -> Extraction:
    replies = ask([request("extract", f"{one.path} {n}") for n in range(3)])
    claims = tuple(claim(one, reply.value.word) for reply in replies if isinstance(reply, LLMReply))
    failed = tuple(missed(str(reply), 1) for reply in replies if isinstance(reply, Exception))
    return Extraction(claims=claims, not_checked=failed)


def ground(_one: Article, claims: Sequence[Claim]) -> tuple[GroundedClaim, ...]:
    return tuple(GroundedClaim(claim=c, spans=(), quote="", start=0, end=0) for c in claims)


def confirm(_one: Article, grounded: Sequence[GroundedClaim], _ask: Ask) -> Confirmed:
    return Confirmed(tuple(grounded))


def restore(_one: Article, kept: Sequence[GroundedClaim], _told: Sequence[GroundedClaim]) -> tuple[GroundedClaim, ...]:
    return tuple(kept)


def ask_nothing(
    _one: Article, _grounded: Sequence[GroundedClaim], _ask: Ask, _only: Container[int] | None
) -> Extraction:
    return Extraction(claims=())


def merge(first: Sequence[GroundedClaim], second: Sequence[GroundedClaim]) -> tuple[GroundedClaim, ...]:
    return (*first, *second)


def check(_one: Article, grounded: Sequence[GroundedClaim]) -> tuple[tuple[CheckedClaim, ...], tuple[Conflict, ...]]:
    return tuple(CheckedClaim(grounded=g) for g in grounded), ()


def grade(
    _one: Article, checked: Sequence[CheckedClaim], _ask: Ask, _known: Mapping[str, Grade]
) -> tuple[GradedClaim, ...]:
    return tuple(GradedClaim(checked=c) for c in checked)


def compare(graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], _ask: Ask | None) -> Comparison:
    assert set(graded) == {one.article_id for one in articles}
    sides = tuple(
        Side(claim_id="", article_id=one.article_id, published_at=None, value=None, low=None, high=None, unit=None,
             quote="", start=0, end=0) for one in articles[:2]
    )  # fmt: skip
    conflict = Conflict(
        conflict_id="c",
        scope=Scope.ACROSS,
        relation=Relation.UNCLEAR,
        topic="",
        sides=sides,
        by="rule:x",
        explanation="",
    )
    return Comparison((conflict,))


def decide(
    one: Article,
    graded: Sequence[GradedClaim],
    conflicts: Sequence[Conflict],
    not_checked: Sequence[NotChecked],
    _passed_over: Mapping[int, str],
) -> ArticleVerdict:
    claims = tuple(ClaimVerdict(graded=g, verdict=Verdict.PLAUSIBLE, reason="") for g in graded)
    return ArticleVerdict(
        article=one, verdict=Verdict.PLAUSIBLE, claims=claims, conflicts=tuple(conflicts), ledger=(),
        not_checked=tuple(not_checked),
    )  # fmt: skip


STAGES = Stages(extract, ground, confirm, ask_nothing, merge, restore, check, grade, compare, decide)


def echo(asked: LLMRequest[Word]) -> Word:
    return Word(word=asked.unit)


def run(
    names: str,
    stages: Stages = STAGES,
    llm: ScriptedLLM | None = None,
    concurrency: int = 2,
    **terms: Any,  # noqa: ANN401  any term
) -> BatchResult:
    articles = [article(n) for n in names]
    return run_articles(articles, stages, llm or ScriptedLLM(echo), Terms(concurrency=concurrency, **terms))


def statements(result: BatchResult) -> list[list[str]]:
    return [[c.graded.checked.grounded.claim.statement for c in v.claims] for v in result.verdicts]


def test_articles_and_their_claims_come_in_input_order() -> None:
    expected = [[f"{name}.txt {n}" for n in range(3)] for name in "abcdefgh"]
    assert statements(run("abcdefgh", concurrency=4)) == expected


def test_one_thread_gives_what_many_give() -> None:
    one, many = run("abcdef", concurrency=1), run("abcdef", concurrency=8)
    assert list(one.verdicts) == list(many.verdicts)
    assert (one.conflicts, one.usage, one.spent) == (many.conflicts, many.usage, many.spent)


def test_comparing_is_told_of_before_the_claims_of_all_are_read() -> None:
    sink = RecordingSink()
    read: list[tuple[int, bool]] = []

    class Watched(list[Article]):
        def __getitem__(self, index: Any) -> Any:  # noqa: ANN401  list's signature
            read.append((index, any(isinstance(event, ComparisonStarted) for event in sink.events)))
            return super().__getitem__(index)

    run_articles(Watched(map(article, "abc")), STAGES, ScriptedLLM(echo), Terms(concurrency=1, sink=sink))
    assert read[:3] == [(n, False) for n in range(3)]
    assert {index for index, is_told in read[3:] if is_told} == {0, 1, 2}
    assert all(is_told for _, is_told in read[3:])


def test_a_conflict_across_articles_reaches_the_articles_of_its_sides() -> None:
    result = run("abc")
    assert [len(verdict.conflicts) for verdict in result.verdicts] == [1, 1, 0]
    assert len(result.conflicts) == 1


def test_what_a_stage_could_not_do_reaches_the_decision() -> None:
    llm = ScriptedLLM([UnavailableError("gone"), {"word": "x"}, {"word": "y"}])
    (verdict,) = run("a", llm=llm, concurrency=1).verdicts
    assert [failure.reason for failure in verdict.not_checked] == ["gone"]


def test_a_claim_that_could_not_be_confirmed_is_told_while_it_stands() -> None:
    def unsure(one: Article, grounded: Sequence[GroundedClaim], _ask: Ask) -> Confirmed:
        failed = (
            missed(word).model_copy(update={"claim_ids": (f"a/{one.path} {word}",)}) for word in ("0", "replaced")
        )
        return Confirmed(tuple(grounded), tuple(failed) if grounded else ())

    stages = replace(STAGES, confirm=unsure)
    (verdict,) = run_articles([article("a")], stages, ScriptedLLM(echo)).verdicts
    assert [failure.reason for failure in verdict.not_checked] == ["0"]


@pytest.mark.parametrize(
    ("first", "again", "mended", "left"),
    [
        ([missed("a", 1, 2)], [], False, [missed("a", 1, 2)]),
        ([missed("a", 1, 2)], [missed("b", 1), missed("b", 2)], False, [missed("a", 1, 2)]),
        ([missed("a", 1, 2)], [missed("b", 2)], True, [missed("a", 2)]),
        ([missed("a", 1)], [], True, []),
        ([], [missed("b", 3)], True, [missed("b", 3)]),
    ],
)
def test_a_sentence_that_failed_is_told_once(
    first: list[NotChecked], again: list[NotChecked], *, mended: bool, left: list[NotChecked]
) -> None:
    claims = (claim(article("a"), "x"),) if mended else ()
    second = Extraction(claims=claims, not_checked=tuple(again))
    assert missed_sentences(Extraction(claims=(), not_checked=tuple(first)), second) == tuple(left)


def test_an_outage_is_told_and_every_article_is_still_decided() -> None:
    result = run("abc", llm=ScriptedLLM(lambda _asked: UnavailableError("gone")))
    assert result.is_down
    assert [len(verdict.not_checked) for verdict in result.verdicts] == [3, 3, 3]


def test_a_key_refused_while_comparing_leaves_the_rest_to_the_rules() -> None:
    def asking(_graded: object, _articles: object, ask: Ask | None) -> Comparison:
        if ask is not None:
            ask([request("relate", "a pair")])
        return Comparison(())

    def script(asked: LLMRequest[Word]) -> Word | AccessDeniedError:
        return AccessDeniedError("401: check the key") if asked.stage == "relate" else echo(asked)

    result = run("a", replace(STAGES, compare=asking), ScriptedLLM(script))
    assert result.stop is StopCause.DENIAL
    assert [len(verdict.claims) for verdict in result.verdicts] == [3]


def test_a_configuration_error_stops_the_run() -> None:
    llm = ScriptedLLM(lambda _asked: AccessDeniedError("401: check the key"))
    with pytest.raises(AccessDeniedError, match="check the key"):
        run("abcdefgh", llm=llm)
    assert len(llm.requests) <= 2


def test_a_key_refused_in_the_middle_keeps_what_was_paid_for() -> None:
    def script(asked: LLMRequest[Word]) -> Word | AccessDeniedError:
        return AccessDeniedError("403: check the key") if asked.unit.startswith("b") else echo(asked)

    result = run("abc", llm=ScriptedLLM(script), concurrency=1)
    assert (result.stop, result.stop_reason) == (StopCause.DENIAL, "403: check the key")
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 0, 0]


def test_a_replay_that_lacks_a_request_fails_also_after_answers() -> None:
    def script(asked: LLMRequest[Word]) -> Word | NoRecordingError:
        return NoRecordingError("no recording") if asked.unit.startswith("b") else echo(asked)

    with pytest.raises(NoRecordingError):
        run("abc", llm=ScriptedLLM(script), concurrency=1)


def broken_for(name: str) -> Stages:
    def broken(
        one: Article, checked: Sequence[CheckedClaim], ask: Ask, known: Mapping[str, Grade]
    ) -> tuple[GradedClaim, ...]:
        if one.article_id == name:
            raise KeyError(one.text)
        return grade(one, checked, ask, known)

    return replace(STAGES, grade=broken)


def test_a_mistake_of_the_program_costs_the_article_alone() -> None:
    result = run("abc", broken_for("b"))
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 0, 3]
    (failure,) = result.verdicts[1].not_checked
    assert failure.reason == "a mistake in factgrade (KeyError): report it, with the log"
    assert failure.sentence_numbers == (1,)


def test_a_mistake_of_the_program_is_told_with_its_place_and_without_the_article() -> None:
    sink = RecordingSink()
    run_articles([article("secret")], broken_for("secret"), ScriptedLLM(echo), Terms(sink=sink))
    (event,) = [event for event in sink.events if isinstance(event, ArticleFailed)]
    assert event.trace is not None
    assert "test_runner_batch.py" in event.trace
    assert "secret" not in event.trace


def test_an_article_without_any_answer_has_failed_and_the_others_go_on() -> None:
    def script(asked: LLMRequest[Word]) -> Word | InvalidReplyError:
        return InvalidReplyError("prose") if asked.unit.startswith("b") else echo(asked)

    sink = RecordingSink()
    result = run("abc", llm=ScriptedLLM(script), sink=sink)
    assert [event for event in sink.events if isinstance(event, ArticleFailed)] == [ArticleFailed("b.txt", "prose")]
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 0, 3]


def refuse_all_but_the_last(asked: LLMRequest[Word]) -> Word | InvalidReplyError:
    return echo(asked) if asked.unit.startswith("f") else InvalidReplyError("prose")


@pytest.mark.parametrize(("limit", "asked"), [("1", 2), ("40%", 3), ("100%", 6)])
def test_too_many_failed_articles_stop_the_run(limit: str, asked: int) -> None:
    llm = ScriptedLLM(refuse_all_but_the_last)
    result = run("abcdef", llm=llm, concurrency=1, fail_limit=parse_fail_limit(limit))
    assert len({request.unit[0] for request in llm.requests}) == asked
    assert (result.stop is StopCause.FAILURES) is (asked < 6)


def test_what_a_stop_left_out_is_not_checked_with_the_reason() -> None:
    result = run("abc", llm=ScriptedLLM(refuse_all_but_the_last), concurrency=1, fail_limit=parse_fail_limit("0"))
    assert [failure.reason for failure in result.verdicts[2].not_checked] == [
        "not finished: 1 of 3 articles failed, more than 0"
    ]


def test_a_used_up_budget_keeps_what_is_done() -> None:
    def script(asked: LLMRequest[Word]) -> Word | BudgetError:
        return BudgetError("the budget is used up") if asked.unit.startswith("c") else echo(asked)

    result = run("abcd", llm=ScriptedLLM(script), concurrency=1)
    assert result.stop is StopCause.BUDGET
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 3, 0, 0]
    assert {failure.reason for verdict in result.verdicts for failure in verdict.not_checked} == {
        "not finished: the budget is used up"
    }


def test_after_a_stop_the_rules_alone_compare() -> None:
    def remember(graded: Mapping[str, object], _articles: Sequence[Article], ask: Ask | None) -> Comparison:
        seen.append((list(graded), ask is None))
        return Comparison(())

    seen: list[tuple[list[str], bool]] = []
    stopped = ScriptedLLM([{"word": "a"}, {"word": "b"}, {"word": "c"}, BudgetError("used up")])
    run("ab", replace(STAGES, compare=remember), stopped, concurrency=1)
    assert seen == [(["a"], True)]


def test_a_budget_that_ends_while_comparing_leaves_the_rest_to_the_rules() -> None:
    def asking(_graded: object, _articles: object, ask: Ask | None) -> Comparison:
        if ask is not None:
            ask([request("relate", "a pair")])
        return Comparison((), ())

    def script(asked: LLMRequest[Word]) -> Word | BudgetError:
        return BudgetError("used up") if asked.stage == "relate" else echo(asked)

    result = run("ab", replace(STAGES, compare=asking), ScriptedLLM(script))
    assert result.stop is StopCause.BUDGET
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 3]


def test_an_articles_spending_is_its_own() -> None:
    result = run("ab", llm=ScriptedLLM(echo, usage=Usage(attempts=1, input_tokens=5)))
    assert result.spent == {name: Usage(attempts=3, input_tokens=15) for name in "ab"}


class Leaving:
    """A quarantine of one article."""

    def __init__(self, name: str) -> None:
        self.noted: dict[str, str | None] = {}
        self._name = name

    def reason(self, one: Article) -> str | None:
        return "left out: it failed before" if one.article_id == self._name else None

    def note(self, one: Article, failure: str | None) -> None:
        self.noted[one.article_id] = failure


def test_a_quarantined_article_is_not_asked_about_and_is_named() -> None:
    llm = ScriptedLLM(echo)
    result = run("abc", llm=llm, quarantine=Leaving("b"))
    assert {request.unit[0] for request in llm.requests} == {"a", "c"}
    assert result.quarantined == {"b.txt": "left out: it failed before"}
    assert [failure.reason for failure in result.verdicts[1].not_checked] == ["left out: it failed before"]


def test_the_quarantine_learns_how_articles_ended() -> None:
    quarantine = Leaving("-")
    run("fa", llm=ScriptedLLM(refuse_all_but_the_last), quarantine=quarantine, concurrency=1)
    assert quarantine.noted == {"f": None, "a": "prose"}


@pytest.mark.parametrize(
    ("error", "is_held"),
    [
        (UnavailableError("gone"), False),
        (InvalidReplyError("prose"), False),
        (RefusedError("declined"), True),
        (TruncatedError("too long"), True),
    ],
)
def test_what_an_endpoint_does_to_everybody_is_not_held_against_an_article(error: LLMError, *, is_held: bool) -> None:
    quarantine = Leaving("-")
    run("abc", llm=ScriptedLLM(lambda _asked: error), quarantine=quarantine)
    assert any(quarantine.noted.values()) is is_held


def test_a_mistake_of_the_program_is_held_against_the_article() -> None:
    quarantine = Leaving("-")
    run("a", broken_for("a"), quarantine=quarantine)
    assert quarantine.noted["a"] is not None


def test_events_frame_the_run() -> None:
    sink = RecordingSink()
    run_articles([article("a")], STAGES, ScriptedLLM(echo), Terms(sink=sink))
    assert sink.events[0] == RunStarted(1)
    assert sink.events[-2:] == [ArticleEnded("a.txt", 3), ComparisonStarted(1)]


def test_a_batch_of_nothing_is_decided_as_nothing() -> None:
    assert list(run("").verdicts) == []


def stop_at(unit: str, stopping: Stopping, released: threading.Event) -> Callable[[LLMRequest[Word]], Word]:
    """Return a script that asks for a stop at one unit and holds its answer until it is released."""

    def script(asked: LLMRequest[Word]) -> Word:
        if asked.unit == unit:
            stopping.stop("interrupted by SIGINT")
            released.wait(60)
        return echo(asked)

    return script


def test_a_stop_keeps_what_is_done_and_waits_for_what_is_under_way() -> None:
    stopping, released = Stopping(), threading.Event()
    released.set()
    result = run("abc", llm=ScriptedLLM(stop_at("b.txt 2", stopping, released)), concurrency=1, stopping=stopping)
    assert result.stop is StopCause.INTERRUPT
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 3, 0]
    (failure,) = result.verdicts[2].not_checked
    assert (failure.reason, failure.sentence_numbers) == ("not finished: interrupted by SIGINT", (1,))


def test_what_does_not_end_within_the_drain_is_given_up() -> None:
    stopping, released = Stopping(), threading.Event()
    llm = ScriptedLLM(stop_at("b.txt 0", stopping, released))
    result = run("ab", llm=llm, concurrency=1, stopping=stopping, drain_s=0.0)
    released.set()
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 0]
    assert result.usage["extract"] == Usage(attempts=4, unmetered=1)


def test_an_article_that_ends_while_the_others_are_compared_is_not_decided_on_as_if_it_had_been() -> None:
    stopping, released = Stopping(), threading.Event()

    def compare_late(
        graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None
    ) -> Comparison:
        released.set()
        for thread in threading.enumerate():
            if thread.name.startswith("article"):
                thread.join(60)
        return compare(graded, articles, ask)

    llm = ScriptedLLM(stop_at("b.txt 2", stopping, released))
    stages = replace(STAGES, compare=compare_late)
    result = run("ab", stages, llm, concurrency=1, stopping=stopping, drain_s=0.0)
    assert [len(verdict.claims) for verdict in result.verdicts] == [3, 0]


@pytest.mark.parametrize(("articles", "left"), [("ab", 2), (ascii_letters, 0)], ids=["few", "many"])
def test_what_is_remembered_of_many_texts_is_let_go_before_they_are_compared(
    articles: str, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo, "FORGETTING", [])
    known = memo.forgettable(lru_cache(100)(str.upper))
    held: list[int] = []

    def remember(article: Article, claims: Sequence[Claim]) -> tuple[GroundedClaim, ...]:
        known(article.path)
        return STAGES.ground(article, claims)

    def look(graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None) -> Comparison:
        held.append(known.cache_info().currsize)
        return compare(graded, articles, ask)

    run(articles, replace(STAGES, ground=remember, compare=look))
    assert held == [left]


@pytest.mark.parametrize(("articles", "is_freed"), [("ab", False), (ascii_letters, True)], ids=["few", "many"])
def test_what_comparing_many_articles_held_in_cycles_is_freed_before_they_are_decided_on(
    articles: str, *, is_freed: bool
) -> None:
    class Circle:
        def __init__(self) -> None:
            self.own = self

    held: list[ReferenceType[Circle]] = []
    seen: list[bool] = []

    def leave(graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None) -> Comparison:
        held.append(ref(Circle()))
        return compare(graded, articles, ask)

    def look(*given: Any) -> ArticleVerdict:  # noqa: ANN401  whatever deciding is given
        seen.append(held[0]() is None)
        return STAGES.decide(*given)

    gc.disable()  # what frees a cycle here is what is tested
    try:
        run(articles, replace(STAGES, compare=leave, decide=look))
    finally:
        gc.enable()
    assert set(seen) == {is_freed}
