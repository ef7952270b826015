from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.settings import Settings, load_settings, url_for_show

NAMES = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*(f"FACTGRADE_{name}" for name in NAMES), "OPENAI_API_KEY", "OPENAI_BASE_URL"]:
        monkeypatch.delenv(name, raising=False)


def test_without_an_environment_nothing_points_anywhere() -> None:
    settings = load_settings()
    assert (settings.base_url, settings.api_key, settings.model) == (None, None, None)
    assert settings.cassette == Path("cassettes/seeds.yaml")


@pytest.mark.parametrize(
    ("variable", "value", "field", "expected"),
    [
        ("FACTGRADE_BASE_URL", "http://x/v1", "base_url", "http://x/v1"),
        ("OPENAI_BASE_URL", "http://y/v1", "base_url", "http://y/v1"),
        ("FACTGRADE_MODEL", "m", "model", "m"),
        ("FACTGRADE_TIMEOUT_S", "1.5", "timeout_s", 1.5),
        ("FACTGRADE_PROFILE", "small", "profile", "small"),
        ("FACTGRADE_CACHE_DIR", "/c", "cache_dir", Path("/c")),
        ("FACTGRADE_CASSETTE", "c.yaml", "cassette", Path("c.yaml")),
        ("FACTGRADE_CONCURRENCY", "2", "concurrency", 2),
        ("FACTGRADE_MODEL", "", "model", None),
        ("FACTGRADE_ATTEMPTS", "7", "attempts", 7),
        ("FACTGRADE_RETRY_FOR_S", "0", "retry_for_s", 0.0),
        ("FACTGRADE_FIRST_WAIT_S", "0.25", "first_wait_s", 0.25),
        ("FACTGRADE_REQUESTS_PER_MINUTE", "500", "requests_per_minute", 500),
        ("FACTGRADE_TOKENS_PER_MINUTE", "200000", "tokens_per_minute", 200_000),
        ("FACTGRADE_MAX_COST_USD", "1.10", "max_cost_usd", Decimal("1.10")),
        ("FACTGRADE_MAX_TOKENS", "0", "max_tokens", 0),
        ("FACTGRADE_PRICE", "2/8", "price", "2/8"),
        ("FACTGRADE_DRAIN_S", "0", "drain_s", 0.0),
        ("FACTGRADE_STORE_WAIT_S", "5", "store_wait_s", 5.0),
        ("FACTGRADE_QUARANTINE_AFTER", "0", "quarantine_after", 0),
        ("FACTGRADE_STATE_DIR", "/s", "state_dir", Path("/s")),
        ("FACTGRADE_MAX_COST_USD", "", "max_cost_usd", None),
    ],
)
def test_a_variable_sets_its_field(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(load_settings(), field) == expected


def test_the_own_key_wins_over_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    monkeypatch.setenv("FACTGRADE_API_KEY", "own")
    key = load_settings().api_key
    assert key is not None
    assert key.get_secret_value() == "own"


def test_an_empty_own_key_falls_back_to_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_API_KEY", "")
    monkeypatch.setenv("OPENAI_API_KEY", "general")
    assert load_settings().api_key is not None


def test_a_flag_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_BASE_URL", "http://environment/v1")
    assert load_settings(base_url="http://flag/v1", model=None).base_url == "http://flag/v1"


def test_the_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_API_KEY", "sk-secret")
    assert "sk-secret" not in f"{load_settings()!r} {load_settings()} {load_settings().model_dump_json()}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("concurrency", 0),
        ("concurrency", 257),
        ("timeout_s", -1),
        ("timeout_s", 0),
        ("profile", "huge"),
        ("attempts", 0),
        ("retry_for_s", -1),
        ("first_wait_s", 0),
        ("requests_per_minute", 0),
        ("tokens_per_minute", 0),
        ("max_cost_usd", "-0.01"),
        ("max_cost_usd", "nan"),
        ("max_cost_usd", "inf"),
        ("max_cost_usd", "much"),
        ("max_tokens", -1),
        ("drain_s", -1),
        ("store_wait_s", -1),
        ("quarantine_after", -1),
        *((name, "nan") for name in ("timeout_s", "retry_for_s", "first_wait_s", "drain_s", "store_wait_s")),
        *((name, "1e10") for name in ("timeout_s", "retry_for_s", "first_wait_s", "drain_s", "store_wait_s")),
        *((name, "\udcff") for name in ("base_url", "model", "price")),
        *((name, "inf") for name in ("timeout_s", "retry_for_s", "first_wait_s", "drain_s", "store_wait_s")),
    ],
)
def test_a_value_that_does_not_fit_names_the_setting(field: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"FACTGRADE_{field.upper()}"):
        load_settings(**{field: value})


def test_a_base_url_that_is_none_is_refused_before_anything_is_made_of_it() -> None:
    with pytest.raises(ConfigurationError, match="the base URL must be like"):
        load_settings(base_url="http://[")


def test_a_bad_variable_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_CONCURRENCY", "sk-pasted-in-the-wrong-place")
    with pytest.raises(ConfigurationError, match="FACTGRADE_CONCURRENCY") as caught:
        load_settings()
    assert "sk-pasted" not in str(caught.value)


def test_money_is_kept_to_the_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTGRADE_MAX_COST_USD", "0.10")
    assert str(load_settings().max_cost_usd) == "0.10"


def test_cache_and_state_are_apart() -> None:
    settings = load_settings()
    assert settings.cache_dir != settings.state_dir
    assert {settings.cache_dir.name, settings.state_dir.name} == {"factgrade"}


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().model = "other"  # type: ignore[misc]  # the very thing under test


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:pass@host:1/v1?key=s#f", "http://host:1/v1"),
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
    ],
)
def test_a_shown_url_carries_no_credentials(url: str, shown: str) -> None:
    assert url_for_show(url) == shown


def test_a_secret_may_be_a_file_that_systemd_hands_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "FACTGRADE_API_KEY").write_text("of the file\n", "utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert key() == "of the file"
    monkeypatch.setenv("FACTGRADE_API_KEY", "of the environment")
    assert key() == "of the environment"


@pytest.mark.parametrize("folder", ["", "missing"])
def test_a_folder_of_secrets_that_is_not_there_is_no_matter(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", folder)
    assert load_settings().api_key is None


def key() -> str | None:
    found = load_settings().api_key
    return found.get_secret_value() if found else None
