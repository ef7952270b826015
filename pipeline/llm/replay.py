"""Records exchanges with an endpoint and replays them; the only importer of vcr.

Invariants: a request is answered by the exchange with the same method, path and body, in whatever order and from
whatever thread it is asked, and by no other; a cassette holds one exchange per request (a success in favour of the
failures before it); and no header off the two allow-lists is ever written.
"""

import hashlib
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EISDIR
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from vcr import VCR
from vcr.cassette import Cassette
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.serialize import deserialize, serialize

from pipeline.errors import ConfigurationError
from pipeline.llm import cassette
from pipeline.presence import is_folder, is_there

REQUEST_HEADERS = frozenset({"content-type"})
RESPONSE_HEADERS = frozenset({"content-type", "retry-after"})

_DENIED = frozenset({401, 403})
_FIRST_FAILURE = 400
_OTHER_CLIENTS = ("httplib", "requests", "boto3", "urllib3", "httplib2", "tornado", "aiohttp", "httpx")


@dataclass(frozen=True)
class CassetteFacts:
    """What a cassette covers: exchanges per model named in a request, and the SHA-256 of each request body (hex)."""

    models: Mapping[str, int]
    exchanges: int
    bodies: frozenset[str]


@contextmanager
def recording(path: Path, *, replace: bool = False, mend: bool = False) -> Iterator[None]:
    """Record every exchange made inside into `path`, also when the run inside fails.

    A request that was already answered inside gets that answer again, as it will in a replay. Answers 401 and 403 are
    not recorded: they may quote the key. Where nothing was exchanged, nothing is written. With `mend` what `path` holds
    already is answered from it; what is not asked for any more is left out of it.

    Raises:
        ConfigurationError: the file exists and neither `replace` nor `mend` is true, or it cannot be written, which is
            tried before anything is asked; or what is to be mended is no cassette.
    """
    if is_there(path) and not (replace or mend):
        raise ConfigurationError(
            f"the cassette {str(path)!r} exists: name another file, or give --replace or --mend with it"
        )
    persister = _Mender(_read(path)) if mend else _Writer()
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_folder(path):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        _part(path).touch()
        _part(path).unlink()
    with _use(path, persister, "new_episodes"):
        yield
    if persister.failure is not None:
        raise persister.failure


@contextmanager
def replaying(path: Path) -> Iterator[None]:
    """Answer every call made inside from `path`, and none from the network.

    A request that is not in the cassette ends in vcrpy's CannotOverwriteExistingCassetteException, which the adapter
    of the endpoint turns into a NoRecordingError.

    Raises:
        ConfigurationError: the file is missing, empty or no cassette.
    """
    with _use(path, _Reader(_read(path)), "none"):
        yield


def describe(path: Path) -> CassetteFacts:
    """Return what the cassette at `path` covers.

    Raises:
        ConfigurationError: the file is missing, empty or no cassette.
    """
    bodies = [request.body or b"" for request, _ in _read(path)]
    return CassetteFacts(
        models=dict(Counter(_model(body) for body in bodies)),
        exchanges=len(bodies),
        bodies=frozenset(hashlib.sha256(body).hexdigest() for body in bodies),
    )


def options() -> dict[str, Any]:
    """Return the one configuration of vcrpy, as arguments of `VCR.use_cassette`; `register` goes with it."""
    return {
        "match_on": ("method", "path", "exact_body"),
        "before_record_request": _keep_request_headers,
        "before_record_response": _keep_response_headers,
        "decode_compressed_response": True,
        "allow_playback_repeats": True,
        "skip_patchers": _OTHER_CLIENTS,
    }


def register(vcr: Any) -> None:  # noqa: ANN401  vcr ships no types
    """Teach a `VCR` object the matcher that `options` names and the form that cassettes have."""
    vcr.register_matcher("exact_body", _exact_body)
    vcr.register_serializer("yaml", cassette)


def _exact_body(asked: Any, recorded: Any) -> bool:  # noqa: ANN401  vcr ships no types
    return bool(asked.body == recorded.body)


def _keep_request_headers(request: Any) -> Any:  # noqa: ANN401  vcr ships no types
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in REQUEST_HEADERS}
    return request


def _keep_response_headers(response: dict[str, Any]) -> dict[str, Any] | None:
    if response["status"]["code"] in _DENIED:
        return None
    kept = {name: value for name, value in response["headers"].items() if name.lower() in RESPONSE_HEADERS}
    return {**response, "headers": kept}


