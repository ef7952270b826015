"""Owns the words that tell a place in an order, by their rank from 1 on."""

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
