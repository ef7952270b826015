"""Owns currencies: the signs, codes and words of money, and what an ambiguous sign may mean.

`candidates` list the likeliest currency first; a sign that means one currency has no candidates.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.memo import forgettable

DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN")
YEN_OR_YUAN = ("JPY", "CNY")

_SIGNS: dict[str, tuple[str, ...]] = {
    "$": DOLLARS,
    "us$": ("USD",),
    "u.s.$": ("USD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "hk$": ("HKD",),
    "nz$": ("NZD",),
    "s$": ("SGD",),
    "sg$": ("SGD",),
    "nt$": ("TWD",),
    "r$": ("BRL",),
    "mx$": ("MXN",),
    "¥": YEN_OR_YUAN,
    "￥": YEN_OR_YUAN,
    "cn¥": ("CNY",),
    "rmb¥": ("CNY",),
    "jp¥": ("JPY",),
    "€": ("EUR",),
    "£": ("GBP",),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₦": ("NGN",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "₸": ("KZT",),
    "₵": ("GHS",),
    "rmb": ("CNY",),
    "rs": ("INR", "PKR", "LKR"),
    "rs.": ("INR", "PKR", "LKR"),
    "r": ("ZAR",),
    "rm": ("MYR",),
    "rp": ("IDR",),
    "sfr": ("CHF",),
}
_CODES = frozenset(
    str.split(
        """
    USD EUR GBP JPY CNY CNH CHF CAD AUD NZD HKD SGD TWD INR PKR LKR BDT KRW RUB TRY BRL MXN ZAR NGN KES EGP SAR AED
    QAR KWD ILS SEK NOK DKK ISK PLN CZK HUF RON BGN UAH THB VND IDR MYR PHP ARS CLP COP PEN KZT GHS ETB MAD
