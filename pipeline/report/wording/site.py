"""Words of the pages of HTML alone: of plots, and of how passages are shown in a text."""

from collections.abc import Mapping
from types import MappingProxyType

PLOT_TITLE = "The answers to: {}"
PLOT_LINEAR, PLOT_LOG = "{}, by date of the source", "{}, by date of the source; each step on the axis is a multiple"
PLOT_VALUES, PLOT_DAYS, PLOT_OTHERS = "Values", "Day of the source", "In other units, which share no axis"

SCALE: Mapping[int, str] = MappingProxyType({12: "trillion", 9: "billion", 6: "million"})
