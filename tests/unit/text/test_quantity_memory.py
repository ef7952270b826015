import threading
from collections.abc import Callable
from functools import partial

from pipeline.text.quantity.find import find_quantities
from pipeline.text.quantity.memory import QUANTITY_CHARS, TEXT_CHARS, Memory
from schemas.quantity import Quantity


class Reader:
    """Reads texts and keeps count of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str, _context: str | None) -> tuple[Quantity, ...]:
        self.texts.append(text)
        return find_quantities(text)


class SlowToCount(str):
    """A text that tells its length only after another thread was let in between."""

    __slots__ = ("meanwhile",)
    meanwhile: Callable[[], object]

    def __len__(self) -> int:
        thread = threading.Thread(target=self.meanwhile)
        thread.start()
        thread.join()
        return super().__len__()


def test_a_text_is_read_once() -> None:
    reader = Reader()
    memory = Memory(reader)
    assert memory("12 people", None) == memory("12 people", None)
    assert len(reader.texts) == 1


def test_a_text_is_read_for_each_context() -> None:
    reader = Reader()
    memory = Memory(reader)
    memory("¥5", None)
    memory("¥5", "Tokyo")
    assert len(reader.texts) == 2


def test_no_number_of_sentences_makes_a_second_round_read_again() -> None:
    reader = Reader()
    memory = Memory(reader)
    texts = [f"ward {number}" for number in range(5_000)] * 3
    for text in texts:
        memory(text, None)
    assert len(reader.texts) == 5_000


def test_what_is_kept_is_bounded_by_its_size() -> None:
    reader = Reader()
    memory = Memory(reader, most_chars=4 * (TEXT_CHARS + QUANTITY_CHARS))
    for text in ["1 a", "2 a", "3 a", "4 a", "5 a", "1 a"]:
        memory(text, None)
    assert reader.texts == ["1 a", "2 a", "3 a", "4 a", "5 a", "1 a"]


def test_what_was_asked_for_lately_is_kept() -> None:
    reader = Reader()
    memory = Memory(reader, most_chars=4 * (TEXT_CHARS + QUANTITY_CHARS))
    for text in ["1 a", "2 a", "1 a", "3 a", "1 a"]:
        memory(text, None)
    assert reader.texts == ["1 a", "2 a", "3 a"]


def test_everything_can_be_forgotten() -> None:
    reader = Reader()
    memory = Memory(reader)
    memory("12 people", None)
    memory.cache_clear()
    memory("12 people", None)
    assert len(reader.texts) == 2


def test_what_two_threads_add_at_a_time_is_counted_for_both() -> None:
    reader = Reader()
    memory = Memory(reader, most_chars=4 * (TEXT_CHARS + 1))
    slow = SlowToCount("a")
    slow.meanwhile = partial(memory, "b", None)
    for text in [slow, "c", "d", "e", "a"]:
        memory(text, None)
    assert sorted(reader.texts) == ["a", "a", "b", "c", "d", "e"]
