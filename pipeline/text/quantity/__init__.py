"""Owns quantities in news text: where they stand, what they say, and which can be true together."""

from pipeline.text.quantity.agree import admits, comparable, says_same, tolerance
from pipeline.text.quantity.find import find_quantities

__all__ = ["admits", "comparable", "find_quantities", "says_same", "tolerance"]
