"""The colours of the pages of HTML can be told from what is behind them, by light and in the dark (WCAG 2.2, AA)."""

import re
from pathlib import Path

import pytest

_STYLE = (Path(__file__).parents[3] / "golden" / "report" / "site" / "style.css").read_text("utf-8")
_TEXTS = ("ink", "muted", "link", "contradicted", "disputed", "implausible", "outdated", "doubtful", "unsettled")
_LINES = ("plausible", "not-checked")
_GROUNDS = ("page", "panel", "aim")


def _scheme(at: str) -> dict[str, str]:
    """Return the colours that are set in the first rule for the root after some words of the style sheet."""
    block = _STYLE[_STYLE.index(at) :].partition(":root {")[2].partition("}")[0]
    return dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", block))


_SCHEMES = {"light": _scheme(":root"), "dark": _scheme("@media (prefers-color-scheme: dark)")}


def _luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_strongest() -> None:
    assert _contrast("000000", "ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", _SCHEMES)
@pytest.mark.parametrize(("names", "least"), [(_TEXTS, 4.5), (_LINES, 3.0)], ids=["words", "lines under words"])
def test_what_is_read_stands_out(scheme: str, names: tuple[str, ...], least: float) -> None:
    colours = _SCHEMES[scheme]
    weak = {
        (name, ground): round(ratio, 2)
        for name in names
        for ground in _GROUNDS
        if (ratio := _contrast(colours[name], colours[ground])) < least
    }
    assert weak == {}
