"""Owns pairs of words that cannot both be said of one thing at one time, by stem; closed on purpose.

Each line sets the forms of one word against the forms of its opposite. What is an opposite in some uses only ("right",
"free") stands here where the other use cannot fill the same place of the same sentence.
"""

from pipeline.text.word import content_words

_PAIRS = """
rise rises rising rose risen rally rallied | fall falls falling fell fallen drop drops dropped dropping plunged slumped
climb climbs climbed jumped soared surged | fall falls falling fell fallen drop drops dropped dropping plunged slumped
increase increases increased increasing | decrease decreases decreased decreasing cut cuts cutting reduced reducing
gained gain gains | lost loss losses lose loses
grew grows growing grown | shrank shrinks shrinking shrunk contracted
growth expansion | decline contraction
expanded expands expanding | contracted contracts shrank
raised raises raising | lowered lowers lowering cut cuts cutting
added adding adds | cut cutting cuts reduced reducing reduces
strengthened strengthens stronger | weakened weakens weaker
improved improves improving improvement | worsened worsens worsening deteriorated deterioration
accelerated accelerates | slowed slows decelerated
doubled | halved
tightened tightens | eased eases loosened
upgrade upgrades upgraded | downgrade downgrades downgraded
higher | lower
surplus | deficit
profit | loss
won wins win winning victory | lost loses lose losing defeat
beat beats | lost loses
winner winners | loser losers
found | lost
regained | lost
success successful succeeded | failure unsuccessful failed
accepted accepts accept | rejected rejects reject declined refused
approved approves approve approval | rejected rejects reject rejection vetoed
backed backs | opposed opposes
supported supports supporting support | opposed opposes opposing opposition
supporter supporters | opponent opponents critic critics
allowed allows allow allowing permitted permits | banned bans ban barred forbade prohibited prohibits blocked
confirmed confirms | denied denies
admitted admits | denied denies
praised praises welcomed welcomes | criticised criticized condemned condemns
agreed agrees | refused refuses disagreed
upheld upholds | overturned overturns quashed
passed passes | defeated rejected
bought buys buy buyer buying | sold sells sell seller selling
hired hires | fired fires sacked dismissed
appointed | dismissed sacked removed
joined joins joining | left leaves leaving quit quits
arrived arrives arriving | departed departs departing left
entered enters | left leaves exited
borrowed borrows borrower | lent lends lender
opened opens opening open | closed closes closing close shut shuts
started starts starting | finished finishes ended ends stopped stops
began begins beginning | ended ends finished stopped
launched launches | cancelled canceled scrapped abandoned
continued continues continuing | stopped stops halted ceased
resumed resumes resume | suspended suspends halted
built builds | demolished destroyed
created creates | destroyed destroys abolished
arrested detained jailed imprisoned | released freed
guilty | innocent
acquitted cleared exonerated | convicted
alive living | dead
survived survives | died dies killed
killed | survived rescued
deadly fatal | harmless
attacked attacks | defended defends
attacker attackers | victim victims
peace peaceful peacefully | war violent violently
ceasefire truce | offensive
legal lawful | illegal unlawful
public | private
foreign | domestic
national | regional local
voluntary voluntarily | mandatory compulsory
temporary temporarily | permanent permanently
major | minor
majority | minority
safe | dangerous unsafe
healthy | sick ill
strong | weak
rich | poor
thriving flourishing booming | struggling failing ailing
direct | indirect roundabout
specific | general generic
positive | negative
optimistic | pessimistic
early earlier | late later
first | last final
before | after
more | less fewer
most | least
above | below
over | under
up | down
always | never
all | none
with | without
inside | outside
oldest older old | youngest younger new young
largest biggest larger bigger large big | smallest smaller small
highest high | lowest low
longest longer long | shortest shorter short
best better | worst worse
cheapest cheaper cheap | dearest dearer expensive
fastest faster fast | slowest slower slow
hot hotter hottest | cold colder coldest
north northern | south southern
east eastern | west western
northeast northeastern | northwest northwestern southeast southeastern southwest southwestern
left | right
morning | evening afternoon
day | night
summer | winter
spring | autumn
home | away
import imports imported | export exports exported
male man men boy boys | female woman women girl girls
son sons | daughter daughters
brother brothers | sister sisters
father | mother
husband | wife
grandfather | grandmother
uncle | aunt
nephew | niece
king | queen
prince | princess
"""
_LEAST_LETTERS = 4
_DENYING = ("un", "non")


def _stems(words: str) -> set[str]:
    return {stem for word in words.split() for stem in content_words(word) or [word]}


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _PAIRS.strip().splitlines():
        left, right = map(_stems, line.split("|"))
        for one, others in ((left, right), (right, left)):
            for stem in one:
                found.setdefault(stem, set()).update(others - {stem})
    return {stem: frozenset(against) for stem, against in found.items()}


OPPOSITES = _opposites()
"""For each stem the stems that exclude it; a function word ("before") is its own stem."""


def are_opposite(left: str, right: str) -> bool:
    """Tell whether two stems exclude each other: by the list, or one is the other denied ("controlled", "un-")."""
    if right in OPPOSITES.get(left, ()):
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= _LEAST_LETTERS and any(long == prefix + short for prefix in _DENYING)
