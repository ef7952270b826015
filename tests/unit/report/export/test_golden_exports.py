"""The exports are as they were read and agreed to; after a wanted change run `python tests/golden/renew.py`."""

from pathlib import Path

import pytest

from tests.golden.export.documents import export_documents

_FOLDER = Path(__file__).parents[3] / "golden" / "export"
_DOCUMENTS = export_documents()


@pytest.mark.parametrize("name", _DOCUMENTS)
def test_every_export_is_as_agreed(name: str) -> None:
    assert _DOCUMENTS[name] == (_FOLDER / name).read_bytes().decode()


@pytest.mark.parametrize("name", _DOCUMENTS)
def test_nothing_invisible_leaves(name: str) -> None:
    assert all(char.isprintable() or char in "\r\n" for char in _DOCUMENTS[name])
