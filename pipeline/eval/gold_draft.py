"""A gold file to begin with: what a run found, as passages for a person to correct; of articles alone, an empty frame.

Invariant: every passage is words of an article. What the draft holds is the run's opinion: a file that nobody corrected
measures nothing but whether a run agrees with itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.errors import ConfigurationError
from schemas.article import Article, SentenceRole

Line = Mapping[str, Any]
"""An object of `claims.jsonl` or `conflicts.jsonl`."""

NOTE = (
    "Pre-filled by a run, so it holds the run's own mistakes. Delete what is wrong, add what is missing, shorten each "
    "passage to the words that decide, then run: factgrade gold check FILE ARTICLES..."
)
_EMPTY_NOTE = (
    "Nobody has labelled these articles. Add the passages of which a claim must be made, what contradicts what, and "
    "the sums; then run: factgrade gold check FILE ARTICLES..."
)
_KINDS = {"arithmetic_holds": True, "arithmetic_fails": False}
_APART = frozenset({"update", "rounding", "different_scope"})


def name_of(path: str) -> str:
    """Return the file name of a path: the key of an article."""
    return path.replace("\\", "/").rpartition("/")[2]


def draft_from_articles(articles: Iterable[Article]) -> dict[str, Any]:
    """Return a frame for articles, with what the rules take for page debris.

    Raises:
        ConfigurationError: two articles have one name.
    """
    drafts: dict[str, Any] = {}
    for article in articles:
        debris = [article.quote(one) for one in article.sentences if one.role is SentenceRole.BOILERPLATE]
        _enter(drafts, article.path)["boilerplate"] += map(_line, debris)
    return {"note": _EMPTY_NOTE, "articles": drafts, "across": [], "not_contradictions": []}


def draft_from_run(claims: Sequence[Line], conflicts: Sequence[Line]) -> dict[str, Any]:
    """Return what a run found, from its JSON lines.

    Raises:
        ConfigurationError: two articles have one name, or a line has not the form of a run's.
    """
    drafts: dict[str, Any] = {}
    try:
        keys = {str(one["article"]["id"]): str(one["article"]["path"]) for one in claims}
        for path in keys.values():
            _enter(drafts, path)
        names = {article_id: name_of(path) for article_id, path in keys.items()}
        for claim in claims:
            _take(drafts[names[claim["article"]["id"]]], claim)
        across, apart = _of_conflicts(drafts, names, conflicts)
    except (KeyError, TypeError) as error:
        raise ConfigurationError(
            f"these are not the JSON lines of a run: {error} is missing or of another form"
        ) from None
    return {"note": NOTE, "articles": drafts, "across": across, "not_contradictions": apart}


def _enter(drafts: dict[str, Any], path: str) -> dict[str, list[Any]]:
    name = name_of(path)
    if name in drafts:
        raise ConfigurationError(f"two articles are called {name!r}: passages are filed by name, so rename one")
    drafts[name] = {"claims": [], "boilerplate": [], "within": [], "arithmetic": []}
    return drafts[name]  # type: ignore[no-any-return]  # made in the line above


def _take(draft: dict[str, list[Any]], claim: Line) -> None:
    quote = _line(claim["quote"])
    if quote not in draft["claims"]:
        draft["claims"].append(quote)
    for finding in claim["findings"]:
        total = {"what": finding["explanation"], "holds": _KINDS.get(finding["kind"]), "at": quote}
        if finding["kind"] in _KINDS and total not in draft["arithmetic"]:
            draft["arithmetic"].append(total)


def _of_conflicts(
    drafts: dict[str, Any], names: Mapping[str, str], conflicts: Iterable[Line]
) -> tuple[list[Any], list[Any]]:
    across, apart = list[Any](), list[Any]()
    for conflict in conflicts:
        sides = [one for one in conflict["sides"] if one["article_id"] in names]
        if len(sides) < 2:  # noqa: PLR2004  a conflict of articles without claims has no key here
            continue
        if conflict["relation"] in _APART:
            apart.append(_difference(conflict, names, sides))
        elif conflict["relation"] == "contradiction" and conflict["scope"] == "within":
            first, second = _passages(sides[0], sides[1])
            pair = {"topic": conflict["topic"], "a": first, "b": second}
            drafts[names[sides[0]["article_id"]]]["within"].append(pair)
        elif conflict["relation"] == "contradiction":
            across.append(_question(conflict, names, sides))
    return across, apart


def _passages(first: Line, second: Line) -> tuple[str, str]:
    """Return a passage for each side: its value alone, as the article writes it, where both stand in one sentence."""
    has_values = first["value"] and second["value"] and first["value"] != second["value"]
    field = "value" if first["quote"] == second["quote"] and has_values else "quote"
    return _line(first[field]), _line(second[field])


def _question(conflict: Line, names: Mapping[str, str], sides: Sequence[Line]) -> dict[str, Any]:
    values = {names[one["article_id"]]: {"at": _line(one["quote"]), "value": one["value"]} for one in reversed(sides)}
    answers: dict[int, list[str]] = defaultdict(list)
    for one in sides:
        answers[one["answer"]].append(names[one["article_id"]])
    agree = [sorted(set(group)) for group in answers.values() if len(set(group)) > 1]
    return {"topic": conflict["topic"], "values": dict(sorted(values.items())), "agree": agree}


def _difference(conflict: Line, names: Mapping[str, str], sides: Sequence[Line]) -> dict[str, Any]:
    first = sides[0]
    second = next((one for one in sides if one["answer"] != first["answer"]), sides[1])
    places = [{"article": names[one["article_id"]], "at": _line(one["quote"])} for one in (first, second)]
    return {"relation": conflict["relation"], "topic": conflict["topic"], "a": places[0], "b": places[1]}


def _line(text: str) -> str:
    return " ".join(text.split())
