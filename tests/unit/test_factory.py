import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from pipeline.errors import ConfigurationError, NoRecordingError
from pipeline.llm.factory import Choice, Provider, Recording, cache_folder, choose_provider, make_seam, open_llm
from pipeline.llm.port import LLMRequest
from pipeline.progress import SilentSink
from pipeline.settings import Settings
from pipeline.stopping import Stopping
from tests.loopback import Answer, Loopback, Script, completion

Serve = Callable[[Script], Loopback]
NOWHERE = "http://127.0.0.1:9/v1"
NOW = datetime(2026, 11, 25, tzinfo=UTC)


class Word(BaseModel):
    word: str


def request(unit: str = "u", model: str = "m") -> LLMRequest[Word]:
    return LLMRequest(
        stage="extract", unit=unit, prompt="p/v1", system="s", user=unit, reply_model=Word, model=model, max_tokens=9
    )


def settings(folder: Path, **changed: Any) -> Settings:  # noqa: ANN401  any setting
    plain = {"base_url": None, "api_key": None, "cache_dir": folder / "cache", "cassette": folder / "c.yaml"}
    return Settings(**{**plain, "attempts": 1, **changed})


def endpoint(url: str) -> Choice:
    return Choice(Provider.OPENAI, "a test", "m", url)


def nothing(_model: str) -> list[LLMRequest[Word]]:
    return []


def no_warning(message: str) -> None:
    raise AssertionError(message)


@pytest.fixture
def recorded(serve: Callable[[Script], Loopback], tmp_path: Path) -> Path:
    server = serve([Answer(completion('{"word": "heard"}'))])
    choice = Choice(Provider.OPENAI, "a test", "m", server.url, is_strict=True)
    with open_llm(choice, settings(tmp_path), no_warning, Recording(tmp_path / "c.yaml")) as llm:
        llm.complete(request("covered"))
    return tmp_path


def test_a_key_alone_means_openai_and_its_default_model(tmp_path: Path) -> None:
    choice = choose_provider(Provider.AUTO, settings(tmp_path, api_key=SecretStr("sk-x")), nothing)
    assert (choice.provider, choice.model) == (Provider.OPENAI, "gpt-4.1-mini")
    assert choice.base_url == "https://api.openai.com/v1"
    assert "sk-x" not in repr(choice)


def test_a_base_url_and_a_model_need_no_key(tmp_path: Path) -> None:
    choice = choose_provider(Provider.AUTO, settings(tmp_path, base_url=NOWHERE, model="mine"), nothing)
    assert (choice.provider, choice.base_url, choice.model) == (Provider.OPENAI, NOWHERE, "mine")


