import io
from pathlib import Path

import pytest

from pipeline.files import MAX_BYTES, find_inputs
from pipeline.progress import InputSkipped, RecordingSink
from pipeline.runner import Reading, read_articles

STORY = "Harbour bridge reopens\n\nThe bridge in Porthaven reopened on Monday after repairs of a year.\n"
NO_ARTICLE = '{"colour": "red"}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news/b.txt").write_text(STORY, encoding="utf-8")
    return tmp_path / "news"


def read(*paths: str, stdin: bytes = b"") -> tuple[Reading, RecordingSink]:
    sink = RecordingSink()
    return read_articles(find_inputs(paths), io.BytesIO(stdin), sink), sink


def test_articles_come_in_input_order(folder: Path) -> None:
    (folder / "a.txt").write_text(STORY.replace("Monday", "Friday"), encoding="utf-8")
    reading, _ = read("news/b.txt", "news")
    assert [article.path for article in reading.articles] == ["news/b.txt", "news/a.txt"]


def test_a_second_copy_of_an_article_is_a_duplicate_and_no_rejection(folder: Path) -> None:
    (folder / "c.txt").write_text(STORY, encoding="utf-8")
    reading, _ = read("news")
    assert ([item.path for item in reading.duplicates], reading.rejected) == (["news/c.txt"], ())
    assert reading.duplicates[0].reason == "the same article as 'news/b.txt'"


def test_a_json_file_without_an_article_in_a_folder_is_passed_over(folder: Path) -> None:
    (folder / "gold.json").write_text(NO_ARTICLE, encoding="utf-8")
    reading, sink = read("news")
    assert (len(reading.articles), reading.rejected) == (1, ())
    assert [event.path for event in sink.events if isinstance(event, InputSkipped)] == ["news/gold.json"]


def test_the_same_file_named_by_itself_is_rejected(folder: Path) -> None:
    (folder / "gold.json").write_text(NO_ARTICLE, encoding="utf-8")
    reading, sink = read("news/gold.json")
    assert [item.path for item in reading.rejected] == ["news/gold.json"]
    assert not sink.events


@pytest.mark.parametrize("text", ['{"text": "half', "[" * 100_000])
def test_a_json_file_in_a_folder_that_cannot_be_parsed_is_rejected(folder: Path, text: str) -> None:
    (folder / "broken.json").write_text(text, encoding="utf-8")
    reading, _ = read("news")
    assert [item.path for item in reading.rejected] == ["news/broken.json"]


def test_a_file_that_is_too_large_is_rejected_and_the_others_are_read(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"x" * (MAX_BYTES + 1))
    reading, _ = read("news")
    assert [(item.path, item.reason[:11]) for item in reading.rejected] == [("news/a.txt", "larger than")]
    assert len(reading.articles) == 1


def test_what_was_not_found_is_carried_over() -> None:
    reading, _ = read("none.txt", "-", stdin=STORY.encode())
    assert [item.path for item in reading.rejected] == ["none.txt"]
    assert [article.path for article in reading.articles] == ["-"]


COST = "The bridge of Norhaven cost ${} million in all, the mayor said."
# The ids of these two texts begin with the same eight digits.
ALIKE = (COST.format(19245), COST.format(40114))


def test_an_article_whose_page_another_has_is_rejected_and_the_others_are_read(folder: Path) -> None:
    for name, text in zip(("p/a.txt", "q/a.txt", "q/c.txt"), (*ALIKE, STORY.replace("year", "month")), strict=True):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    reading, _ = read("news/p", "news/q")
    assert [article.path for article in reading.articles] == ["news/p/a.txt", "news/q/c.txt"]
    (rejected,) = reading.rejected
    assert rejected.path == "news/q/a.txt"
    assert rejected.reason == "its page would have the name of that of 'news/p/a.txt': rename the file"


def test_articles_with_ids_alike_and_other_names_are_read(folder: Path) -> None:
    (folder / "a.txt").write_text(ALIKE[0], encoding="utf-8")
    (folder / "c.txt").write_text(ALIKE[1], encoding="utf-8")
    assert len(read("news/a.txt", "news/c.txt")[0].articles) == 2
