"""Who answers when a model may run on this machine, and how such a model is identified."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.errors import ConfigurationError
from pipeline.llm.choice import Choice, Provider, choose_provider
from pipeline.llm.factory import cache_folder, fit_settings, make_seam, price_of
from pipeline.progress import SilentSink
from pipeline.settings import Settings
from pipeline.stopping import Stopping

CONTENT = b"GGUF weights"
AT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "toy.gguf").write_bytes(CONTENT)
    return folder


def settings(folder: Path, **changed: Any) -> Settings:  # noqa: ANN401  any setting
    plain = {"base_url": None, "api_key": None, "cassette": folder / "none.yaml", "cache_dir": folder / "cache"}
    return Settings(**{**plain, "model_dir": folder, **changed})


def choose(settings: Settings, wanted: Provider = Provider.AUTO, *, can_run: bool = True) -> Choice:
    return choose_provider(wanted, settings, lambda _model: [], can_run=lambda: can_run)


@pytest.mark.parametrize(
    ("changed", "provider", "why"),
    [
        ({}, Provider.LOCAL, "no key and no base URL are set, and a model is installed on this machine"),
        ({"model": "toy"}, Provider.LOCAL, "a model is installed"),
        ({"api_key": SecretStr("k")}, Provider.OPENAI, "an API key is set"),
        ({"base_url": "http://h/v1", "model": "m"}, Provider.OPENAI, "a base URL is set"),
        ({"gguf": "toy.gguf", "api_key": SecretStr("k")}, Provider.LOCAL, "a file of weights is named"),
        ({"cassette": Path("cassettes/seeds.yaml")}, Provider.LOCAL, "a model is installed"),
    ],
)
def test_auto_takes_named_weights_then_an_endpoint_then_what_is_installed(
    installed: Path, changed: dict[str, Any], provider: Provider, why: str
) -> None:
    if "gguf" in changed:
        changed = {**changed, "gguf": installed / changed["gguf"]}
    choice = choose(settings(installed, **changed))
    assert choice.provider is provider
    assert why in choice.why


@pytest.mark.parametrize(("changed", "can_run"), [({"model": "other"}, True), ({}, False)])
def test_auto_passes_over_a_model_that_is_not_the_wanted_one_or_cannot_run(
    installed: Path,
    changed: dict[str, Any],
    can_run: bool,  # noqa: FBT001 - a column of the table
) -> None:
    cassette = Path("cassettes/seeds.yaml")
    choice = choose(settings(installed, cassette=cassette, **changed), can_run=can_run)
    assert choice.provider is Provider.REPLAY


def test_where_nobody_answers_three_ways_out_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"FACTGRADE_API_KEY .*; .* factgrade model install; .*--cassette FILE"
    ):
        choose(settings(tmp_path))


@pytest.mark.parametrize(
    ("changed", "can_run", "message"),
    [
        ({}, False, r"pip install 'factgrade\[local\]'"),
        ({"model": "other"}, True, r"'other' is not installed \(installed: toy\)"),
        ({"gguf": Path(__file__)}, True, "is no GGUF file"),
    ],
)
def test_a_model_that_cannot_answer_says_why(
    installed: Path,
    changed: dict[str, Any],
    can_run: bool,  # noqa: FBT001 - a column of the table
    message: str,
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        choose(settings(installed, **changed), Provider.LOCAL, can_run=can_run)


def test_equal_weights_share_their_answers_wherever_they_lie_and_others_do_not(installed: Path, tmp_path: Path) -> None:
    folders = set()
    for name, content in (("a", CONTENT), ("b", CONTENT), ("c", CONTENT + b"more")):
        path = tmp_path / name / "toy.gguf"
        path.parent.mkdir()
        path.write_bytes(content)
        used = settings(installed, gguf=path)
        choice = choose(used)
        folders.add((cache_folder(used, choice), choice.base_url, choice.model))
    assert len(folders) == 2


def test_no_path_of_this_machine_is_in_what_is_recorded(installed: Path) -> None:
    choice = choose(settings(installed, gguf=installed / "toy.gguf"))
    recorded = f"{choice.base_url} {choice.model} {choice.why}"
    assert "/toy" not in recorded
    assert str(installed) not in recorded


def test_a_strange_file_name_makes_a_plain_model_name(installed: Path) -> None:
    path = installed / "my, model (1)\n.gguf"
    path.write_bytes(CONTENT)
    assert choose(settings(installed, gguf=path)).model.startswith("my-model-1-@")


def test_a_model_on_this_machine_gets_time_and_as_many_calls_as_slots(installed: Path) -> None:
    used = settings(installed, local_slots=3)
    fitted = fit_settings(choose(used), used)
    assert (fitted.timeout_s, fitted.concurrency) == (900.0, 3)


def test_what_was_stated_stays(installed: Path) -> None:
    used = settings(installed, local_slots=3, timeout_s=5.0, concurrency=2)
    fitted = fit_settings(choose(used), used)
    assert (fitted.timeout_s, fitted.concurrency) == (5.0, 2)


def test_an_endpoint_keeps_the_settings(installed: Path) -> None:
    used = settings(installed, api_key=SecretStr("k"))
    assert fit_settings(choose(used), used) is used


def test_a_model_on_this_machine_has_no_price_and_no_limit_of_the_cost(installed: Path) -> None:
    used = settings(installed, max_cost_usd=Decimal("0.01"))
    choice = choose(used)
    assert price_of(choice, used, AT) is None
    assert make_seam(choice, used, SilentSink(), Stopping(), AT).price_stamp is None
