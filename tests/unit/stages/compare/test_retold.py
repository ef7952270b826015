"""Near-restatements as disagreements: what two articles tell in nearly the same words."""

from pipeline.stages.compare.retold import find_retold
from tests.telling import batch_of, tell, values

FIRST = (
    "Velden beat Osterby 3-1 in cup final",
    "Velden beat Osterby 3-1 in the final of the Lakeland Cup on Saturday in front of 41,000 spectators.",
)
SECOND = (
    "Velden win Lakeland Cup",
    "Velden won the Lakeland Cup final against Osterby 2-1 on Saturday.",
)


def test_what_headline_and_sentence_tell_alike_is_told_once() -> None:
    batch = batch_of(tell(*FIRST, subject="Velden"), tell(*SECOND, subject="Velden", outlet="Island Herald", day=1))
    (found,) = find_retold(batch)
    assert sorted(map(sorted, values(found))) == [["2-1"], ["3-1"]]
