"""Where an endpoint is and what lets one in, checked before anything is sent.

Invariant: what `shown` returns may stand in a message, for it holds no user name and no password; no message holds a
key.
"""

from urllib.parse import urlsplit

from pipeline.errors import ConfigurationError

_OPENAI_HOST = "api.openai.com"


def shown(base_url: str) -> str:
    """Return the URL for messages, without a name or password in it.

    Raises:
        ConfigurationError: it is no URL of an HTTP server.
    """
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = None, None, None
    if parts is None or not host or parts.scheme not in ("http", "https"):
        raise ConfigurationError("the base URL must be like 'https://host/v1', with a scheme and a host")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"


def speaks_strictly(base_url: str, stated: bool | None) -> bool:  # noqa: FBT001  None is a third value
    """Tell whether an endpoint is spoken to in OpenAI's own dialect: as stated, else only OpenAI itself is."""
    return urlsplit(base_url).hostname == _OPENAI_HOST if stated is None else stated


def checked_key(api_key: str | None) -> str:
    """Return the key to send as bearer token, "none" where the endpoint wants none.

    Raises:
        ConfigurationError: no HTTP header may hold it.
    """
    key = (api_key or "").strip() or "none"
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("the API key holds a character that no HTTP header may hold: copy it again")
    return key
