"""Comparing properties that a thing has or has not: open or proprietary, insured or not, guilty or not.

A property is read only where it is said of the thing itself: by a possessive ("its open-source work", "its details
remain proprietary") or as a predicate ("the ferry was not insured"). An article that gives a thing both is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.stages.compare.batch import Batch
from pipeline.stages.compare.clause import Range, clauses, without_quotes
from pipeline.stages.compare.kept import Codec, Index
from pipeline.stages.compare.model import Answer, Disagreement
from pipeline.stages.compare.owner import key_of, names_of, possessor_of, written
from pipeline.stages.compare.property.axis import UNANIMOUS, Axis, acts, axes, courses, either, pole, triggers
from pipeline.stages.compare.property.vote import vote_in
from pipeline.stages.compare.reading import is_body
from pipeline.stages.compare.rule import apply_rule
from pipeline.stages.compare.telling import Telling
from pipeline.stages.compare.timing import (
    Course,
    Timed,
    make_answer,
    relate_in_time,
    strongest,
    told_words,
    undated_words,
)
from pipeline.stages.compare.trigger import Trigger
from pipeline.text.name import name_key
from pipeline.text.word import content_words
from schemas.conflict import Relation

MOST_OF_POLE = 8

_BE = (
    r"(?:is|are|was|were|remain(?:s|ed)?|stay(?:s|ed)?|ha(?:s|ve|d)\sbeen|became"
    r"|(?:was|were)\s(?:found|declared|ruled|pronounced))"
)
_NOT = r"n['’]t|\snot|\snever"
# No word of the list may end in "ly", or a row of such words could be read in more ways than can be tried.
_ADVERBS = r"(?:\s(?:also|still|now|then|ever|yet|all|(?!public|private|open)\w+ly))*"
_COPULAS = frozenset(
    str.split(
        "is are was were be been being isn aren wasn weren remain remains remained stay stays stayed has have had"
    )
)
_COPULA = re.compile(
    rf"\s(?:{_BE}(?P<not>{_NOT})?|ha(?:s|ve|d)(?P<never>{_NOT}){_ADVERBS}\sbeen){_ADVERBS}\s(?=\S)",
    re.IGNORECASE,
)
# A participle or adjective that a general negation may deny; what follows must not make it another's ("insured by").
_NO_STATE = (
    "said|told|based|used|made|expected|supposed|asked|often|even|seven|when|then|believed|considered|understood|pictured"
    "|alleged|reported|mistaken"
)
_WORD = re.compile(rf"(?P<word>(?!(?:{_NO_STATE})\b)[a-z]{{3,20}}(?:ed|en))\b")
_SUBJECT = re.compile(
    r"(?:^|\s)(?P<det>the|its|their|his|her|both|all|each)\s(?P<noun>(?:[\w-]+\s){0,2}[\w-]+)$", re.IGNORECASE
)
# "The roof of the tower" is not the tower.
_HANGING = re.compile(r"\b(?:of|in|at|on|near|behind|under|inside|outside|from|for|with|by|to)\s$", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:^|\s)(?:it|he|she|they)$", re.IGNORECASE)
_OWNED = re.compile(
    r"(?:\b(?P<pronoun>its|their|his|her)|(?P<mark>['’]s|(?<=s)['’]))\s(?:[\w-]+\s){0,1}$", re.IGNORECASE
)
_HEAD = re.compile(r"\s(?P<head>(?:[\w-]+\s){0,1}[\w-]+)")
_NOT_SAID = re.compile(
    r"\b(?:if|whether|would|could|may|might|will|should|unless|like|such\sas|unlike|can|must|promis\w+|plan\w*"
    r"|not\sclear|unclear|question)\b",
    re.IGNORECASE,
)
_UNSAID = Trigger(
    r"if|whether|would|could|may|might|will|should|unless|like|such\sas|unlike|can|must|promis\w+|plan\w*|not\sclear|unclear"
    r"|question"
)


@dataclass(frozen=True)
class _Said:
    """One pole said of one thing: `part` is the phrase that is said to be so, "" for the thing itself."""

    answer: Answer
    is_yes: bool
    part: frozenset[str]


_Key = tuple[str, str, str]


def find_properties(batch: Batch) -> Iterator[Disagreement]:
    """Yield the properties that articles give to one thing and deny it, or of which they give the opposites."""
    return apply_rule(Properties(batch), batch)


class Properties:
    """The rule: a pole is entered under the entity, the property, and the noun where it is not the entity itself."""

    def __init__(self, batch: Batch) -> None:
        """Begin with no properties."""
        self._batch = batch
        self._index: Index[_Said] = batch.index(_codec(batch))

    def enter(self, told: Sequence[Telling]) -> None:
        """Enter the properties that an article gives to things."""
        for telling in told:
            for key, said in _read(self._batch, telling):
                self._index.add(key, telling.article_id, said)

    def found(self) -> Iterator[Disagreement]:
        """Yield the properties that articles give to one thing and deny it, or of which they give the opposites."""
        for key, several in self._index.shared():
            if len({one.is_yes for one in several}) == 1:
                continue
            by_article: dict[str, list[_Said]] = defaultdict(list)
            for one in several:
                by_article[one.answer.article_id].append(one)
            clear = [told[0] for told in by_article.values() if len({one.is_yes for one in told}) == 1]
            owner, name, noun = key
            found = _disagreement(self._batch, (owner, name, noun), clear)
            if found:
                yield found


def _codec(batch: Batch) -> Codec[_Said]:
    answers = batch.archive.answers
    return Codec(
        lambda one: [answers.encode(one.answer), one.is_yes, sorted(one.part)],
        lambda kept: _Said(answers.decode(kept[0]), kept[1], frozenset(kept[2])),
    )


def _read(batch: Batch, telling: Telling) -> Iterator[tuple[_Key, _Said]]:
    named = triggers().named(telling.words)
    if not named and _COPULAS.isdisjoint(telling.words):
        return
    text = without_quotes(telling.plain)
    if text.rstrip().endswith("?") or not (named or _COPULA.search(text)):
        return
    vote = vote_in(text) if UNANIMOUS in named else None
    if vote:
        yield ("", UNANIMOUS, "court"), _said(telling, vote[1], (vote[0], frozenset()))
    is_plain = not _UNSAID.hits(telling.words)
    told, acted = ([one for one in known() if one.name in named] if named else [] for known in (axes, acts))
    for begin, end in clauses(text):
        if is_plain or not _NOT_SAID.search(text, begin, end):
            yield from _predicated(batch, telling, text, (begin, end), told)
            yield from _acted(batch, telling, text, (begin, end), acted)
            yield from _possessed(batch, telling, text, (begin, end), told)


def _predicated(
    batch: Batch, telling: Telling, text: str, clause: Range, named: Sequence[Axis]
) -> Iterator[tuple[_Key, _Said]]:
    """Yield what a clause says by "X is P": the poles of the table, and any participle with or without "not"."""
    for copula in _COPULA.finditer(text, *clause):
        poles = list(_poles(text[copula.end() : clause[1]], named))
        thing = _thing(batch, telling, text, (clause[0], copula.start())) if poles else None
        if thing is None:
            continue
        for name, is_yes, size in poles:
            said = is_yes is not bool(copula["not"] or copula["never"])
            place = copula.start() + 1, copula.end() + size
            yield (thing[0], name, thing[1]), _said(telling, place, (said, thing[2]))


def _poles(what: str, named: Sequence[Axis]) -> Iterator[tuple[str, bool, int]]:
    """Yield axis, pole and length of what the words after a copula say; `named` are the axes it can be of."""
    found = False
    for axis in named:
        for is_yes in (False, True):
            match = pole(axis, is_yes=is_yes).match(what)
            if match:
                found = True
                yield axis.name, is_yes, match.end()
                break
    plain = None if found else _WORD.match(what)
    if plain:
        yield plain["word"], True, plain.end()


def _acted(
    batch: Batch, telling: Telling, text: str, clause: Range, named: Sequence[Axis]
) -> Iterator[tuple[_Key, _Said]]:
    for act in named:
        for match in either(act).finditer(text, *clause):
            thing = _thing(batch, telling, text, (clause[0], match.start() - 1))
            if thing:
                said = match.lastgroup == "yes", thing[2]
                yield (thing[0], act.name, thing[1]), _said(telling, match.span(), said)


def _possessed(
    batch: Batch, telling: Telling, text: str, clause: Range, named: Sequence[Axis]
) -> Iterator[tuple[_Key, _Said]]:
    """Yield what a possessive phrase says in passing: "its open-source work", "Acme's uninsured trucks"."""
    for axis in named:
        for match in either(axis).finditer(text, *clause):
            owned = _OWNED.search(text[clause[0] : match.start()])
            head = _HEAD.match(text, match.end(), clause[1])
            if owned and head:
                owner = _owner(batch, telling, clause[0] + owned.start(), is_pronoun=bool(owned["pronoun"]))
                if owner:
                    said = match.lastgroup == "yes", frozenset(content_words(head["head"]))
                    yield (owner, axis.name, ""), _said(telling, (match.start(), head.end()), said)


def _thing(batch: Batch, telling: Telling, text: str, before: Range) -> tuple[str, str, frozenset[str]] | None:
    """Return of what a predicate speaks: the entity, the noun where it is not the entity itself, and the part of it.

    A bare name and a pronoun are the entity; a definite noun phrase is a thing of the event that the articles report.
    """
    words = text[before[0] : before[1]]
    offset = telling.start + before[0]
    named = next((name for name in names_of(batch, telling) if name.end == offset + len(words.rstrip(" ,"))), None)
    if named is not None:
        return key_of(batch, telling, named), "", frozenset()
    if _PRONOUN.search(words):
        owner = possessor_of(batch, telling, offset + len(words))
        return (owner, "", frozenset()) if owner else None
    owned = re.search(
        r"(?:\b(?P<pronoun>its|their|his|her)|['’]s)\s(?P<noun>(?:[\w-]+\s){0,2}[\w-]+)$", words, re.IGNORECASE
    )
    if owned:
        owner = _owner(batch, telling, before[0] + owned.start(), is_pronoun=bool(owned["pronoun"]))
        return (owner, "", frozenset(content_words(owned["noun"]))) if owner else None
    subject = _SUBJECT.search(words)
    if subject and _HANGING.search(words, 0, subject.start("det")):
        return None
    noun = name_key(subject["noun"]).rpartition(" ")[2] if subject else ""
    return ("", noun, frozenset()) if noun else None


def _owner(batch: Batch, telling: Telling, at: int, *, is_pronoun: bool) -> str | None:
    """Return whose something is: the name that the possessive ending belongs to, or whom the pronoun means."""
    place = telling.start + at
    if is_pronoun:
        return possessor_of(batch, telling, place)
    name = next((one for one in names_of(batch, telling) if one.end == place), None)
    return key_of(batch, telling, name) if name else None


def _said(telling: Telling, place: Range, said: tuple[bool, frozenset[str]]) -> _Said:
    return _Said(Answer(telling, telling.start + place[0], telling.start + place[1]), *said)


def _disagreement(batch: Batch, key: _Key, said: Sequence[_Said]) -> Disagreement | None:
    yes, no = ([one for one in said if one.is_yes is pole][:MOST_OF_POLE] for pole in (True, False))
    pairs = [
        (_relate(batch, key[1], one, other), (one, other))
        for one in no
        for other in yes
        if _is_one_thing(batch, key, (one, other))
    ]
    decisive = strongest(pair for pair, _ in pairs)
    if decisive is None:
        return None
    kept = {id(one) for _, both in pairs for one in both}
    groups = [[one for one in pole if id(one) in kept] for pole in (yes, no)]
    thing = written((one.answer for one in said), batch, key[0]) if key[0] else f"the {key[2]}"
    return Disagreement(
        rule="property",
        topic=f"{thing[:1].upper()}{thing[1:]}: {key[1] if key[1] in courses() else f'{key[1]} or not'}?",
        relation=decisive.relation,
        groups=tuple(tuple(make_answer(batch, one.answer) for one in group) for group in groups),
        explanation=_explanation(batch, groups, decisive),
    )


def _relate(batch: Batch, name: str, no: _Said, yes: _Said) -> Timed:
    """Relate the two poles; said of different parts of one thing they may both be true."""
    answers = no.answer, yes.answer
    if no.part != yes.part and not no.part & yes.part:
        return Timed(Relation.UNCLEAR, *answers)
    return relate_in_time(batch, *answers, courses().get(name, Course.FORWARD))


def _is_one_thing(batch: Batch, key: _Key, both: tuple[_Said, _Said]) -> bool:
    """Tell whether two articles speak of one thing: a named one is, another is within reports of one event."""
    left, right = (one.answer for one in both)
    return batch.is_same_event(left, right) if not key[0] or key[1] not in courses() else is_body(key[0])


def _explanation(batch: Batch, groups: Sequence[Sequence[_Said]], decisive: Timed) -> str:
    told = " against ".join(told_words(batch, [one.answer for one in group], decisive, "“{}”") for group in groups)
    parts = [one.part for group in groups for one in group]
    why = {
        Relation.UPDATE: "it may have changed in between",
        Relation.CONTRADICTION: "both cannot be so",
        Relation.UNCLEAR: "the words may be of different parts, or of different days"
        if any(parts)
        else "the order cannot be told",
    }[decisive.relation]
    undated = undated_words(batch, [one.answer for group in groups for one in group])
    return " ".join(filter(None, (f"{told}: {why}.", undated)))
