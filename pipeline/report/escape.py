"""The one place where foreign text becomes markdown: whatever goes in, nothing but plain text comes out.

An escaped value is one line and holds no link, image, heading, list, table, code, emphasis or HTML in CommonMark, in
GFM and in renderers that link bare domains, wherever in a line a template puts it. `finalize` is handed to the template
environment, so that a value is escaped unless its type says that it already is markdown.
"""

import re
import unicodedata

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x9b[0-?]*[ -/]*[@-~]")

# Invisible, but not of the category Cf: joiners, fillers, variation selectors, and all of the block that tags lie in.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)

_ACTS = re.compile(
    r"""
      [&<>\\`*~\[\]{}|#^@]                        # wherever they stand
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])        # inside a word it is no emphasis
    | \$(?!\d)                                    # a sum of money opens no formula where no other sign closes one
    | =(?==) | (?<==)=                            # highlighting
    | (?<!\d):(?=\S) | :(?=[^\s\d])               # a scheme, an emoji; times of day stay
    | /(?=/)
    | (?<=www)\. | (?<=\w)\.(?=(?:[a-z]{2}|com|org|net|edu|gov|info|biz|pro|web|xxx|aero|asia|coop|museum|name|shop
                                 |рф|xn--[a-z0-9-]+)(?![a-z0-9]))
    | !\Z                                         # a link may follow in the template
    | \A[-+=:.()!] | \A(?P<digits>\d{1,9})(?P<sign>[.)])(?=\s|\Z)
    """,
    re.VERBOSE | re.IGNORECASE,
)

# cmark-gfm looks for e-mail addresses after it has decoded entities, so an entity alone does not break one.
_WORD_JOINER = "&#8288;"

_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;" + _WORD_JOINER}


class Markdown(str):
    """Text that is markdown already; only templates and this package's own links may be."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return `text` as one line without terminal sequences and without characters that nobody sees.

    Controls, bidi marks, zero-width and tag characters go; a lone surrogate becomes U+FFFD; white space is folded.
    """
    shown = _HIDDEN.sub("", _ANSI.sub("", text))
    if not shown.isprintable():
        shown = "".join(map(_visible, shown))
    return " ".join(shown.split())


def escape(text: str) -> str:
    """Return `text` cleaned and with every character that could act as markdown written as an entity.

    What cannot act stays as it is: letters, digits, commas, quotation marks, "$7.4", "12:30", "snake_case".
    """
    return _ACTS.sub(_entity, clean(text))


def finalize(value: object) -> str:
    """Turn the value of a template expression into markdown.

    Raises:
        TypeError: the value is neither text nor a whole number, so a template shows something nobody meant to show.
    """
    if isinstance(value, Markdown):
        return value
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"a template shows a {type(value).__name__}: give it text or a whole number")


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return "" if category in {"Cc", "Cf"} else char


def _entity(match: re.Match[str]) -> str:
    if match["digits"]:
        return f"{match['digits']}&#{ord(match['sign'])};"
    char = match[0]
    return _NAMED.get(char, f"&#{ord(char)};")
