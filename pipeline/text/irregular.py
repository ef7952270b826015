"""Owns the verbs whose past a stemmer does not lead back to them: the stems of their forms are one."""

from pipeline.text.word import content_words

_VERBS = """
take/took/taken give/gave/given rise/rose/risen fall/fell/fallen grow/grew/grown hold/held sell/sold buy/bought
pay/paid lose/lost win/won build/built spend/spent send/sent bring/brought lead/led meet/met
leave/left keep/kept break/broke/broken choose/chose/chosen strike/struck shoot/shot draw/drew/drawn drive/drove/driven
begin/began/begun become/became steal/stole/stolen throw/threw/thrown write/wrote/written speak/spoke/spoken
see/saw/seen sink/sank/sunk swim/swam/swum fight/fought catch/caught teach/taught fly/flew/flown run/ran come/came
"""


def _bases() -> dict[str, str]:
    groups = ([content_words(word)[0] for word in group.split("/")] for group in _VERBS.split())
    return {past: base for base, *pasts in groups for past in pasts}


BASES = _bases()
"""The stem of each irregular past and participle, with the stem of its verb."""

PASTS = frozenset(past for group in _VERBS.split() for past in group.split("/")[1:])
"""The irregular pasts and participles themselves."""


def base_of(stem: str) -> str:
    """Return the stem of the verb of which a stem is a form ("break" for "broke"); any other stem as it is."""
    return BASES.get(stem, stem)
