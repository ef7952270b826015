"""The terms of schema.org that are exported: types, their properties, what a value may be, and what Google required.

Facts of schema.org (version 30) and of Google's page on fact checks. Invariant: `require_known` lets nothing pass that
is not in the table, so that a slip in a name fails here and not at whoever reads the file.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pipeline.report.export.web_url import is_web_url

CONTEXT = "https://schema.org"

_Properties = Mapping[str, frozenset[str]]

_TEXT, _URL = frozenset({"Text"}), frozenset({"URL"})
_WHEN = frozenset({"Date", "DateTime"})
_WHO = frozenset({"Organization", "Person"})
_NUMBER = frozenset({"Number", "Text"})
_PARTY: _Properties = {"name": _TEXT, "url": _URL}

TERMS: Mapping[str, _Properties] = MappingProxyType(
    {
        "ClaimReview": {
            "identifier": frozenset({"Text", "URL"}),
            "url": _URL,
            "datePublished": _WHEN,
            "author": _WHO,
            "claimReviewed": _TEXT,
            "itemReviewed": frozenset({"Claim"}),
            "reviewRating": frozenset({"Rating"}),
        },
        "Claim": {
            "text": _TEXT,
            "datePublished": _WHEN,
            "author": _WHO,
            "creditText": _TEXT,
            "appearance": frozenset({"CreativeWork"}),
        },
        "Rating": {
            "alternateName": _TEXT,
            "ratingExplanation": _TEXT,
            "ratingValue": _NUMBER,
            "bestRating": _NUMBER,
            "worstRating": _NUMBER,
        },
        "CreativeWork": {"url": _URL, "headline": _TEXT, "datePublished": _WHEN, "publisher": _WHO},
        "Organization": _PARTY,
        "Person": _PARTY,
    }
)

# A rating in numbers is recommended, not required; who has an author names it.
REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ClaimReview": frozenset({"url", "claimReviewed", "reviewRating"}),
        "Rating": frozenset({"alternateName"}),
        "Organization": frozenset({"name"}),
        "Person": frozenset({"name"}),
    }
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def require_known(node: object) -> None:
    """Refuse an object that schema.org or Google's page would not take.

    Raises:
        ValueError: it is not as the table says; the message names where and what, and no value.
    """
    found = list(faults(node, frozenset({"ClaimReview"}), "ClaimReview"))
    if found:
        raise ValueError(f"a ClaimReview breaks the vocabulary of schema.org: {'; '.join(found)}")


def faults(value: object, expected: frozenset[str], place: str) -> Iterator[str]:
    """Yield what is wrong with a value, which has to be of one of the expected types; `place` says where it stands."""
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from faults(item, expected, f"{place}[{n}]")
    elif isinstance(value, Mapping):
        yield from _faults_of_object(value, expected, place)
    elif not _types_of(value) & expected:
        yield f"{place} is no {' or '.join(sorted(expected))}"


def _faults_of_object(node: Mapping[str, object], expected: frozenset[str], place: str) -> Iterator[str]:
    kind = str(node.get("@type"))
    if kind not in expected or kind not in TERMS:
        yield f"{place} is a {kind} and no {' or '.join(sorted(expected))}"
        return
    for name in sorted(REQUIRED.get(kind, frozenset()) - node.keys()):
        yield f"{place} lacks {name}"
    for name, item in node.items():
        if name == "@type":
            continue
        if name in TERMS[kind]:
            yield from faults(item, TERMS[kind][name], f"{place}.{name}")
        else:
            yield f"{place}.{name} is no property of {kind}"


def _types_of(value: object) -> frozenset[str]:
    """Return what a plain value may count as; an empty text is nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return frozenset({"Number"})
    if not isinstance(value, str) or not value.strip():
        return frozenset()
    found = {"Text"}
    found |= {"Date"} if _DATE.fullmatch(value) else set()
    found |= {"DateTime"} if _DATE_TIME.fullmatch(value) else set()
    found |= {"URL"} if is_web_url(value) else set()
    return frozenset(found)
