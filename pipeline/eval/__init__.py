"""Measuring: labelled examples, what the pipeline says of them, and figures with their intervals.

Invariant: nothing here touches a file, a clock, the network or the environment. The same examples and the same answers
give the same figures, to the last digit.
"""
