"""Rules on names: two people in one office that one person holds, one in two offices, one name spelt in two ways.

An office stands next to a name ("chief executive John Smith", "John Smith, the mayor of Leeds"). Two holders exclude
each other where their names differ by a slip, share the family name, or the office is of the same named body; nobody is
compared with a former, a deputy or a coming holder.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.check.contradiction.model import Contradiction
from pipeline.stages.check.contradiction.statement import Statement
from pipeline.text.name import name_key, near_miss, same_name
from pipeline.text.name.find import Name
from pipeline.text.name.lexicon import TITLES
from pipeline.text.name.title import without_title
from pipeline.text.word import content_words
from schemas.conflict import Relation
from schemas.finding import FindingKind

_OFFICES = (
    r"chief\sexecutive(?:\sofficer)?|CEO|chief\sfinancial\sofficer|CFO|prime\sminister|president|chancellor|chair(?:man|woman|person)?"
    r"|mayor|governor|head\scoach|manager|editor[\s-]in[\s-]chief|founder|lead\sinvestor|police\schief|fire\schief|attorney\sgeneral"
    r"|secretary[\s-]general|coach|captain|judge|magistrate|prosecutor|coroner|spokes(?:man|woman|person)|director|librarian|treasurer"
    r"|headteacher|principal|sheriff|(?:foreign|finance|defen[cs]e|interior|health|education|justice)\s(?:minister|secretary)|king|queen|pope"
)
# Stems of which every office holds one: most sentences hold none, and a look-up is cheap.
_HEADS = frozenset(
    content_words(
        "chief CEO CFO prime president chancellor chair chairman chairwoman chairperson mayor governor coach manager"
        " editor founder investor attorney secretary minister king queen pope captain judge magistrate prosecutor"
        " coroner spokesman spokeswoman spokesperson director librarian treasurer headteacher principal sheriff"
    )
)
_ALIASES = {"ceo": "chief executive", "chief executive officer": "chief executive", "cfo": "chief financial officer"}
# Offices of which a body may have several: two names are a conflict only where one looks like a slip of the other.
_SHARED = frozenset(
    str.split(
        "founder manager president governor mayor king queen chair chairman coach captain judge magistrate prosecutor"
        " coroner spokesman spokeswoman spokesperson director librarian treasurer headteacher principal sheriff"
    )
) | {"lead investor"}
# Of each of these groups a person holds one at a time.
_ONE_OF = (
    frozenset({"chief executive", "chief financial officer"}),
    # Beside any other office somebody may be president of a club.
    frozenset({"prime minister", "president"}),
    frozenset({"prime minister", "mayor", "governor", "king", "queen", "pope"}),
    frozenset({"mayor", "police chief", "fire chief", "sheriff"}),
    frozenset({"judge", "prosecutor", "coroner"}),
    frozenset(
        f"{field} {rank}"
        for field in ("foreign", "finance", "defence", "defense", "interior", "health", "education", "justice")
        for rank in ("minister", "secretary")
    ),
)
_ONCE = re.compile(
    r"\b(?:under|was|were|served|serving|became|become|had\sbeen|been|until|since|when|later|before|after|(?:19|20)\d\d|will\sbe|would)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(rf"\b(?P<office>{_OFFICES})\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:former|ex|then|late|deputy|vice|co|next|incoming|outgoing|acting|interim|future|new|previous|assistant|would-be|designate"
    r"|first|predecessor|successor|succeed\w*|replac\w+)[\s-](?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(
    r"(?:,\s\d{1,3})?,?\s(?:the\s|its\s|their\s|who\s(?:is|was|remains|became)\s(?:the\s)?|(?:is|was|remains|became)\s(?:the\s)?)?(?:[A-Z][\w’']+(?:['’]s)?\s){0,3}$"
)
_OF = re.compile(r"\s(?:of|at)\s(?:the\s)?$")
_REACH = 40
_LONG_GIVEN = 6
_LONG_FAMILY = 5


@dataclass(frozen=True, slots=True)
class _Holder:
    """A person in an office, as written at `place` of the article's text, and the folded body that it is of."""

    statement: Statement
    name: Name
    office: str
    body: str
    place: tuple[int, int]


def find_names_in_conflict(statements: Sequence[Statement]) -> Iterator[Contradiction]:
    """Yield two holders of one office, then names that look like slips of one another."""
    told: set[frozenset[str]] = set()
    held = [holder for statement in statements for holder in _holders(statement)]
    yield from _two_offices(held)
    for rule, left, right, topic in (*_two_holders(held), *_misspelt(statements)):
        pair = frozenset({_plain(left[1].text), _plain(right[1].text)})
        if pair not in told:
            told.add(pair)
            yield _contradiction(rule, left, right, topic)


_Place = tuple[Statement, Name]
_Found = tuple[str, _Place, _Place, str]


def _two_offices(held: Sequence[_Holder]) -> Iterator[Contradiction]:
    """Yield two offices that one person is told to hold now, the first pair of each person."""
    by_name: dict[str, list[_Holder]] = defaultdict(list)
    for holder in held:
        start, end = holder.place
        if not _ONCE.search(holder.statement.article.text, max(holder.statement.start, start - _REACH), end + _REACH):
            by_name[_plain(holder.name.text)].append(holder)
    for first, *rest in by_name.values():
        other = next((each for each in rest if _is_one_too_many(first, each)), None)
        if other:
            sides = first.statement.passage(*first.place), other.statement.passage(*other.place)
            told = f"Sentence {first.statement.n} says {sides[0].value!r}, sentence {other.statement.n}"
            yield Contradiction(
                rule="two_offices",
                kind=FindingKind.NAME_CONFLICT,
                relation=Relation.CONTRADICTION,
                topic=f"What is {first.name.text}?",
                sides=sides,
                explanation=f"{told} {sides[1].value!r}; one person does not hold both.",
            )


