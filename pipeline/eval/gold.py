"""The format of a gold file: what people say that a run over some articles must find, and must leave alone.

Invariant: a passage is words of the article, compared without line breaks and repeated spaces; where it stands is
looked up, never stored. `docs/eval.md` documents the fields.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigurationError

Key = str


class _Open(BaseModel):
    """What a person writes may hold more than is read here (a note, a source)."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldPair(_Open):
    """Two passages of one article that contradict each other."""

    topic: str
    a: str
    b: str


class GoldSum(_Open):
    """A sum over the article's own numbers, and whether it holds; `at` is a passage of the sentence that states it."""

    what: str
    holds: bool
    at: str


class GoldArticle(_Open):
    """What one article must give.

    `claims` are passages of which a claim must be made, `boilerplate` passages that no claim may rest on.
    """

    claims: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()
    implausible: tuple[str, ...] = ()
    within: tuple[GoldPair, ...] = ()
    arithmetic: tuple[GoldSum, ...] = ()


class GoldPlace(_Open):
    """A passage of an article, named by its key."""

    article: Key
    at: str


class GoldValue(_Open):
    """What one article answers to a question: the passage, and the value for people."""

    at: str
    value: Any = None
    unit: str | None = None


class GoldQuestion(_Open):
    """A question that articles answer differently; `agree` are groups of articles that answer alike."""

    topic: str
    values: Mapping[Key, GoldValue]
    agree: tuple[tuple[Key, ...], ...] = ()


class GoldDifference(_Open):
    """Two passages that differ for a reason, and must not be reported as a contradiction."""

    relation: Literal["update", "rounding", "different_scope", "same"]
    topic: str
    a: GoldPlace
    b: GoldPlace


class Gold(_Open):
    """A gold file; a key is the beginning of the article's file name."""

    articles: Mapping[Key, GoldArticle]
    across: tuple[GoldQuestion, ...] = ()
    not_contradictions: tuple[GoldDifference, ...] = ()
    copies: tuple[tuple[Key, ...], ...] = ()
    hostile: tuple[GoldPlace, ...] = Field(default=())


def unknown_keys(gold: Gold) -> list[Key]:
    """Return the keys by which questions, pairs and groups name articles that the file does not have."""
    named = [key for one in gold.across for key in (*one.values, *(key for group in one.agree for key in group))]
    named += [side.article for one in gold.not_contradictions for side in (one.a, one.b)]
    named += [key for group in gold.copies for key in group]
    return sorted(set(named) - set(gold.articles))


def parse_gold(content: object, name: str) -> Gold:
    """Return what the JSON of a gold file holds.

    Raises:
        ConfigurationError: it has not the form; the message names the file, the fields and what is wrong with each.
    """
    try:
        return Gold.model_validate(content)
    except ValidationError as error:
        faults = "".join(f"\n  {_place(one['loc'])}: {one['msg']}" for one in error.errors(include_input=False))
        raise ConfigurationError(f"{name!r} is no gold file; docs/eval.md has the format:{faults}") from None


def _place(location: Iterable[object]) -> str:
    return ".".join(map(str, location)) or "the whole"


def flat(text: str) -> str:
    """Return a text as passages are compared: composed, and white space as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key_of(path: str, keys: Iterable[Key]) -> Key | None:
    """Return the key of an article by its path: the longest that its file name begins with, or None."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return max((key for key in keys if name.startswith(key)), key=len, default=None)
