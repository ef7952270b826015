"""Owns pairs of words that cannot both be said of one thing at one time, by stem; small and closed on purpose."""

from pipeline.text.word import content_words

_PAIRS = """
rose/fell rises/falls rising/falling risen/fallen
increase/decrease increased/decreased gained/lost grew/shrank
growth/decline
won/lost wins/loses victory/defeat win/defeat found/lost regained/lost accepted/rejected accepts/rejects accept/reject
approved/rejected approves/rejects backed/opposed backs/opposes supported/opposed supports/opposes
bought/sold buys/sells buy/sell opened/closed opens/closes acquitted/convicted guilty/innocent arrested/released
dead/alive killed/survived died/survived male/female men/women man/woman boy/girl boys/girls son/daughter husband/wife
brother/sister father/mother sons/daughters early/late earlier/later oldest/youngest largest/smallest
biggest/smallest highest/lowest best/worst most/least cheapest/dearest fastest/slowest first/last legal/illegal
lawful/unlawful public/private foreign/domestic peaceful/violent peacefully/violently
northern/southern eastern/western north/south east/west left/right morning/evening day/night summer/winter
started/finished started/ended began/ended joined/left arrived/departed borrowed/lent hired/fired
raised/cut raised/lowered increase/cut increased/cut tightened/eased upgrade/downgrade upgraded/downgraded
surplus/deficit profit/loss majority/minority home/away import/export imports/exports
"""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split():
        left, right = (stem for word in pair.split("/") for stem in content_words(word) or [word])
        found.setdefault(left, set()).add(right)
        found.setdefault(right, set()).add(left)
    return {stem: frozenset(against) for stem, against in found.items()}


OPPOSITES = _opposites()
"""For each stem the stems that exclude it."""