def _is_one_too_many(left: _Holder, right: _Holder) -> bool:
    if left.statement is right.statement or left.office == right.office:
        return False
    if left.body and right.body and not same_name(left.body, right.body):
        return False
    return any({left.office, right.office} <= group for group in _ONE_OF)


def _two_holders(held: Sequence[_Holder]) -> Iterator[_Found]:
    groups: dict[str, dict[tuple[str, str], _Holder]] = defaultdict(dict)
    for holder in held:
        groups[holder.office].setdefault((name_key(holder.name.text), holder.body), holder)
    for office, holders in groups.items():
        first, *rest = holders.values()
        for other in rest:
            if first.statement.n != other.statement.n and _exclude(first, other):
                yield (
                    "two_holders",
                    (first.statement, first.name),
                    (other.statement, other.name),
                    f"Who is the {office}?",
                )


def _holders(statement: Statement) -> Iterator[_Holder]:
    if _HEADS.isdisjoint(statement.stems):
        return
    for match in _OFFICE.finditer(statement.text):
        before = statement.text[max(0, match.start() - _REACH) : match.start()]
        name = None if _OTHER.search(before) else _holder_of(statement, match)
        if name:
            office = match["office"].lower()
            place = statement.start + match.start(), statement.start + match.end()
            yield _Holder(statement, name, _ALIASES.get(office, office), _body(statement, match), place)


def _holder_of(statement: Statement, match: re.Match[str]) -> Name | None:
    """Return the name that stands with an office: within it ("Acme CEO Ann Lee"), after it, or before it."""
    text = statement.text
    for name in statement.names:
        start, end = name.start - statement.start, name.end - statement.start
        if start <= match.start() and match.end() + 1 < end:
            begin = match.end() + 1
            return Name(text[begin:end], statement.start + begin, name.end)
        if text[match.end() : start] in {" ", ", "} or _LEADS_IN.fullmatch(text[end : match.start()]):
            return name
    return None


def _body(statement: Statement, match: re.Match[str]) -> str:
    """Return the folded name of the body that an office is of; empty where none is named next to it."""
    text = statement.text
    for name in statement.names:
        start, end = name.start - statement.start, name.end - statement.start
        if start < match.start() < end:
            return name_key(text[start : match.start()])
        if _OF.fullmatch(text[match.end() : start]) or text[end : match.start()] in {" ", "'s ", "’s "}:
            return name_key(name.text)
    return ""


def _exclude(left: _Holder, right: _Holder) -> bool:
    if left.body and right.body and not same_name(left.body, right.body):
        return False
    one, other = _plain(left.name.text), _plain(right.name.text)
    if same_name(one, other) or not one or not other:
        return False
    if near_miss(one, other):
        return True
    is_family = " " in one and " " in other and one.split()[-1] == other.split()[-1]
    is_certain = bool(left.body and right.body) and left.office not in _SHARED
    return is_family or is_certain


def _plain(name: str) -> str:
    """Return a folded name without the titles before it."""
    words = name_key(name).split()
    while words and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)


def _misspelt(statements: Sequence[Statement]) -> Iterator[_Found]:
    """Yield full names that differ by a slip in one word, where no sentence holds both.

    Names are met under each word that they share, so only those with a word in common are compared.
    """
    places: dict[str, list[_Place]] = defaultdict(list)
    for statement in statements:
        for name in statement.names:
            key = _plain(name.text)
            if " " in key and not name.is_origin:
                places[key].append((statement, name))
    by_word: dict[str, list[str]] = defaultdict(list)
    for key, found in places.items():
        for word in key.split():
            for other in by_word[word]:
                if _is_slip(key, other) and not _meet(found, places[other]):
                    first, second = ((place[0], without_title(place[1])) for place in (places[other][0], found[0]))
                    yield "misspelt_name", first, second, "How is the name spelt?"
            by_word[word] = [*by_word[word][-7:], key]


def _is_slip(left: str, right: str) -> bool:
    """Tell whether two full names differ by a slip; short given names that differ are taken for two people."""
    first, second = left.split(), right.split()
    if len(first) != len(second) or not near_miss(left, right):
        return False
    at = next(i for i, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1])
    least = _LONG_GIVEN if at == 0 else _LONG_FAMILY
    return min(len(first[at]), len(second[at])) >= least


def _meet(left: Sequence[_Place], right: Sequence[_Place]) -> bool:
    return bool({statement.n for statement, _ in left} & {statement.n for statement, _ in right})


def _contradiction(rule: str, left: _Place, right: _Place, topic: str) -> Contradiction:
    told = f"Sentence {left[0].n} says {left[1].text}, sentence {right[0].n} says {right[1].text}"
    return Contradiction(
        rule=rule,
        kind=FindingKind.NAME_CONFLICT,
        relation=Relation.CONTRADICTION,
        topic=topic,
        sides=tuple(statement.passage(name.start, name.end) for statement, name in (left, right)),
        explanation=f"{told}; only one of them can be right."
        if rule == "two_holders"
        else f"{told}; one looks misspelt.",
    )
