"""Owns names in news text: where they stand, when two are the same, and when they are almost the same."""

from pipeline.text.name.find import Name, find_names, find_origins
from pipeline.text.name.match import name_key, near_miss, same_name

__all__ = ["Name", "find_names", "find_origins", "name_key", "near_miss", "same_name"]
