"""An account that takes live calls and batches, and a person who gives commands to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.batch_account import Account
from tests.batch_server import KEY
from tests.chaos_articles import write_articles
from tests.e2e.desk import ARTICLES, Desk


@pytest.fixture
def account() -> Iterator[Account]:
    with Account() as running:
        yield running


@pytest.fixture
def desk(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Sit down in an empty folder with articles in `in`, and what is remembered in `state`."""
    for name in ("OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FACTGRADE_API_KEY", KEY)
    monkeypatch.setenv("FACTGRADE_FIRST_WAIT_S", "0.01")
    monkeypatch.setenv("FACTGRADE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "in", ARTICLES)
    return Desk(account)
