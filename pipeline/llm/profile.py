"""Which limits suit which model: the one table, and the choice by a model's name.

The figures of `small` were measured (DECISIONS.md has the measurements); those of `medium` and `large` are cautious:
they save calls and stay far below what such models are documented to take.
"""

import re

from pipeline.errors import ConfigurationError
from schemas.profile import Profile

PROFILES = {
    "small": Profile(
        name="small",
        sentences_per_call=3,
        claims_per_call=4,
        claims_in_view=30,
        claims_per_sentence=3,
        extract_tokens_per_sentence=300,
        grade_tokens_per_claim=110,
        is_decisive=False,
        is_confirming=True,
    ),
    "medium": Profile(
        name="medium",
        sentences_per_call=8,
        claims_per_call=10,
        claims_in_view=80,
        claims_per_sentence=4,
        extract_tokens_per_sentence=300,
        grade_tokens_per_claim=120,
        is_decisive=True,
        is_confirming=False,
    ),
    "large": Profile(
        name="large",
        sentences_per_call=20,
        claims_per_call=25,
        claims_in_view=200,
        claims_per_sentence=4,
        extract_tokens_per_sentence=300,
        grade_tokens_per_claim=120,
        is_decisive=True,
        is_confirming=False,
    ),
}

# A machine without a large graphics card runs small models, and a file's name says less than that.
LOCAL_PROFILE = "small"

_BILLIONS = re.compile(r"(?<![\w.])(?:\d+x)?(\d+(?:\.\d+)?)b(?![a-z0-9])", re.IGNORECASE)
_SMALL_LIMIT_B = 10.0
_MEDIUM_LIMIT_B = 40.0
_MEDIUM_WORDS = frozenset({"nano", "mini", "flash", "lite", "haiku", "small", "turbo"})
_LARGE_WORDS = frozenset({"large", "opus", "sonnet", "pro"})
_LARGE_FAMILIES = re.compile(r"(?:^|[/:])(?:gpt-[45]|o[134](?![a-z0-9])|claude|gemini|deepseek)")


def profile_for(model: str, override: str | None = None) -> Profile:
    """Return the profile of a model: the one named by `override`, else the one that its name suggests.

    The number of parameters in the name decides where there is one ("qwen2.5-1.5b"), then the vendors' words for their
    sizes; an unknown model is taken for a small one, whose word decides nothing.

    Raises:
        ConfigurationError: `override` names no profile.
    """
    if override is not None:
        if override not in PROFILES:
            raise ConfigurationError(f"no profile {override!r}: choose one of {', '.join(PROFILES)}")
        return PROFILES[override]
    return PROFILES[_size(model.casefold())]


def _size(model: str) -> str:
    billions = _BILLIONS.search(model)
    if billions:
        size = float(billions[1])
        if size < _SMALL_LIMIT_B:
            return "small"
        return "medium" if size < _MEDIUM_LIMIT_B else "large"
    words = set(re.split(r"[^a-z0-9]+", model))
    if words & _MEDIUM_WORDS:
        return "medium"
    return "large" if words & _LARGE_WORDS or _LARGE_FAMILIES.search(model) else "small"
