"""The page of results is what the stored evaluations and its words make it, and they hold no text of a set."""

from pathlib import Path

import pytest

from pipeline.eval.result import Evaluation
from tests import results

STORED = sorted(results.FOLDER.glob("*.json"))


def test_the_committed_page_is_what_the_target_writes() -> None:
    assert results.PAGE.read_text(encoding="utf-8") == results.page(), "run: make results"


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_evaluation_reads_back_and_names_things_by_short_ids_alone(path: Path) -> None:
    stored = Evaluation.model_validate_json(path.read_text(encoding="utf-8"))
    for result in stored.results:
        assert len(result.judgements) >= result.taken
        assert all(" " not in one.item_id and len(one.item_id) < 60 for one in result.judgements)


def test_every_stored_evaluation_is_told_on_the_page() -> None:
    words = (results.FOLDER / results.TEMPLATE).read_text(encoding="utf-8")
    assert [path.stem for path in STORED if f'"{path.stem}"' not in words] == []
