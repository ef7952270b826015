"""Owns how far a statement says that its event has come, and who it says tells so.

Read from closed lists of verbs and auxiliaries. Where several speak, the more guarded one counts: denied, uncertain,
planned, under way, done; so a plan that mentions a past event stays a plan.
"""

import re

from schemas.claim import ClaimStatus


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"\w+")
_PAST = _words(
    """
    was were won lost made took bought sold paid built grew fell rose became began met hit led left cut gave got
    went held kept brought sent spent struck shot drew drove broke chose came ran saw found fought stole threw
    wore wrote beat shut closes lands raises secures completes wins pockets signs launches acquires buys kills
    dies hits opens unveils releases bags nabs scores beats appoints names approves sinks crashes strikes
    arrests reaches
    """
)
_NO_PAST = _words(
    """
    said told reported expected planned proposed according based rumored rumoured supposed needed wanted hoped
    intended aimed hundred indeed need speed seed feed exceed proceed succeed embed shed sacred unprecedented
    red
    """
)
_PAST_LENGTHS = range(4, 21)
_PARTICIPLE = (
    r"(?:\w{2,18}ed|been|begun|won|lost|made|taken|bought|sold|paid|built|grown|fallen|risen|become|met|hit|led|left"
    r"|cut|given|gone|held|kept|brought|sent|spent|struck|shot|broken|chosen|come|run|seen|found|shut|put|set|had|drawn)"
)
_PLANNING = (
    "planning|considering|seeking|aiming|hoping|going|nearing|expecting|looking|weighing|mulling|exploring|preparing"
)

# A pattern is tried only where one of its telling words stands: most sentences hold none, and a look-up is cheap.
_RULES: tuple[tuple[ClaimStatus, frozenset[str], re.Pattern[str]], ...] = (
    (
        ClaimStatus.DENIED,
        _words(
            """
            deny denies denied denying reject rejects rejected rejecting refute refutes refuted refuting ruled rules
            refuse refuses refused refusing not never t no failed yet
            """
        ),
        re.compile(
            r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|refut(?:es?|ed|ing)|ruled\sout|rules\sout|refus(?:es?|ed|ing)\sto"
            r"|(?:did|has|have|had|was|were|is|are|does|do|will|would)\s(?:not|never)(?!\sonly)|won['’]t"
            r"|(?:did|has|have|had|was|were|is|are|does|do|would)n['’]t|no\splans?\sto|failed\sto|yet\sto|never)\b",
            re.IGNORECASE,
        ),
    ),
    (
        ClaimStatus.UNCERTAIN,
        _words(
            """
            may might could perhaps possibly allegedly rumored rumoured considering weighing mulling exploring considers
            weighs mulls explores unclear unconfirmed
            """
        ),
        re.compile(
            r"\b(?:may(?=\s[a-z])|(?:might|could|perhaps|possibly|allegedly|rumou?red)\b"
            r"|(?:is|are|was|were|reportedly|be)\s(?:reportedly\s)?(?:considering|weighing|mulling|exploring)"
            r"|(?:considers|weighs|mulls|explores)\b|it\sis\sunclear|unconfirmed)"
        ),
    ),
    (
        ClaimStatus.PLANNED,
        _words(
            """
            plan plans will would shall intend intends intended intending aim aims aimed aiming set due poised about
            scheduled slated ready likely bound planning nearing seeking hoping preparing looking going expecting
            proposed planned expected projected forecast nears close talks track seek seeks hope hopes want wants vow
            vowed pledges pledged promises promised proposes agree agrees agreed sets prepares ll
            """
        ),
        re.compile(
            r"\b(?:plans?\s(?:to|for|on)|will|would|shall|intend(?:s|ed|ing)?\sto|aim(?:s|ed|ing)?\s(?:to|at|for)"
            r"|(?:is|are|was|were|be)\s(?:set|due|poised|about|scheduled|slated|ready|likely|bound|planning|nearing|seeking|aiming"
            r"|hoping|preparing|looking|going|expecting|proposed|planned)\b(?!\sup)|(?:expected|scheduled|slated|poised|projected"
            r"|forecast)\sto|is\sexpected|nears|nearing|close\sto\s(?:a|an|the|\w{2,15}ing)\b|in\s(?:\w{1,12}\s)?talks"
            r"|on\strack\sto|seeks?\s(?:to|a|an)|hopes?\sto|wants?\sto|vow(?:s|ed)?\sto|pledg(?:es|ed)\sto|promis(?:es|ed)\sto"
            r"|propos(?:es|ed)\sto|agree[sd]?\sto|sets?\sto|prepar(?:es|ing)\sto)\b|(?<=\w)['’]ll\b",
            re.IGNORECASE,
        ),
    ),
    (
        ClaimStatus.UNDER_WAY,
        _words("ing begun began started under underway ongoing continue continues"),
        re.compile(
            rf"\b(?:is|are|'s|’s|has\sbeen|have\sbeen)\s(?:now\s|currently\s|still\s|already\s)?(?!(?:{_PLANNING})\b)\w{{2,18}}ing\b"
            r"|\b(?:is|are)\sbeing\b|\b(?:has|have|had)?\s?(?:begun|began|started)\b|\b(?:is|are)\s(?:under\s?way|ongoing)\b"
            r"|\bongoing\b|\bcontinues?\sto\b",
            re.IGNORECASE,
        ),
    ),
)
_PERFECT = re.compile(
    rf"\b(?:has|have|had|having)\s(?:just\s|already\s|now\s|since\s|also\s|recently\s)?{_PARTICIPLE}\b|\btakes\sin\b",
    re.IGNORECASE,
)
_SAYING = (
    r"(?:said|says|say|told|tells|wrote|writes|reported|reports|announced|confirmed|added|claimed|claims|denied|denies|noted"
    r"|stated|tweeted|posted|argued|warned|explained|insisted|acknowledged|revealed|disclosed|estimated|suggested|believes)"
)
_VERB = re.compile(rf"\b(?:(?:has|have|had|also|later|previously|first)\s){{0,2}}(?P<verb>{_SAYING})\b", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:according\sto|(?:as\s)?(?:reported|confirmed|announced|cited|quoted|first\sreported)\sby|citing|in\sthe\swords\sof"
    r"|as\sper|quoting)\s(?P<who>[^,.;:()\n“”\"]{1,80})",
    re.IGNORECASE,
)
_INITIALISM = re.compile(r"\b(?:[A-Z]\.){2,5}|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St)\.")
_CLAUSE = re.compile(r"[,.;:()\n“”\"!?–—]|\b(?:and|but|that|as|while|when|because|after|before)\s", re.IGNORECASE)
_TAIL = re.compile(rf"\s(?:who|which|that|on|in|at|and|as|when|where|{_SAYING})\s.*$", re.IGNORECASE | re.DOTALL)
_INVERTED = re.compile(r"\s(?P<who>(?:the\s)?(?:[A-Z][\w\u2024’'-]{0,30}\s?){1,5})")
_LEAD = re.compile(r"^(?:(?:on|in|last|this)\s\w{1,12}\s|however\s|meanwhile\s|also\s|then\s|later\s)", re.IGNORECASE)
_HAS_CAPITAL = re.compile(r"[A-Z]")
_REACH = 120
_LONGEST = 80
_DOT = "\u2024"
_RELATIVE = frozenset({"who", "which"})
_RELATIVE_TAIL = re.compile(r"\s(?:who|which)$", re.IGNORECASE)
_PRONOUNS = _words("he she it they who which that we i you this these those one him her us them")


