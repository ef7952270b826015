import hashlib
import json
from pathlib import Path

import pytest

from schemas.catalogue import json_schemas, schema_digests

FOLDER = Path(__file__).parents[2] / "schemas" / "json"


def test_the_files_are_exactly_what_the_models_give() -> None:
    assert {path.stem: path.read_bytes().decode() for path in FOLDER.iterdir()} == json_schemas()


def test_the_folder_holds_json_files_alone() -> None:
    assert {path.suffix for path in FOLDER.iterdir()} == {".json"}


def test_a_digest_is_that_of_the_file_and_what_is_told_later_has_none() -> None:
    written = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.iterdir()}
    told_later = {"night_report", "subject"}
    assert schema_digests() == {name: digest for name, digest in written.items() if name not in told_later}


@pytest.mark.parametrize("name", json_schemas())
def test_a_schema_admits_no_unknown_field(name: str) -> None:
    schema = json.loads(json_schemas()[name])
    objects = [schema, *schema.get("$defs", {}).values()]
    assert all(each["additionalProperties"] is False for each in objects if "properties" in each)
