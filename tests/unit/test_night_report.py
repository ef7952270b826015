"""From two runs of a store to `nightly/<date>.md`: exact counts, the worst shown, nothing ever overwritten."""

from pathlib import Path

import pytest

from pipeline.app.night_report import MOST_SHOWN, report_night
from pipeline.errors import ConfigurationError
from pipeline.store import Store, add_marks, open_store
from schemas.article import Article, RejectedInput
from schemas.claim import NotChecked
from schemas.conflict import Relation, Side
from schemas.finding import Severity
from schemas.mark import MarkVerdict
from schemas.night_report import NightReport
from schemas.subject import Subject, subject_of_conflict, subjects_of_claims
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept, marking
from tests.factories import make_article_verdict, make_claim_verdict, make_finding

BRIDGE = kept.article("The bridge cost $4 million.", "It opened on Monday.")
FERRY = kept.article("The ferry closed in May.", path="in/ferry.txt")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "news.db")


def sound(*verdicts: Verdict, failed: tuple[NotChecked, ...] = ()) -> ArticleVerdict:
    claims = [kept.claim(BRIDGE, n, verdict) for n, verdict in enumerate(verdicts, start=1)]
    return make_article_verdict(BRIDGE, claims, not_checked=failed)


def reported(store: Store, before: str | None = "previous") -> NightReport:
    return report_night(store, Path(store.name).parent / "out", before=before)[0]


def test_claims_that_ask_for_a_look_now_are_told_apart_from_other_changes(store: Store) -> None:
    kept.save(store, sound(Verdict.PLAUSIBLE, Verdict.DISPUTED))
    kept.save(store, sound(Verdict.CONTRADICTED, Verdict.DOUBTFUL))
    told = reported(store)
    assert [(one.before, one.after) for one in told.doubted.shown] == [(Verdict.PLAUSIBLE, Verdict.CONTRADICTED)]
    assert [(one.before, one.after) for one in told.verdicts.shown] == [(Verdict.DISPUTED, Verdict.DOUBTFUL)]
    assert told.line == "factgrade 2026-11-03: 1 newly doubted claim, 1 other verdict changed"
    assert [one.path for one in told.articles.decided_anew.shown] == [BRIDGE.path]


def test_a_conflict_that_became_a_contradiction_is_new_as_such(store: Store) -> None:
    for relation in (Relation.UNCLEAR, Relation.CONTRADICTION, Relation.CONTRADICTION):
        kept.save(store, sound(), conflicts=[kept.conflict(BRIDGE, FERRY, relation=relation)])
    told = report_night(store, Path(store.name).parent, before="4f06@1", after="4f06@2")[0]
    (line,) = told.contradictions.shown
    assert (line.before, line.after, told.conflicts.changed) == (Relation.UNCLEAR, Relation.CONTRADICTION, 1)
    assert reported(store).contradictions.count == 0


def test_a_conflict_that_lost_a_passage_is_named_with_what_it_was(store: Store) -> None:
    wire = kept.article("A wire says so.", path="in/wire.txt")
    against = [kept.conflict(BRIDGE, FERRY, *more, relation=Relation.CONTRADICTION) for more in ((wire,), ())]
    kept.save(store, *map(kept.decided, (BRIDGE, FERRY, wire)), conflicts=against[:1])
    kept.save(store, *map(kept.decided, (BRIDGE, FERRY)), conflicts=against[1:])
    told = reported(store)
    (line,) = told.changed_conflicts.shown
    assert (line.before, line.after, line.sides_before, line.sides_after) == (*[Relation.CONTRADICTION] * 2, 3, 2)
    assert [one.path for one in line.passages] == [BRIDGE.path, FERRY.path]
    assert (told.changed_conflicts.count, told.conflicts.changed, told.contradictions.count) == (1, 1, 0)


def test_a_conflict_that_changed_is_named_again_where_a_false_alarm_no_longer_holds(store: Store) -> None:
    wire = kept.article("A wire says so.", path="in/wire.txt")
    three, two = (kept.conflict(BRIDGE, FERRY, *more, relation=Relation.CONTRADICTION) for more in ((wire,), ()))
    kept.save(store, *map(kept.decided, (BRIDGE, FERRY, wire)), conflicts=[three])
    kept.save(store, *map(kept.decided, (BRIDGE, FERRY)), conflicts=[two])
    settle(store, subject_of_conflict(three))
    assert (reported(store).changed_conflicts.count, reported(store).hidden) == (1, 0)
    settle(store, subject_of_conflict(two))
    assert (reported(store).changed_conflicts.count, reported(store).hidden) == (0, 1)


def test_conflicts_that_come_without_a_contradiction_and_that_go_are_named(store: Store) -> None:
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=[kept.conflict(BRIDGE, FERRY)])
    kept.save(store, kept.decided(BRIDGE, conflicts=[kept.conflict(BRIDGE, relation=Relation.UPDATE)]))
    told = reported(store)
    assert [(one.before, one.after) for one in told.new_conflicts.shown] == [(None, Relation.UPDATE)]
    (gone,) = told.gone_conflicts.shown
    assert (gone.before, gone.after) == (Relation.UNCLEAR, None)
    assert [(one.path, one.page, one.number) for one in gone.passages] == [
        (BRIDGE.path, None, None),
        (FERRY.path, None, None),
    ]


