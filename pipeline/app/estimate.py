"""How many calls an article takes as a rule: what a forecast and the time left are reckoned from.

The rates were measured on the recorded run over the sample articles (151 sentences asked about, a model of 1.5
billion parameters).
"""

import math
from collections.abc import Iterable

from pipeline.stages.extract.window import plan_windows
from schemas.article import Article
from schemas.profile import Profile

CLAIMS_PER_SENTENCE = 1.3
ASKED_AGAIN_PER_SENTENCE = 0.2
CONFIRMED_PER_SENTENCE = 0.8


def usual_calls(articles: Iterable[Article], profile: Profile) -> int:
    """Return how many calls articles take, each by itself."""
    return sum(_calls(article, profile) for article in articles)


def _calls(article: Article, profile: Profile) -> int:
    windows = plan_windows(article, profile.sentences_per_call)
    asked = sum(len(window.sentences) for window in windows)
    again = round(asked * ASKED_AGAIN_PER_SENTENCE)
    confirmed = round(asked * CONFIRMED_PER_SENTENCE) if profile.is_confirming else 0
    return len(windows) + confirmed + again + math.ceil(asked * CLAIMS_PER_SENTENCE / profile.claims_per_call)