@pytest.mark.parametrize(
    ("wanted", "changed", "message"),
    [
        (Provider.OPENAI, {}, "wants a key: set FACTGRADE_API_KEY"),
        (Provider.AUTO, {"base_url": "https://api.openai.com/v1"}, "wants a key"),
        (Provider.AUTO, {"base_url": "http://u:secret@h/v1"}, "which model of http://h/v1"),
        (
            Provider.AUTO,
            {},
            "no cassette .* set FACTGRADE_API_KEY .* --base-url; .* factgrade model install; or replay",
        ),
        (Provider.REPLAY, {}, "no cassette can be read"),
    ],
)
def test_where_nobody_can_answer_the_message_names_the_way_out(
    tmp_path: Path, wanted: Provider, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        choose_provider(wanted, settings(tmp_path, **changed), nothing)


def test_auto_replays_what_the_cassette_covers(recorded: Path) -> None:
    choice = choose_provider(Provider.AUTO, settings(recorded), lambda model: [request("covered", model)])
    assert (choice.provider, choice.model, choice.is_strict) == (Provider.REPLAY, "m", True)


def test_auto_does_not_replay_what_the_cassette_lacks(recorded: Path) -> None:
    with pytest.raises(ConfigurationError, match="lacks 1 of the first requests: set FACTGRADE_API_KEY"):
        choose_provider(Provider.AUTO, settings(recorded), lambda m: [request("covered", m), request("new", m)])


def test_auto_does_not_replay_for_another_model(recorded: Path) -> None:
    with pytest.raises(ConfigurationError, match="lacks 1"):
        choose_provider(Provider.AUTO, settings(recorded, model="n"), lambda m: [request("covered", m)])


def test_a_replay_answers_from_the_cassette_alone(recorded: Path) -> None:
    choice = choose_provider(Provider.REPLAY, settings(recorded), nothing)
    replayed = settings(recorded).model_copy(update={"cache_dir": recorded / "untouched"})
    with open_llm(choice, replayed, no_warning) as llm:
        assert llm.complete(request("covered")).value.word == "heard"
    assert not (recorded / "untouched").exists()


def test_a_replay_of_something_else_is_no_recording(recorded: Path) -> None:
    choice = choose_provider(Provider.REPLAY, settings(recorded), nothing)
    with open_llm(choice, settings(recorded), no_warning) as llm, pytest.raises(NoRecordingError, match="--record"):
        llm.complete(request("new"))


def test_a_cassette_whose_body_is_no_call_is_taken_as_the_plain_dialect(recorded: Path) -> None:
    cassette = recorded / "c.yaml"
    lines = cassette.read_text(encoding="utf-8").replace("response_format:", "something_else:")
    cassette.write_text(lines, encoding="utf-8")
    assert choose_provider(Provider.REPLAY, settings(recorded), nothing).is_strict is False


def test_an_answer_is_kept_between_runs(serve: Serve, tmp_path: Path) -> None:
    server = serve([Answer(completion('{"word": "once"}'))])
    for _ in range(2):
        with open_llm(endpoint(server.url), settings(tmp_path), no_warning) as llm:
            assert llm.complete(request()).value.word == "once"
    assert len(server.received) == 1


def test_without_the_cache_every_run_asks(serve: Serve, tmp_path: Path) -> None:
    server = serve([Answer(completion('{"word": "again"}'))])
    for _ in range(2):
        with open_llm(endpoint(server.url), settings(tmp_path), no_warning, use_cache=False) as llm:
            llm.complete(request())
    assert len(server.received) == 2
    assert not (tmp_path / "cache").exists()


def test_the_key_is_sent_and_an_outage_is_tried_again(serve: Serve, tmp_path: Path) -> None:
    down = Answer("{}", 503)
    server = serve([down, Answer(completion('{"word": "up"}'))])
    changed = settings(tmp_path, api_key=SecretStr("sk-test"), attempts=2)
    choice = endpoint(server.url)
    seam = make_seam(choice, changed, SilentSink(), Stopping(), NOW)
    with open_llm(choice, changed, no_warning, way=seam.way) as llm:
        assert llm.complete(request()).usage.attempts == 2
    assert {received.headers["authorization"] for received in server.received} == {"Bearer sk-test"}


def test_a_recording_does_not_replace_another_unless_told(recorded: Path) -> None:
    again = Recording(recorded / "c.yaml")
    with (
        pytest.raises(ConfigurationError, match="exists"),
        open_llm(endpoint(NOWHERE), settings(recorded), no_warning, again),
    ):
        pass


def test_endpoints_do_not_share_their_answers(tmp_path: Path) -> None:
    one, other = (cache_folder(settings(tmp_path), endpoint(f"http://{host}/v1")) for host in "ab")
    assert one != other
    assert one.name == hashlib.sha256(b"http://a/v1").hexdigest()[:12]


def test_a_limit_of_cost_needs_a_price_that_somebody_knows(tmp_path: Path) -> None:
    limited = settings(tmp_path, max_cost_usd=Decimal(1))
    with pytest.raises(ConfigurationError, match="--price"):
        make_seam(endpoint(NOWHERE), limited, SilentSink(), Stopping(), NOW)


@pytest.mark.parametrize(
    ("url", "stated", "source"),
    [
        (NOWHERE, "1/2", "stated"),
        ("https://api.openai.com/v1", None, "genai-prices"),
        (NOWHERE, None, None),
    ],
)
def test_the_record_says_whose_prices_were_counted(
    tmp_path: Path, url: str, stated: str | None, source: str | None
) -> None:
    choice = Choice(Provider.OPENAI, "a test", "gpt-4.1-mini", url)
    stamp = make_seam(choice, settings(tmp_path, price=stated), SilentSink(), Stopping(), NOW).price_stamp
    assert (stamp.source.split()[0] if stamp else None) == source


def test_a_replay_costs_nothing_and_waits_for_nothing(tmp_path: Path) -> None:
    choice = Choice(Provider.REPLAY, "a test", "m", NOWHERE)
    seam = make_seam(choice, settings(tmp_path, max_cost_usd=Decimal(0)), SilentSink(), Stopping(), NOW)
    assert (seam.price_stamp, seam.budget.held.cost_usd) == (None, Decimal(0))
