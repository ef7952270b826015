"""Where a store is: a file, or a database on a PostgreSQL server that a URL names.

Invariant: what this module returns for people holds neither a password nor the options of a URL.
"""

import re
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from pipeline.errors import ConfigurationError

_DRIVER = "postgresql+psycopg"
_SCHEMES = frozenset({"postgresql", "postgres", _DRIVER})
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_TYPED = re.compile(r"postgres[a-z0-9+]*://.*", re.IGNORECASE | re.DOTALL)
# One "@" at most, and none behind the "?": everything else might show a piece of a password.
_PARTS = re.compile(r"((?P<user>[^:/?#@]*)(:[^@?]*)?@)?(?P<where>[^@?]*)(\?[^@]*)?", re.DOTALL)
_FORM = "postgresql://USER@HOST/DATABASE"


def server_of(place: str | Path) -> URL | None:
    """Return the URL of the database that `place` names, None where it names a file.

    Raises:
        ConfigurationError: it is a URL of something else, or none that can be read.
    """
    match = None if isinstance(place, Path) else _URL.fullmatch(place)
    if match is None:
        return None
    name = place_for_show(place)
    if match["scheme"].lower() not in _SCHEMES:
        raise ConfigurationError(f"{name!r} is no place for a store: name a file, or {_FORM}")
    if _PARTS.fullmatch(match["rest"]) is None:
        raise ConfigurationError(f"{name!r} cannot be read: in a name or a password write %40 for @ and %3F for ?")
    try:
        return make_url(f"{_DRIVER}://{match['rest']}")
    except (ArgumentError, ValueError):
        # The error would show the URL, or a part of it.
        raise ConfigurationError(f"{name!r} cannot be read: write {_FORM}, with :PORT behind the host") from None


def file_of(place: str | Path) -> Path | None:
    """Return the file that `place` names, None where it names a database on a server.

    Raises:
        ConfigurationError: it is a URL of something else, or none that can be read.
    """
    return Path(place) if server_of(place) is None else None


def place_for_show(place: str | Path) -> str:
    """Return what a store is called in words that anybody may read."""
    match = None if isinstance(place, Path) else _URL.fullmatch(place)
    if match is None:
        return str(place)
    parts = _PARTS.fullmatch(match["rest"])
    if parts is None:
        return f"{match['scheme']}://***"
    user = "" if parts["user"] is None else f"{parts['user']}@"
    return f"{match['scheme']}://{user}{parts['where']}"


def word_for_show(word: str) -> str:
    """Return a word of a command, in which the URL of a database stands as for `place_for_show`."""
    return _TYPED.sub(lambda match: place_for_show(match[0]), word)
