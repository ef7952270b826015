"""Addresses of web pages: which may be exported, and how that of a review is made of a template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from pipeline.errors import ConfigurationError

PLACEHOLDERS = ("page", "stem", "number", "claim_id", "article_id")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_UNFIT = re.compile(r"[^!-~]|[\"<>\\^`{|}]")


def is_web_url(text: str) -> bool:
    """Tell whether a text is an absolute address of http or https; nothing that runs, hides, or holds a password."""
    if _UNFIT.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def web_url(text: str) -> str | None:
    """Return the address that an article tells, in ASCII (RFC 3987); None where it is none of the web."""
    try:
        written = text if text.isascii() else _in_ascii(text)
    except ValueError:
        return None
    return written if is_web_url(written) else None


def _in_ascii(text: str) -> str:
    parts = urlsplit(text)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    port = f":{parts.port}" if parts.port else ""
    rest = (quote(part, safe=_ASCII) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host + port, *rest))


@dataclass(frozen=True)
class PageUrl:
    """A template of addresses, such as `https://desk.example/{stem}.html#claim-{number}`."""

    template: str

    @classmethod
    def parse(cls, template: str) -> "PageUrl":
        """Take a template in.

        Raises:
            ConfigurationError: it names something unknown, or makes no address of http or https.
        """
        unknown = sorted(set(_PLACEHOLDER.findall(template)) - set(PLACEHOLDERS))
        if unknown:
            raise ConfigurationError(
                f"{template!r} names {', '.join(f'{{{name}}}' for name in unknown)}: "
                f"there are {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}"
            )
        made = cls(template)
        if not is_web_url(made.filled(dict.fromkeys(PLACEHOLDERS, "1"))):
            raise ConfigurationError(f"{template!r} is no address of a web page: begin it with https://")
        return made

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the address with its placeholders filled in; a value brings no sign of its own into it."""
        return _PLACEHOLDER.sub(lambda match: quote(values[match[1]], safe=""), self.template)


def require_web_url(text: str, what: str) -> str:
    """Return an address that somebody gave.

    Raises:
        ConfigurationError: it is none of http or https; `what` says which it is.
    """
    if not is_web_url(text):
        raise ConfigurationError(f"{what} {text!r} is no address of a web page: begin it with https://")
    return text
