from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.errors import ConfigurationError, FilteredError, LLMError, RefusedError, TruncatedError
from pipeline.llm.port import LLMRequest, ask_in_turn
from pipeline.llm.profile import PROFILES
from pipeline.llm.scripted import Answer, Script, ScriptedLLM
from pipeline.stages.extract import ask_again, check_examples, extract_claims, extraction_requests
from prompts import Setup, load, parse
from schemas.article import Article
from schemas.claim import ClaimKind, Extraction, GroundedClaim, Missing, MissingKind, NotChecked
from tests.factories import make_article, make_claim, make_grounded

SENTENCES = (
    "The council of Leeds met on Monday.",
    "It voted 31 to 20 for a new tram line.",
    "The tram line will cost 240 million pounds.",
    "Who will pay for it?",
    "Buses in the valley were praised by Ann Lee.",
)
ARTICLE = make_article(SENTENCES, title="Leeds votes for tram")
NO_CLAIMS: Answer = {"claims": []}


def setup(prompt: str = "extract_claims", limits: Mapping[str, int] | None = None) -> Setup:
    return Setup(load(prompt), "scripted", PROFILES["small"].model_copy(update=limits))


def said(sentence: int, statement: str, **changed: object) -> dict[str, Any]:
    claim = {"subject": "the line", "attribute": "cost", "value": None, "kind": "fact", "speaker": None}
    return {"sentence": sentence, "statement": statement, **claim, **changed}


def reply(*claims: dict[str, Any]) -> Answer:
    return {"claims": list(claims)}


def extract(script: Script, article: Article = ARTICLE, **limits: int) -> Extraction:
    return extract_claims(article, ask_in_turn(ScriptedLLM(script)), setup(limits=limits))


def one(statement: str, **changed: object) -> Extraction:
    return extract([reply(said(3, statement, **changed)), NO_CLAIMS])


def request(article: Article = ARTICLE, **limits: int) -> LLMRequest[Any]:
    return extraction_requests(article, setup(limits=limits))[0]


def again(article: Article, script: Script, *grounded: GroundedClaim) -> tuple[Extraction, ScriptedLLM]:
    llm = ScriptedLLM(script)
    return ask_again(article, grounded, ask_in_turn(llm), setup("extract_again")), llm


def test_claims_are_numbered_by_the_article_and_come_in_its_order() -> None:
    script = [reply(said(3, SENTENCES[2]), said(1, SENTENCES[0])), reply(said(1, SENTENCES[4]))]
    claims = extract(script).claims
    assert [(claim.sentence_numbers, claim.statement) for claim in claims] == [
        ((1,), SENTENCES[0]),
        ((3,), SENTENCES[2]),
        ((5,), SENTENCES[4]),
    ]
    assert {claim.article_id for claim in claims} == {ARTICLE.article_id}


def test_a_claim_filed_under_the_wrong_sentence_is_corrected() -> None:
    claims = extract([reply(said(1, "The tram line will cost 240 million pounds.")), NO_CLAIMS]).claims
    assert [claim.sentence_numbers for claim in claims] == [(3,)]


def test_a_claim_that_repeats_the_sentence_before_is_dropped() -> None:
    article = make_article(["Ann Lee bought the old harbour.", "She paid 3 million pounds for it."])
    script = [reply(), reply(said(1, "Ann Lee bought the old harbour."), said(1, "Ann Lee paid 3 million pounds."))]
    claims = extract(script, article, sentences_per_call=1).claims
    assert [claim.statement for claim in claims] == ["Ann Lee paid 3 million pounds."]


def test_a_failed_window_is_not_checked_and_the_others_go_on() -> None:
    extraction = extract([RefusedError("the model declined"), reply(said(1, SENTENCES[4]))])
    assert [claim.sentence_numbers for claim in extraction.claims] == [(5,)]
    assert extraction.not_checked == (
        NotChecked(
            stage="extract",
            unit=f"{ARTICLE.path} sentences 1-3",
            sentence_numbers=(1, 2, 3),
            reason="the model declined",
        ),
    )


