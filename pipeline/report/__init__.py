"""Renders what the stages found; it computes nothing."""
