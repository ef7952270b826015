from typing import Any

from pipeline.errors import RefusedError
from pipeline.llm.port import ask_in_turn
from pipeline.llm.profile import PROFILES
from pipeline.llm.scripted import Script, ScriptedLLM
from pipeline.stages.confirm import confirm_claims, restore_sentences
from prompts import Setup, load
from schemas.claim import Claim, ClaimKind, GroundedClaim, Missing, MissingKind
from tests.factories import make_article, make_claim, make_grounded

ARTICLE = make_article(
    "Arvo Steel doubles its kilns",
    "Arvo Steel, fresh from raising $122 million, has Sund Bank behind it.",
    "It runs six kilns in Oulu.",
)
YES: dict[str, Any] = {"answer": "yes"}
NO: dict[str, Any] = {"answer": "no"}


def claim(n: int, statement: str, **changed: Any) -> GroundedClaim:  # noqa: ANN401  any field
    return make_grounded(ARTICLE, make_claim(ARTICLE, n, statement=statement), **changed)


RAISED = claim(2, "Arvo Steel has raised $122 million.")
TURNED = claim(2, "Sund Bank has raised $122 million.")
KILNS = claim(3, "Arvo Steel runs six kilns in Oulu.")


def confirmed(script: Script, *claims: GroundedClaim, profile: str = "small") -> tuple[list[str], ScriptedLLM]:
    llm = ScriptedLLM(script)
    setup = Setup(load("confirm_claims"), "m", PROFILES[profile])
    kept = confirm_claims(ARTICLE, claims, ask_in_turn(llm), setup).claims
    return [one.claim.statement for one in kept], llm


def restored(kept: list[GroundedClaim], *told: GroundedClaim) -> list[Claim]:
    return [one.claim for one in restore_sentences(ARTICLE, kept, told)]


def test_a_claim_that_the_model_does_not_find_in_its_sentence_is_taken_back() -> None:
    kept, _ = confirmed([YES, NO, YES], RAISED, TURNED, KILNS)
    assert kept == [RAISED.claim.statement, KILNS.claim.statement]


def test_each_claim_is_asked_about_alone_beside_its_sentence() -> None:
    _, llm = confirmed([YES, YES], RAISED, TURNED)
    assert [RAISED.claim.statement in request.user for request in llm.requests] == [True, False]
    assert all(RAISED.quote in request.user for request in llm.requests)


def test_a_sentence_that_leans_on_the_one_before_is_shown_with_it() -> None:
    _, llm = confirmed([YES, YES], RAISED, KILNS)
    assert [f"<before>{RAISED.quote}</before>" in request.user for request in llm.requests] == [False, True]


def test_a_claim_that_repeats_its_sentence_is_not_asked_about() -> None:
    kept, llm = confirmed([], claim(3, "It runs six kilns in Oulu"))
    assert (kept, llm.requests) == (["It runs six kilns in Oulu"], [])


def test_an_ungrounded_claim_is_not_asked_about() -> None:
    strange = claim(3, "Oulu is cold.", missing=(Missing(kind=MissingKind.WORDS, text="cold"),))
    assert confirmed([], strange)[0] == ["Oulu is cold."]


def test_a_question_that_fails_takes_nothing_back() -> None:
    assert confirmed([RefusedError("no"), NO], RAISED, TURNED)[0] == [RAISED.claim.statement]


def test_a_question_that_fails_is_told_as_not_checked() -> None:
    setup = Setup(load("confirm_claims"), "m", PROFILES["small"])
    ask = ask_in_turn(ScriptedLLM([RefusedError("it declined"), YES]))
    (failed,) = confirm_claims(ARTICLE, [RAISED, KILNS], ask, setup).not_checked
    assert (failed.stage, failed.reason) == ("confirm", "it declined")
    assert (failed.claim_ids, failed.sentence_numbers) == ((RAISED.claim.claim_id,), (2,))


def test_a_profile_that_does_not_confirm_asks_nothing() -> None:
    kept, llm = confirmed([], RAISED, TURNED, profile="medium")
    assert (len(kept), llm.requests) == (2, [])


def test_a_sentence_of_which_nothing_was_kept_stands_as_its_own_claim() -> None:
    (kilns, whole) = restored([KILNS], TURNED, KILNS)[::-1]
    assert (kilns, whole.statement) == (KILNS.claim, TURNED.quote)
    assert (whole.sentence_numbers, whole.subject, whole.value) == ((2,), "Arvo Steel", None)


def test_a_sentence_that_kept_a_claim_is_not_added() -> None:
    assert restored([RAISED], RAISED, TURNED) == [RAISED.claim]


def test_a_restored_sentence_keeps_the_kind_of_what_was_said_of_it() -> None:
    forecast = make_grounded(ARTICLE, make_claim(ARTICLE, 3, statement="Six kilns may run.", kind=ClaimKind.FORECAST))
    assert [one.kind for one in restored([], forecast)] == [ClaimKind.FORECAST]


def test_a_restored_sentence_quotes_the_article() -> None:
    (whole,) = restore_sentences(ARTICLE, [], [KILNS])
    assert (whole.quote, ARTICLE.text[whole.start : whole.end]) == (KILNS.quote, KILNS.quote)
    assert whole.is_grounded