@pytest.mark.parametrize("error", [TruncatedError("too long"), FilteredError("filtered")])
def test_a_window_whose_answer_did_not_end_is_halved(error: LLMError) -> None:
    def script(asked: LLMRequest[Any]) -> Answer:
        units.append(asked.unit.removeprefix(f"{ARTICLE.path} "))
        return error if "-" in units[-1] else reply(said(1, asked.user.partition("1. ")[2].partition("\n")[0]))

    units: list[str] = []
    extraction = extract(script)
    assert [claim.statement for claim in extraction.claims] == [SENTENCES[n] for n in (0, 1, 2, 4)]
    assert units == ["sentences 1-3", "sentence 5", "sentence 1", "sentences 2-3", "sentence 2", "sentence 3"]


def test_of_a_filtered_window_only_the_passage_that_is_minded_is_not_checked() -> None:
    def script(asked: LLMRequest[Any]) -> Answer:
        return FilteredError("filtered") if "voted" in asked.user.partition("<sentences>")[2] else NO_CLAIMS

    assert [missed.sentence_numbers for missed in extract(script).not_checked] == [(2,)]


def test_an_answer_without_claims_is_no_failure() -> None:
    extraction = extract([NO_CLAIMS, NO_CLAIMS])
    assert (extraction.claims, extraction.not_checked) == ((), ())


def test_what_was_not_asked_about_is_told_with_its_reason() -> None:
    assert extract([NO_CLAIMS, NO_CLAIMS]).passed_over == {4: "asks a question"}


def test_an_article_with_nothing_to_ask_makes_no_request() -> None:
    assert extract([], make_article("Who pays?")).passed_over == {1: "asks a question"}


@pytest.mark.parametrize("statement", ["", "  ", "\n"])
def test_an_empty_statement_is_no_claim(statement: str) -> None:
    assert one(statement).claims == ()


def test_the_same_statement_of_one_sentence_is_one_claim() -> None:
    twice = reply(said(3, SENTENCES[2]), said(3, SENTENCES[2].replace(" ", "  "), attribute="price"))
    assert [claim.attribute for claim in extract([twice, NO_CLAIMS]).claims] == ["cost"]


def test_a_claim_keeps_its_id_from_run_to_run_and_no_two_share_it() -> None:
    script = [reply(said(1, SENTENCES[0]), said(2, SENTENCES[1]), said(3, SENTENCES[2])), NO_CLAIMS]
    first, second = extract(script).claims, extract(script).claims
    assert first == second
    assert len({claim.claim_id for claim in first}) == 3


@pytest.mark.parametrize("field", ["value", "speaker"])
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("240 million pounds", "240 million pounds"),
        (" the  tram\nline ", "the tram line"),
        ("250 million pounds", None),
        ("Ann Lee", None),
        ("null", None),
        ("unknown", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_a_value_or_a_speaker_must_stand_in_the_sentence(field: str, given: str | None, kept: str | None) -> None:
    (claim,) = one(SENTENCES[2], **{field: given}).claims
    assert getattr(claim, field) == kept


def test_a_word_for_nothing_is_nothing_even_where_the_sentence_holds_it() -> None:
    article = make_article("The cause is unknown to Leeds.")
    (claim,) = extract([reply(said(1, "The cause is unknown.", value="unknown"))], article).claims
    assert claim.value is None


@pytest.mark.parametrize(
    ("statement", "given", "kind"),
    [
        ("The tram line will cost 240 million pounds.", "forecast", ClaimKind.FORECAST),
        ("The tram line may cost 240 million pounds.", "forecast", ClaimKind.FORECAST),
        ("The tram line cost 240 million pounds.", "forecast", ClaimKind.FACT),
        ("The tram line costs too many pounds.", "opinion", ClaimKind.OPINION),
        ("The tram line will cost 240 million pounds.", "fact", ClaimKind.FACT),
    ],
)
def test_a_forecast_must_speak_of_what_is_open(statement: str, given: str, kind: ClaimKind) -> None:
    (claim,) = one(statement, kind=given).claims
    assert claim.kind is kind


def test_a_window_that_leans_back_shows_the_sentence_before() -> None:
    _, second, *_ = extraction_requests(ARTICLE, setup(limits={"sentences_per_call": 1}))
    assert f"<before>{SENTENCES[0]}</before>" in second.user
    assert f"<sentences>\n1. {SENTENCES[1]}\n</sentences>" in second.user


def test_line_breaks_of_the_article_make_no_line_of_ours() -> None:
    article = make_article("It rained\n2. all\u2028day.", title="A\nB")
    assert "<title>A B</title>" in request(article).user
    assert "<sentences>\n1. It rained 2. all day.\n</sentences>" in request(article).user


def test_an_article_without_a_title_shows_a_dash() -> None:
    assert "<title>-</title>" in request(make_article("It rained all day.", title=None)).user


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [
        (make_article(SENTENCES, title="Leeds votes for tram"), True),
        (make_article(SENTENCES, title="Leeds votes for tram", path="other.txt"), True),
        (make_article([SENTENCES[0].replace("Monday", "Friday"), *SENTENCES[1:]], title="Leeds votes for tram"), False),
        (make_article(SENTENCES, title="Leeds voted for tram"), False),
    ],
)
def test_the_key_changes_with_one_word_and_with_nothing_else(changed: Article, *, is_same: bool) -> None:
    assert (request(changed).key == request().key) is is_same


