"""Files of a run appear whole or not at all, and nothing of another's is touched."""

import hashlib
import json
import resource
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from weakref import ReferenceType, ref

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import next_number, prepare_output, write_dated, write_output, write_pieces
from pipeline.report import OutputPart
from tests.rendered import whole


def place(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    return folder


def test_output_is_written_into_a_new_folder_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_output(tmp_path / "a/b", whole({"run.json": "{}", "index.md": "é"}))
    assert sorted(path.name for path in (tmp_path / "a/b").iterdir()) == ["index.md", "run.json"]
    assert (tmp_path / "a/b/index.md").read_bytes() == "é".encode()


def test_written_files_follow_the_umask(tmp_path: Path) -> None:
    write_output(tmp_path, whole({"index.md": ""}))
    place(tmp_path, "plain")
    assert (tmp_path / "index.md").stat().st_mode == (tmp_path / "plain").stat().st_mode


def record(*pages: object, indent: int | None = None) -> str:
    return json.dumps({"run_id": "1", "articles": [{"page": page} for page in pages], "usage": {}}, indent=indent)


@pytest.mark.parametrize("indent", [None, 1, 2])
def test_a_stale_page_of_an_earlier_run_is_removed(tmp_path: Path, indent: int | None) -> None:
    written = record("old.md", "kept.md", indent=indent)
    write_output(tmp_path, whole({"old.md": "", "kept.md": "1", "run.json": written}))
    place(tmp_path, "mine.md")
    write_output(tmp_path, whole({"kept.md": "2", "run.json": record("kept.md")}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.md", "mine.md", "run.json"]


@pytest.mark.parametrize("page", ["../victim.md", "victim.txt", "/victim.md", "..\\victim.md", 7, None])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_record_that_lists_anything_but_a_page_removes_nothing(
    tmp_path: Path, page: object, indent: int | None
) -> None:
    out = place(tmp_path, "victim.md", "out/victim.txt", "out/..\\victim.md") / "out"
    (out / "run.json").write_text(record(page, indent=indent), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    write_output(out, whole({"run.json": record()}))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [('"run_id"', '"id"'), ('"1"', "1"), ('"a.md"', 100_000 * "["), ("\n}", ""), ("{\n", "[\n")],
    ids=["key", "value", "deep", "end", "start"],
)
def test_what_is_no_record_of_a_run_removes_nothing(tmp_path: Path, old: str, new: str) -> None:
    place(tmp_path, "a.md")
    (tmp_path / "run.json").write_text(record("a.md", indent=2).replace(old, new, 1), encoding="utf-8")
    write_output(tmp_path, whole({"run.json": record()}))
    assert (tmp_path / "a.md").exists()


def test_a_record_whose_articles_are_no_list_removes_nothing(tmp_path: Path) -> None:
    place(tmp_path, "a.md")
    (tmp_path / "run.json").write_text('{"run_id": "1", "articles": {"page": "a.md"}}', encoding="utf-8")
    write_output(tmp_path, whole({"run.json": record()}))
    assert (tmp_path / "a.md").exists()


def test_a_failed_write_leaves_the_earlier_file_and_no_fragment(tmp_path: Path) -> None:
    write_output(tmp_path, whole({"index.md": "whole"}))
    with pytest.raises(UnicodeEncodeError):
        write_output(tmp_path, whole({"index.md": "half \ud800"}))
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"index.md": "whole"}


@pytest.mark.parametrize("act", [prepare_output, lambda folder: write_output(folder, whole({"a.md": ""}))])
def test_an_output_path_that_is_a_file_is_a_configuration_error(tmp_path: Path, act: object) -> None:
    place(tmp_path, "file")
    assert callable(act)
    with pytest.raises(ConfigurationError, match="choose another with --out"):
        act(tmp_path / "file")


def test_a_page_name_taken_by_a_folder_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "index.md").mkdir()
    with pytest.raises(ConfigurationError, match="cannot write"):
        write_output(tmp_path, whole({"index.md": ""}))


def shown(folder: Path) -> dict[str, str]:
    """Return what a reader sees; hidden files are not for reading."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if not path.name.startswith(".")}


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def bit(name: str, text: str) -> OutputPart:
    return OutputPart(name, text, is_whole=False)


def test_a_page_is_there_as_soon_as_it_is_taken(tmp_path: Path) -> None:
    seen = []

    def parts() -> Iterator[OutputPart]:
        for n in range(3):
            yield OutputPart(f"{n}.md", str(n))
            seen.append(shown(tmp_path))

    write_output(tmp_path, parts())
    assert seen == [{f"{n}.md": str(n) for n in range(end)} for end in (1, 2, 3)]


def test_a_file_in_parts_is_there_when_all_have_come(tmp_path: Path) -> None:
    seen = []

    def parts() -> Iterator[OutputPart]:
        for n in range(3):
            yield from (bit("a.jsonl", f"a{n}\n"), bit("b.jsonl", f"b{n}\n"))
            seen.append(shown(tmp_path))

    write_output(tmp_path, parts())
    assert seen == [{}, {}, {}]
    assert shown(tmp_path) == {"a.jsonl": "a0\na1\na2\n", "b.jsonl": "b0\nb1\nb2\n"}


def test_a_file_in_parts_without_text_is_an_empty_file(tmp_path: Path) -> None:
    write_output(tmp_path, [bit("a.jsonl", "")])
    assert shown(tmp_path) == {"a.jsonl": ""}


def test_the_record_waits_for_what_comes_after_it(tmp_path: Path) -> None:
    seen = []

    def parts() -> Iterator[OutputPart]:
        yield OutputPart("run.json", record())
        yield OutputPart("a.md", "")
        seen.append(shown(tmp_path))

    write_output(tmp_path, parts())
    assert seen == [{"a.md": ""}]
    assert shown(tmp_path) == {"a.md": "", "run.json": record()}


def test_no_record_is_written_where_a_file_could_not_be_shown(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(ConfigurationError, match="cannot write"):
        write_output(tmp_path, [bit("a.jsonl", "x"), OutputPart("run.json", record())])
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_without_a_record_no_page_is_stale(tmp_path: Path) -> None:
    write_output(tmp_path, whole({"old.md": "", "run.json": record("old.md")}))
    write_output(tmp_path, whole({"new.md": ""}))
    assert (tmp_path / "old.md").exists()


@pytest.mark.parametrize("error", [OSError(5, "the spool broke"), ValueError("a bug"), KeyboardInterrupt()])
@pytest.mark.parametrize("count", range(5))
def test_what_stops_the_parts_leaves_whole_files_and_is_told_as_it_is(
    tmp_path: Path, count: int, error: BaseException
) -> None:
    earlier, files = {"a.md": "old a", "c.jsonl": "old c", "run.json": record("a.md")}, ("a.md", "b.md")
    write_output(tmp_path, whole(earlier))

    def parts() -> Iterator[OutputPart]:
        steps = [bit("c.jsonl", "new "), *(OutputPart(name, "new") for name in files), bit("c.jsonl", "c")]
        yield from steps[:count]
        raise error

    with pytest.raises(type(error)) as caught:
        write_output(tmp_path, parts())
    assert caught.value is error
    assert shown(tmp_path) == earlier | dict.fromkeys(files[: max(count - 1, 0)], "new")
    assert hidden(tmp_path) == []


@pytest.fixture
def largest_file() -> Iterator[int]:
    """Let no file of this process grow beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = 1024 * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_full_disk_is_a_configuration_error_and_leaves_no_trace(
    tmp_path: Path, largest_file: int, *, is_whole: bool
) -> None:
    sizes = [largest_file + 1] if is_whole else [largest_file, 1]
    write_output(tmp_path, whole({"a.jsonl": "old"}))
    with pytest.raises(ConfigurationError, match="File too large"):
        write_output(tmp_path, [OutputPart("a.jsonl", "x" * size, is_whole) for size in sizes])
    assert shown(tmp_path) == {"a.jsonl": "old"}
    assert hidden(tmp_path) == []


LEFT = f".a.md.{'0f' * 16}.tmp"
NOT_LEFT = (
    ".hidden",
    ".a.md.tmp",
    LEFT[1:],
    LEFT + "x",
    f".a.md.{'0f' * 15}.tmp",
    f".a.md.{'0F' * 16}.tmp",
    f".{LEFT}d",
)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    place(tmp_path, LEFT, f".{LEFT}", f".claims.jsonl.{'a1' * 16}.tmp")
    write_output(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [*NOT_LEFT, f"{LEFT}/inside"])
def test_nothing_but_what_a_run_left_is_removed(tmp_path: Path, name: str) -> None:
    place(tmp_path, name)
    write_output(tmp_path, [])
    assert (tmp_path / name).exists()


def test_preparing_removes_nothing_that_another_run_may_be_writing(tmp_path: Path) -> None:
    place(tmp_path, LEFT)
    prepare_output(tmp_path)
    assert hidden(tmp_path) == [LEFT]


def test_no_part_is_held_beside_the_next(tmp_path: Path) -> None:
    held: list[ReferenceType[OutputPart]] = []
    counts = []

    def part(n: int) -> OutputPart:
        made = OutputPart(f"{n}.md", "x", is_whole=bool(n % 2))
        held.append(ref(made))
        counts.append(sum(one() is not None for one in held))
        return made

    write_output(tmp_path, (part(n) for n in range(9)))
    assert max(counts) <= 2


def test_a_run_disturbs_no_run_into_another_folder(tmp_path: Path) -> None:
    def parts(name: str, other: Sequence[str]) -> Iterator[OutputPart]:
        yield bit("c.jsonl", f"{name} begins, ")
        if other:
            write_output(tmp_path / other[0], parts(other[0], other[1:]))
        yield bit("c.jsonl", f"{name} ends")

    write_output(tmp_path / "a", parts("a", ["b", "c"]))
    found = {name: shown(tmp_path / name) for name in "abc"}
    assert found == {name: {"c.jsonl": f"{name} begins, {name} ends"} for name in "abc"}


DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("there", "number"),
    [([], 1), (["2026-11-03.md"], 2), (["2026-11-03.json"], 2), (["2026-11-03.md", "2026-11-03-2.json"], 3),
     (["2026-11-04.md", "2026-11-03-2.md"], 1)],
)  # fmt: skip
def test_a_file_of_a_day_takes_the_next_number_that_is_free(tmp_path: Path, there: list[str], number: int) -> None:
    assert next_number(place(tmp_path / "nightly", *there), DAY) == number


