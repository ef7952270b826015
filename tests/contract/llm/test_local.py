"""What the real server does with a model of random weights: it starts, obeys schemas, refuses, and stops."""

import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from pydantic import BaseModel, ConfigDict

from pipeline.errors import ConfigurationError, RejectedError, StoppedError, TruncatedError, UnavailableError
from pipeline.llm.factory import Provider, Recording, choose_provider, open_llm
from pipeline.llm.local import LocalLLM, LocalServer, Power, has_runtime, power_of
from pipeline.llm.local_worker import Order
from pipeline.llm.local_worker import serve as serve_orders
from pipeline.llm.port import LLMRequest
from pipeline.settings import Settings
from pipeline.weights import Weights
from tests.loopback import Answer, Loopback, Script, completion
from tests.tiny_gguf import write_gguf

Made = Callable[..., LocalServer]
POWER = Power(context=1024, slots=1, threads=1)
TIMEOUT_S = 60.0


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colour: Literal["red", "green"]
    count: Literal[1, 2, 3]


def asked(user: str = "Which?", max_tokens: int = 200) -> LLMRequest[Colour]:
    return LLMRequest(
        stage="extract",
        unit="u",
        prompt="p/v1",
        system="s",
        user=user,
        reply_model=Colour,
        model="toy@1",
        max_tokens=max_tokens,
    )


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    path = write_gguf(tmp_path_factory.mktemp("weights") / "toy.gguf")
    return Weights("toy", hashlib.sha256(path.read_bytes()).hexdigest(), path)


@pytest.fixture
def made() -> Iterator[Made]:
    with ExitStack() as stack:

        def make(weights: Weights, **changed: Any) -> LocalServer:  # noqa: ANN401  any argument
            server = LocalServer(weights, POWER, **changed)
            stack.callback(server.stop)
            return server

        yield make


def is_listening(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((str(parts.hostname), parts.port or 0), 5):
            return True
    except ConnectionRefusedError:
        return False


def test_a_random_model_obeys_a_schema_and_names_itself_by_content(made: Made, weights: Weights) -> None:
    llm = LocalLLM(made(weights), TIMEOUT_S)
    reply = llm.complete(asked())
    llm.close()
    assert reply.value.colour in {"red", "green"}
    assert reply.model == f"toy@{weights.sha256[:12]}"
    assert reply.usage.second_tries == 0
    assert reply.usage.output_tokens > 0


def test_two_servers_in_a_row_listen_until_they_are_stopped(made: Made, weights: Weights) -> None:
    for _ in range(2):
        server = made(weights)
        url = server.start()
        assert is_listening(url)
        server.stop()
        assert not is_listening(url)


def test_nobody_without_the_key_is_answered(made: Made, weights: Weights) -> None:
    url = made(weights).start()
    body = json.dumps({"messages": [{"role": "user", "content": "x"}]}).encode()
    with pytest.raises(HTTPError, match="401") as caught:
        urlopen(Request(f"{url}/chat/completions", body))  # noqa: S310 - our own server
    caught.value.close()


def test_a_prompt_longer_than_the_context_is_rejected_with_the_way_out(made: Made, weights: Weights) -> None:
    llm = LocalLLM(made(weights), TIMEOUT_S, has_canary=False)
    with pytest.raises(RejectedError, match=r"longer than the model's context: .* FACTGRADE_LOCAL_CONTEXT"):
        llm.complete(asked("x" * 2000))
    llm.close()


def test_an_answer_that_the_context_has_no_room_for_is_truncated(made: Made, weights: Weights) -> None:
    llm = LocalLLM(made(weights), TIMEOUT_S, has_canary=False)
    with pytest.raises(TruncatedError):
        llm.complete(asked("x" * 920))
    llm.close()


def test_a_call_under_way_ends_when_the_server_is_stopped(made: Made, weights: Weights) -> None:
    llm = LocalLLM(made(weights), TIMEOUT_S)
    llm.complete(asked())
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            while True:
                llm.complete(asked())
        except (StoppedError, UnavailableError) as error:
            ended.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.05)
    llm.close()
    asking.join(TIMEOUT_S)
    assert [type(error) for error in ended] == [StoppedError]