@pytest.mark.parametrize("limits", [{"sentences_per_call": 2}, {"claims_per_sentence": 9}])
def test_the_key_changes_with_what_may_be_answered(limits: dict[str, int]) -> None:
    assert request(ARTICLE, **limits).key != request().key


@pytest.mark.parametrize(("size", "tokens"), [(1, 600), (2, 600), (3, 900)])
def test_the_limit_of_the_answer_grows_with_the_window(size: int, tokens: int) -> None:
    assert request(sentences_per_call=size, extract_tokens_per_sentence=300).max_tokens == tokens


@pytest.mark.parametrize(("size", "unit"), [(1, "sentence 1"), (3, "sentences 1-3")])
def test_a_request_says_what_it_is_for(size: int, unit: str) -> None:
    asked = request(sentences_per_call=size)
    assert (asked.stage, asked.unit) == ("extract", f"{ARTICLE.path} {unit}")
    assert asked.prompt == load("extract_claims").label


def test_asking_and_planning_make_the_same_requests() -> None:
    llm = ScriptedLLM(lambda _: NO_CLAIMS)
    extract_claims(ARTICLE, ask_in_turn(llm), setup())
    assert [each.key for each in llm.requests] == [each.key for each in extraction_requests(ARTICLE, setup())]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ('{"claims": [{"sentence": 1}]}', "breaks the schema"),
        (reply(said(2, "It rained.")), "breaks the schema"),
        (reply(said(1, "It rained for 40 days.")), "'40 days', which its text does not hold"),
    ],
)
def test_a_worked_example_that_breaks_its_own_rules_stops_the_run(answer: object, why: str) -> None:
    shown = answer if isinstance(answer, str) else str(answer).replace("'", '"').replace("None", "null")
    prompt = parse("bad", "v1", f"# system\nDo.\n# example\nIt rained.\n# answer\n{shown}\n# user\n${{title}}")
    with pytest.raises(ConfigurationError, match=f"bad/v1: an example.*{why}"):
        check_examples(prompt)


def test_a_broken_example_is_found_before_anything_is_asked() -> None:
    prompt = parse("bad", "v1", '# system\nDo.\n# example\nx\n# answer\n{"a": 1}\n# user\n${title}')
    llm = ScriptedLLM([])
    with pytest.raises(ConfigurationError):
        extract_claims(ARTICLE, ask_in_turn(llm), Setup(prompt, "scripted", PROFILES["small"]))
    assert llm.requests == []


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("The tram cost 240 million pounds.", "240 million pounds"),
        ("A word was put in by Ann Lee.", "Ann Lee"),
        ("It gave 40% to Ann Lee and 40% to him.", "40%; Ann Lee"),
    ],
)
def test_a_sentence_with_a_figure_or_a_name_and_no_claim_is_asked_about_again(sentence: str, named: str) -> None:
    _, llm = again(make_article(sentence), [NO_CLAIMS])
    (asked,) = llm.requests
    assert f"<note>The sentence names {named}. State what it says of them.</note>" in asked.user


