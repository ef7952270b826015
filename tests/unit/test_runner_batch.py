import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import NoReturn

import pytest
from pydantic import BaseModel

from pipeline.errors import AccessDeniedError, UnavailableError
from pipeline.llm.port import Ask, LLMReply, LLMRequest
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import ArticleEnded, RecordingSink, RunStarted, SilentSink
from pipeline.runner import BatchResult, Stages, run_articles
from pipeline.runner.batch import missed_sentences
from pipeline.stages.compare import Comparison
from schemas.article import Article, Sentence, SentenceRole
from schemas.claim import CheckedClaim, Claim, ClaimKind, Extraction, GroundedClaim, NotChecked
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.grade import GradedClaim
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


def extract(one: Article, ask: Ask) -> Extraction:
    replies = ask([request("extract", f"{one.path} {n}") for n in range(3)])
    claims = tuple(claim(one, reply.value.word) for reply in replies if isinstance(reply, LLMReply))
    failed = tuple(missed(str(reply), 1) for reply in replies if isinstance(reply, Exception))
    return Extraction(claims=claims, not_checked=failed)


def ground(_one: Article, claims: Sequence[Claim]) -> tuple[GroundedClaim, ...]:
    return tuple(GroundedClaim(claim=c, spans=(), quote="", start=0, end=0) for c in claims)


def ask_nothing(_one: Article, _grounded: Sequence[GroundedClaim], _ask: Ask) -> Extraction:
    return Extraction(claims=())


def merge(first: Sequence[GroundedClaim], second: Sequence[GroundedClaim]) -> tuple[GroundedClaim, ...]:
    return (*first, *second)


def check(_one: Article, grounded: Sequence[GroundedClaim]) -> tuple[tuple[CheckedClaim, ...], tuple[Conflict, ...]]:
    return tuple(CheckedClaim(grounded=g) for g in grounded), ()


def grade(_one: Article, checked: Sequence[CheckedClaim], _ask: Ask) -> tuple[GradedClaim, ...]:
    return tuple(GradedClaim(checked=c) for c in checked)


def compare(graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], _ask: Ask | None) -> Comparison:
    assert list(graded) == [one.article_id for one in articles]
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


STAGES = Stages(extract, ground, ask_nothing, merge, check, grade, compare, decide)


def echo(asked: LLMRequest[Word]) -> Word:
    return Word(word=asked.unit)


def run(names: str, stages: Stages = STAGES, llm: ScriptedLLM | None = None, concurrency: int = 2) -> BatchResult:
    return run_articles([article(n) for n in names], stages, llm or ScriptedLLM(echo), concurrency, SilentSink())


def statements(result: BatchResult) -> list[list[str]]:
    return [[c.graded.checked.grounded.claim.statement for c in v.claims] for v in result.verdicts]


def test_articles_and_their_claims_come_in_input_order() -> None:
    expected = [[f"{name}.txt {n}" for n in range(3)] for name in "abcdefgh"]
    assert statements(run("abcdefgh", concurrency=4)) == expected


def test_one_thread_gives_what_many_give() -> None:
    assert run("abcdef", concurrency=1) == run("abcdef", concurrency=8)


def test_a_conflict_across_articles_reaches_the_articles_of_its_sides() -> None:
    result = run("abc")
    assert [len(verdict.conflicts) for verdict in result.verdicts] == [1, 1, 0]
    assert len(result.conflicts) == 1


def test_what_a_stage_could_not_do_reaches_the_decision() -> None:
    llm = ScriptedLLM([UnavailableError("gone"), {"word": "x"}, {"word": "y"}])
    (verdict,) = run("a", llm=llm, concurrency=1).verdicts
    assert [failure.reason for failure in verdict.not_checked] == ["gone"]


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


def test_a_configuration_error_while_comparing_stops_the_run() -> None:
    def asking(
        _graded: Mapping[str, Sequence[GradedClaim]], _articles: Sequence[Article], ask: Ask | None
    ) -> Comparison:
        assert ask is not None
        ask([request("relate", "a pair")])
        return Comparison(())

    def script(asked: LLMRequest[Word]) -> Word | AccessDeniedError:
        return AccessDeniedError("401: check the key") if asked.stage == "relate" else echo(asked)

    with pytest.raises(AccessDeniedError, match="check the key"):
        run_articles([article("a")], replace(STAGES, compare=asking), ScriptedLLM(script), 2, SilentSink())


def test_a_configuration_error_stops_the_run() -> None:
    llm = ScriptedLLM(lambda _asked: AccessDeniedError("401: check the key"))
    with pytest.raises(AccessDeniedError, match="check the key"):
        run("abcdefgh", llm=llm)
    assert len(llm.requests) <= 2


def test_a_bug_in_a_stage_is_raised_as_it_is() -> None:
    def broken(one: Article, _checked: object, _ask: object) -> NoReturn:
        raise KeyError(one.article_id)

    with pytest.raises(KeyError, match="a"):
        run("a", replace(STAGES, grade=broken))


def test_a_bug_wins_over_the_stop_that_it_causes() -> None:
    failed = threading.Event()

    def wait_for_it(asked: LLMRequest[Word]) -> Word:
        assert failed.wait(60)
        return echo(asked)

    def broken(one: Article, ask: Ask) -> Extraction:
        if one.article_id == "b":
            failed.set()
            raise KeyError(one.article_id)
        return extract(one, ask)

    with pytest.raises(KeyError, match="b"):
        run("ab", replace(STAGES, extract=broken), ScriptedLLM(wait_for_it), concurrency=2)


def test_events_frame_the_run() -> None:
    sink = RecordingSink()
    run_articles([article("a")], STAGES, ScriptedLLM(echo), 1, sink)
    assert sink.events[0] == RunStarted(1)
    assert sink.events[-1] == ArticleEnded("a.txt", 3)


def test_a_batch_of_nothing_is_decided_as_nothing() -> None:
    assert run("").verdicts == ()


def test_an_interrupt_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hold(asked: LLMRequest[Word]) -> Word:
        if asked.unit.startswith("b"):
            released.wait(60)
        return echo(asked)

    def interrupt(futures: Sequence[Future[object]], **_how: object) -> NoReturn:
        futures[0].result()
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.runner.batch.wait", interrupt)
    result = run("abc", llm=ScriptedLLM(hold), concurrency=4)
    released.set()
    assert result.is_interrupted
    assert [len(v.claims) for v in result.verdicts[:2]] == [3, 0]
    (failure,) = result.verdicts[1].not_checked
    assert (failure.reason, failure.sentence_numbers) == ("interrupted", (1,))