def test_a_process_that_was_killed_is_a_matter_of_configuration(made: Made, weights: Weights) -> None:
    server = made(weights)
    llm = LocalLLM(server, TIMEOUT_S)
    llm.complete(asked())
    os.kill(server_pid(server), signal.SIGKILL)
    with pytest.raises(ConfigurationError, match=r"ended by itself .* memory"):
        llm.complete(asked())
    llm.close()


def test_a_process_that_ends_after_its_connections_is_a_matter_of_configuration(made: Made, weights: Weights) -> None:
    with socket.socket() as deaf:  # bound and not listening: whoever connects is turned away
        deaf.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"
        program = f"import time; print({json.dumps({'url': url})!r}, flush=True); time.sleep(0.5)"
        llm = LocalLLM(made(weights, command=[sys.executable, "-c", program]), TIMEOUT_S, has_canary=False)
        with pytest.raises(ConfigurationError, match="ended by itself"):
            llm.complete(asked())


def server_pid(server: LocalServer) -> int:
    process = server._process  # noqa: SLF001 - a test that kills it has no other way to it
    assert process is not None
    return process.pid


def test_the_process_ends_with_a_parent_that_is_killed(weights: Weights) -> None:
    program = (
        "import sys, time; from pathlib import Path; from pipeline.llm.local import LocalServer, Power;"
        "from pipeline.weights import Weights;"
        "print(LocalServer(Weights('toy', '0', Path(sys.argv[1])), Power(1024, 1, 1)).start(), flush=True);"
        "time.sleep(600)"
    )
    command = [sys.executable, "-c", program, str(weights.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3], text=True) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        parent.kill()
    deadline = time.monotonic() + TIMEOUT_S
    while is_listening(url) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_listening(url)


def test_weights_that_cannot_be_loaded_are_named(made: Made, weights: Weights, tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(weights.path.read_bytes()[:60_000])
    with pytest.raises(ConfigurationError, match=r"'cut' cannot be loaded \(exit code 1.*\): .* --gguf"):
        made(Weights("cut", "0", path)).start()


def test_a_server_that_is_not_there_in_time_is_given_up(made: Made, weights: Weights) -> None:
    server = made(weights, command=[sys.executable, "-c", "import time; time.sleep(600)"], start_limit_s=0.2)
    with pytest.raises(ConfigurationError, match="exit code -9"):
        server.start()


def test_a_stopped_server_is_not_started(made: Made, weights: Weights) -> None:
    server = made(weights)
    server.stop()
    with pytest.raises(StoppedError):
        server.start()


def test_a_stop_ends_a_start_that_takes_long(made: Made, weights: Weights) -> None:
    server = made(weights, command=[sys.executable, "-c", "import time; time.sleep(600)"])
    stopping = threading.Timer(0.3, server.stop)
    stopping.start()
    with pytest.raises(StoppedError):
        server.start()
    stopping.join()


def fake(url: str) -> list[str]:
    """Return a command that poses as the worker of a server that is elsewhere."""
    told = json.dumps({"url": url})
    return [sys.executable, "-c", f"import sys; sys.stdin.readline(); print({told!r}, flush=True); sys.stdin.read()"]


def test_a_server_that_does_not_obey_is_refused_and_asked_no_more(
    made: Made, weights: Weights, serve: Callable[[Script], Loopback]
) -> None:
    server = serve([Answer(completion("Paris, of course."))])
    llm = LocalLLM(made(weights, command=fake(server.url)), TIMEOUT_S)
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="does not obey a schema"):
            llm.complete(asked())
    llm.close()
    assert len(server.received) == 2


def test_a_server_that_obeys_when_told_twice_is_refused_too(
    made: Made, weights: Weights, serve: Callable[[Script], Loopback]
) -> None:
    server = serve([Answer(completion('{"word": "Paris"}')), Answer(completion('{"word": "kestrel"}'))])
    llm = LocalLLM(made(weights, command=fake(server.url)), TIMEOUT_S)
    with pytest.raises(ConfigurationError, match="only when told what was wrong"):
        llm.complete(asked())
    llm.close()