def status_of(text: str) -> ClaimStatus | None:
    """Return how far the event of a statement has come; None where no verb of the lists speaks of it."""
    words = set(_WORD.findall(text.lower()))
    if any(word.endswith("ing") for word in words):
        words.add("ing")
    for status, telling, pattern in _RULES:
        if not telling.isdisjoint(words) and pattern.search(text):
            return status
    return ClaimStatus.DONE if _is_past(text, words) else None


def _is_past(text: str, words: set[str]) -> bool:
    """Tell whether a text holds a verb in the past: a known one, a regular one, or a perfect."""
    if not _PAST.isdisjoint(words):
        return True
    is_regular = any(w.endswith("ed") and len(w) in _PAST_LENGTHS and w not in _NO_PAST for w in words)
    return is_regular or _PERFECT.search(text) is not None


def attribution_of(text: str) -> str | None:
    """Return who is said to tell the statement, as written ("according to X", "X said"); None where nobody is.

    A pronoun names nobody, as it may stand for anybody; "who" gives way to the name that it follows.
    """
    guarded = _INITIALISM.sub(lambda match: match.group().replace(".", _DOT), text)
    found = _from_phrase(guarded) or _from_verb(guarded)
    return found.replace(_DOT, ".") if found and found.lower() not in _PRONOUNS else None


def _from_phrase(text: str) -> str | None:
    match = _BY.search(text)
    return _trimmed(match["who"]) if match else None


def _from_verb(text: str) -> str | None:
    for match in _VERB.finditer(text):
        who = _before(text, match.start()) or _after(text, match)
        if who:
            return who
    return None


def _before(text: str, end: int) -> str | None:
    """Return the subject before a verb of saying; an apposition between commas yields to the name before it."""
    window = text[max(0, end - _REACH) : end].rstrip()
    pieces = _CLAUSE.split(window)
    closest = pieces[-1].strip()
    if closest.lower() in _RELATIVE and len(pieces) > 1 and _HAS_CAPITAL.match(pieces[-2].strip()):
        closest = pieces[-2].strip()
    if not closest and window.endswith(",") and len(pieces) > 2:  # noqa: PLR2004 - subject, apposition, rest
        closest = next((piece.strip() for piece in reversed(pieces[:-1]) if _HAS_CAPITAL.match(piece.strip())), "")
        closest = closest if not window.endswith(("”,", '",')) else ""
    who = _RELATIVE_TAIL.sub("", _LEAD.sub("", closest))
    return who if who and len(who) <= _LONGEST else None


def _after(text: str, match: re.Match[str]) -> str | None:
    inverted = _INVERTED.match(text, match.end())
    return inverted["who"].strip() if inverted else None


def _trimmed(who: str) -> str | None:
    return _TAIL.sub("", who + " ").strip() or None