def test_of_many_conflicts_that_changed_the_worst_are_shown_and_all_are_counted(store: Store) -> None:
    for relation in (Relation.UPDATE, Relation.ROUNDING):
        topics = [f"What did it cost in {n}?" for n in range(MOST_SHOWN + 30)]
        kept.save(store, conflicts=[kept.conflict(BRIDGE, FERRY, topic=one, relation=relation) for one in topics])
    told = reported(store).changed_conflicts
    assert (told.count, len(told.shown), told.left_out) == (130, 100, 30)


def test_a_night_is_told_with_its_page_and_json_and_a_second_one_replaces_neither(store: Store, tmp_path: Path) -> None:
    kept.save(store, sound(Verdict.DISPUTED))
    pages = [report_night(store, tmp_path / "out", before=None)[1] for _ in range(3)]
    assert [page.name for page in pages] == ["2026-11-03.md", "2026-11-03-2.md", "2026-11-03-3.md"]
    assert sorted(path.name for path in (tmp_path / "out" / "nightly").iterdir()) == sorted(
        f"{page.stem}{suffix}" for page in pages for suffix in (".md", ".json")
    )
    told = NightReport.model_validate_json(pages[1].with_suffix(".json").read_bytes())
    assert (told.number, told.before, told.doubted.count) == (2, None, 1)


def test_of_many_the_worst_are_shown_and_all_are_counted(store: Store) -> None:
    kept.save(store)
    articles = [kept.article(f"It cost {n} dollars.", path=f"in/{n:03}.txt") for n in range(MOST_SHOWN + 30)]
    verdicts = [Verdict.CONTRADICTED if n > MOST_SHOWN else Verdict.DOUBTFUL for n in range(len(articles))]
    kept.save(
        store,
        *(kept.decided(one, kept.claim(one, 1, said)) for one, said in zip(articles, verdicts, strict=True)),
        rejected=[RejectedInput(path=f"in/{n}", reason="no text") for n in range(MOST_SHOWN + 1)],
    )
    told = reported(store)
    assert (told.doubted.count, len(told.doubted.shown), told.doubted.left_out) == (130, 100, 30)
    assert sum(one.after is Verdict.CONTRADICTED for one in told.doubted.shown) == 29
    assert (told.articles.new.count, len(told.articles.new.shown)) == (130, 100)
    assert (told.rejected.left_out, told.unchecked.left_out) == (1, 30)


def test_a_copy_of_another_input_is_told_apart_from_what_could_not_be_read(store: Store) -> None:
    copy, unread = (
        RejectedInput.copy_of(BRIDGE.path, "in/copy.txt"),
        RejectedInput(path="in/b.bin", reason="is no text"),
    )
    kept.save(store, sound(Verdict.PLAUSIBLE), rejected=[unread])
    kept.save(store, sound(Verdict.PLAUSIBLE), rejected=[unread, copy])
    told = reported(store)
    assert (told.rejected.shown, told.copies.shown) == ((unread,), (copy,))
    assert told.line == "factgrade 2026-11-03: 1 input not read"


def test_what_was_not_checked_is_told_by_article_with_some_of_the_reasons(store: Store) -> None:
    units = tuple(NotChecked(stage="grade", unit=f"claim {n}", reason="cut off") for n in range(5))
    kept.save(store, sound(Verdict.PLAUSIBLE, failed=units), make_article_verdict(FERRY, [kept.claim(FERRY)]))
    (line,) = reported(store, None).unchecked.shown
    assert (line.path, line.page) == (BRIDGE.path, kept.stamp(BRIDGE, 1, Verdict.PLAUSIBLE).page)
    assert line.reasons == (*(f"grading claims, claim {n}: cut off" for n in range(3)), "and 2 more")


def test_a_claim_that_alone_was_not_checked_is_told_as_well(store: Store) -> None:
    kept.save(store, make_article_verdict(FERRY, [kept.claim(FERRY, 1, Verdict.NOT_CHECKED)]))
    (line,) = reported(store, None).unchecked.shown
    assert line.reasons == ("a claim has no grade",)


def settle(store: Store, *subjects: Subject, verdict: MarkVerdict | None = MarkVerdict.FALSE_ALARM) -> None:
    with store.writing() as connection:
        add_marks(connection, [marking.mark(subject, verdict) for subject in subjects])


def doubted(article: Article, verdict: Verdict = Verdict.IMPLAUSIBLE) -> ArticleVerdict:
    """Return an article with a claim that a rule of its own doubts."""
    claim = kept.claim(article, 1, verdict)
    against = make_finding(by="rule:total", severity=Severity.ERROR)
    return kept.decided(article, claim.model_copy(update={"findings": (against,), "because": (against,)}))