class _IndexedCassette(Cassette):  # type: ignore[misc]  # vcr ships no types
    """Finds an exchange by its address instead of comparing a request with every recorded one."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  handed through
        super().__init__(**settings)
        self._exchanges: dict[tuple[str, str, bytes], tuple[Any, dict[str, Any]]] = {}
        self._asked: set[tuple[str, str, bytes]] = set()
        self._lock = threading.Lock()

    @property
    def requests(self) -> list[Any]:
        return [request for request, _ in self._kept()]

    @property
    def responses(self) -> list[dict[str, Any]]:
        return [response for _, response in self._kept()]

    def _kept(self) -> list[tuple[Any, dict[str, Any]]]:
        return [one for address, one in self._exchanges.items() if address in self._asked]

    def _load(self) -> None:
        super()._load()
        self._asked.clear()
        # A cassette of which nothing new was asked may still hold what nobody asks for any more.
        self.dirty = bool(self._exchanges) and not self.write_protected

    def append(self, request: Any, response: dict[str, Any]) -> None:  # noqa: ANN401  vcr ships no types
        with self._lock:
            before = len(self.data)
            super().append(request, response)
            for kept, answer in self.data[before:]:
                self._asked.add(_address(kept))
                known = self._exchanges.get(_address(kept))
                if known is None or _is_failure(known[1]):
                    self._exchanges[_address(kept)] = (kept, answer)

    def can_play_response_for(self, request: Any) -> bool:  # noqa: ANN401  vcr ships no types
        known = self._exchanges.get(_address(request))
        return known is not None and (self.write_protected or not _is_failure(known[1]))

    def play_response(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  vcr ships no types
        self._asked.add(_address(request))
        return self._exchanges[_address(request)][1]


class _Reader:
    """A persister that hands out exchanges already read."""

    def __init__(self, exchanges: list[tuple[Any, dict[str, Any]]]) -> None:
        self._exchanges = exchanges

    def load_cassette(self, _path: str, serializer: object) -> tuple[list[Any], list[Any]]:  # noqa: ARG002  vcr's signature
        return [request for request, _ in self._exchanges], [response for _, response in self._exchanges]


class _Writer:
    """A persister that starts from nothing and writes the whole file in one step.

    A `failure` to do so is raised by `recording`: raised in here it would leave the transport patched.
    """

    failure: ConfigurationError | None = None

    def load_cassette(self, _path: str, serializer: object) -> tuple[list[Any], list[Any]]:  # noqa: ARG002  vcr's signature
        raise CassetteNotFoundError

    def save_cassette(self, path: str, exchanges: dict[str, Any], serializer: object) -> None:
        text = serialize(exchanges, serializer)
        try:
            with _writing(Path(path)):
                _part(path).write_text(text, encoding="utf-8")
                _part(path).replace(path)
        except ConfigurationError as error:
            self.failure = error


class _Mender(_Writer):
    """A persister that hands out what there is, and writes the whole file anew."""

    def __init__(self, exchanges: list[tuple[Any, dict[str, Any]]]) -> None:
        self._exchanges = exchanges

    def load_cassette(self, path: str, serializer: object) -> tuple[list[Any], list[Any]]:
        return _Reader(self._exchanges).load_cassette(path, serializer)


def _part(path: str | Path) -> Path:
    return Path(f"{path}.part")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"no cassette can be written to {str(path)!r} ({error.strerror}): name another file"
        ) from error


def _use(path: Path, persister: object, record_mode: str) -> Any:  # noqa: ANN401  vcr ships no types
    vcr = VCR()
    register(vcr)
    settings = vcr.get_merged_config(path=str(path), persister=persister, record_mode=record_mode, **options())
    return _IndexedCassette.use(**settings)


@lru_cache(maxsize=1)
def _parsed(text: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return the requests and responses in a cassette; asked for several times before a replay, slow, never changed."""
    requests, responses, *_ = deserialize(text, cassette)
    return requests, responses


def _read(path: Path) -> list[tuple[Any, dict[str, Any]]]:
    try:
        requests, responses = _parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"no cassette can be read from {str(path)!r}: {error.strerror}") from error
    except cassette.OversizeError as error:
        raise ConfigurationError(f"{str(path)!r} is no cassette of ours ({error}): record it again") from error
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{str(path)!r} is no cassette, or a damaged one: record it again") from error
    if not requests:
        raise ConfigurationError(f"the cassette {str(path)!r} is empty: record it again")
    return list(zip(requests, responses, strict=True))


def _address(request: Any) -> tuple[str, str, bytes]:  # noqa: ANN401  vcr ships no types
    return request.method, request.path, request.body or b""


def _is_failure(response: Mapping[str, Any]) -> bool:
    return bool(response["status"]["code"] >= _FIRST_FAILURE)


def _model(body: bytes) -> str:
    try:
        return str(json.loads(body)["model"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "unknown"
