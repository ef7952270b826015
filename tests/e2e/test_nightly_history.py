"""Many nights over an inbox that is worked on: what is written of it bit by bit is what writing all of it gives."""

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from pipeline.store import read_store, verify_store
from tests.chaos_articles import make_up, write_articles
from tests.nights import Nights, files_of, lines_of
from tests.places import FilePlace

pytestmark = pytest.mark.untraced

NIGHTS = 4
SHOWN = ("shown_page", "shown_article", "shown_conflict")


def work_on(nights: Nights, chance: random.Random, first: int) -> None:
    """Put some articles in, and edit, move, copy and take away others."""
    write_articles(nights.inbox, make_up(chance.randrange(3), 1, first))
    files = sorted(nights.inbox.glob("*.json"))
    chance.shuffle(files)
    edited, shortened, moved, copied, gone, *_ = files
    nights.edit(edited.name, lambda text: f"{text} It paid {first} dollars for a clock.")
    nights.edit(shortened.name, lambda text: text.partition(". ")[0] + ".")
    moved.rename(nights.inbox / f"moved-{first}-{moved.name[-8:]}")
    shutil.copy(copied, nights.inbox / f"copy-{first}-{copied.name[-8:]}")
    if chance.random() < 0.5:
        gone.unlink()


def written_at_once(nights: Nights, number: int) -> dict[str, bytes]:
    """Return the files of a night over a copy of the store that does not know what was shown."""
    copy = nights.folder / f"copy-{number}.db"
    shutil.copy(nights.store, copy)
    for name in SHOWN:
        FilePlace(str(copy)).change(f"DELETE FROM {name}")  # noqa: S608  our own names
    Nights(nights.folder, str(copy), clock=nights.clock).night(out=nights.folder / f"copy-{number}")
    return files_of(nights.folder / f"copy-{number}")


@pytest.mark.parametrize("seed", [1, 2])
def test_every_night_leaves_what_writing_all_of_it_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  the same in every run
    nights = Nights(tmp_path, str(tmp_path / "news.db"))
    nights.put(16)
    for number in range(NIGHTS):
        record = nights.night().record
        assert files_of(nights.out) == written_at_once(nights, number)
        claims, sentences = lines_of(nights.out, "claims.jsonl"), lines_of(nights.out, "sentences.jsonl")
        assert record.claims == Counter(one["verdict"] for one in claims)
        assert record.sentences == Counter(one["outcome"] for one in sentences)
        assert {one["article"]["id"] for one in claims} <= {one.article_id for one in record.articles}
        assert list(verify_store(read_store(nights.store))) == []
        work_on(nights, chance, 100 * (number + 1))
    assert json.loads((nights.out / "run.json").read_bytes())["outcome"] == "complete"
