"""A part of a page: one question, both sides in their context, what speaks for each, what is missing."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from pipeline.report import RunHeadline, page_name
from schemas.article import Article, SentenceRole, Span
from schemas.claim import ClaimKind, Missing, MissingKind
from schemas.conflict import Conflict, Relation, Side
from schemas.finding import Finding, FindingKind
from schemas.grade import Plausibility
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict
from tests import factories as make
from tests.rendered import render_files

PROMPTS = ("extract/v1", "relate_claims/v2")
HEADLINE = RunHeadline(
    provider="a test", model="large", profile="large", is_decisive=True, run_id="r1", prompts=PROMPTS
)
OWN = make.make_article(
    ("It opened on Monday.", "The bridge cost $4 million, she said.", "Cars cross it."),
    "Later the council said that it cost $5 million.",
    "Subscribe to our newsletter.",
    roles={5: SentenceRole.BOILERPLATE},
)
RIVAL = make.make_article(
    "It cost $6 million.", path="rival.html", publisher="River Times", published_at=make.PUBLISHED_AT + timedelta(1)
)
NAMELESS = make.make_article("It cost 6 million yuan.", path="x.txt", publisher=None, published_at=None)


def decided(
    of: Article,
    n: int,
    verdict: Verdict = Verdict.DISPUTED,
    *findings: Finding,
    **more: Any,  # noqa: ANN401  as the factory takes it
) -> ClaimVerdict:
    grounded = make.make_grounded(of, make.make_claim(of, n, **more.pop("claim", {})), missing=more.pop("missing", ()))
    checked = make.make_checked(grounded, findings=findings, quantities=more.pop("quantities", ()))
    graded = make.make_graded(checked, more.pop("grade", None))
    return make.make_claim_verdict(graded, verdict, because=more.pop("because", ()), **more)


def side(of: Article, n: int, value: str | None, low: int | None = None, **more: Any) -> Side:  # noqa: ANN401  as above
    made = make.make_side(of, make.make_claim(of, n), value, low, unit=more.pop("unit", "USD"))
    return made.model_copy(update=more)


def page(claims: Sequence[ClaimVerdict], *conflicts: Conflict, of: Article = OWN) -> str:
    others = [make.make_article_verdict(one, [decided(one, 1)]) for one in (RIVAL, NAMELESS) if one is not of]
    verdict: ArticleVerdict = make.make_article_verdict(of, claims)
    return render_files([verdict, *others], conflicts, [], HEADLINE)[page_name(of)]


def across(**changed: Any) -> Conflict:  # noqa: ANN401  as above
    sides = (
        side(OWN, 2, "$4 million", 4_000_000),
        side(RIVAL, 1, "$6 million", 6_000_000, answer=2),
        side(NAMELESS, 1, "6 million yuan", 6_000_000, answer=2, unit="CNY"),
    )
    return make.make_conflict(*sides, **{"by": "rule:values", **changed})


def within(*words: str, **changed: Any) -> Conflict:  # noqa: ANN401  as above
    sides = []
    for n, word in zip((2, 4), words, strict=True):
        start = OWN.text.index(word)
        sides.append(side(OWN, n, word, int(word[1]) * 1_000_000, words=Span(start=start, end=start + len(word))))
    return make.make_conflict(*sides, **{"by": "rule:two_values", **changed})


def test_a_passage_stands_in_its_context_with_its_place_and_the_words_that_decide() -> None:
    shown = page([decided(OWN, 2, claim={"speaker": "the mayor"})], across())
    assert (
        "**This article**, sentence 2, paragraph 1, line 1 (2026-05-06 09:30 UTC, said by the mayor):\n\n"
        "> It opened on Monday.\n>\n> “The bridge cost **$4 million**, she said.”\n>\n> Cars cross it.\n"
    ) in shown


def test_what_cannot_be_by_itself_is_no_choice_between_passages() -> None:
    day = make.make_article("The bridge opened on 31 June.", path="day.txt")
    words = Span(start=day.text.index("31"), end=day.text.index("."))
    alone = make.make_conflict(
        side(day, 1, "31 June", words=words), topic="When was it?", by="rule:day_not_in_month", explanation="No."
    )
    shown = page([decided(day, 1, Verdict.IMPLAUSIBLE)], alone, of=day)
    assert "| [1](#finding-1) | implausible | When was it? | No. | claim 1 |" in shown
    assert "**To decide:** Is it a slip, and what should stand there?" in shown
    assert "**Cannot be** (rule day_not_in_month): No." in shown
    assert "speaks for each side" not in shown


def test_sides_of_which_nothing_is_known_but_where_they_stand_are_not_listed_again() -> None:
    shown = page([decided(OWN, 2), decided(OWN, 4)], within("$4 million", "$5 million"))
    assert "speaks for each side" not in shown


def test_what_the_model_misread_comes_after_what_is_left_to_settle() -> None:
    added = make.make_finding(FindingKind.UNGROUNDED)
    misread = decided(
        OWN, 1, Verdict.DOUBTFUL, added, because=[added], missing=[Missing(kind=MissingKind.NAME, text="X")]
    )
    shown = page([misread, decided(OWN, 2, Verdict.PLAUSIBLE)], across(relation=Relation.UNCLEAR))
    assert re.findall(r"^\| \[\d\]\(#finding-\d\) \| ([\w ]+) \|", shown, re.MULTILINE) == ["to settle", "doubtful"]


def test_what_stands_around_an_article_is_no_context() -> None:
    shown = page([decided(OWN, 4)], within("$4 million", "$5 million"))
    assert "Subscribe" not in shown


def test_a_long_context_is_cut_at_a_word() -> None:
    long = make.make_article("a " * 99 + "end.", "It cost $4 million.", "begin " + "b " * 99)
    shown = page([decided(long, 2)], of=long)
    assert re.search(r"> … (a )+end\.\n>\n> “It cost \$4 million\.”\n>\n> begin (b )+…\n", shown)


def test_no_line_is_told_of_a_file_that_is_not_its_text() -> None:
    shown = page([decided(RIVAL, 1)], across(), of=RIVAL)
    assert "**This article**, sentence 1, paragraph 1 (2026-05-07 09:30 UTC):" in shown


def test_what_is_in_figures_and_what_speaks_for_each_side_is_written_out() -> None:
    shown = page([decided(OWN, 2)], across())
    assert "| B | River Times | 2026-05-07 09:30 UTC | $6 million | 6,000,000 USD | “It cost **$6 million**.”" in shown
    assert "- $4 million (this article): dated 2026-05-06\n" in shown
    assert (
        "- $6 million and 6 million yuan (2 articles): dated 2026-05-07, the latest date known; 1 without a date; "
        "CNY and USD agree after conversion\n"
    ) in shown


@pytest.mark.parametrize("day", [None, 0])
def test_a_date_is_the_latest_only_beside_an_earlier_one_of_another_answer(day: int | None) -> None:
    other = RIVAL.model_copy(update={"published_at": None if day is None else make.PUBLISHED_AT + timedelta(day)})
    shown = page([decided(OWN, 2)], make.make_conflict(side(OWN, 2, "$4"), side(other, 1, "$6", answer=2)))
    assert "- “$4” (this article): dated 2026-05-06\n" in shown
    assert "latest date" not in shown


def test_how_often_an_answer_was_read_is_told() -> None:
    also = make.make_claim(OWN, 3).claim_id
    conflict = across()
    told = conflict.model_copy(
        update={"sides": (conflict.sides[0].model_copy(update={"also": (also,)}), *conflict.sides[1:])}
    )
    shown = page([decided(OWN, 2), decided(OWN, 3)], told)
    assert "- $4 million (this article): dated 2026-05-06; read in 2 claims\n" in shown
    assert '<a id="claim-1"></a><a id="claim-2"></a>1. What did the bridge cost?' in shown


def test_inside_an_article_each_side_is_told_with_its_place() -> None:
    headed = OWN.model_copy(
        update={
            "sentences": tuple(
                s.model_copy(update={"role": SentenceRole.TITLE}) if s.n == 2 else s for s in OWN.sentences
            )
        }
    )
    shown = page([decided(headed, 2), decided(headed, 4)], within("$4 million", "$5 million"), of=headed)
    assert "- $4 million (sentence 2, paragraph 1, line 1) = 4,000,000 USD\n" in shown
    assert "- $4 million (sentence 2, paragraph 1, line 1): in the headline\n" in shown
    assert "- $5 million (sentence 4, paragraph 2, line 3): in the text\n" in shown
    assert "| contradicted | What did the bridge cost? | $4 million against $5 million | claims 1-2 |" in shown


def test_sides_that_one_answer_does_not_tell_apart_are_answers_of_their_outlets() -> None:
    conflict = across()
    same = conflict.model_copy(update={"sides": tuple(one.model_copy(update={"answer": 1}) for one in conflict.sides)})
    assert "Which holds: $4 million, $6 million or 6 million yuan; or do they speak" in page([decided(OWN, 2)], same)


@pytest.mark.parametrize(
    ("conflict", "question"),
    [
        (across(), "Which holds: $4 million or $6 million; or do they speak of different things?"),
        (
            across(relation=Relation.UNCLEAR),
            "Do these speak of one thing at one time, and if so, which is right: $4 mil",
        ),
        (across(relation=Relation.UPDATE), "Should the article tell the newer state ($6 million)?"),
        (within("$4 million", "$4 million"), "Which of the passages is right, or do they speak of different things?"),
    ],
)
def test_the_question_names_the_answers_that_tell_themselves_apart(conflict: Conflict, question: str) -> None:
    assert f"**To decide:** {question}" in page([decided(OWN, 2, Verdict.OUTDATED)], conflict)


@pytest.mark.parametrize(
    ("conflict", "missing"),
    [
        (
            across(),
            "the date and the outlet of x.txt (not in the file: look where it was taken from, or in an archive)",
        ),
        (across(), "the rate between CNY and USD on the day of the event: a central bank publishes it"),
        (across(), "the sum in a primary source:"),
        (across(by="rule:holder"), "who held the office on the day:"),
        (across(by="model:large"), "whether both passages speak of one thing:"),
        (across(relation=Relation.UPDATE), "the newest state from whoever counts or decides it"),
        (
            make.make_conflict(side(OWN, 2, "4", 4, unit="person"), side(RIVAL, 1, "6", unit=None)),
            "the figure of whoever counts",
        ),
        (
            make.make_conflict(side(OWN, 2, "1994", 1994, unit="year"), side(RIVAL, 1, "6", unit=None)),
            "the year in a register",
        ),
        (make.make_conflict(side(OWN, 2, "a", unit=None), side(RIVAL, 1, "b", unit=None)), "a primary source:"),
    ],
)
def test_what_is_missing_is_told_by_what_is_unknown_and_what_is_asked(conflict: Conflict, missing: str) -> None:
    assert f"- {missing}" in page([decided(OWN, 2, Verdict.OUTDATED)], conflict)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"published_at": None, "publisher": "P"}, "- the date of this article (not in the file"),
        ({"publisher": None}, "- the outlet of this article (not in the file"),
    ],
)
def test_what_the_own_article_does_not_tell_is_missing_too(changed: dict[str, Any], told: str) -> None:
    of = OWN.model_copy(update=changed)
    sides = [side(of, 2, "$4"), side(RIVAL, 1, "$6", answer=2)]
    assert told in page([decided(of, 2)], make.make_conflict(*sides), of=of)


def test_of_many_that_do_not_tell_a_few_are_named() -> None:
    many = [NAMELESS.model_copy(update={"article_id": f"{n:064}", "path": f"{n}.txt"}) for n in range(6)]
    sides = [side(OWN, 2, "$4"), *(side(one, 1, "$6", answer=2) for one in many)]
    verdicts = [make.make_article_verdict(OWN, [decided(OWN, 2)]), *map(make.make_article_verdict, many)]
    shown = render_files(verdicts, [make.make_conflict(*sides)], [], HEADLINE)[page_name(OWN)]
    assert "- the date and the outlet of 0.txt, 1.txt, 2.txt, 3.txt and 2 more (not in the file" in shown


IMPOSSIBLE = make.make_finding(FindingKind.VALUE_IMPOSSIBLE, "No part is above its whole.", by="rule:part")
UNGROUNDED = make.make_finding(FindingKind.UNGROUNDED, "It adds a name.", by="rule:grounding")
MODEL_DOUBT = make.make_finding(FindingKind.MODEL_DOUBT, "The model doubts it.", by="model:large")


def test_a_doubt_of_its_own_stands_apart_from_the_conflict_and_by_its_own_weight() -> None:
    claims = [decided(OWN, 2, Verdict.DISPUTED, UNGROUNDED), decided(OWN, 4, Verdict.IMPLAUSIBLE, IMPOSSIBLE)]
    shown = page(claims, across())
    parts = re.findall(r"^### (.*)$", shown, re.MULTILINE)
    assert [re.sub("<[^>]*>", "", part)[:28] for part in parts] == [
        "1. What did the bridge cost?", "2. A value that cannot be: “", "3. It says more than its pas",
    ]  # fmt: skip
    assert ['id="claim-1"' in part for part in parts] == [True, False, False]
    assert re.findall(r"^\| \[\d\].*?\| (.*?) \|", shown, re.MULTILINE) == ["disputed", "implausible", "doubtful"]


@pytest.mark.parametrize(
    ("finding", "verdict", "told"),
    [
        (IMPOSSIBLE, Verdict.IMPLAUSIBLE, "the figure in the article's source"),
        (
            UNGROUNDED,
            Verdict.DOUBTFUL,
            "where the article says the name “Norden”, the word “firm” and the words “a firm”; if nowhere",
        ),
        (MODEL_DOUBT, Verdict.DOUBTFUL, "a source for it, other than the article"),
    ],
)
def test_what_would_settle_a_doubt_is_told_by_its_kind(finding: Finding, verdict: Verdict, told: str) -> None:
    words = [Missing(kind=MissingKind.WORDS, text=text) for text in ("firm", "a firm")]
    added = [Missing(kind=MissingKind.NAME, text="Norden"), *words]
    assert f"- {told}" in page([decided(OWN, 2, verdict, finding, missing=added)])


def test_the_words_on_which_a_finding_rests_are_marked_in_every_sentence_that_holds_them() -> None:
    spans = [Span(start=OWN.text.index(word), end=OWN.text.index(word) + 2) for word in ("$4", "$5")]
    sums = make.make_finding(FindingKind.ARITHMETIC_FAILS, "4 is not 5.", by="rule:total").model_copy(
        update={"spans": tuple(spans)}
    )
    quantity = make.make_quantity(OWN, "$4 million", 4_000_000)
    open_ended = quantity.model_copy(update={"low": None, "high": None})
    shown = page([decided(OWN, 2, Verdict.CONTRADICTED, sums, because=[sums], quantities=[quantity, open_ended])])
    assert "“The bridge cost **$4** million, she said.”" in shown
    assert "“Later the council said that it cost **$5** million.”" in shown
    assert shown.count("= 4,000,000 USD") == 1


def test_the_value_of_a_claim_is_marked_where_no_finding_tells_the_words() -> None:
    shown = page([decided(OWN, 2, Verdict.DOUBTFUL, UNGROUNDED, claim={"value": "$4 million"})])
    assert "“The bridge cost **$4 million**, she said.”" in shown


def test_a_finding_that_rests_on_a_whole_sentence_marks_no_word_of_it() -> None:
    whole = Span(start=OWN.sentence(2).start, end=OWN.sentence(2).end)
    shown = page([decided(OWN, 2, Verdict.DOUBTFUL, UNGROUNDED.model_copy(update={"spans": (whole,)}))])
    assert "> “The bridge cost $4 million, she said.”\n" in shown


def test_a_reason_that_the_model_repeats_is_told_once() -> None:
    grade = make.make_grade(Plausibility.DOUBTFUL, reason="It is unusual.")
    shown = page([decided(OWN, n, Verdict.PLAUSIBLE, grade=grade) for n in (1, 2, 3)])
    assert shown.count("It is unusual.") == 1
    assert shown.count("- The model calls it doubtful: as for claim 1\n") == 2


def test_who_found_it_is_told_with_the_prompt_where_a_model_did() -> None:
    doubted = decided(
        OWN, 2, Verdict.DOUBTFUL, MODEL_DOUBT, grade=make.make_grade(Plausibility.DOUBTFUL, model="large")
    )
    shown = page([doubted, decided(OWN, 4)], across(by="model:large"))
    assert "**Cannot all hold** (model large, prompt relate_claims/v2)" in shown
    assert "**The model doubts it** (model large, prompt grade/v1)." in shown
    assert "| the model large finds it doubtful |" in shown


def test_of_many_claims_the_first_are_shown_and_all_are_numbered() -> None:
    of = make.make_article(*[f"It cost ${n} million." for n in range(9)])
    first = side(of, 1, "$0 million").model_copy(
        update={"also": tuple(make.make_claim(of, n).claim_id for n in range(2, 10))}
    )
    conflict = make.make_conflict(first, side(RIVAL, 1, "$6 million", answer=2))
    shown = page([decided(of, n) for n in range(1, 10)], conflict, of=of)
    assert "| claims 1-9 |" in shown
    assert "- claim 6 (sentence 6, paragraph 6, line 11): It cost $5 million.\n- and 3 more\n" in shown


def test_an_article_of_many_claims_leads_with_what_matters() -> None:
    of = make.make_article(*[f"Sentence {n} of a long report says something." for n in range(1, 801)])
    claims = [
        decided(of, n, Verdict.DOUBTFUL if n % 8 else Verdict.PLAUSIBLE, *([UNGROUNDED] if n % 8 else []))
        for n in range(1, 800)
    ]
    claims.append(decided(of, 800, Verdict.CONTRADICTED, make.make_finding(by="rule:last")))
    shown = page(claims, of=of)
    assert "Begin with [finding 1](#finding-1) of 701." in shown.splitlines()[2]
    assert shown.splitlines()[10].startswith(
        "| [1](#finding-1) | contradicted | Two values for one thing: “Sentence 800"
    )
    assert len(re.findall(r"^\| \[\d+\]", shown, re.MULTILINE)) == len(re.findall("^### ", shown, re.MULTILINE)) == 701
    assert set(re.findall('<a id="claim-([0-9]+)">', shown)) == {str(n) for n in range(1, 801) if n % 8 or n == 800}


def test_an_opinion_or_a_forecast_is_folded_with_its_speaker() -> None:
    claim = decided(OWN, 3, Verdict.NOT_CHECKABLE, claim={"kind": ClaimKind.OPINION, "speaker": "Ann"})
    assert "- Sentence 3, paragraph 1, line 1: “Cars cross it.”\n  - claim 1, said by Ann: in these words\n" in page(
        [claim]
    )