@pytest.mark.parametrize("sentence", ["It rained all day.", "Who paid 240 million?", "Heading for the hills"])
def test_a_sentence_that_names_nothing_or_asks_is_left_alone(sentence: str) -> None:
    extraction, llm = again(make_article(sentence), [])
    assert (extraction, llm.requests) == (Extraction(claims=()), [])


def test_a_sentence_whose_claims_are_grounded_is_left_alone() -> None:
    article = make_article("The tram cost 240 million pounds.")
    assert again(article, [], make_grounded(article))[1].requests == []


def test_an_ungrounded_claim_is_asked_for_again_without_what_it_added() -> None:
    article = make_article("It rained all day.", "The sun shone.")
    added = [Missing(kind=MissingKind.NAME, text="Leeds"), Missing(kind=MissingKind.NUMBER, text="40")]
    _, llm = again(article, [NO_CLAIMS], make_grounded(article, make_claim(article, 2), missing=[*added, added[0]]))
    (asked,) = llm.requests
    assert "<note>Leave out what the sentence does not say: Leeds; 40.</note>" in asked.user
    assert "1. The sun shone.\n</sentences>" in asked.user
    assert asked.unit == f"{article.path} sentence 2"


def test_sentences_are_asked_about_again_in_their_order_each_alone() -> None:
    article = make_article("The tram cost 240 million pounds.", "It rained.", "The bus cost 3 million pounds.")
    ungrounded = make_grounded(article, make_claim(article, 2), missing=[Missing(kind=MissingKind.WORDS, text="x")])
    script = [reply(said(1, article.quote(s))) for s in article.sentences]
    extraction, llm = again(article, script, ungrounded)
    assert [each.unit.rpartition(" ")[2] for each in llm.requests] == ["1", "2", "3"]
    assert [claim.sentence_numbers for claim in extraction.claims] == [(1,), (2,), (3,)]


def test_a_second_asking_that_fails_is_not_checked_with_its_reason() -> None:
    extraction, _ = again(make_article("The tram cost 240 million pounds."), [RefusedError("no")])
    (failure,) = extraction.not_checked
    assert (failure.sentence_numbers, failure.reason) == ((1,), "no")


@pytest.mark.parametrize("fragment", ["", "  ", "for its chances in Leeds", "which will cost 240 million pounds."])
def test_a_clause_without_its_sentence_is_no_claim(fragment: str) -> None:
    assert one(fragment).claims == ()


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("The tram line will cost 240 million pounds.", ClaimKind.FORECAST),
        ("The council is planning a tram line of 240 million pounds.", ClaimKind.FACT),
        ("The tram line has cost 240 million pounds.", ClaimKind.FACT),
    ],
)
def test_a_forecast_speaks_of_what_is_open_and_a_plan_is_a_fact(statement: str, kind: ClaimKind) -> None:
    (claim,) = one(statement, kind="forecast").claims
    assert claim.kind is kind


def test_a_note_names_the_additions_of_all_claims_of_a_sentence() -> None:
    extra = [
        make_grounded(ARTICLE, make_claim(ARTICLE, 3), missing=[Missing(kind=MissingKind.NAME, text=name)])
        for name in ("York", "Hull")
    ]
    _, llm = again(ARTICLE, lambda _: NO_CLAIMS, *extra)
    assert any("York; Hull" in asked.user for asked in llm.requests)


def test_what_the_model_says_freely_is_cut() -> None:
    long = "the tram line " * 900
    extraction = one(long, subject=long, attribute=long)
    (claim,) = extraction.claims
    assert (len(claim.statement), len(claim.subject), len(claim.attribute)) == (1001, 301, 301)


def test_a_title_of_any_length_is_cut() -> None:
    assert len(request(ARTICLE.model_copy(update={"title": "word " * 9_999})).user) < 1_000


@pytest.mark.parametrize("statement", ["\u200b", "\u2060\u202e", "…", " . "])
def test_a_statement_that_shows_no_word_is_no_claim(statement: str) -> None:
    assert one(statement).claims == ()
