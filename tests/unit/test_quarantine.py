"""The quarantine: failures in a row are counted run by run, for the content and the way it is asked about."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.llm.shelf import Shelf
from pipeline.runner.quarantine import open_quarantine, quarantine_folder
from pipeline.settings import Settings
from schemas.article import Article
from tests.factories import make_article

BAD, GOOD = make_article("The bad one.", path="bad.txt"), make_article("The good one.", path="good.txt")
Night = Callable[..., str | None]


class NewYear:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state", quarantine_after=3)


def ignore(_message: str) -> None:
    """Take a warning that the test does not look at."""


@pytest.fixture
def night(settings: Settings) -> Night:
    def spend(
        *failed: Article, good: tuple[Article, ...] = (GOOD,), way: str = "w", is_lifted: bool = False
    ) -> str | None:
        """Let articles fail and others come through, and return what was said of the first before."""
        with open_quarantine(settings, way, ignore, NewYear(), is_lifted=is_lifted) as quarantine:
            assert quarantine
            said = quarantine.reason((*failed, *good)[0])
            for article in failed:
                if quarantine.reason(article) is None:
                    quarantine.note(article, "the model declined")
            for article in good:
                quarantine.note(article, None)
            return said

    return spend


def test_after_three_runs_in_a_row_it_is_left_out_with_the_reason_and_the_way_back(night: Night) -> None:
    assert [night(BAD) for _ in range(3)] == [None] * 3
    said = night(BAD)
    assert said == (
        "left out: it failed in 3 runs in a row, on 2026-01-01 because the model declined; "
        "--retry-quarantined asks about it again"
    )
    assert night(BAD) == said


@pytest.mark.parametrize(
    ("article", "way", "is_lifted"),
    [(GOOD, "w", False), (make_article("The bad one!"), "w", False), (BAD, "another model", False), (BAD, "w", True)],
)
def test_another_article_or_way_or_a_wish_is_asked(night: Night, article: Article, way: str, is_lifted: bool) -> None:  # noqa: FBT001  a table
    for _ in range(3):
        night(BAD)
    assert night(article, good=(), way=way, is_lifted=is_lifted) is None


def test_the_same_content_under_another_path_is_known(night: Night) -> None:
    for _ in range(3):
        night(BAD)
    assert night(BAD.model_copy(update={"path": "moved.txt"})) is not None


def test_one_success_forgets_all_failures(night: Night) -> None:
    for _ in range(3):
        night(BAD)
    night(good=(BAD,), is_lifted=True)
    assert [night(BAD) for _ in range(3)] == [None] * 3


def test_failures_on_request_count_on(night: Night) -> None:
    for _ in range(5):
        night(BAD, is_lifted=True)
    assert "in 5 runs in a row" in (night(BAD) or "")


def test_where_nobody_came_through_no_failure_counts(night: Night) -> None:
    for _ in range(5):
        assert night(BAD, make_article("Another."), good=()) is None


def test_a_night_that_asks_about_one_article_alone_neither_counts_nor_forgets_its_failures(night: Night) -> None:
    assert [night(BAD) for _ in range(2)] == [None] * 2
    assert [night(BAD, good=()) for _ in range(4)] == [None] * 4
    assert night(BAD) is None
    assert "in 3 runs in a row" in (night(BAD) or "")


def test_a_run_that_ends_in_an_error_holds_nothing(settings: Settings, night: Night) -> None:
    def stop() -> None:
        with open_quarantine(settings, "w", ignore, NewYear()) as quarantine:
            assert quarantine
            quarantine.note(GOOD, None)
            quarantine.note(BAD, "declined")
            raise ConfigurationError("the key is refused")

    for _ in range(3):
        with pytest.raises(ConfigurationError):
            stop()
    assert night(BAD) is None


def test_zero_keeps_no_quarantine(settings: Settings) -> None:
    never = settings.model_copy(update={"quarantine_after": 0})
    with open_quarantine(never, "w", ignore, NewYear()) as quarantine:
        assert quarantine is None
    assert not quarantine_folder(never).exists()


def test_an_entry_that_is_damaged_counts_for_nothing(settings: Settings, night: Night) -> None:
    for _ in range(3):
        night(BAD)
    with closing(Shelf(quarantine_folder(settings), ignore)) as shelf:
        for key in list(shelf.keys()):
            shelf.set(key, '{"count": "many"}')
    assert night(BAD) is None


def test_neither_path_nor_content_can_be_read_from_the_keys(settings: Settings, night: Night) -> None:
    night(BAD)
    with closing(Shelf(quarantine_folder(settings), ignore)) as shelf:
        (key,) = shelf.keys()
    assert BAD.article_id not in key
    assert len(key) == 64


def test_a_folder_that_cannot_be_used_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(ConfigurationError, match="quarantine"),
        open_quarantine(Settings(state_dir=tmp_path / "file"), "w", ignore, NewYear()),
    ):
        raise AssertionError("it was opened")


@trying(deadline=None, max_examples=25)  # a run opens a file
@given(st.lists(st.booleans(), max_size=8), st.integers(1, 4))
def test_it_is_left_out_exactly_after_so_many_failures_in_a_row(
    tmp_path_factory: pytest.TempPathFactory, fails: list[bool], after: int
) -> None:
    settings = Settings(state_dir=tmp_path_factory.mktemp("state"), quarantine_after=after)
    in_a_row = 0
    for is_failure in fails:
        with open_quarantine(settings, "w", ignore, NewYear()) as quarantine:
            assert quarantine
            assert (quarantine.reason(BAD) is not None) is (in_a_row >= after)
            quarantine.note(GOOD, None)
            quarantine.note(BAD, "declined" if is_failure else None)
        in_a_row = in_a_row + 1 if is_failure else 0