def test_a_claim_that_a_reviewer_settled_is_left_out_also_where_the_article_was_edited(store: Store) -> None:
    kept.save(store)
    settle(store, *subjects_of_claims(doubted(BRIDGE), ()).values())
    edited = kept.article("The bridge cost $4 million.", "It opened on Tuesday.")
    kept.save(store, doubted(edited))
    told = reported(store)
    assert (told.hidden, told.doubted.count, told.claims.new) == (1, 0, 1)
    settle(store, *subjects_of_claims(doubted(edited), ()).values(), verdict=None)
    assert reported(store).doubted.count == 1


def test_a_conflict_that_a_reviewer_settled_is_left_out(store: Store) -> None:
    against = kept.conflict(BRIDGE, relation=Relation.CONTRADICTION)
    kept.save(store)
    kept.save(store, kept.decided(BRIDGE, conflicts=[against]))
    settle(store, subject_of_conflict(against), verdict=MarkVerdict.AGREE)
    assert (reported(store).hidden, reported(store).contradictions.count) == (0, 1)
    settle(store, subject_of_conflict(against))
    told = reported(store)
    assert (told.hidden, told.contradictions.count, told.conflicts.new) == (1, 0, 1)
    kept.save(store)
    assert (reported(store).hidden, reported(store).conflicts.gone) == (0, 1)


def test_a_claim_is_left_out_once_every_conflict_against_it_is_settled(store: Store) -> None:
    told = kept.claim(BRIDGE, 1, Verdict.CONTRADICTED).graded
    unfound = told.model_copy(update={"checked": told.checked.model_copy(update={"findings": ()})})
    stated = told.checked.grounded.claim.claim_id
    conflicts = [kept.conflict(BRIDGE, topic=topic, relation=Relation.CONTRADICTION) for topic in ("Cost?", "Day?")]
    conflicts = [
        one.model_copy(
            update={
                "by": f"rule:{n}",
                "conflict_id": f"{n}" * 64,
                "sides": (claimed(one.sides[0], stated), *one.sides[1:]),
            }
        )
        for n, one in enumerate(conflicts)
    ]
    kept.save(store)
    kept.save(store, kept.decided(BRIDGE, make_claim_verdict(unfound, Verdict.CONTRADICTED), conflicts=conflicts))
    settle(store, subject_of_conflict(conflicts[0]))
    assert (reported(store).hidden, reported(store).doubted.count) == (1, 1)
    settle(store, subject_of_conflict(conflicts[1]))
    assert (reported(store).hidden, reported(store).doubted.count) == (3, 0)


def claimed(side: Side, claim_id: str) -> Side:
    return side.model_copy(update={"claim_id": claim_id})


def test_a_settled_conflict_between_articles_is_left_out_where_no_claim_was_read_from_it(store: Store) -> None:
    across = kept.conflict(BRIDGE, FERRY, relation=Relation.CONTRADICTION)
    kept.save(store)
    kept.save(store, kept.decided(BRIDGE), kept.decided(FERRY), conflicts=[across])
    settle(store, subject_of_conflict(across))
    assert (reported(store).hidden, reported(store).contradictions.count) == (1, 0)


def test_what_takes_the_place_of_settled_claims_is_looked_at_as_well(store: Store) -> None:
    articles = [kept.article(f"It cost {n} dollars.", path=f"in/{n:03}.txt") for n in range(3 * MOST_SHOWN)]
    settled = [doubted(one, Verdict.CONTRADICTED) for one in articles[: 2 * MOST_SHOWN + 50]]
    others = [doubted(one, Verdict.DOUBTFUL) for one in articles[2 * MOST_SHOWN + 50 :]]
    kept.save(store)
    kept.save(store, *settled, *others)
    settle(store, *(subject for one in settled for subject in subjects_of_claims(one, ()).values()))
    told = reported(store)
    assert (told.hidden, told.doubted.count, told.doubted.left_out) == (250, 50, 0)


@pytest.mark.parametrize("before", [Verdict.NOT_CHECKED, Verdict.PLAUSIBLE])
def test_articles_that_are_checked_at_last_are_told_as_such_and_all_are_counted(store: Store, before: Verdict) -> None:
    kept.save(store, kept.decided(BRIDGE, kept.claim(BRIDGE, 1, before)), make_article_verdict(FERRY))
    kept.save(store, sound(Verdict.PLAUSIBLE, Verdict.PLAUSIBLE), make_article_verdict(FERRY))
    told = reported(store)
    assert [(one.path, one.before) for one in told.articles.checked.shown] == [(BRIDGE.path, before)]
    assert (told.articles.decided_anew.count, told.articles.carried_over, told.articles.count) == (0, 1, 2)
    assert told.line.startswith("factgrade 2026-11-03: 1 article checked at last")


def test_the_date_is_that_of_utc(store: Store, tmp_path: Path) -> None:
    late = kept.AT.replace(hour=23).astimezone().isoformat()
    kept.save(store, started_at=late)
    assert report_night(store, tmp_path, before=None)[1].name == "2026-11-03.md"


def test_a_folder_that_cannot_be_written_is_named(store: Store, tmp_path: Path) -> None:
    kept.save(store)
    (tmp_path / "nightly").write_text("a file", "utf-8")
    with pytest.raises(ConfigurationError, match=r"cannot write to .*nightly"):
        report_night(store, tmp_path, before=None)
