"""A store from which old runs were taken holds what it would hold had they never been saved."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.store import Keeping, open_store, prune_store, verify_store
from tests import kept
from tests.drawn_nights import Night, nights
from tests.places import FilePlace

CONTENT = (
    "article_verdict", "article_verdict_claim", "article_verdict_conflict", "claim", "claim_verdict",
    "claim_verdict_finding", "conflict", "conflict_side", "finding", "grade", "ledger", "sentence",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores")


def saved(file: Path, drawn: Sequence[Night]) -> FilePlace:
    for part in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{part}").unlink(missing_ok=True)
    for night in drawn:
        kept.save(open_store(file), *night.verdicts, conflicts=night.conflicts)
    return FilePlace(str(file))


def rows(place: FilePlace, tables: Sequence[str]) -> dict[str, list[Any]]:
    return {name: sorted(place.rows(f"SELECT * FROM {name}"), key=repr) for name in tables}  # noqa: S608  our own names


@settings(deadline=None, max_examples=10)  # two stores each
@given(st.lists(nights(), min_size=2, max_size=4), st.data())
def test_what_stays_is_what_the_runs_that_stay_hold(folder: Path, drawn: list[Night], data: st.DataObject) -> None:
    most = data.draw(st.integers(1, len(drawn)))
    with_articles = data.draw(st.booleans())
    place = saved(folder / "pruned.db", drawn)
    store = open_store(place.address)
    prune_store(store, Keeping(runs=most), kept.AT + timedelta(days=1), with_articles=with_articles)
    assert rows(place, CONTENT) == rows(saved(folder / "fresh.db", drawn[-most:]), CONTENT)
    assert list(verify_store(store)) == []
    paths = {path for (path,) in place.rows("SELECT path FROM article_version")}
    held = drawn[-most:] if with_articles else drawn
    assert paths == {one.article.path for night in held for one in night.verdicts}
