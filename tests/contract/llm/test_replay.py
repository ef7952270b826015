"""Recording from a real server on loopback and replaying without one."""

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import AccessDeniedError, ConfigurationError, LLMError, NoRecordingError, ThrottledError
from pipeline.llm.openai_llm import OpenAILLM, Way, request_body
from pipeline.llm.replay import CassetteFacts, describe, recording, replaying
from pipeline.llm.retrying import RetryPolicy
from tests.loopback import Answer, Loopback, Received, Script, completion
from tests.unit.llm.asking import GOOD, POINTS, ask

Serve = Callable[[Script], Loopback]
FINE = Answer(completion(GOOD), headers={"Content-Type": "application/json", "Set-Cookie": "id=1", "X-Request-Id": "r"})
NOWHERE = "http://127.0.0.1:9/v1"


def model_at(url: str, sleep: Callable[[float], object] | None = None) -> OpenAILLM:
    return OpenAILLM(url, "sk-test-0123456789abcdef", 5.0, way=Way(retry=RetryPolicy(sleep=sleep)) if sleep else None)


def echo(received: Received) -> Answer:
    """Answer with the number that the request asks about."""
    number = received.json["messages"][1]["content"]
    return Answer(completion(f'{{"points":[{{"n":{number},"name":null}}]}}'))


def number(model: OpenAILLM, asked: int) -> int:
    return model.complete(ask(str(asked))).value.points[0].n


def answers_to(numbers: range) -> dict[str, Any]:
    """Return a cassette as recorded from `echo`."""
    exchanges = []
    for asked in numbers:
        body = request_body(ask(str(asked)), strict=False)
        request = {"method": "POST", "uri": f"{NOWHERE}/chat/completions", "headers": {}, "body": body.decode()}
        answer = echo(Received("", {}, body)).content.decode()
        status = {"code": 200, "message": "OK"}
        exchanges.append({"request": request, "response": {"status": status, "headers": {}, "body": answer}})
    return {"version": 1, "interactions": exchanges}


@pytest.fixture
def cassette(tmp_path: Path, serve: Serve) -> Path:
    """Record one exchange."""
    path = tmp_path / "run" / "one.yaml"
    with recording(path):
        model_at(serve([FINE]).url).complete(ask())
    return path


def test_a_recorded_answer_is_replayed_without_a_server(cassette: Path) -> None:
    with replaying(cassette):
        reply = model_at(NOWHERE).complete(ask())
    assert (reply.value, reply.model, reply.usage.input_tokens) == (POINTS, "served-1", 10)


def test_a_replayed_answer_can_be_had_again(cassette: Path) -> None:
    with replaying(cassette):
        replies = [model_at(NOWHERE).complete(ask()).value for _ in range(2)]
    assert replies == [POINTS, POINTS]


def test_threads_get_the_right_answers_in_another_order(tmp_path: Path, serve: Serve) -> None:
    model = model_at(serve(echo).url)
    with recording(tmp_path / "c.yaml"), ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda asked: number(model, asked), range(40)))
    backwards, elsewhere = list(reversed(range(40))), model_at(NOWHERE)
    with replaying(tmp_path / "c.yaml"), ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda asked: number(elsewhere, asked), backwards)) == backwards


def test_a_changed_word_is_a_missing_recording_that_names_the_unit(cassette: Path) -> None:
    request = ask("Another word")
    with replaying(cassette), pytest.raises(NoRecordingError) as caught:
        model_at(NOWHERE).complete(request)
    for named in ("extract", "000_x.txt sentences 1-4", "extract/v1", request.key[:12], "--record"):
        assert named in str(caught.value)
    assert "Another word" not in str(caught.value)


def test_a_missing_recording_is_asked_for_once(cassette: Path) -> None:
    waits: list[float] = []
    with replaying(cassette), pytest.raises(NoRecordingError):
        model_at(NOWHERE, waits.append).complete(ask("Another word"))
    assert waits == []


def test_a_second_try_is_recorded_too(tmp_path: Path, serve: Serve) -> None:
    with recording(tmp_path / "c.yaml"):
        model_at(serve([Answer(completion("{}")), FINE]).url).complete(ask())
    with replaying(tmp_path / "c.yaml"):
        assert model_at(NOWHERE).complete(ask()).usage.attempts == 2


def test_a_success_takes_the_place_of_the_failure_before_it(tmp_path: Path, serve: Serve) -> None:
    server = serve([Answer({}, status=429), FINE])
    with recording(tmp_path / "c.yaml"):
        model_at(server.url, lambda _seconds: None).complete(ask())
    with replaying(tmp_path / "c.yaml"):
        assert model_at(NOWHERE).complete(ask()).value == POINTS
    assert (len(server.received), describe(tmp_path / "c.yaml").exchanges) == (2, 1)


