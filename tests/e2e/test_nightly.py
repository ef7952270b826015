"""Nights over one inbox: what is new is asked about and compared, and the files are as if all of it was new."""

import io
import json
from pathlib import Path

import pytest

from pipeline.app import RunCommand, Surroundings, run
from pipeline.errors import BudgetError, ConfigurationError, UnavailableError
from pipeline.llm.scripted import ScriptedLLM
from pipeline.progress import SilentSink
from pipeline.settings import Settings
from pipeline.store import list_runs, read_store, verify_store
from schemas.run import RunOutcome
from tests.chaos_articles import make_up
from tests.nights import Nights, answered, files_of, lines_of
from tests.places import Place, Places

COUNT = 8
EDITED, TOLD_AGAIN = (one.name for one in make_up(2, 1, 6))


@pytest.fixture
def nights(tmp_path: Path, place: Place) -> Nights:
    made = Nights(tmp_path, place.address)
    made.put(COUNT)
    return made


def afresh(nights: Nights, places: Places) -> dict[str, bytes]:
    """Return the files that a first night over the same inbox writes."""
    other = places.new()
    Nights(nights.folder, other.address).night(out=nights.folder / "afresh")
    places.drop(other)
    return files_of(nights.folder / "afresh")


def test_a_first_night_writes_what_a_run_writes(nights: Nights) -> None:
    nights.night()
    settings = Settings(base_url="http://127.0.0.1:9/v1", model="m", profile="large", concurrency=2)
    command = RunCommand((str(nights.inbox),), nights.folder / "plain")
    around = Surroundings(nights.clock, SilentSink(), io.BytesIO())
    run(command, settings, around, llm=ScriptedLLM(answered, model="m"))
    assert files_of(nights.out) == files_of(nights.folder / "plain")


def test_a_night_with_nothing_new_asks_nothing_and_touches_no_page(nights: Nights) -> None:
    nights.night()
    before = {path.name: path.stat().st_mtime_ns for path in nights.out.iterdir() if path.suffix in {".md", ".jsonl"}}
    end = nights.night()
    assert nights.requests == []
    assert {name: (nights.out / name).stat().st_mtime_ns for name in before} == before
    assert "nothing new in 8 articles" in end.report.line
    assert len(list_runs(read_store(nights.store))) == 2


def test_a_copy_in_the_inbox_is_read_and_told_as_one_which_changes_nothing(nights: Nights) -> None:
    nights.night()
    (nights.inbox / "z-copy.json").write_bytes((nights.inbox / EDITED).read_bytes())
    told = nights.night().report
    reason = f"the same article as {str(nights.inbox / EDITED)!r}"
    assert [(Path(one.path).name, one.reason) for one in told.copies.shown] == [("z-copy.json", reason)]
    assert (told.rejected.count, told.articles.carried_over, told.has_changed) == (0, COUNT, False)
    assert "nothing new in 8 articles" in told.line


def test_an_edited_article_is_asked_about_where_it_was_edited(nights: Nights, places: Places) -> None:
    nights.night()
    nights.edit(EDITED, lambda text: text + " A second crew of 31 painted its gate blue.")
    nights.night()
    (asked,) = nights.asked()
    assert asked.startswith(str(nights.inbox / EDITED))
    assert "painted its gate blue" in nights.requests[0].user
    assert "for a clock" not in nights.requests[0].user
    assert files_of(nights.out) == afresh(nights, places)


def test_an_edited_article_that_a_stopped_night_left_over_keeps_what_is_known_of_its_other_sentences(
    nights: Nights, places: Places
) -> None:
    nights.night()
    before = _told(nights)
    nights.edit(EDITED, lambda text: text + " A second crew of 31 painted its gate blue.")
    nights.script = lambda _: BudgetError("the budget of $0.01 is used up")
    assert nights.night().record.outcome is RunOutcome.BUDGET
    reasons = [row.get("reason") for row in lines_of(nights.out, "sentences.jsonl") if row["outcome"] == "not_checked"]
    assert reasons == ["not finished: the budget of $0.01 is used up"]
    assert _told(nights) == before
    nights.script = answered
    assert nights.night().record.outcome is RunOutcome.COMPLETE
    assert files_of(nights.out) == afresh(nights, places)


def _told(nights: Nights) -> tuple[list[str], int]:
    """Return what is claimed, and how many conflicts there are; what a model settled is open where none is asked."""
    claims = [row["statement"] for row in lines_of(nights.out, "claims.jsonl")]
    return claims, len(lines_of(nights.out, "conflicts.jsonl"))


def test_a_new_article_is_compared_with_what_is_known(nights: Nights, places: Places) -> None:
    kept = (nights.inbox / TOLD_AGAIN).read_bytes()
    (nights.inbox / TOLD_AGAIN).unlink()
    nights.night()
    before = lines_of(nights.out, "conflicts.jsonl")
    (nights.inbox / TOLD_AGAIN).write_bytes(kept)
    end = nights.night()
    after = lines_of(nights.out, "conflicts.jsonl")
    assert len(after) > len(before)
    assert end.report.articles.new.count == 1
    assert files_of(nights.out) == afresh(nights, places)


