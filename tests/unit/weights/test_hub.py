from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.weights import HubSource
from pipeline.weights.hub import Get, hub_fetch

SOURCE = HubSource(repository="owner/repo", file="toy.gguf")


def test_the_file_of_the_repository_is_downloaded_into_the_folder(tmp_path: Path) -> None:
    def load() -> Get:
        return lambda repository, file, folder: str(folder / repository / file)

    assert hub_fetch(SOURCE, tmp_path, load) == tmp_path / "owner/repo/toy.gguf"


def test_a_failure_names_the_file_and_its_kind_without_its_words(tmp_path: Path) -> None:
    def load() -> Get:
        def get(_repository: str, _file: str, _folder: Path) -> str:
            raise OSError("token hf_secret is wrong")

        return get

    with pytest.raises(ConfigurationError, match=r"'toy.gguf' of 'owner/repo' \(OSError\)") as caught:
        hub_fetch(SOURCE, tmp_path, load)
    assert "hf_secret" not in str(caught.value)
