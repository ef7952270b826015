"""What is missing to decide: what a reviewer would look up, and where; filled with the names of the case.

It says what is unknown here (a date, an outlet) and where the sort of question is settled as a rule; it looks nothing
up.
"""

from collections.abc import Collection, Iterable, Sequence

from pipeline.report import wording
from pipeline.report.register import Register
from pipeline.report.side_view import names_of
from schemas.claim import GroundedClaim, Missing, MissingKind
from schemas.conflict import Conflict, Relation, Scope
from schemas.finding import Finding, FindingKind

_MOST_NAMED = 4
_CODE_CHARS = 3
_MODEL = "model:"
_YEAR = "year"


def missing_of_conflict(conflict: Conflict, register: Register, own: str | None) -> tuple[str, ...]:
    """Return what would settle a conflict, seen from the page of the article `own`."""
    names = names_of(conflict.sides, register, own)
    sources = sorted(dict.fromkeys(side.article_id for side in conflict.sides), key=lambda one: one != own)
    unknown = _unknown(conflict, sources, names, register) if conflict.scope is Scope.ACROSS else ""
    return tuple(filter(None, (unknown, *_rate(conflict), _primary(conflict))))


def missing_of_claim(findings: Iterable[Finding], grounded: GroundedClaim) -> tuple[str, ...]:
    """Return what would settle the doubts of a claim that are its own."""
    added = wording.joined([f"{_kind_of(one)} “{one.text}”" for one in grounded.missing[:_MOST_NAMED]])
    told = []
    for kind in dict.fromkeys(finding.kind for finding in findings):
        words = wording.LOOK_UP_ON.get(kind, wording.LOOK_UP_ELSE)
        told.append(words.format(added or wording.WHAT_IT_ADDS) if kind is FindingKind.UNGROUNDED else words)
    return tuple(told) or (wording.LOOK_UP_ELSE,)


def _kind_of(one: Missing) -> str:
    is_word = one.kind is MissingKind.WORDS and len(one.text.split()) == 1
    return wording.MISSING_WORD if is_word else wording.MISSING[one.kind]


def _unknown(conflict: Conflict, sources: Iterable[str], names: dict[str, str], register: Register) -> str:
    """Return whose date or outlet nobody knows, and where it may stand."""
    undated = {side.article_id for side in conflict.sides if side.published_at is None}
    known = {one: register.article(one) for one in sources}
    nameless = {one for one, source in known.items() if source is not None and not source.publisher}
    both = [names[one] for one in known if one in undated and one in nameless]
    no_date = [names[one] for one in known if one in undated and one not in nameless]
    no_outlet = [names[one] for one in known if one in nameless and one not in undated]
    told = [
        words.format(_named(some))
        for words, some in (
            (wording.NEITHER_KNOWN, both),
            (wording.DATE_UNKNOWN, no_date),
            (wording.OUTLET_UNKNOWN, no_outlet),
        )
        if some
    ]
    return wording.NOT_IN_THE_FILE.format("; ".join(told)) if told else ""


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return wording.joined([*names[:_MOST_NAMED], *([wording.MORE.format(more)] if more > 0 else [])])


def _rate(conflict: Conflict) -> tuple[str, ...]:
    """Return where the rate stands between the currencies of a conflict, where there are two."""
    units = sorted({side.unit for side in conflict.sides if side.unit and _is_currency(side.unit)})
    return (wording.LOOK_UP_RATE.format(wording.joined(units)),) if len(units) > 1 else ()


def _primary(conflict: Conflict) -> str:
    """Return where the sort of question is settled."""
    if conflict.relation is Relation.UPDATE:
        return wording.LOOK_UP_UPDATE
    if conflict.by.startswith(_MODEL):
        return wording.LOOK_UP_PASSAGES
    by_rule = wording.LOOK_UP.get(conflict.by.partition(":")[2])
    return by_rule or _by_unit({side.unit for side in conflict.sides if side.unit})


def _by_unit(units: Collection[str]) -> str:
    """Return where a value is settled, by what it counts."""
    if any(map(_is_currency, units)):
        return wording.LOOK_UP_MONEY
    if _YEAR in units:
        return wording.LOOK_UP_YEAR
    return wording.LOOK_UP_COUNT if units else wording.LOOK_UP_ELSE


def _is_currency(unit: str) -> bool:
    """Tell whether a unit is a code of ISO 4217: no other unit has three capital letters."""
    return len(unit) == _CODE_CHARS and unit.isascii() and unit.isalpha() and unit.isupper()