def test_a_removed_article_leaves_pages_and_comparisons_and_stays_in_the_store(
    nights: Nights, places: Places, place: Place
) -> None:
    nights.night()
    told = place.rows("SELECT COUNT(*) FROM article")
    (nights.inbox / TOLD_AGAIN).unlink()
    end = nights.night()
    assert [line.path for line in end.report.articles.removed.shown] == [str(nights.inbox / TOLD_AGAIN)]
    assert not list(nights.out.glob(f"{Path(TOLD_AGAIN).stem}-*.md"))
    assert files_of(nights.out) == afresh(nights, places)
    assert place.rows("SELECT COUNT(*) FROM article") == told


def test_a_moved_article_is_the_same_article(nights: Nights, places: Places) -> None:
    nights.night()
    (nights.inbox / EDITED).rename(nights.inbox / "moved.json")
    end = nights.night()
    assert nights.asked() == nights.asked("grade") == []
    assert [(line.before, line.after) for line in end.report.articles.moved.shown] == [
        (str(nights.inbox / EDITED), str(nights.inbox / "moved.json"))
    ]
    assert not list(nights.out.glob(f"{Path(EDITED).stem}-*.md"))
    assert files_of(nights.out) == afresh(nights, places)


def test_everything_is_asked_about_anew_by_another_model(nights: Nights) -> None:
    nights.night()
    nights.model = "another"
    nights.night()
    assert len(nights.asked()) >= COUNT


def test_what_failed_is_asked_about_again(nights: Nights, places: Places) -> None:
    nights.script = lambda request: UnavailableError("down") if EDITED in request.unit else answered(request)
    assert nights.night().record.outcome is RunOutcome.INCOMPLETE
    nights.script = answered
    assert nights.night().record.outcome is RunOutcome.COMPLETE
    assert all(EDITED in unit for unit in nights.asked())
    assert files_of(nights.out) == afresh(nights, places)


def test_pages_that_were_changed_or_taken_away_are_written_again(nights: Nights) -> None:
    nights.night()
    whole = files_of(nights.out)
    first, second, *_ = sorted(nights.out.glob("*-*.md"))
    first.unlink()
    second.write_text("scribbled", encoding="utf-8")
    nights.night()
    assert nights.requests == []
    assert files_of(nights.out) == whole


def test_a_night_that_could_not_write_its_pages_is_finished_by_the_next(nights: Nights, places: Places) -> None:
    nights.out.mkdir()
    (nights.out / "claims.jsonl").mkdir()
    with pytest.raises(ConfigurationError, match="cannot write to the output folder"):
        nights.night()
    (nights.out / "claims.jsonl").rmdir()
    nights.night()
    assert nights.requests == []
    assert len(list_runs(read_store(nights.store))) == 1
    assert files_of(nights.out) == afresh(nights, places)


def test_what_a_night_could_not_tell_the_next_one_tells_with_its_own(nights: Nights) -> None:
    nights.night()
    reports = nights.out / "nightly"
    reports.rename(nights.folder / "away")
    reports.write_text("in the way", encoding="utf-8")
    nights.put(1, COUNT)
    with pytest.raises(ConfigurationError):
        nights.night()
    reports.unlink()
    nights.put(1, COUNT + 1)
    report = nights.night().report
    told = {Path(line.path).name for line in report.articles.new.shown}
    assert told == {one.name for one in make_up(2, 1, COUNT)}


def test_a_report_that_could_not_be_written_is_written_by_the_next_night(nights: Nights) -> None:
    nights.out.mkdir()
    (nights.out / "nightly").write_text("in the way", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        nights.night()
    (nights.out / "nightly").unlink()
    assert "first night" in nights.night().report.line
    assert len(list_runs(read_store(nights.store))) == 1


def test_an_inbox_that_is_empty_of_a_sudden_changes_nothing(nights: Nights) -> None:
    nights.night()
    before = files_of(nights.out)
    for file in nights.inbox.iterdir():
        file.unlink()
    with pytest.raises(ConfigurationError, match="nothing to read"):
        nights.night()
    assert files_of(nights.out) == before


def test_a_store_of_nights_holds_what_its_hashes_say(nights: Nights) -> None:
    nights.night()
    nights.edit(EDITED, lambda text: text + " It paid 12 dollars for a clock.")
    nights.night()
    assert list(verify_store(read_store(nights.store))) == []


def test_the_record_of_a_night_counts_all_articles(nights: Nights) -> None:
    nights.night()
    nights.edit(EDITED, lambda text: text + " It paid 12 dollars for a clock.")
    record = nights.night().record
    claims, sentences = lines_of(nights.out, "claims.jsonl"), lines_of(nights.out, "sentences.jsonl")
    assert sum(record.claims.values()) == len(claims)
    assert sum(record.sentences.values()) == len(sentences)
    assert {stamp.page for stamp in record.articles} == {path.name for path in nights.out.glob("*-*.md")}
    assert json.loads((nights.out / "run.json").read_bytes())["run_id"] == record.run_id
