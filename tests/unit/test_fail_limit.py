"""How many articles may fail: numbers and shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.runner.failing import NEVER, FailLimit, has_found, parse_fail_limit, parse_verdict
from schemas.verdict import Verdict


@pytest.mark.parametrize(
    ("text", "failed", "articles", "is_exceeded"),
    [
        ("0", 0, 10, False),
        ("0", 1, 10, True),
        ("5", 5, 10, False),
        ("5", 6, 10, True),
        (" 5 ", 6, 10, True),
        ("0%", 0, 10, False),
        ("0%", 1, 1000, True),
        ("20%", 2, 10, False),
        ("20%", 3, 10, True),
        ("20%", 1, 4, True),
        ("33%", 1, 3, True),
        ("34%", 1, 3, False),
        ("100%", 10, 10, False),
        ("007", 7, 10, False),
    ],
)
def test_a_limit_is_kept_to_the_article(text: str, failed: int, articles: int, is_exceeded: bool) -> None:  # noqa: FBT001  a table
    assert parse_fail_limit(text).is_exceeded(failed, articles) is is_exceeded


@pytest.mark.parametrize("text", ["", "%", "-1", "101%", "5 %", "1.5", "5%%", "five", "1e3", "9" * 10, "١٢"])
def test_what_is_neither_number_nor_share_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="--fail-over takes a number"):
        parse_fail_limit(text)


@given(st.builds(FailLimit, st.integers(0, 100), is_share=st.booleans()))
def test_what_is_written_is_read_back(limit: FailLimit) -> None:
    assert parse_fail_limit(str(limit)) == limit


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_never_is_never(failed: int, more: int) -> None:
    assert not NEVER.is_exceeded(failed, failed + more)


@given(st.builds(FailLimit, st.integers(0, 99), is_share=st.booleans()), st.integers(1, 10_000), st.integers(0, 10_000))
def test_one_more_failure_never_lies_within_what_fewer_exceeded(limit: FailLimit, articles: int, failed: int) -> None:
    if limit.is_exceeded(failed, articles):
        assert limit.is_exceeded(failed + 1, articles)


@pytest.mark.parametrize(
    ("claims", "fail_on", "is_found"),
    [
        ({"disputed": 1}, Verdict.DISPUTED, True),
        ({"contradicted": 1}, Verdict.DISPUTED, True),
        ({"doubtful": 1}, Verdict.DISPUTED, False),
        ({"disputed": 0, "plausible": 9, "not_checked": 2}, Verdict.DOUBTFUL, False),
        ({"contradicted": 1}, None, False),
    ],
)
def test_what_is_found_is_as_bad_as_was_named_or_worse(
    claims: dict[str, int],
    fail_on: Verdict | None,
    is_found: bool,  # noqa: FBT001  a table
) -> None:
    assert has_found(claims, fail_on) is is_found


@pytest.mark.parametrize("text", ["", "plausible", "not_checked", "bad", "Disputed"])
def test_a_verdict_that_is_no_doubt_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="--fail-on takes one of contradicted, disputed"):
        parse_verdict(text)


def test_a_doubt_is_read() -> None:
    assert parse_verdict(" outdated ") is Verdict.OUTDATED
