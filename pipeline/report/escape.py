"""The one place where foreign text becomes markdown: whatever goes in, nothing but plain text comes out.

An escaped value is one line and holds no link, image, heading, list, table, code, emphasis or HTML in CommonMark, in
GFM and in renderers that link bare domains, wherever in a line a template puts it. `finalize` is handed to the template
environment, so that every value is escaped; links and bold words come of values that say so by their type.
"""

import re
import unicodedata
from itertools import groupby

from pipeline.report.inline import Link, Passage, UnshowableError

_SPACE = re.compile(r"\s+")
_NEUTRAL = ","  # acts nowhere, and is neither a letter nor white space
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x9b[0-?]*[ -/]*[@-~]")

# Invisible, but not of the category Cf: joiners, fillers, variation selectors, and all of the block that tags lie in.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)

# More marks than this on one letter are no writing, and cover the lines around; one at the beginning has no letter.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_TOO_MANY_MARKS = re.compile(f"(?<=[{_MARKS}]{{4}})[{_MARKS}]+|\\A[{_MARKS}]+")
_LEFT_TO_RIGHT = "\u200e"
_STRONG = frozenset({"L", "R", "AL"})
# A word that no line has room for may be broken where this stands; scripts that need no blanks break anywhere.
_BREAK = "\u200b"
_LONG_WORD = re.compile(rf"[!-\u0dff]{{60}}(?=[!-\u0dff]{{10}})(?![{_MARKS}])")

_ACTS = re.compile(
    r"""
      [&<>\\`*~\[\]{}|#^@\u200b\u200e]            # wherever they stand
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])        # inside a word it is no emphasis
    | \$(?!\d)                                    # a sum of money opens no formula where no other sign closes one
    | =(?==) | (?<==)= | %(?=%) | (?<=%)% | \+(?=\+) | (?<=\+)\+   # highlighted, hidden, inserted
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


def clean(text: str) -> str:
    """Return `text` as one line without terminal sequences and without characters that nobody sees.

    Controls, bidi marks, zero-width and tag characters go, and so do all but four marks on a letter; a lone surrogate
    becomes U+FFFD; white space is folded.
    """
    return " ".join(_seen(text).split())


def escape(text: str) -> str:
    """Return `text` cleaned and with every character that could act as markdown written as an entity.

    What cannot act stays as it is: letters, digits, commas, quotation marks, "$7.4", "12:30", "snake_case".
    """
    shown = clean(text)
    return _ACTS.sub(_entity, _with_breaks(shown) + (_LEFT_TO_RIGHT if ends_right_to_left(shown) else ""))


def ends_right_to_left(text: str) -> bool:
    """Tell whether a text ends in a script that runs from right to left, which would turn a date or a sign behind it.

    A page sets a left-to-right mark behind such a text, as an entity; reading the page back takes it out again.
    """
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(char) for char in reversed(text))
    return next((one for one in directions if one in _STRONG), "L") != "L"


def finalize(value: object) -> str:
    """Turn the value of a template expression into markdown.

    Raises:
        UnshowableError: the value is neither text, a link, a passage nor a whole number, so that a template shows
            something nobody meant to show.
    """
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Link):
        return f"[{escape(value.label) or escape(value.target)}]({value.target})"
    if isinstance(value, Passage):
        return _passage(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UnshowableError(value)


def _passage(passage: Passage) -> str:
    """Return a passage with its decisive words in bold."""
    pieces: list[tuple[str, bool]] = []
    seen = [(_SPACE.sub(" ", _seen(words)), is_decisive) for words, is_decisive in passage.parts]
    for is_decisive, parts in groupby((part for part in seen if part[0]), key=lambda part: part[1]):
        pieces += _without_edges("".join(words for words, _ in parts), is_decisive=is_decisive)
    while pieces and not pieces[0][0].strip():
        del pieces[0]
    if pieces:
        pieces[0] = pieces[0][0].lstrip(), pieces[0][1]
    escaped = [(_escaped_part(words, is_first=not n), is_decisive) for n, (words, is_decisive) in enumerate(pieces)]
    shown = ""
    for n, (words, is_decisive) in enumerate(escaped):
        after = escaped[n + 1][0] if n + 1 < len(escaped) else ""
        shown += _bold(words, shown[-1:], after[:1]) if is_decisive else words
    return " ".join(shown.split())


def _without_edges(words: str, *, is_decisive: bool) -> list[tuple[str, bool]]:
    """Return words as parts of a passage, white space at the edges of decisive ones as parts of its own."""
    inner = words.strip()
    if not is_decisive or not inner:
        return [(words, False)]
    start = words.index(inner)
    parts = [(words[:start], False), (inner, True), (words[start + len(inner) :], False)]
    return [part for part in parts if part[0]]


def _escaped_part(words: str, *, is_first: bool) -> str:
    """Return words escaped as they stand: behind others nothing acts that acts at the beginning of a line alone."""
    shown = _with_breaks(words)
    return _ACTS.sub(_entity, shown) if is_first else _ACTS.sub(_entity, _NEUTRAL + shown)[len(_NEUTRAL) :]


def _bold(words: str, before: str, after: str) -> str:
    """Return words in bold.

    Two asterisks are emphasis in CommonMark where they lean against the words: with a letter outside and a sign inside
    ("US$7") they are asterisks. There a tag of HTML stands in, which means the same in every renderer.
    """
    leans = (_is_letter(words[0]) or not _is_letter(before)) and (_is_letter(words[-1]) or not _is_letter(after))
    return f"**{words}**" if leans else f"<b>{words}</b>"


def _is_letter(char: str) -> bool:
    """Tell whether a character is neither white space nor a sign to CommonMark; the edge of a passage is none."""
    return bool(char) and not char.isspace() and unicodedata.category(char)[0] not in "PS"


def _seen(text: str) -> str:
    """Return a text without what nobody sees; its white space stays."""
    shown = _HIDDEN.sub("", _ANSI.sub("", text))
    shown = shown if shown.isprintable() else "".join(map(_visible, shown))
    return shown if shown.isascii() else _TOO_MANY_MARKS.sub("", shown)


def _with_breaks(words: str) -> str:
    """Return words with places where a very long one may be broken; reading them back takes these out again."""
    return _LONG_WORD.sub(lambda word: word[0] + _BREAK, words)


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
