"""Owns dates in news text: where they stand and which days they may mean."""

from pipeline.text.date.find import DateMention, find_dates
from pipeline.text.date.interval import Interval

__all__ = ["DateMention", "Interval", "find_dates"]
