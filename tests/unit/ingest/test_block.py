"""The blocks of a text."""

import pytest

from pipeline.stages.ingest.block import BlockKind, find_blocks

WRAPPED = """The line between Oldbridge and Eastvale will open in September of
next year, the transport minister said on Friday. It is eighty
kilometres long and has nine new stations."""


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind.name, text[block.start : block.end]) for block in find_blocks(text)]


@pytest.mark.parametrize(
    ("line", "kind", "content"),
    [
        ("# Ferry sinks", "HEADING", "Ferry sinks"),
        ("• Twelve missing", "LIST", "Twelve missing"),
        ("  - Twelve missing", "LIST", "Twelve missing"),
        ("3. Twelve missing", "LIST", "Twelve missing"),
        ("12) Twelve missing", "LIST", "Twelve missing"),
        ("> We were told", "TEXT", "We were told"),
        ("**Bold** start", "TEXT", "**Bold** start"),
        ("1998 was wet.", "TEXT", "1998 was wet."),
        ("-5 degrees", "TEXT", "-5 degrees"),
        ("#hashtag", "TEXT", "#hashtag"),
    ],
)
def test_a_marker_tells_the_kind_and_is_left_out(line: str, kind: str, content: str) -> None:
    assert blocks(line) == [(kind, content)]


def test_hard_wrapped_lines_are_one_block() -> None:
    assert blocks(WRAPPED) == [("TEXT", WRAPPED)]


def test_a_hard_wrapped_list_item_is_one_block() -> None:
    assert [kind for kind, _ in blocks(f"- {WRAPPED}\n- A second item")] == ["LIST", "LIST"]


@pytest.mark.parametrize(
    "text",
    [
        "A headline of more than fifty letters that ends without a stop\nA short line below it",
        "A headline of more than fifty letters that ends without a stop\nin small letters " + "goes a long line " * 6,
        "short\nlines\nof a poem",
        "This paragraph of more than fifty letters ends with a full stop.\nand the next one begins in small letters",
    ],
)
def test_lines_with_room_for_the_next_word_stay_apart(text: str) -> None:
    assert len(blocks(text)) == len(text.split("\n"))


def test_a_blank_line_or_a_heading_ends_a_block() -> None:
    assert blocks("# Head\nbody\n\nmore\n") == [("HEADING", "Head"), ("TEXT", "body"), ("TEXT", "more")]


def test_a_flattened_line_is_cut_at_its_markers() -> None:
    text = "It sank. " * 50 + "### Related - [One](u1) - [Two](u2) ranked # 5"
    assert [kind for kind, _ in blocks(text)] == ["TEXT", "HEADING", "LIST", "LIST"]


def test_ordinals_glued_to_list_items_are_markers() -> None:
    items = [("LIST", "Costs fall"), ("LIST", "Jobs grow")]
    assert blocks("• 1Costs fall\n• 2Jobs grow") == items
    assert blocks("• 1Costs fall\n• 2Jobs grow\nThen") == [*items, ("TEXT", "Then")]


@pytest.mark.parametrize("text", ["• 5G grows\n• 3D printing", "• 1Password leaks", "• 1Password\n• 3D"])
def test_numbers_that_do_not_count_are_content(text: str) -> None:
    assert [content for _, content in blocks(text)] == [line[2:] for line in text.split("\n")]


def test_blocks_begin_where_the_front_matter_ends() -> None:
    assert find_blocks("head\nbody", 5)[0].kind is BlockKind.TEXT
    assert len(find_blocks("head\nbody", 5)) == 1
