"""The only reader of the environment: what a flag does not say comes from here, and a key is never shown."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from platformdirs import user_cache_path, user_data_path, user_state_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import ConfigurationError
from pipeline.presence import is_folder

ProfileName = Literal["small", "medium", "large"]

# No wait is longer: beyond some hundreds of years the system's own clock has no word for one.
_DAY_S = 86_400.0


class Settings(BaseSettings):
    """What the environment may set; each field is `FACTGRADE_<NAME>`, and an empty variable counts as unset.

    `OPENAI_API_KEY` and `OPENAI_BASE_URL` serve where the variables of this tool are unset.

    Of a request, `timeout_s` is the limit in seconds, `attempts` how often it is tried while the endpoint is down or
    throttles, and `retry_for_s` how long; the waits between grow from `first_wait_s`. `concurrency` is the number of
    articles, and the most requests, in flight at a time; `requests_per_minute` and `tokens_per_minute` are the
    endpoint's own limits. `max_cost_usd` and `max_tokens` end a run before it spends more; `price` is "input/output" or
    "input/cached input/output" in US dollars per million tokens, for what the price list does not know. After a signal,
    calls under way have `drain_s` seconds to end.
    `quarantine_after` runs in a row that an article failed in, it is left out; 0 never does. `cache_dir` keeps answers,
    `state_dir` what else is known from earlier runs. A run waits at most `store_wait_s` seconds for its store while
    another process writes into it. At night, an article meets those of `window_days` before it and after.
    `gguf` is a file of weights to run on this machine, and `model_dir` holds those that were installed. One request to
    such a model may take `local_context` tokens, question and answer; it works on `local_slots` requests at a time,
    with `local_threads` cores; None leaves either to the machine.
    `heartbeat` is a file or a URL that is told how a night ended; whoever knows the URL can call it: it is a secret.
    `templates` is a folder of templates that take the place of packaged ones of the same names.
    `keep_days` and `keep_runs` say which runs a store keeps: those of so many days, and so many of the newest.
    """

    model_config = SettingsConfigDict(
        env_prefix="FACTGRADE_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    base_url: str | None = Field(default=None, validation_alias=AliasChoices("FACTGRADE_BASE_URL", "OPENAI_BASE_URL"))
    api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("FACTGRADE_API_KEY", "OPENAI_API_KEY")
    )
    model: str | None = None
    timeout_s: float = Field(default=120.0, gt=0, le=_DAY_S, allow_inf_nan=False)
    attempts: int = Field(default=4, ge=1)
    profile: ProfileName | None = None
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("factgrade"))
    window_days: int = Field(default=180, ge=0, le=100_000)
    store_wait_s: float = Field(default=60.0, ge=0, le=3600, allow_inf_nan=False)
    cassette: Path = Path("cassettes/seeds.yaml")
    concurrency: int = Field(default=4, ge=1, le=256)
    retry_for_s: float = Field(default=300.0, ge=0, le=_DAY_S, allow_inf_nan=False)
    first_wait_s: float = Field(default=1.0, gt=0, le=_DAY_S, allow_inf_nan=False)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    max_cost_usd: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False)
    max_tokens: int | None = Field(default=None, ge=0)
    price: str | None = None
    drain_s: float = Field(default=30.0, ge=0, le=_DAY_S, allow_inf_nan=False)
    quarantine_after: int = Field(default=3, ge=0)
    gguf: Path | None = None
    model_dir: Path = Field(default_factory=lambda: user_data_path("factgrade") / "models")
    local_context: int = Field(default=8192, ge=512)
    local_slots: int | None = Field(default=None, ge=1, le=64)
    local_threads: int | None = Field(default=None, ge=1, le=512)
    state_dir: Path = Field(default_factory=lambda: user_state_path("factgrade"))
    heartbeat: SecretStr | None = None
    keep_days: int | None = Field(default=None, ge=1, le=36_500)
    keep_runs: int | None = Field(default=None, ge=1)
    templates: Path | None = None


def load_settings(**flags: object) -> Settings:
    """Return the settings: a flag that is given wins over the environment, None counts as not given.

    What the environment does not set may be a file of that name in `CREDENTIALS_DIRECTORY`, as systemd gives services
    their secrets.

    Raises:
        ConfigurationError: a value does not fit; the message names the setting, never the value.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(_secrets_dir=_credentials(), **given)  # type: ignore[arg-type]  # validated by the model itself
    except ValidationError as error:
        raise ConfigurationError(_describe(error)) from None
    _require_text(settings)
    if settings.base_url is not None:
        url_for_show(settings.base_url)
    return settings


def _require_text(settings: Settings) -> None:
    """Let pass what can be sent: bytes of a command that are no UTF-8 arrive as halves of characters."""
    for name, value in settings:
        try:
            str(value if isinstance(value, str) else "").encode()
        except UnicodeEncodeError:
            raise ConfigurationError(f"a setting does not fit: {_setting(name)} is not UTF-8: write it anew") from None


def _credentials() -> Path | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder and is_folder(Path(folder)) else None


def _describe(error: ValidationError) -> str:
    faults = [f"{_setting(str(fault['loc'][0]))}: {fault['msg']}" for fault in error.errors(include_input=False)]
    return f"a setting does not fit: {'; '.join(faults)}. Change the variable or its flag"


def _setting(field: str) -> str:
    return field if field.isupper() else f"FACTGRADE_{field.upper()}"


def url_for_show(url: str) -> str:
    """Return a URL without the user name, password, query and fragment that it may carry.

    Raises:
        ConfigurationError: it is no URL; the message holds none of it.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ConfigurationError("the base URL must be like 'https://host/v1', with a scheme and a host") from None
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
