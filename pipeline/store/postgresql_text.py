"""Text on its way to a PostgreSQL server and back; the only importer of psycopg.

PostgreSQL keeps any character but NUL, which a title or a model's words may hold. Invariant: what comes back equals
what went in. Only text with a NUL, or with the sign that stands for one, looks otherwise on the server.
"""

import re
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.types.string import StrDumper, TextLoader

_ESCAPE = "\ufdd0"  # one of the code points that Unicode gives to nobody and keeps for uses like this
_ESCAPED = str.maketrans({"\0": f"{_ESCAPE}0", _ESCAPE: f"{_ESCAPE}1"})
_RAW = {f"{_ESCAPE}0": "\0", f"{_ESCAPE}1": _ESCAPE}
_SIGN = re.compile(f"{_ESCAPE}[01]")


def teach(connection: "psycopg.Connection[Any]") -> None:
    """Have a connection write and read every text."""
    connection.adapters.register_dumper(str, _Dumper)
    connection.adapters.register_loader("text", _Loader)


class _Dumper(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        if "\0" in obj or _ESCAPE in obj:
            obj = obj.translate(_ESCAPED)
        return super().dump(obj)


class _Loader(TextLoader):
    def load(self, data: Buffer) -> bytes | str:
        text = super().load(data)
        if isinstance(text, str) and _ESCAPE in text:
            return _SIGN.sub(lambda sign: _RAW[sign[0]], text)
        return text
