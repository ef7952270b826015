"""Who answers, and why: an endpoint, a model on this machine, or a cassette.

Invariant: the choice depends on the settings, on what is installed and on what the cassette holds, never on whether
anybody would answer; nothing is asked or started.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ConfigurationError
from pipeline.llm import cassette
from pipeline.llm.local import has_runtime
from pipeline.llm.openai_llm import request_body
from pipeline.llm.port import LLMRequest
from pipeline.llm.replay import describe
from pipeline.presence import is_there
from pipeline.settings import Settings, url_for_show
from pipeline.weights import ModelFolder, Weights, known_digest, require_gguf

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-4.1-mini"
_CALL_PATH = "/chat/completions"
_WAYS_OUT = (
    "set FACTGRADE_API_KEY (or OPENAI_API_KEY) or name an endpoint with --base-url; "
    "or run a model on this machine: factgrade model install; "
    "or replay what was recorded with --provider replay --cassette FILE"
)
_NO_NAME_CHARACTER = re.compile(r"[^\w.+-]+")
_NO_RUNTIME = "a model on this machine needs an extra: pip install 'factgrade[local]'"


class Provider(StrEnum):
    """Who may answer."""

    AUTO = "auto"
    OPENAI = "openai"
    LOCAL = "local"
    REPLAY = "replay"


@dataclass(frozen=True)
class Choice:
    """Who answers: `base_url` and `is_strict` shape the requests, `why` is a clause for people, without a secret.

    For a model on this machine `weights` is its file, and `base_url` names that by its content: the port of its server
    is another in every run, and the path is nobody's business.
    """

    provider: Provider
    why: str
    model: str
    base_url: str
    is_strict: bool | None = None
    weights: Weights | None = None


RequestsFor = Callable[[str], Sequence[LLMRequest[Any]]]


def choose_provider(
    wanted: Provider,
    settings: Settings,
    requests_for: RequestsFor,
    *,
    is_strict: bool | None = None,
    can_run: Callable[[], bool] = has_runtime,
) -> Choice:
    """Decide who answers.

    Args:
        wanted: `auto` takes the file of weights that is named, else an endpoint where a key or a base URL is set, else
            a model that is installed, else the cassette if it covers the articles.
        settings: key, base URL, model, weights and cassette.
        requests_for: gives the first requests of the run for a model's name, to look them up in the cassette.
        is_strict: the dialect of the requests; None leaves it to the endpoint's host, or to the cassette.
        can_run: tells whether a model can run on this machine.

    Raises:
        ConfigurationError: nobody can answer; the message names the ways out.
    """
    if wanted is Provider.REPLAY:
        return _replay(settings, is_strict, "asked for by --provider replay")
    if wanted is Provider.LOCAL or (wanted is Provider.AUTO and settings.gguf):
        return _local(
            settings, "a file of weights is named" if settings.gguf else "asked for by --provider local", can_run
        )
    if wanted is Provider.OPENAI or settings.api_key or settings.base_url:
        return _endpoint(settings, is_strict)
    if _is_installed(settings) and can_run():
        return _local(settings, "no key and no base URL are set, and a model is installed on this machine", can_run)
    return _covering_replay(settings, is_strict, requests_for)


def _covering_replay(settings: Settings, is_strict: bool | None, requests_for: RequestsFor) -> Choice:  # noqa: FBT001  None is a third value
    if not is_there(settings.cassette):
        raise ConfigurationError(f"no model to ask, and no cassette {str(settings.cassette)!r}: {_WAYS_OUT}")
    choice = _replay(settings, is_strict, "no key and no base URL are set, and there is a cassette")
    requests = requests_for(choice.model)
    missing = _count_missing(settings.cassette, choice, requests)
    if missing:
        raise ConfigurationError(
            f"no model to ask, and the cassette {str(settings.cassette)!r} lacks {missing} of the first requests: "
            f"{_WAYS_OUT}"
        )
    if requests:
        return replace(choice, why="no key and no base URL are set, and the cassette covers every article")
    return choice


def _replay(settings: Settings, is_strict: bool | None, why: str) -> Choice:  # noqa: FBT001  None is a third value
    facts = describe(settings.cassette)
    url, was_strict = _recorded_dialect(settings.cassette)
    model = settings.model or min(facts.models, key=lambda name: (-facts.models[name], name))
    return Choice(Provider.REPLAY, why, model, url, was_strict if is_strict is None else is_strict)


def _is_installed(settings: Settings) -> bool:
    names = ModelFolder(settings.model_dir).names()
    return bool(names) and settings.model in (None, *names)


def _local(settings: Settings, why: str, can_run: Callable[[], bool]) -> Choice:
    if not can_run():
        raise ConfigurationError(_NO_RUNTIME)
    weights = find_weights(settings)
    return Choice(Provider.LOCAL, why, weights.model, f"local://{weights.sha256}", is_strict=False, weights=weights)


def find_weights(settings: Settings) -> Weights:
    """Return the weights that the settings name: a file, else an installed model, the first if none is named.

    Raises:
        ConfigurationError: the file is no GGUF file, or the model is not installed or damaged.
    """
    path = settings.gguf
    if path is None:
        return ModelFolder(settings.model_dir).weights(settings.model)
    require_gguf(path)
    return Weights(_NO_NAME_CHARACTER.sub("-", path.stem), known_digest(path, settings.model_dir), path)


def _endpoint(settings: Settings, is_strict: bool | None) -> Choice:  # noqa: FBT001  None is a third value
    url = settings.base_url or OPENAI_URL
    is_openai = urlsplit(url).hostname == urlsplit(OPENAI_URL).hostname
    if is_openai and settings.api_key is None:
        raise ConfigurationError(f"{url_for_show(url)} wants a key: {_WAYS_OUT}")
    if not is_openai and settings.model is None:
        raise ConfigurationError(f"which model of {url_for_show(url)}? Name it with --model or FACTGRADE_MODEL")
    why = "a base URL is set" if settings.base_url else "an API key is set"
    return Choice(Provider.OPENAI, f"{why}: {url_for_show(url)}", settings.model or DEFAULT_MODEL, url, is_strict)


def _recorded_dialect(path: Path) -> tuple[str, bool]:
    """Return the base URL that the first exchange went to, and whether it spoke OpenAI's own dialect."""
    first = cassette.deserialize(path.read_text(encoding="utf-8"))["interactions"][0]["request"]
    try:
        answer = json.loads(first["body"])["response_format"]["json_schema"]
    except (KeyError, TypeError, ValueError, RecursionError):
        answer = {}
    return str(first["uri"]).removesuffix(_CALL_PATH), bool(answer.get("strict", False))


def _count_missing(path: Path, choice: Choice, requests: Sequence[LLMRequest[Any]]) -> int:
    recorded = describe(path).bodies
    bodies = [request_body(request, bool(choice.is_strict)) for request in requests]
    return sum(hashlib.sha256(body).hexdigest() not in recorded for body in bodies)