def test_a_failure_is_replayed_with_the_wait_it_asked_for(tmp_path: Path, serve: Serve) -> None:
    with recording(tmp_path / "c.yaml"), pytest.raises(ThrottledError):
        model_at(serve([Answer({}, status=429, headers={"Retry-After": "7"})]).url).complete(ask())
    with replaying(tmp_path / "c.yaml"), pytest.raises(ThrottledError) as caught:
        model_at(NOWHERE).complete(ask())
    assert caught.value.retry_after_s == 7.0


def test_an_equal_request_is_made_once_while_recording(tmp_path: Path, serve: Serve) -> None:
    server = serve([FINE])
    with recording(tmp_path / "c.yaml"):
        replies = [model_at(server.url).complete(ask()) for _ in range(2)]
    assert replies[0] == replies[1]
    assert len(server.received) == 1


def test_equal_requests_under_way_at_once_make_one_exchange(tmp_path: Path, serve: Serve) -> None:
    server = serve([Answer(FINE.body, delay_s=0.3)])
    with recording(tmp_path / "c.yaml"), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: model_at(server.url).complete(ask()), range(2)))
    assert (len(server.received), describe(tmp_path / "c.yaml").exchanges) == (2, 1)


def test_what_was_exchanged_before_a_failure_is_kept(tmp_path: Path, serve: Serve) -> None:
    with pytest.raises(ZeroDivisionError), recording(tmp_path / "c.yaml"):  # noqa: PT012  the failure is of the block
        model_at(serve([FINE]).url).complete(ask())
        raise ZeroDivisionError
    assert describe(tmp_path / "c.yaml").exchanges == 1


