import pytest

from pipeline.errors import ConfigurationError
from pipeline.llm.profile import PROFILES, profile_for
from schemas.profile import Profile

SIZES = [
    ("qwen2.5-1.5b-instruct", "small"),
    ("qwen2.5:7b-instruct-q4_K_M", "small"),
    ("Meta-Llama-3.1-8B", "small"),
    ("9.9b", "small"),
    ("10b", "medium"),
    ("mixtral-8x22b", "medium"),
    ("gemma-3-27b-it", "medium"),
    ("40b", "large"),
    ("llama-3.3-70b", "large"),
    ("gpt-4o-mini", "medium"),
    ("claude-haiku-4", "medium"),
    ("models/gemini-2.5-flash", "medium"),
    ("gpt-5", "large"),
    ("anthropic/claude-opus-4", "large"),
    ("deepseek-chat", "large"),
    ("llama-8bit", "small"),
    ("some-model", "small"),
    ("", "small"),
]


@pytest.mark.parametrize(("model", "size"), SIZES)
def test_the_name_of_a_model_suggests_its_profile(model: str, size: str) -> None:
    assert profile_for(model).name == size


@pytest.mark.parametrize("name", PROFILES)
def test_an_override_wins_over_the_name(name: str) -> None:
    assert profile_for("llama-3.3-70b", override=name) is PROFILES[name]


def test_an_unknown_override_is_refused_with_the_choices() -> None:
    with pytest.raises(ConfigurationError, match=r"'huge'.*small, medium, large"):
        profile_for("any", override="huge")


def test_every_profile_carries_the_name_it_is_chosen_by() -> None:
    assert {name: profile.name for name, profile in PROFILES.items()} == {name: name for name in PROFILES}


def test_the_word_of_a_small_model_decides_nothing() -> None:
    assert {name for name, profile in PROFILES.items() if profile.is_decisive} == {"medium", "large"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_batch_fits_into_its_view(profile: Profile) -> None:
    assert 0 < profile.claims_per_call <= profile.claims_in_view


@pytest.mark.parametrize(
    ("model", "name"), [("prometheus-2", "small"), ("openai/gpt-4o", "large"), ("openai/gpt-4o-mini", "medium")]
)
def test_a_family_is_known_behind_a_provider_and_not_inside_a_word(model: str, name: str) -> None:
    assert profile_for(model).name == name
