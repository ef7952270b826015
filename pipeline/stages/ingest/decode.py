r"""From bytes to the canonical text.

Invariant: what `decode_text` returns is NFC, has `\n` as its only line end, no byte order mark and no NUL; every
offset of every later stage is into exactly this text.
"""

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

MAX_FILE_BYTES = 5_000_000
# Above this share of control characters a file is data, whatever its name says.
MAX_CONTROL_SHARE = 0.02
_META_SCAN_BYTES = 4096
# A detector is asked about this much of a file; a longer sample changes its answer rarely and its time always.
_DETECT_BYTES = 200_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
)
_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE
)
# https://encoding.spec.whatwg.org/#names-and-labels: pages that say Latin-1 or ASCII mean windows-1252.
_MEANS_CP1252 = frozenset({"iso8859-1", "ascii", "cp1252"})
# Where letters outside ASCII stand alone, the script is Latin. Of these encodings windows-1252 is the rule; a detector
# that knows nothing but a pound sign or a dash names any of twenty others, so its word counts only for these.
_OTHER_LATIN = frozenset({"cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_4", "iso8859_9", "iso8859_13"})
_MIN_HIGH_BYTES = 10
_MIN_RUN_LENGTH = 1.5
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


class UndecodableError(ValueError):
    """The bytes are no text; the message says what they are and what to do."""


def decode_text(data: bytes, *, is_html: bool = False) -> str:
    """Return the canonical text of a file.

    Args:
        data: the bytes of the file.
        is_html: whether a `<meta charset>` counts.

    Raises:
        UndecodableError: the bytes are too many, none, or no text.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UndecodableError(f"is {len(data)} bytes long, more than the limit of {MAX_FILE_BYTES}: split it")
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise UndecodableError(f"is {name}, not text: export it as text, markdown or HTML")
    text = normalise_text(_decode(data, is_html=is_html))
    refuse_binary(text)
    if not text.strip():
        raise UndecodableError("is empty: give a file that holds an article")
    return text


def normalise_text(text: str) -> str:
    r"""Return a text with `\n` line ends, in NFC."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(data: bytes, *, is_html: bool) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    declared = _declared(data) if is_html else None
    # ISO-2022 is pure ASCII to the eye of UTF-8; any other text that is valid UTF-8 is UTF-8, whatever it declares.
    order: list[str | None] = (
        [declared, "utf-8"] if declared and declared.startswith("iso2022") else ["utf-8", declared]
    )
    for codec in order:
        try:
            return data.decode(codec) if codec else _guess(data)
        except UnicodeDecodeError:
            continue
    return _guess(data)


def _declared(data: bytes) -> str | None:
    """Return the codec that the page's own mark-up names, if it is one."""
    match = _META_CHARSET.search(data[:_META_SCAN_BYTES])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    if name.startswith("utf"):
        return "utf-8"
    return "cp1252" if name in _MEANS_CP1252 else name


def _guess(data: bytes) -> str:
    """Decode bytes that declare nothing and are not UTF-8."""
    sample = data[:_DETECT_BYTES]
    runs = _HIGH_RUN.findall(sample)
    high_bytes = sum(map(len, runs))
    is_latin = high_bytes < _MIN_RUN_LENGTH * len(runs)
    if b"\0" in sample or not runs or (is_latin and high_bytes < _MIN_HIGH_BYTES):
        return _decode_western(data)
    guess = from_bytes(sample).best()
    if guess is None or (is_latin and guess.encoding not in _OTHER_LATIN):
        return _decode_western(data)
    return data.decode(guess.encoding, errors="replace")


def _decode_western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def refuse_binary(text: str) -> None:
    """Raise UndecodableError for a text that is data and no writing."""
    if "\0" in text:
        raise UndecodableError("is binary (it holds NUL bytes): give text in UTF-8")
    odd = sum(
        1 for char in text if (char < " " and char not in "\n\t\f") or "\x7f" <= char < "\xa0" or char == "\ufffd"
    )
    if odd > MAX_CONTROL_SHARE * len(text):
        raise UndecodableError("is binary (it is full of control characters): give text in UTF-8")