def test_mending_asks_what_the_cassette_lacks_and_drops_what_nobody_asks_for(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "c.yaml"
    with recording(path):
        [number(model_at(serve(echo).url), asked) for asked in (1, 2)]
    server = serve(echo)
    with recording(path, mend=True):
        told = [number(model_at(server.url), asked) for asked in (2, 3)]
    assert (told, [received.json["messages"][1]["content"] for received in server.received]) == ([2, 3], ["3"])
    with replaying(path):
        assert [number(model_at(NOWHERE), asked) for asked in (2, 3)] == [2, 3]
        with pytest.raises(NoRecordingError):
            number(model_at(NOWHERE), 1)


def test_mending_what_lacks_nothing_drops_what_nobody_asks_for(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "c.yaml"
    with recording(path):
        [number(model_at(serve(echo).url), asked) for asked in (1, 2)]
    with recording(path, mend=True):
        number(model_at(NOWHERE), 2)
    assert describe(path).exchanges == 1


def test_what_is_to_be_mended_must_be_a_cassette(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no cassette can be read"), recording(tmp_path / "c.yaml", mend=True):
        pass


def test_a_refused_key_is_not_recorded(tmp_path: Path, serve: Serve) -> None:
    with recording(tmp_path / "c.yaml"), pytest.raises(AccessDeniedError):
        model_at(serve([Answer({"error": {"message": "sk-tes*****cdef"}}, status=401)]).url).complete(ask())
    assert not (tmp_path / "c.yaml").exists()


def test_an_existing_cassette_is_not_overwritten(cassette: Path) -> None:
    before = cassette.read_bytes()
    with pytest.raises(ConfigurationError, match="exists"), recording(cassette):
        pass
    assert cassette.read_bytes() == before


def test_a_cassette_may_be_replaced_on_request(cassette: Path, serve: Serve) -> None:
    with recording(cassette, replace=True):
        model_at(serve([FINE]).url).complete(ask("new"))
    assert describe(cassette).bodies == {hashlib.sha256(request_body(ask("new"), strict=False)).hexdigest()}


def test_a_replacement_without_exchanges_leaves_the_old_file(cassette: Path) -> None:
    before = cassette.read_bytes()
    with recording(cassette, replace=True):
        pass
    assert cassette.read_bytes() == before


def test_no_part_of_a_file_is_left_beside_the_cassette(cassette: Path) -> None:
    assert [file.name for file in cassette.parent.iterdir()] == ["one.yaml"]


def test_a_folder_that_cannot_be_made_is_told_before_any_call(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no cassette can be written"), recording(tmp_path / "file" / "c.yaml"):
        pass


def test_only_the_allowed_headers_are_written(cassette: Path) -> None:
    exchange = yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"][0]
    names = [[name.lower() for name in exchange[side]["headers"]] for side in ("request", "response")]
    assert names == [["content-type"], ["content-type"]]


def test_bodies_can_be_read_in_the_file(cassette: Path) -> None:
    exchange = yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"][0]
    assert exchange["request"]["body"]["json"]["messages"][0]["content"] == "You list points."
    assert exchange["response"]["body"]["json"]["choices"][0]["message"]["content"] == GOOD


def test_a_cassette_says_what_it_covers(cassette: Path) -> None:
    body = hashlib.sha256(request_body(ask(), strict=False)).hexdigest()
    assert describe(cassette) == CassetteFacts(models={"small-1": 1}, exchanges=1, bodies=frozenset({body}))


NO_MODEL = {
    "version": 1,
    "interactions": [
        {
            "request": {"method": "POST", "uri": "http://h/v1", "headers": {}, "body": "prose"},
            "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": "prose"},
        }
    ],
}


def test_a_request_that_names_no_model_is_counted_as_unknown(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(NO_MODEL), encoding="utf-8")
    assert describe(tmp_path / "c.yaml").models == {"unknown": 1}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"version: 1\ninteractions: []\n",
        b"- a\n",
        b"{",
        b"\xff\xfe\x00",
        b"version: 1\ninteractions: [1]\n",
        b"interactions: " + 100_000 * b"[",
        b"interactions: " + 100_000 * b"[" + 100_000 * b"]",
        b"".join(b"%s-\n" % (level * b" ") for level in range(500)),
        b"interactions: &all [*all]\n",
    ],
)
@pytest.mark.parametrize("use", [describe, lambda path: replaying(path).__enter__()])
def test_an_empty_or_damaged_cassette_is_a_matter_of_configuration(
    tmp_path: Path, content: bytes, use: Callable[[Path], Any]
) -> None:
    (tmp_path / "c.yaml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"c\.yaml"):
        use(tmp_path / "c.yaml")


@pytest.mark.parametrize("named", ["[{}]", "{{<<: [{}]}}"])
def test_a_cassette_whose_aliases_stand_for_gigabytes_is_refused_unread(tmp_path: Path, named: str) -> None:
    levels = [f"a{n}: &a{n} {named.format(','.join(9 * [f'*a{n - 1}']))}" for n in range(1, 10)]
    (tmp_path / "c.yaml").write_text("\n".join(["a0: &a0 {a: 1}", *levels, "interactions: *a9\n"]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="stand for more than"):
        describe(tmp_path / "c.yaml")


def test_a_missing_cassette_is_a_matter_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        describe(tmp_path / "none.yaml")


def test_the_endpoint_is_asked_again_after_the_replay(cassette: Path, serve: Serve) -> None:
    server = serve([FINE])
    with replaying(cassette):
        model_at(server.url).complete(ask())
    model_at(server.url).complete(ask())
    assert len(server.received) == 1


def test_replaying_four_times_as_much_takes_no_more_than_linear_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        path = tmp_path / f"{count}.yaml"
        path.write_text(yaml.dump(answers_to(range(count)), Dumper=yaml.CSafeDumper), encoding="utf-8")
        model = model_at(NOWHERE)
        with replaying(path):
            started = time.process_time()
            assert [number(model, asked) for asked in reversed(range(count))] == list(reversed(range(count)))
            return time.process_time() - started

    assert seconds(400) < 8 * seconds(100)


@pytest.mark.vcr
def test_the_marker_of_tests_refuses_what_was_not_recorded() -> None:
    with pytest.raises(NoRecordingError):
        model_at(NOWHERE).complete(ask())


def test_a_missing_recording_is_no_error_of_one_call() -> None:
    assert not issubclass(NoRecordingError, LLMError)


@pytest.mark.parametrize("name", ["folder", "file/below.yaml", "x" * 300])
@pytest.mark.parametrize("replace", [True, False])
def test_what_cannot_be_written_is_refused_before_anything_is_asked(tmp_path: Path, name: str, replace: bool) -> None:  # noqa: FBT001  a column of the table
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match=r"can be written|exists"), recording(tmp_path / name, replace=replace):
        pytest.fail("it began")


def test_a_disk_that_is_full_at_the_end_is_told(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "run" / "one.yaml"

    def record() -> None:
        with recording(path):
            model_at(serve([FINE]).url).complete(ask())
            path.parent.rmdir()

    with pytest.raises(ConfigurationError, match="no cassette can be written to"):
        record()
