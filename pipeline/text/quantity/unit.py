"""Owns the units that follow a numeral: per cent, points, multiples, times, ages and measures.

`BASES` gives each unit of time and measure its dimension and its size in that dimension, so that units compare.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from schemas.quantity import QuantityKind

_TIME = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604_800,
    "fortnight": 1_209_600,
    "month": 2_629_746,
    "year": 31_556_952,
    "decade": 315_569_520,
    "century": 3_155_695_200,
}
_MEASURES: dict[str, tuple[str, str, str]] = {
    "km": ("length", "1000", r"km|kilomet(?:er|re)s?"),
    "m": ("length", "1", r"m|met(?:er|re)s?"),
    "cm": ("length", "0.01", r"cm|centimet(?:er|re)s?"),
    "mm": ("length", "0.001", r"mm|millimet(?:er|re)s?"),
    "nm": ("length", "0.000000001", r"nm|nanomet(?:er|re)s?"),
    "mi": ("length", "1609.344", r"miles?"),
    "ft": ("length", "0.3048", r"ft|feet|foot"),
    "in": ("length", "0.0254", r"inch(?:es)?"),
    "yd": ("length", "0.9144", r"yards?"),
    "km2": ("area", "1000000", r"(?:sq(?:uare)?\.?[\s-](?:km|kilomet(?:er|re)s?)|km²)"),
    "m2": ("area", "1", r"(?:sq(?:uare)?\.?[\s-](?:m|met(?:er|re)s?)|m²)"),
    "sq mi": ("area", "2589988.11", r"sq(?:uare)?\.?[\s-]miles?"),
    "sq ft": ("area", "0.09290304", r"(?:sq(?:uare)?\.?[\s-](?:foot|feet|ft))"),
    "ha": ("area", "10000", r"hectares?"),
    "acre": ("area", "4046.856", r"acres?"),
    "kg": ("mass", "1", r"kg|kilos?|kilograms?"),
    "g": ("mass", "0.001", r"grams?"),
    "mg": ("mass", "0.000001", r"mg|milligrams?"),
    "t": ("mass", "1000", r"t|tonnes?|tons?|metric\stons?"),
    "lb": ("mass", "0.45359237", r"lbs?"),
    "oz": ("mass", "0.0283495", r"ounces?|oz"),
    "L": ("volume", "1", r"lit(?:er|re)s?"),
    "gal": ("volume", "3.785411784", r"gallons?"),
    "bbl": ("volume", "158.987", r"barrels?|bpd"),
    "m3": ("volume", "1000", r"cubic[\s-](?:m|met(?:er|re)s?)"),
    "W": ("power", "1", r"watts?"),
    "kW": ("power", "1000", r"kW|kilowatts?"),
    "MW": ("power", "1000000", r"MW|megawatts?"),
    "GW": ("power", "1000000000", r"GW|gigawatts?"),
    "kWh": ("energy", "1", r"kWh|kilowatt[\s-]hours?"),
    "MWh": ("energy", "1000", r"MWh|megawatt[\s-]hours?"),
    "GWh": ("energy", "1000000", r"GWh|gigawatt[\s-]hours?"),
    "TWh": ("energy", "1000000000", r"TWh|terawatt[\s-]hours?"),
    "MB": ("data", "1000000", r"MB|megabytes?"),
    "GB": ("data", "1000000000", r"GB|gigabytes?"),
    "TB": ("data", "1000000000000", r"TB|terabytes?"),
    "Mbps": ("speed of data", "1", r"Mbps"),
    "Gbps": ("speed of data", "1000", r"Gbps"),
    "km/h": ("speed", "1", r"km/h|kph|kmh|kilomet(?:er|re)s?\s(?:per|an)\shour"),
    "mph": ("speed", "1.609344", r"mph|miles\s(?:per|an)\shour"),
    "C": ("temperature C", "1", r"°\s?C|degrees?\sCelsius|degrees?\sC|degrees\scentigrade"),
    "F": ("temperature F", "1", r"°\s?F|degrees?\sFahrenheit|degrees?\sF"),
    "degree": ("temperature", "1", r"degrees?|°"),
    "Hz": ("frequency", "1", r"Hz|hertz"),
    "MHz": ("frequency", "1000000", r"MHz"),
    "GHz": ("frequency", "1000000000", r"GHz"),
}
BASES: dict[str, tuple[str, Decimal]] = {
    **{name: ("time", Decimal(size)) for name, size in _TIME.items()},
    **{name: (dimension, Decimal(size)) for name, (dimension, size, _) in _MEASURES.items()},
}

_SHARE = re.compile(r"\s?%(?![\w])|[\s-]per[\s-]?cent\b(?!age)|\spct\b", re.IGNORECASE)
_POINTS = re.compile(r"[\s-](?:percentage[\s-]points?|pp|p\.p\.|ppts?|%[\s-]points?)\b", re.IGNORECASE)
_BASIS = re.compile(r"[\s-](?:basis[\s-]points?|bps?)\b", re.IGNORECASE)
_MULTIPLE = re.compile(
    r"\s?[x×](?![\w])|[\s-]?fold\b"
    r"|\stimes(?=\s(?:as|the|more|less|fewer|higher|lower|larger|bigger|greater|smaller|faster|slower|better|worse|longer"
    r"|its|their|that|what|earnings|over|stronger|cheaper|likelier)\b)",
    re.IGNORECASE,
)
_AGE = re.compile(r"[\s-](year|month|week|day)s?[\s-]olds?\b|[\s-](year)s?\sof\sage\b", re.IGNORECASE)
_DURATION = re.compile(
    r"[\s\u00a0-]((?:second|minute|hour|day|week|fortnight|month|year|decade)s?|centur(?:y|ies)|(?:hr|min|sec|yr)s?)\b",
    re.IGNORECASE,
)
_SHORT_TIMES = {"hr": "hour", "min": "minute", "sec": "second", "yr": "year", "centurie": "century"}
_MEASURE = re.compile(
    r"[\s\u00a0-]?(?:"
    + "|".join(
        f"(?P<u{index}>{pattern})"
        for index, (_, _, pattern) in sorted(enumerate(_MEASURES.values()), key=lambda item: -len(item[1][2]))
    )
    + r")(?![\w²³/])"
)
_MEASURE_NAMES = tuple(_MEASURES)
_POUND_WEIGHT = re.compile(r"[\s-]pounds?(?=\sof\s(?!sterling))", re.IGNORECASE)


class Unit(NamedTuple):
    """A unit that ends at `end`; the numeral is multiplied by `factor` to give the value in `name`."""

    kind: QuantityKind
    name: str
    end: int
    factor: Decimal = Decimal(1)


def read_unit(text: str, start: int) -> Unit | None:
    """Read the unit that follows a numeral which ends at `start`; money is read elsewhere."""
    first = text[start : start + 1]
    letter = (text[start + 1 : start + 2] if first == "-" or first.isspace() else first).lower()
    return next((unit for reader in _READERS.get(letter, ()) if (unit := reader(text, start))), None)


def _read_proportion(text: str, start: int) -> Unit | None:
    for pattern, kind, name, factor in (
        (_POINTS, QuantityKind.POINTS, "pp", "1"),
        (_BASIS, QuantityKind.POINTS, "pp", "0.01"),
        (_SHARE, QuantityKind.SHARE, "%", "1"),
        (_MULTIPLE, QuantityKind.MULTIPLE, "x", "1"),
    ):
        match = pattern.match(text, start)
        if match:
            return Unit(kind, name, match.end(), Decimal(factor))
    return None


def _read_time(text: str, start: int) -> Unit | None:
    match = _AGE.match(text, start)
    if match:
        return Unit(QuantityKind.AGE, (match[1] or match[2]).lower(), match.end())
    match = _DURATION.match(text, start)
    if match is None:
        return None
    word = match[1].lower()
    stem = word if word in _TIME else word.removesuffix("s")
    return Unit(QuantityKind.DURATION, _SHORT_TIMES.get(stem, stem), match.end())


def _read_measure(text: str, start: int) -> Unit | None:
    match = _MEASURE.match(text, start)
    if match and match.lastgroup:
        return Unit(QuantityKind.MEASURE, _MEASURE_NAMES[int(match.lastgroup[1:])], match.end())
    match = _POUND_WEIGHT.match(text, start)
    return Unit(QuantityKind.MEASURE, "lb", match.end()) if match else None


# By the first letter, in lower case, that a unit may begin with: most words after a number are no unit.
_STARTS = (
    (_read_proportion, "pb%x×ft"),
    (_read_time, "ymwdshfc"),
    (_read_measure, "kmcnifyshagtlobdwp°"),
)
_READERS = {
    letter: tuple(reader for reader, letters in _STARTS if letter in letters)
    for letter in frozenset("".join(letters for _, letters in _STARTS))
}
