import pytest

from pipeline.text.status import attribution_of, status_of
from schemas.claim import ClaimStatus

STATUS = [
    ("DeepSeek nears a $7.4 billion round", ClaimStatus.PLANNED),
    ("It plans to build a plant", ClaimStatus.PLANNED),
    ("It is planning a plant", ClaimStatus.PLANNED),
    ("The vote will be held", ClaimStatus.PLANNED),
    ("It is set to land", ClaimStatus.PLANNED),
    ("It is expected to close", ClaimStatus.PLANNED),
    ("They are close to a deal", ClaimStatus.PLANNED),
    ("It is in advanced talks", ClaimStatus.PLANNED),
    ("The firm, which raised $1bn, plans to grow", ClaimStatus.PLANNED),
    ("It is raising money", ClaimStatus.UNDER_WAY),
    ("It has begun building", ClaimStatus.UNDER_WAY),
    ("A rescue is under way", ClaimStatus.UNDER_WAY),
    ("It has completed a round", ClaimStatus.DONE),
    ("It closed a round", ClaimStatus.DONE),
    ("The team won the cup", ClaimStatus.DONE),
    ("12 people were killed", ClaimStatus.DONE),
    ("Officials said close to 40 people died", ClaimStatus.DONE),
    ("Start-up Lands $1 Billion", ClaimStatus.DONE),
    ("He denied it", ClaimStatus.DENIED),
    ("It did not raise money", ClaimStatus.DENIED),
    ("It hasn’t raised money", ClaimStatus.DENIED),
    ("The start-up takes in $1 billion", ClaimStatus.DONE),
    ("It has just sent the money", ClaimStatus.DONE),
    ("The talks are ongoing", ClaimStatus.UNDER_WAY),
    ("It’ll open soon", ClaimStatus.PLANNED),
    ("It won't open", ClaimStatus.DENIED),
    ("It may raise money", ClaimStatus.UNCERTAIN),
    ("It could rain", ClaimStatus.UNCERTAIN),
    ("It is reportedly considering a sale", ClaimStatus.UNCERTAIN),
    ("In May 2026 a big cat", None),
    ("Three hundred cats in a feed", None),
    ("", None),
]
ATTRIBUTION = [
    ("DeepSeek confirmed that it would", "DeepSeek"),
    ("It was big, according to the Wall Street Journal, which", "the Wall Street Journal"),
    ("as reported by Reuters on Monday", "Reuters"),
    ("Sources told Reuters that it was so", "Sources"),
    ("“We won,” said Liang Wenhong.", "Liang Wenhong"),
    ("Liang Wenhong, the founder, said it was", "Liang Wenhong"),
    ("On Monday U.S. officials said it", "U.S. officials"),
    ("It would rise, the company said.", "the company"),
    ("“We did,” he said, “and”", None),
    ("They told Reuters that it was so", None),
    ("He said that Ann Lee confirmed it", None),
    ("It is so, according to them", None),
    ("Ann Lee, who said it was cold, left", "Ann Lee"),
    ("people who said it was cold", "people"),
    ("and which said so", None),
    ("Mr. Smith wrote that", "Mr. Smith"),
    ("“It works,” said they", None),
    ("according to ", None),
    ("It is so", None),
]


@pytest.mark.parametrize(("text", "expected"), STATUS)
def test_the_status_is_read(text: str, expected: ClaimStatus | None) -> None:
    assert status_of(text) is expected


@pytest.mark.parametrize(("text", "expected"), ATTRIBUTION)
def test_who_tells_it_is_read(text: str, expected: str | None) -> None:
    assert attribution_of(text) == expected