"""
    )
)
_WORDS: dict[str, tuple[str, ...]] = {
    "dollar": DOLLARS,
    "buck": DOLLARS,
    "yuan": ("CNY",),
    "renminbi": ("CNY",),
    "rmb": ("CNY",),
    "yen": ("JPY",),
    "euro": ("EUR",),
    "pound": ("GBP", "EGP", "LBP"),
    "pound sterling": ("GBP",),
    "franc": ("CHF", "XAF", "XOF"),
    "rupee": ("INR", "PKR", "LKR"),
    "rouble": ("RUB",),
    "ruble": ("RUB",),
    "won": ("KRW",),
    "lira": ("TRY",),
    "real": ("BRL",),
    "reai": ("BRL",),
    "peso": ("MXN", "ARS", "PHP", "CLP", "COP"),
    "rand": ("ZAR",),
    "naira": ("NGN",),
    "shekel": ("ILS",),
    "riyal": ("SAR", "QAR"),
    "dirham": ("AED", "MAD"),
    "dinar": ("KWD", "IQD", "JOD"),
    "zloty": ("PLN",),
    "hryvnia": ("UAH",),
    "forint": ("HUF",),
    "krona": ("SEK",),
    "kronor": ("SEK",),
    "crown": ("SEK", "NOK", "DKK", "CZK"),
    "krone": ("NOK", "DKK"),
    "kroner": ("NOK", "DKK"),
    "baht": ("THB",),
    "ringgit": ("MYR",),
    "rupiah": ("IDR",),
    "dong": ("VND",),
    "tenge": ("KZT",),
    "taka": ("BDT",),
    "shilling": ("KES", "TZS", "UGX"),
    "cent": DOLLARS,
    "penny": ("GBP", "USD"),
    "pence": ("GBP",),
}
_HUNDREDTHS = frozenset({"cent", "penny", "pence"})
_COUNTRIES = {
    "us": "USD",
    "u.s.": "USD",
    "american": "USD",
    "hong kong": "HKD",
    "canadian": "CAD",
    "australian": "AUD",
    "new zealand": "NZD",
    "singapore": "SGD",
    "taiwan": "TWD",
    "new taiwan": "TWD",
    "egyptian": "EGP",
    "lebanese": "LBP",
    "british": "GBP",
    "swiss": "CHF",
    "indian": "INR",
    "pakistani": "PKR",
    "mexican": "MXN",
    "argentine": "ARS",
    "philippine": "PHP",
    "chilean": "CLP",
    "colombian": "COP",
    "chinese": "CNY",
    "japanese": "JPY",
    "korean": "KRW",
    "south korean": "KRW",
    "danish": "DKK",
    "norwegian": "NOK",
    "swedish": "SEK",
}
_TILTS = {
    "CNY": r"yuan|renminbi|RMB|CNY|Chinese|China|Beijing|Shanghai",
    "JPY": r"\byen\b|Japan|Tokyo|JPY",
    "CAD": r"Canad|Toronto|Ottawa|CAD\b",
    "AUD": r"Austral|Sydney|Canberra|AUD\b",
    "NZD": r"New Zealand|NZD\b",
    "HKD": r"Hong Kong dollar|HKD\b",
    "SGD": r"Singapore dollar|SGD\b",
}
_TILT_PATTERNS = {code: re.compile(pattern) for code, pattern in _TILTS.items()}

_PREFIX = re.compile(
    r"(?:(?<![\w.])(?P<minus>[-−–]))?"
    r"(?P<sign>(?<![A-Za-z])(?:U\.S\.|US|AU?|CA?|HK|NZ|SG?|NT|R|MX)\$|(?<![A-Za-z])(?:CN|JP|RMB)[¥￥]"
    r"|[$€£¥￥₹₽₩₺₦₫฿₱₪₴₸₵]|(?<![\w.-])(?:[A-Z]{3}|Rs\.?|RM|Rp|SFr|R))[\s\u00a0]?(?P<inner>[-−])?$"
)
_BARE_MINUS = re.compile(r"(?<![\w.,)\]%-])[-−]$")
_WORD = re.compile(
    r"[\s\u00a0-]{1,2}(?:(?P<country>U\.S\.|US|American|Hong\sKong|Canadian|Australian|(?:New\s)?Taiwan|New\sZealand|"
    r"Singapore|Egyptian|Lebanese|British|Swiss|Indian|Pakistani|Mexican|Argentine|Philippine|Chilean|Colombian|"
    r"Chinese|Japanese|(?:South\s)?Korean|Danish|Norwegian|Swedish)\s)?"
    rf"(?P<word>pounds?\ssterling|(?a:(?:{'|'.join(_WORDS)}|pennie)s?))\b(?!-)",
    re.IGNORECASE,
)
_WORD_AHEAD = re.compile(r"[\s\u00a0-]{1,2}([A-Za-z.]{2,20})")
_FIRST_WORDS = frozenset(
    [form for word in _WORDS for form in (word.split()[0], f"{word.split()[0]}s")]
    + [country.split()[0].rstrip(".") for country in _COUNTRIES]
    + ["pennies"]
)
_CODE_AFTER = re.compile(r"[\s\u00a0]?(?P<code>[A-Z]{3})\b")
_SIGN_AFTER = re.compile(r"[\s\u00a0]?(?P<sign>[€£₽₹₺₩₫])|(?P<pence>p)\b")
_REACH = 10
_ONE = Decimal(1)
_PLAIN_SIGNS = frozenset("$€£¥￥₹₽₩₺₦₫฿₱₪₴₸₵")
_LAST_OF_SIGN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZspr.$€£¥￥₹₽₩₺₦₫฿₱₪₴₸₵-−–")


class Currency(NamedTuple):
    """A currency beside a numeral: it covers `[start, end)`; `factor` is 0.01 for cents and pence."""

    start: int
    end: int
    codes: tuple[str, ...]
    factor: Decimal = _ONE
    is_negative: bool = False


def read_prefix(text: str, end: int) -> Currency | None:
    """Read the currency (or the bare minus: no codes) that stands directly before `end`."""
    before = text[end - 1 : end]
    if not before or before.isdigit() or (before.islower() and before not in "spr"):
        return None
    ahead = text[end - 2 : end - 1]
    if before in _PLAIN_SIGNS and not (ahead in _LAST_OF_SIGN or ahead.isalpha()):
        return Currency(end - 1, end, _SIGNS[before])
    if (ahead if before.isspace() else before) not in _LAST_OF_SIGN:
        return None
    match = _PREFIX.search(text, max(0, end - _REACH), end)
    if match:
        codes = codes_of_sign(match["sign"])
        if codes and not (match["sign"] == "R" and before != "R"):
            is_negative = match["minus"] is not None or match["inner"] is not None
            return Currency(match.start(), end, codes, is_negative=is_negative)
    if before in "-−" and _BARE_MINUS.search(text, max(0, end - 1), end):
        return Currency(end - 1, end, (), is_negative=True)
    return None


def codes_of_sign(sign: str) -> tuple[str, ...]:
    """Return what a sign or an ISO code may mean, the likeliest first; empty where it is none."""
    return (sign,) if sign in _CODES else _SIGNS.get(sign.lower(), ())


def read_suffix(text: str, start: int) -> Currency | None:
    """Read the currency word, code or sign that follows at `start`."""
    ahead = _WORD_AHEAD.match(text, start)
    match = _WORD.match(text, start) if ahead and ahead[1].lower().rstrip(".") in _FIRST_WORDS else None
    if match:
        word = match["word"].lower().replace("pennies", "penny")
        stem = word if word in _WORDS else word.removesuffix("s").replace("pounds", "pound")
        factor = Decimal("0.01") if stem in _HUNDREDTHS else _ONE
        country = _COUNTRIES.get(" ".join((match["country"] or "").lower().split()))
        return Currency(start, match.end(), (country,) if country else _WORDS[stem], factor)
    return _read_mark_after(text, start)


def _read_mark_after(text: str, start: int) -> Currency | None:
    match = _CODE_AFTER.match(text, start)
    if match and (match["code"] in _CODES or match["code"] == "RMB"):
        return Currency(start, match.end(), codes_of_sign(match["code"]))
    match = _SIGN_AFTER.match(text, start)
    if match is None or text[match.end() : match.end() + 1].isdigit():
        return None
    if match["pence"]:
        return Currency(start, match.end(), ("GBP",), Decimal("0.01"))
    return Currency(start, match.end(), codes_of_sign(match["sign"]))


def settle(codes: tuple[str, ...], context: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the currency that the context makes likeliest, and the candidates in that order (empty if only one)."""
    if len(codes) == 1:
        return codes[0], ()
    tilted = _tilt(codes, context) if context else codes
    return tilted[0], tilted


@forgettable
@lru_cache(maxsize=256)
def _tilt(codes: tuple[str, ...], context: str) -> tuple[str, ...]:
    """Order the candidates by how often the context speaks of their country; USD yields only to what names a dollar."""
    counts = {code: len(_TILT_PATTERNS[code].findall(context)) for code in codes if code in _TILT_PATTERNS}
    if codes == DOLLARS and re.search(r"U\.?S\.? dollar|US\$|USD|United States|Wall Street|U\.S\.|American", context):
        return codes
    return tuple(sorted(codes, key=lambda code: (-counts.get(code, 0), codes.index(code))))
