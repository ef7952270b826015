"""The HTTP client that speaks to an endpoint, live and for batches; proxies are taken from the environment.

Invariant: the text of an error is read as UTF-8 whatever codec it names: openai decodes it, and a codec that is no text
codec would end the run. As many connections are kept open as there are requests at a time.
"""

import httpx2
import openai

from pipeline.llm.deadline import deadline_hooks


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


def _read_as_utf8(response: httpx2.Response) -> None:
    response.encoding = "utf-8"
