"""Owns what a sum of money is said to be: the class of the word that stands nearest to it in its clause."""

import re

from pipeline.stages.check.contradiction.statement import Statement

_WORDS = {
    "valuation": r"valuations?|valued|values?|worth|market\s(?:cap\w*|value)|rating",
    "raise": r"raised?|raises|raising|funding|financing|rounds?|fundrais\w+",
    "price": r"price[ds]?|bought|buys?|acquir\w+|acquisition|takeover|purchased?",
    "bid": r"bids?|offer(?:s|ed)?|bidding",
    "fee": r"fees?|commissions?",
    "fine": r"fine[ds]?|penalt\w+|settlement|damages",
    "revenue": r"revenues?|sales|turnover",
    "profit": r"profits?|earnings|net\sincome",
    "loss": r"loss|losses|lost",
    "debt": r"debts?|loans?|borrow\w+",
}
_MEANING = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _WORDS.items()), re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|,\s(?:and|but|while|which)\s|\s(?:while|whereas|after|before)\s")
_REACH = 40
# Behind a comma something else begins, so a word there counts as farther off.
_BEYOND = 15


def read_meaning(statement: Statement, start: int, end: int) -> str | None:
    """Return the class of the word nearest to the sum at `[start, end)` in its clause; None where none is near."""
    text = statement.article.text
    before = _CLAUSE.split(text[max(statement.start, start - _REACH) : start])[-1]
    after = _CLAUSE.split(text[end : min(statement.sentence.end, end + _REACH)], maxsplit=1)[0]
    found = [(len(before) - m.end(), m.lastgroup) for m in _MEANING.finditer(before)]
    found += [(m.start() + _BEYOND * ("," in after[: m.start()]), m.lastgroup) for m in _MEANING.finditer(after)]
    return min(found)[1] if found else None
