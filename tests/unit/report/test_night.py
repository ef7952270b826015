"""The page of a night and its line for a chat: what is first, what is linked, what is left out."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report import chat_failure, chat_line, render_night
from pipeline.stopping import out_of_time
from schemas.article import RejectedInput
from schemas.conflict import Relation, Scope
from schemas.night_report import (
    ArticleChanges,
    ArticleLine,
    ClaimLine,
    ConflictLine,
    Counts,
    Listing,
    MarkLine,
    MoveLine,
    NightReport,
    PassageLine,
    RunLine,
    UncheckedLine,
)
from schemas.run import RunOutcome
from schemas.usage import Usage
from schemas.verdict import Verdict

AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> [click](http://evil.example) `x` | a\n# head \u202e"


def run_line(outcome: RunOutcome = RunOutcome.COMPLETE, code: int = 0) -> RunLine:
    return RunLine(run_id="4f06e6e2a1b2c3d4", started_at=AT, ended_at=AT, outcome=outcome, exit_code=code)


def night(**changed: Any) -> NightReport:  # noqa: ANN401  any field of a report
    quiet: dict[str, Any] = {
        "date": date(2026, 11, 3), "number": 1, "line": "", "run": run_line(), "before": run_line(),
        "stop_reason": None, "contradictions": Listing(), "doubted": Listing(), "verdicts": Listing(),
        "claims": Counts(carried_over=120), "conflicts": Counts(carried_over=7),
        "articles": ArticleChanges(carried_over=10), "unchecked": Listing(), "quarantined": Listing(),
        "rejected": Listing(), "hidden": 0, "usage": Usage(), "from_cache": Usage(), "cost_usd": None,
        "cost_usd_at_most": None,
    }  # fmt: skip
    made = NightReport(**{**quiet, **changed})
    return made.model_copy(update={"line": chat_line(made)})


def page(report: NightReport) -> str:
    return render_night(report)[0].text


def passage(**changed: Any) -> PassageLine:  # noqa: ANN401  any field of a passage
    told: dict[str, Any] = {
        "path": "in/bridge.txt", "page": "bridge-0011aabb.md", "number": 3, "verdict": Verdict.CONTRADICTED,
        "quote": "It cost $4 million.",
    }  # fmt: skip
    return PassageLine(**{**told, **changed})


def claim(before: Verdict | None, after: Verdict | None, **changed: Any) -> ClaimLine:  # noqa: ANN401  as above
    of = passage(verdict=after, **changed)
    return ClaimLine(claim_id="c1", before=before, after=after, passage=of, statement="The bridge cost $4 million.")


def conflict(*passages: PassageLine, before: Relation | None = None) -> ConflictLine:
    return ConflictLine(
        conflict_id="k1", scope=Scope.ACROSS, before=before, after=Relation.CONTRADICTION, topic="What did it cost?",
        passages=passages,
    )  # fmt: skip


def listing(*shown: Any, count: int | None = None) -> Listing[Any]:  # noqa: ANN401  anything
    return Listing(shown=shown, count=len(shown) if count is None else count)


def test_a_night_in_which_nothing_changed_is_ten_lines() -> None:
    told = page(night())
    assert len(told.splitlines()) <= 10
    assert "Nothing changed: 10 articles, 120 claims, 7 conflicts carried over." in told
    assert "- This night: nothing was asked\n" in told
    assert "All is done. Exit code 0." in told


def test_a_first_night_says_so() -> None:
    told = night(before=None, contradictions=listing(count=2))
    assert "This is the first night: there is nothing to compare it with, so everything is new." in page(told)
    assert told.line == "factgrade 2026-11-03: first night, 2 contradictions"


def test_a_new_contradiction_is_linked_to_the_claim_and_quotes_each_passage() -> None:
    other = passage(path="in/ferry.txt", page="ferry-1.md", number=1, verdict=Verdict.PLAUSIBLE, quote="It cost $5.")
    told = page(night(contradictions=listing(conflict(passage(), other, before=Relation.UNCLEAR))))
    assert (
        "- What did it cost? (between articles, cannot all hold; before: the difference is not explained): "
        "[bridge.txt, claim 3](../bridge-0011aabb.md#claim-3): “It cost $4 million.”; "
        "[ferry.txt, claim 1](../ferry-1.md): “It cost $5.”\n"
    ) in told


@pytest.mark.parametrize(
    ("was", "told"),
    [
        ({"sides_before": 3}, "cannot all hold; before: 3 passages, now 2"),
        ({"sides_before": 2}, "cannot all hold; before: other values"),
        ({"sides_before": 3, "before": Relation.UPDATE}, "before: a later state of the same thing, 3 passages, now 2"),
        ({"sides_before": 2, "before": Relation.UPDATE}, "before: a later state of the same thing"),
    ],
)
def test_a_conflict_that_changed_tells_what_it_was(was: dict[str, Any], told: str) -> None:
    now = conflict(passage(), before=Relation.CONTRADICTION).model_copy(update={"sides_after": 2, **was})
    report = night(changed_conflicts=listing(now, count=3), conflicts=Counts(changed=3))
    assert "### Conflicts that changed (3)\n\n- What did it cost? (between articles, " in page(report)
    assert f"{told}): [bridge.txt, claim 3]" in page(report)
    assert "- and 2 more, which" in page(report)
    assert report.line == "factgrade 2026-11-03: 3 conflicts changed"


def test_a_conflict_that_is_gone_is_told_as_it_was() -> None:
    gone = conflict(passage(page=None, number=None, verdict=None), before=Relation.UNCLEAR)
    told = page(night(gone_conflicts=listing(gone.model_copy(update={"after": None})), conflicts=Counts(gone=1)))
    line = "- What did it cost? (between articles, the difference is not explained): bridge.txt: “It cost"
    assert f"### Conflicts that are gone (1)\n\n{line}" in told


def test_a_passage_without_a_claim_or_without_a_page_is_quoted_all_the_same() -> None:
    unread, gone = passage(number=None, verdict=None), passage(path=None, page=None, number=None, verdict=None)
    told = page(night(contradictions=listing(conflict(unread, gone))))
    assert "[bridge.txt](../bridge-0011aabb.md): “It cost $4 million.”; an article that is gone: “It cost" in told


def test_claims_tell_from_which_verdict_to_which() -> None:
    told = page(
        night(
            doubted=listing(claim(Verdict.PLAUSIBLE, Verdict.DISPUTED), claim(None, Verdict.DOUBTFUL)),
            verdicts=listing(claim(Verdict.DISPUTED, Verdict.PLAUSIBLE)),
        )
    )
    assert "- nothing against it → disputed: [bridge.txt, claim 3](../bridge-0011aabb.md#claim-3): “It" in told
    assert "- doubtful: [bridge.txt, claim 3](../bridge-0011aabb.md#claim-3): “It" in told
    assert "- disputed → nothing against it: [bridge.txt, claim 3](../bridge-0011aabb.md): “It" in told


def test_what_to_look_at_comes_before_what_changed_what_failed_and_what_it_cost() -> None:
    told = page(
        night(
            doubted=listing(claim(None, Verdict.DOUBTFUL)),
            verdicts=listing(claim(Verdict.DISPUTED, Verdict.PLAUSIBLE)),
            unchecked=listing(UncheckedLine(path="in/a.txt", page="a-1.md", reasons=("grading claims: cut off",))),
            rejected=listing(RejectedInput(path="in/b.bin", reason="is no text")),
            run=run_line(RunOutcome.INCOMPLETE, 3),
        )
    )
    titles = [line for line in told.splitlines() if line.startswith("## ")]
    assert titles == [
        "## Look at this first",
        "## What changed",
        "## What was not checked",
        "## Cost",
        "## How it ended",
    ]
    assert "- [in/a.txt](../a-1.md): grading claims: cut off\n" in told
    assert "- in/b.bin: is no text\n" in told
    assert "Finished, but something was not checked: the reasons stand above. Exit code 3." in told


def test_articles_are_told_by_what_became_of_them() -> None:
    article = ArticleLine(path="in/a.txt", page="a-1.md", before=Verdict.PLAUSIBLE, after=Verdict.DISPUTED)
    gone = ArticleLine(path="in/z.txt", page=None, before=Verdict.PLAUSIBLE, after=None)
    changes = ArticleChanges(
        new=listing(article.model_copy(update={"before": None})), rewritten=listing(article),
        checked=listing(article.model_copy(update={"before": Verdict.NOT_CHECKED})),
        moved=listing(MoveLine(before="in/m.txt", after="old/m.txt")), removed=listing(gone), carried_over=5,
    )  # fmt: skip
    told = page(night(articles=changes))
    assert "### New articles (1)\n\n- [in/a.txt](../a-1.md): disputed\n" in told
    assert "### Rewritten articles (1)\n\n- [in/a.txt](../a-1.md): nothing against it → disputed\n" in told
    assert "### Articles checked at last (1)\n\n- [in/a.txt](../a-1.md): not checked → disputed\n" in told
    assert "### Moved articles (1)\n\n- in/m.txt: now old/m.txt\n" in told
    assert "### Removed articles (1)\n\n- in/z.txt: nothing against it → gone\n" in told
    counts = "1 new, 1 rewritten, 1 checked at last, 0 with another verdict on the same text, 1 moved, 1 removed"
    assert f"- Articles: {counts}, 5 carried over\n" in told


def test_what_reviewers_left_and_was_not_taken_in_is_named_with_file_and_line() -> None:
    left = MarkLine(page="a-1.marked-2.md", line=99, what="agree and false alarm are ticked together")
    whole = MarkLine(page="my copy.md", line=None, what="its marks could not be collected")
    report = night(marks_left=listing(left, whole))
    told = page(report)
    assert "### Not taken in (2)\n\n- [a-1.marked-2&#46;md](../a-1.marked-2.md): line 99: agree and" in told
    assert "- my copy&#46;md: its marks could not be collected\n" in told
    assert "Nothing changed" not in told
    assert told.endswith("All is checked; what reviewers left and was not taken in stands above. Exit code 0.\n")
    assert report.line == "factgrade 2026-11-03: 2 marks not taken in"


def test_a_copy_is_named_and_leaves_a_night_quiet() -> None:
    report = night(copies=listing(RejectedInput.copy_of("in/a.txt", "in/b.txt"), count=9))
    assert "- Nothing changed: 10 articles" in page(report)
    assert "\n- A copy: in/b.txt: the same article as 'in/a.txt'\n- and 8 more copies\n- All is done." in page(report)
    assert report.line == "factgrade 2026-11-03: nothing new in 10 articles"


def test_copies_stand_behind_what_was_not_checked() -> None:
    rejected, copies = listing(RejectedInput(path="in/c", reason="no")), listing(RejectedInput.copy_of("in/a", "in/b"))
    told = page(night(rejected=rejected, copies=copies))
    assert told.index("### Not read (1)") < told.index("### Copies of another input (1)") < told.index("## Cost")


def test_what_is_left_out_is_numbered() -> None:
    told = page(night(doubted=listing(claim(None, Verdict.DOUBTFUL), count=1234), hidden=2))
    assert "### Newly doubted claims (1,234)" in told
    assert "- and 1,233 more, which `factgrade diff` and the store tell" in told
    assert "Known false alarms: 2 changes left out here" in told


def test_cost_and_tokens_are_told_of_the_night_and_of_the_cache() -> None:
    spent = Usage(attempts=3, input_tokens=1200, cached_tokens=200, output_tokens=90)
    kept = Usage(attempts=1, input_tokens=400, output_tokens=30, cost_usd=Decimal("0.02"))
    told = page(night(usage=spent, from_cache=kept, cost_usd=Decimal("0.12"), cost_usd_at_most=Decimal("0.2")))
    assert (
        "- This night: 3 requests, 1,200 tokens in (200 of them from the prompt cache), 90 out; $0.1200, at most"
        in told
    )
    assert "- Answers from the cache: 1 request, 400 tokens in" in told
    assert told.rstrip().endswith("Exit code 0.")


def test_a_night_that_was_cut_short_says_why_and_what_goes_on() -> None:
    report = night(run=run_line(RunOutcome.BUDGET, 4), stop_reason="$5 are spent")
    assert report.line == "factgrade 2026-11-03 (cut short by the budget): nothing new in 10 articles"
    assert "with a larger budget goes on where it ended. Exit code 4. The reason: $5 are spent." in page(report)


@pytest.mark.parametrize("changed", [{"conflicts": Counts(gone=1)}, {"claims": Counts(gone=2)}])
def test_a_night_that_brought_no_doubt_but_changed_something_does_not_say_that_nothing_is_new(changed: Any) -> None:  # noqa: ANN401  any field of a report
    assert night(**changed).line == "factgrade 2026-11-03: no new doubt in 10 articles"
    anew = ArticleLine(path="in/a.txt", page="a-1.md", before=Verdict.OUTDATED, after=Verdict.PLAUSIBLE)
    told = night(articles=ArticleChanges(decided_anew=listing(anew), carried_over=10))
    assert told.line == "factgrade 2026-11-03: no new doubt in 11 articles"


def test_a_run_before_that_was_cut_short_is_told_as_such() -> None:
    assert "02:30 UTC, which was cut short (budget)." in page(night(before=run_line(RunOutcome.BUDGET, 4)))


def test_a_second_report_of_a_date_has_a_number() -> None:
    markdown, lines = render_night(night(number=2))
    assert (markdown.name, lines.name) == ("2026-11-03-2.md", "2026-11-03-2.json")
    assert markdown.text.startswith("# Night of 2026-11-03, report 2\n")
    assert NightReport.model_validate_json(lines.text) == night(number=2)


@pytest.mark.parametrize("page_name", ["../../x.md", "javascript:alert(1)", "a b.md", "x.md)", "X.md#"])
def test_a_page_of_a_name_that_we_never_give_is_not_linked(page_name: str) -> None:
    told = page(night(doubted=listing(claim(None, Verdict.DOUBTFUL, page=page_name))))
    assert "- doubtful: bridge.txt, claim 3: “It cost" in told


def test_nothing_that_an_article_says_acts_as_markdown() -> None:
    hostile = passage(path=f"in/{HOSTILE}", quote=HOSTILE)
    told = page(
        night(
            contradictions=listing(conflict(hostile).model_copy(update={"topic": HOSTILE})),
            unchecked=listing(UncheckedLine(path=HOSTILE, page="a-1.md", reasons=(HOSTILE,))),
            rejected=listing(RejectedInput(path=HOSTILE, reason=HOSTILE)),
            stop_reason=HOSTILE,
        )
    )
    assert not re.search(r"<img|\]\(http|`x`|\n# head|\u202e", told)


COUNTS = st.integers(0, 10**9)


@given(st.tuples(*[COUNTS] * 8), st.sampled_from(RunOutcome), st.booleans())
def test_the_line_for_a_chat_is_short_and_plain(counts: tuple[int, ...], outcome: RunOutcome, is_first: bool) -> None:  # noqa: FBT001  drawn
    against, doubted, changed, new, removed, unchecked, rejected, left = (Listing[Any](count=one) for one in counts)
    told = night(
        contradictions=against, doubted=doubted, verdicts=changed, unchecked=unchecked, rejected=rejected,
        marks_left=left, articles=ArticleChanges(new=new, removed=removed), cost_usd=Decimal(123456),
        run=run_line(outcome, 0), before=None if is_first else run_line(),
    ).line  # fmt: skip
    assert re.fullmatch(r"factgrade 2026-11-03( \([a-z, ]+\))?: [a-z0-9$., ]+", told)
    assert len(told) <= 200
    assert f"{counts[0]:,}" in told or not counts[0]


@pytest.mark.parametrize(
    ("usd", "told"),
    [("0.4218", ", $0.42"), ("0.01", ", $0.01"), ("0.0099", ", under $0.01"), ("0.0001", ", under $0.01"), ("0", "")],
)
def test_what_a_night_cost_is_told_in_cents_and_never_as_nothing(usd: str, told: str) -> None:
    assert night(cost_usd=Decimal(usd)).line == f"factgrade 2026-11-03: nothing new in 10 articles{told}"


def test_a_night_that_ran_out_of_time_is_not_told_to_want_a_larger_budget() -> None:
    report = night(run=run_line(RunOutcome.BUDGET, 4), stop_reason=out_of_time(1.5))
    assert report.line == "factgrade 2026-11-03 (cut short by the time limit): nothing new in 10 articles"
    assert "The time limit was reached: the same command goes on where it ended. Exit code 4." in page(report)
    assert "The reason: the time limit of 1.5 minutes is reached." in page(report)
    assert "budget" not in page(report)


def test_the_line_of_a_night_that_failed_is_plain_and_short_as_well() -> None:
    assert chat_failure("the store 'news.db' is `damaged`: see <x>\n  at http://host/_a_") == (
        "factgrade: no night, the store 'news.db' is damaged : see x at http host/ a"
    )
    assert len(chat_failure("word " * 99)) == 200