def test_dated_files_are_written_and_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    place(tmp_path, f".2026-11-02.md.{'0' * 32}.tmp", "2026-11-02.md")
    write_dated(tmp_path, whole({"2026-11-03.md": "é"}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-02.md", "2026-11-03.md"]
    assert (tmp_path / "2026-11-03.md").read_bytes() == "é".encode()


def test_a_folder_of_dated_files_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    place(tmp_path, "file")
    with pytest.raises(ConfigurationError, match=r"cannot write to '.*file/nightly' .*--out"):
        write_dated(tmp_path / "file" / "nightly", [])
    with pytest.raises(ConfigurationError, match=r"cannot write to '.*file' .*--out"):
        next_number(tmp_path / "file", DAY)


def test_a_record_in_parts_is_shown_whole_and_last(tmp_path: Path) -> None:
    def parts() -> Iterator[OutputPart]:
        yield bit("run.json", record()[:9])
        yield bit("run.json", record()[9:])
        yield bit("a.jsonl", "x")
        assert shown(tmp_path) == {}

    write_output(tmp_path, parts())
    assert shown(tmp_path) == {"a.jsonl": "x", "run.json": record()}


ID = "0123456789ab"
BOXES = f"- [x] agree <!-- mark agree {ID} -->\n- Note on claim 1:\n<!-- mark end {ID} -->\n"
EMPTY = BOXES.replace("[x]", "[ ]")


def marked(folder: Path, page: str = BOXES) -> dict[str, str]:
    """Write pages as a run does, of which one is marked then; return what stands there."""
    before = {"a.md": EMPTY, "b.md": EMPTY, "markable.jsonl": "earlier\n", "run.json": record("a.md", "b.md")}
    write_output(folder, whole(before))
    (folder / "a.md").write_text(page, encoding="utf-8")
    return before | {"a.md": page}


def test_a_marked_page_stays_beside_the_new_one_with_what_its_boxes_are_about(tmp_path: Path) -> None:
    marked(tmp_path)
    new = {"a.md": "new", "b.md": "new", "markable.jsonl": "later\n", "run.json": record("a.md", "b.md")}
    assert write_output(tmp_path, whole(new)) == ("a.marked-1.md",)
    assert shown(tmp_path) == new | {"a.marked-1.md": BOXES, "markable.marked-1.jsonl": "earlier\n"}


def test_a_marked_page_that_is_stale_stays_under_its_other_name(tmp_path: Path) -> None:
    marked(tmp_path)
    write_output(tmp_path, whole({"markable.jsonl": "later\n", "run.json": record()}))
    assert shown(tmp_path).keys() == {"a.marked-1.md", "markable.marked-1.jsonl", "markable.jsonl", "run.json"}


def test_a_marked_page_stays_though_nothing_tells_what_its_boxes_are_about(tmp_path: Path) -> None:
    marked(tmp_path)
    (tmp_path / "markable.jsonl").unlink()
    assert write_output(tmp_path, whole({"a.md": "new"})) == ("a.marked-1.md",)
    assert "markable.marked-1.jsonl" not in shown(tmp_path)


def test_every_state_of_a_marked_page_has_a_number_of_its_own(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        marked(tmp_path, f"{BOXES}{number}")
    write_output(tmp_path, whole({"a.md": "new"}))
    assert [shown(tmp_path)[f"a.marked-{number}.md"][-1] for number in (1, 2, 3)] == ["1", "2", "3"]


def test_a_page_whose_marks_are_collected_is_overwritten(tmp_path: Path) -> None:
    before = marked(tmp_path)
    collected = {hashlib.sha256(BOXES.encode()).hexdigest()}
    assert write_output(tmp_path, whole({"a.md": "new"}), collected) == ()
    assert shown(tmp_path) == before | {"a.md": "new"}


def test_a_marked_page_stays_wherever_a_run_ends(tmp_path: Path) -> None:
    before = marked(tmp_path)

    def parts() -> Iterator[OutputPart]:
        yield OutputPart("a.md", "new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_output(tmp_path, parts())
    assert shown(tmp_path) == before | {
        "a.md": "new",
        "a.marked-1.md": BOXES,
        "markable.marked-1.jsonl": before["markable.jsonl"],
    }


def test_a_file_in_pieces_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "findings.sarif"
    write_pieces(out, ["a", "é"])
    assert out.read_bytes() == "aé".encode()

    def broken() -> Iterator[str]:
        yield "b"
        raise ConfigurationError("the store is damaged")

    with pytest.raises(ConfigurationError, match="the store is damaged"):
        write_pieces(out, broken())
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [(out.name, "aé")]
