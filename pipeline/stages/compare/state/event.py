"""Owns the events whose course articles tell: what each is called, and the verbs that tell how far one has come.

Readable tables: a line of `_TABLE` is one sort of event, and all of its nouns and verbs are one to the rule.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain

from pipeline.stages.compare.trigger import Triggers


class Form(StrEnum):
    """The form of a verb; a past form stands for the participle, too, where both are spelt alike."""

    BASE = "base"
    PRESENT = "present"
    PAST = "past"
    PARTICIPLE = "participle"
    ING = "ing"


@dataclass(frozen=True, slots=True)
class Event:
    """A sort of event: `nouns` name it, `verbs` tell that it takes place (with `target` right after them, if any).

    `is_loose`: news writes of it in the simple past when it is agreed only ("Acme bought Beta"), so that a past form
    says nothing. `is_many`: one body has many of them at a time, so the words around must be alike. `is_settled`: it is
    agreed or declared in one act, so that to agree on it is to have it.
    """

    name: str
    what: str
    nouns: re.Pattern[str]
    verbs: str = ""
    target: str = ""
    is_loose: bool = False
    is_many: bool = False
    is_settled: bool = False


_MONEY = (
    r"\s(?:(?:a|an|about|over|more|than|nearly|almost|some|up|to|record|whopping|another)\s){0,4}"
    r"(?:(?:US|HK|A|C)?[$€£¥₹]\s?|(?:RMB|USD|EUR)\s?)?\d[\d.,]*(?:\s?(?:[bm]illion|bn|[bm])\b)?"
)
_AFTER_AMOUNT = r"(?:(?<=[bm]illion\s)|(?<=[\dbm][BMnm]\s))"
_GOODS = r"(?=.{0,60}\b(?:vehicle|car|product|model|unit|batch|food|toy)s?\b)"
_WORKERS = (
    r"rail|train|tube|bus|transit|dock|port|airport|postal|school|(?:pilots|teachers|nurses|doctors|workers)['’]?"
)
_SEARCH = (
    r"search(?:\sand\srescue)?(?:\s(?:operation|mission|effort)s?)?|rescue\s(?:operation|mission|effort)s?|manhunt"
)
_FUNDING = (
    r"(?:funding|financing|investment|fund-?raising|seed|capital)\s(?:round|raise)s?|financing|fund-?raise|capital\sincrease"
    rf"|rounds?(?=\sof\s(?:external\s)?(?:f|inv))|{_AFTER_AMOUNT}(?:round|raise)|series\s[a-k](?:\sround)?"
)
_PACTS = r"deals?|agreements?|accords?|pacts?|treat(?:y|ies)|truces?|cease-?fires?|settlements?|contracts?"
_WALK_OUT = r"walk-?outs?|industrial\saction|strikes?\sby\s[a-z]+s|strike\saction|general\sstrike"
# "Opened" by itself, and not "opened fire" or "opened an inquiry".
_AT_LAST = (
    r"(?=\s*(?:[.,;]|$)|\s(?:on|to\sthe\spublic|to\straffic|to\svisitors|its\sdoors|next|this|last|yesterday|today"
    r"|in\s(?:the\s)?[A-Za-z]+)\b)"
)

# name | what it is called | nouns | verbs | what must follow the verb | properties
_TABLE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("funding", "the funding round", _FUNDING, "raise, take/took/taken in, pocket, secure, land, bag", _MONEY, ""),
    ("takeover", "the takeover", r"takeovers?|mergers?|acquisitions?|buy-?outs?|tie-?up|purchase",
     "buy/bought, acquire, take/took/taken over, merge with", r"(?!\sas\b)", "loose many"),
    ("agreement", "the agreement", _PACTS, "", "", "many settled"),
    ("talks", "the talks", r"talks|negotiations|summit", "", "", "many"),
    ("listing", "the listing", r"ipo|initial\spublic\soffering|flotation|stock\smarket\s(?:listing|debut)",
     "go/went/gone public", "", ""),
    ("trial", "the trial", r"(?:murder\s|fraud\s|corruption\s|criminal\s)?trial|court\smartial", "", "", "many"),
    ("verdict", "the verdict", r"conviction|acquittal", "convict, acquit", "", "many"),
    ("sentence", "the sentencing", r"sentencing", "sentence", "", "many"),
    ("strike", "the strike", rf"{_WALK_OUT}|(?:{_WORKERS})\sstrikes?",
     "walk out, go/went/gone on strike", r"(?!\sof\b)", "many"),
    ("launch", "the launch", r"launch|roll-?out|debut|unveiling|lift-?off", "launch, unveil, roll out", "", "many"),
    ("opening", "the opening", r"(?:re)?opening|inauguration", "inaugurate, reopen", "", "many"),
    ("first day", "the opening", r"grand\sopening", "open", _AT_LAST, "many"),
    ("demolition", "the demolition", "demolition", "demolish, tear/tore/torn down, pull down", "", "many"),
    ("application", "the application", r"application\sfor", "apply for", "", "many"),
    ("resignation", "the resignation", r"resignation|departure",
     "resign, step down, stand/stood down, quit/quit", "", ""),
    ("search", "the search", _SEARCH, "", "", "many"),
    ("rescue", "the rescue", r"rescue(?!\s(?:operation|mission|effort))", "rescue", "", "many"),
    ("bill", "the vote on the bill", r"bill|legislation|amendment|referendum", "", "", "many"),
    ("closure", "the closure", r"closures?|shut-?down", "shut/shut down, close down", "", "many"),
    ("recall", "the recall", r"(?:product\s|safety\s)?recalls?", "recall", _GOODS, "many"),
    ("bankruptcy", "the bankruptcy", r"bankruptcy|insolvency|liquidation",
     "file for bankruptcy, file for insolvency, go/went/gone bankrupt", "", ""),
    ("transfer", "the transfer", r"transfer", "sign for", "", "loose many"),
    ("evacuation", "the evacuation", r"evacuation", "evacuate", "", "many"),
    ("appeal", "the appeal", r"appeal\sagainst", "appeal against, lodge an appeal", "", "many"),
    ("wedding", "the wedding", r"wedding", "marry", "", ""),
)  # fmt: skip

OF_VERBS = " by its verbs"

# What is told of an event by the verb whose object or subject it is.
COMPLETING = (
    "complete, close, conclude, finalise, finalize, finish, end, land, secure, seal, sign, reach, strike/struck, clinch"
    ", raise, pocket, bag, win/won, wrap up, hold/held, stage, take/took/taken in, pass, approve, adopt, ratify"
)
BEGINNING = "launch, begin/began/begun, start, open, resume, enter/entered into, continue"
CANCELLING = (
    "abandon, scrap, call off, cancel, drop/dropped, reject, block, pull out of, walk away from, shelve"
    ", withdraw/withdrew/withdrawn from, terminate, ditch, veto/vetoed, break/broke/broken off, back out of"
)
PLANNING = (
    "plan, plan on, plan for, prepare, prepare for, consider, weigh, mull, eye, seek/sought, pursue, explore, negotiate"
    ", arrange, discuss, near, propose, await, expect, aim for, push for, work on, work towards"
)
# These leave open how it ends, so that only their future says something.
VOTING = "vote on, debate, decide on, rule on"
DENYING = "deny, rule/ruled out"
# What an event does by itself.
ENDING = "close, end, conclude, go/went/gone through, take/took/taken place, pass"
COLLAPSING = "collapse, fall/fell/fallen through, fail, fall/fell/fallen apart, break/broke/broken down"


@cache
def events() -> dict[str, Event]:
    """Return the sorts of event by name."""
    return {
        name: Event(
            name,
            what,
            re.compile(rf"(?<![\w-])(?:{nouns})(?![\w-])", re.IGNORECASE),
            verbs,
            target,
            is_loose="loose" in flags,
            is_many="many" in flags,
            is_settled="settled" in flags,
        )
        for name, what, nouns, verbs, target, flags in _TABLE
    }


@cache
def triggers() -> Triggers:
    """Return what tells, by the words of a passage, which sorts of event it can name, and of which it can hold a verb.

    These are named with `OF_VERBS` behind.
    """
    nouns = {name: [nouns] for name, _, nouns, _, _, _ in _TABLE}
    verbs = {
        name + OF_VERBS: [written for verb in verbs.split(", ") for written in verb_forms(verb)]
        for name, _, _, verbs, _, _ in _TABLE
        if verbs
    }
    return Triggers(nouns | verbs)


@cache
def verb_pattern(verbs: str, target: str = "") -> re.Pattern[str]:
    """Return what finds the forms of some verbs ("step down, resign"); the group that matches is the form."""
    found: dict[Form, list[str]] = {form: [] for form in Form}
    for verb in verbs.split(", "):
        for form, written in _forms(verb):
            found[form].append(written.replace(" ", r"\s"))
    forms = "|".join(f"(?P<{form}>{'|'.join(words)})" for form, words in found.items() if words)
    return re.compile(rf"{_opening(found.values())}(?:{forms})(?![\w-]){target}", re.IGNORECASE)


def _opening(forms: Iterable[Iterable[str]]) -> str:
    """Return a pattern of where a word stands that begins with two letters of one of the forms: most words do not.

    To try every form at every word takes three times as long.
    """
    seconds: dict[str, set[str]] = defaultdict(set)
    for written in chain.from_iterable(forms):
        seconds[written[0]].add(written[1])
    pairs = "|".join(f"{first}[{''.join(sorted(letters))}]" for first, letters in sorted(seconds.items()))
    return rf"(?=[{''.join(sorted(seconds))}])(?<![\w-])(?={pairs})"


def verb_forms(verb: str) -> list[str]:
    """Return how the forms of a verb are written."""
    return [written for _, written in _forms(verb)]


def _forms(verb: str) -> list[tuple[Form, str]]:
    head, _, rest = verb.partition(" ")
    base, *irregular = head.split("/")
    past = irregular[0] if irregular else _regular(base)
    doubled = base + base[-1] if _DOUBLES.fullmatch(base) else base
    ing = base[:-1] if base.endswith("e") else doubled
    present = f"{base[:-1]}ies" if re.search(r"[^aeiou]y$", base) else base + ("es" if base.endswith(_HISSING) else "s")
    tail = f" {rest}" if rest else ""
    forms = [(Form.BASE, base), (Form.PRESENT, present), (Form.PAST, past), (Form.ING, f"{ing}ing")]
    if irregular[1:]:
        forms.append((Form.PARTICIPLE, irregular[1]))
    return [(form, written + tail) for form, written in forms]


_HISSING = ("s", "sh", "ch", "x", "o")
_DOUBLES = re.compile(r"(?:be)?[^aeiou]*(?:qu)?[aeiou][bdglmnprt]|cancel")


def _regular(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if _DOUBLES.fullmatch(base):
        return f"{base}{base[-1]}ed"
    return f"{base[:-1]}ied" if re.search(r"[^aeiou]y$", base) else f"{base}ed"
