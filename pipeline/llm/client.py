"""The client that speaks to an endpoint, live and for batches; proxies are taken from the environment.

Invariants: openai makes no attempts of its own. The text of an error is read as UTF-8 whatever codec it names: openai
decodes it, and a codec that is no text codec would end the run. As many connections are kept open as there are requests
at a time.
"""

import httpx2
import openai

from pipeline.llm.address import checked_key
from pipeline.llm.deadline import deadline_hooks
from pipeline.llm.failure import Failure


def connect(
    base_url: str, api_key: str | None, timeout_s: float, http_client: httpx2.Client | None, *, is_bounded: bool
) -> openai.OpenAI:
    """Return a client of the API at `base_url`, without a request; it is the caller's to close.

    Args:
        base_url: of the API, as in "https://api.openai.com/v1".
        api_key: sent as bearer token; None or "" where the endpoint wants none.
        timeout_s: as for `make_client`.
        http_client: to send with, and closed with the client; None: one of `make_client`.
        is_bounded: as for `make_client`.

    Raises:
        ConfigurationError: the key cannot be used at all.
    """
    return openai.OpenAI(
        base_url=base_url,
        api_key=checked_key(api_key),
        timeout=timeout_s,
        max_retries=0,
        http_client=http_client or make_client(timeout_s, is_bounded=is_bounded),
    )


def make_client(timeout_s: float, *, is_bounded: bool) -> httpx2.Client:
    """Return a client, which is the caller's to close.

    Args:
        timeout_s: seconds for connecting, and for each silence while reading.
        is_bounded: no request as a whole takes longer either; not for files, which may be large.
    """
    hooks = deadline_hooks(timeout_s) if is_bounded else {"request": [], "response": []}
    hooks["response"].append(_read_as_utf8)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    return openai.DefaultHttpxClient(timeout=timeout_s, limits=limits, event_hooks=hooks)


def failure_of(error: openai.APIStatusError) -> Failure:
    """Return what a failing answer says."""
    return Failure(error.status_code, (error.type, error.code, error.param), error.response.headers)


def silence_of(error: openai.APIConnectionError) -> str:
    """Return in words what an endpoint did that gave no answer."""
    return "gave no answer in time" if isinstance(error, openai.APITimeoutError) else "cannot be reached"


def _read_as_utf8(response: httpx2.Response) -> None:
    response.encoding = "utf-8"
