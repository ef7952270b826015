"""Owns whether a text reads as English, which is all that the rules read.

Told by function words: every language repeats a few dozens of its own. Invariant: a text counts as English unless most
of its letters are of another script, or it holds the function words of other languages and hardly any of English; so
lists, tables and short texts, which hold few of either, count as English.
"""

import re

# As much of a text is looked at; nobody changes the language later on, and a long text costs no more than this.
MOST_CHARS = 6000
FEWEST_WORDS = 12
FEWEST_FOREIGN = 3
# In news, words of the first list are 18 to 30 of 100 in English and under 3 in other languages; those of the second
# are under 1 in English.
LEAST_FOREIGN = 0.06

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# What that finds in small letters of ASCII, in half the time.
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_OTHER_LETTERS = re.compile(r"[^A-Za-zÀ-ɏ'’]+")

_ENGLISH = frozenset(
    str.split(
        """
    the of and to that for by from with has had have were are its it their they he she his her not but which who this
    these those would will said says been than when after about
"""
    )
)
_FOREIGN = frozenset(
    str.split(
        """
    der die das dem den des und ist nicht ein eine einen einem einer mit von zu zum zur auf für sich wird wurde wurden
    im vom bei nach auch als dass sind haben hat sie er wir aus über
    le la les une et est dans que qui pour sur au aux du ce cette ces par plus avec son ses sont ont été
    el los las una y en del con para su sus se al como más fue han por lo
    il gli della delle dei di che non per sono è nel nella alla ha anche
    os da do das dos em um uma não com foi na no ao pelo
    de het een en van niet dat op te met voor zijn werd ook aan bij naar
    och att det som ett är på av med den til ikke og har fra om ved vid inte
    w z na że nie się jest oraz ve bir bu için ile ja ei oli että je ne u su i
"""
    )
) - frozenset(str.split("no do i as u or"))


def reads_as_english(text: str) -> bool:
    """Tell whether a text reads as English, or is too short or too bare of function words to tell."""
    is_ascii = text.isascii()
    words = (_ASCII_WORD if is_ascii else _WORD).findall(text[:MOST_CHARS].lower())
    if not is_ascii and _is_of_another_script("".join(words)):
        return False
    if len(words) < FEWEST_WORDS:
        return True
    foreign = sum(map(_FOREIGN.__contains__, words))
    return foreign < max(FEWEST_FOREIGN, LEAST_FOREIGN * len(words)) or foreign < 2 * sum(
        map(_ENGLISH.__contains__, words)
    )


def _is_of_another_script(letters: str) -> bool:
    return 2 * sum(map(len, _OTHER_LETTERS.findall(letters))) > len(letters)