def test_a_canary_without_an_answer_is_asked_again_by_the_next_call(
    made: Made, weights: Weights, serve: Callable[[Script], Loopback]
) -> None:
    right, told = completion('{"word": "kestrel"}'), completion('{"colour": "red", "count": 2}')
    server = serve([Answer("{}", 503), Answer(right), Answer(told), Answer(told)])
    llm = LocalLLM(made(weights, command=fake(server.url)), TIMEOUT_S)
    with pytest.raises(UnavailableError):
        llm.complete(asked())
    assert llm.complete(asked()).value.count == 2
    llm.complete(asked())
    llm.close()
    assert len(server.received) == 4


def test_a_server_that_lives_and_does_not_answer_is_unavailable(
    made: Made, weights: Weights, serve: Callable[[Script], Loopback]
) -> None:
    server = serve([Answer(completion('{"word": "kestrel"}')), Answer("{}", 503)])
    llm = LocalLLM(made(weights, command=fake(server.url)), TIMEOUT_S)
    with pytest.raises(UnavailableError, match="the model on this machine answered 503"):
        llm.complete(asked())
    llm.close()


def test_a_second_run_is_answered_from_the_cache_and_starts_nothing(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "toy.gguf")
    settings = Settings(gguf=path, cache_dir=tmp_path / "cache", local_context=1024, local_threads=1)
    choice = choose_provider(Provider.LOCAL, settings, lambda _model: [])
    answers = []
    for _ in range(2):
        with open_llm(choice, settings, pytest.fail) as llm:
            answers.append(llm.complete(asked()))
        path.unlink(missing_ok=True)
    assert [answer.is_cached for answer in answers] == [False, True]
    assert answers[0].value == answers[1].value


def test_what_is_recorded_has_no_canary_in_it(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "toy.gguf")
    settings = Settings(gguf=path, cassette=tmp_path / "c.yaml", local_context=1024, local_threads=1)
    choice = choose_provider(Provider.LOCAL, settings, lambda _model: [])
    with open_llm(choice, settings, pytest.fail, Recording(settings.cassette)) as llm:
        told = llm.complete(asked())
    replayed = choose_provider(Provider.REPLAY, settings, lambda _model: [])
    with open_llm(replayed, settings, pytest.fail) as llm:
        assert llm.complete(asked()).value == told.value
    assert "kestrel" not in settings.cassette.read_text(encoding="utf-8")


def test_what_the_process_answers_wrongly_is_no_address(made: Made, weights: Weights) -> None:
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        made(weights, command=[sys.executable, "-c", "print('hello')"]).start()


def served(begin: Callable[[Order], tuple[object, str]]) -> tuple[int, object, bytes]:
    orders, told = io.BytesIO(b'{"alias": "toy"}\nmore'), io.StringIO()
    code = serve_orders(orders, told, begin)
    return code, json.loads(told.getvalue()), orders.read()


def test_the_worker_serves_until_nothing_more_is_to_come() -> None:
    code, told, left = served(lambda order: (object(), f"http://{order['alias']}"))
    assert (code, told, left) == (0, {"url": "http://toy"}, b"")


@pytest.mark.parametrize("error", [RuntimeError("bad weights"), ImportError("no extra")])
def test_the_worker_does_not_stay_where_nothing_can_be_served(error: Exception) -> None:
    def begin(_order: Order) -> NoReturn:
        raise error

    assert served(begin) == (1, {"error": type(error).__name__}, b"more")


def test_a_model_leaves_a_core_to_others_unless_told() -> None:
    power = power_of(Settings(local_context=2048))
    assert power.threads >= 1
    assert 1 <= power.slots <= 4
    assert power_of(Settings(local_threads=12, local_context=2048)) == Power(2048, 3, 12)
    assert power_of(Settings(local_slots=7, local_threads=2, local_context=2048)) == Power(2048, 7, 2)


def test_the_extra_is_installed_here() -> None:
    assert has_runtime()
