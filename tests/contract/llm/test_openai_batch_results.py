"""What the Batch API tells of a batch, and how its answers are collected, by whichever process."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx2
import pytest

from pipeline.errors import ConfigurationError, InvalidReplyError, UnavailableError
from pipeline.llm.batch import BatchFault, BatchState, BatchStatus
from pipeline.llm.openai_batch import BatchEndpoint
from pipeline.llm.reply import read_reply
from tests.batch_input import Document
from tests.batch_server import BatchServer, Fault
from tests.batch_service import Failing
from tests.contract.llm.batching import (
    CANCEL,
    CONTENT,
    KEYS,
    REQUESTS,
    Answers,
    Reach,
    collected,
    submitted,
    three_times,
)
from tests.loopback import completion
from tests.unit.llm.asking import ARTICLE_TEXT, POINTS, ask


def test_what_one_process_submits_another_collects(server: BatchServer, reach: Reach) -> None:
    (batch,) = reach().submit(REQUESTS)
    server.finish(batch.batch_id)
    answers = collected(reach(), batch.batch_id)
    replies = {each.key: read_reply(answers[each.key].body or b"", each, "w") for each in REQUESTS}
    assert sorted(answers) == sorted(KEYS)
    assert {reply.value for reply in replies.values()} == {POINTS}
    assert sum(reply.usage.input_tokens for reply in replies.values()) == sum(b.input_tokens for b in server.ledger)


def test_a_status_tells_how_far_a_batch_is(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a", "refused", "b").batch_id
    server.advance(batch_id)
    server.answer_some(batch_id, 2)
    status = reach().status(batch_id)
    assert (status.state, status.has_ended) == (BatchState.IN_PROGRESS, False)
    assert (status.total, status.completed, status.failed) == (3, 1, 1)
    assert status.expires_at == datetime.fromtimestamp(server.batch(batch_id)["expires_at"], UTC)


def test_a_batch_that_failed_says_why(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a").batch_id
    server.fail(batch_id, "token_limit_exceeded")
    status = reach().status(batch_id)
    assert (status.state, status.errors) == (BatchState.FAILED, (BatchFault(code="token_limit_exceeded"),))


def test_a_batch_that_has_not_ended_has_no_answers_yet(reach: Reach) -> None:
    assert not collected(reach(), submitted(reach(), "a").batch_id)


def test_a_request_that_failed_is_an_answer_too(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a", "refused").batch_id
    server.finish(batch_id)
    answer = collected(reach(), batch_id)[ask("refused").key]
    assert answer.body is None
    assert f"batch {batch_id!r} at {server.url} answered 400 (invalid_request_error, content_filter)" in str(
        answer.failure
    )


def test_a_batch_without_any_good_answer_is_collected(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "refused").batch_id
    server.finish(batch_id)
    assert list(collected(reach(), batch_id)) == [ask("refused").key]


def test_an_expired_batch_gives_what_it_has_and_says_what_it_has_not(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a", "b", "c").batch_id
    server.expire(batch_id, after=1)
    answers = collected(reach(), batch_id)
    assert [(answers[key].body is not None, answers[key].is_expired) for key in KEYS] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_what_expired_is_submitted_as_a_batch_of_its_own(server: BatchServer, reach: Reach) -> None:
    first = submitted(reach(), "a", "b", "c")
    server.expire(first.batch_id, after=1)
    left = {key for key, answer in collected(reach(), first.batch_id).items() if answer.is_expired}
    (second,) = reach().submit([each for each in REQUESTS if each.key in left], [first.batch_id])
    server.finish(second.batch_id)
    assert (set(second.keys), len(server.ledger)) == (left, 3)


def test_a_cancelled_batch_gives_what_it_has(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a", "b").batch_id
    server.advance(batch_id)
    server.answer_some(batch_id, 1)
    assert reach().cancel(batch_id).state is BatchState.CANCELLING
    server.advance(batch_id)
    assert list(collected(reach(), batch_id)) == [KEYS[0]]


@pytest.mark.parametrize("ends", [lambda server, made: server.finish(made), lambda server, made: server.cancel(made)])
def test_what_has_ended_or_is_ending_may_be_cancelled_again(
    server: BatchServer, reach: Reach, ends: Callable[[BatchServer, str], Document]
) -> None:
    batch_id = submitted(reach(), "a").batch_id
    ends(server, batch_id)
    assert reach().cancel(batch_id) == reach().status(batch_id)


def test_what_is_being_cancelled_may_refuse_to_be_cancelled_again(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a").batch_id
    server.cancel(batch_id)
    server.fail_next(CANCEL, Fault.REJECTED)
    assert reach().cancel(batch_id).state is BatchState.CANCELLING


def test_a_batch_that_cannot_be_cancelled_now_can_be_later(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a").batch_id
    while server.advance(batch_id) != "finalizing":
        pass
    with pytest.raises(UnavailableError):
        reach().cancel(batch_id)


def damaged(server: BatchServer, batch_id: str, *more: bytes) -> None:
    file_id = server.finish(batch_id)["output_file_id"]
    server.replace_content(file_id, b"\n".join([*more, server.file(file_id).content]))


@pytest.mark.parametrize("damage", [b'{"id": "batch_req_1", "custom', b"{}", b"\xff\xfe", b"<html>"])
def test_a_damaged_line_is_told_and_the_others_are_read(server: BatchServer, reach: Reach, damage: bytes) -> None:
    batch_id = submitted(reach(), "a", "b").batch_id
    damaged(server, batch_id, b"", damage)
    answers = collected(reach(), batch_id)
    assert sorted(answers) == sorted(["", *KEYS[:2]])
    assert isinstance(answers[""].failure, InvalidReplyError)
    assert "line 2 of file 'file-" in str(answers[""].failure)


def test_only_a_line_feed_ends_a_line(server: BatchServer, reach: Reach, answers: Answers) -> None:
    text = '{"points":[{"n":1,"name":"\u2028\u0085"}]}'
    answers["breaks"] = completion(text)
    batch_id = submitted(reach(), "breaks").batch_id
    server.finish(batch_id)
    (answer,) = collected(reach(), batch_id).values()
    assert read_reply(answer.body or b"", ask(), "w").value.points[0].name == "\u2028\u0085"


def test_answers_larger_than_a_chunk_are_whole(server: BatchServer, reach: Reach, answers: Answers) -> None:
    request = ask("long")
    answers["long"] = completion(json.dumps({"points": [{"n": 1, "name": "x" * 700_000}]}))
    batch_id = submitted(reach(), "a", "long", "b").batch_id
    server.finish(batch_id)
    found = collected(reach(), batch_id)
    assert len(read_reply(found[request.key].body or b"", request, "w").value.points[0].name or "") == 700_000


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_answers_are_whole_however_they_arrive(reach: Reach, size: int) -> None:
    content = b"\n".join(b'{"custom_id":"%d","response":{"status_code":200,"body":{}}}' % n for n in range(12))
    chunks = [content[at : at + size] for at in range(0, len(content), size)]
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=iter(chunks)))
    with httpx2.Client(transport=transport) as client:
        status = BatchStatus(batch_id="b", state=BatchState.COMPLETED, output_file_id="f")
        found = [answer.key for answer in reach(http_client=client).results(status)]
    assert found == [str(n) for n in range(12)]


def test_a_download_that_breaks_off_is_unavailable_and_can_begin_anew(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a", "b", "c").batch_id
    server.finish(batch_id)
    server.fail_next(CONTENT, Fault.CUT)
    answers = reach().results(reach().status(batch_id))
    with pytest.raises(UnavailableError, match="broke off"):
        assert all(answer.failure is None for answer in answers)
    assert len(collected(reach(), batch_id)) == 3


def test_results_arrive_one_by_one(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a", "refused").batch_id
    server.finish(batch_id)
    answers = reach().results(reach().status(batch_id))
    next(answers)
    assert server.calls[CONTENT] == 1


@pytest.mark.parametrize("ask_about", [lambda at: at.status("x"), lambda at: at.cancel("x")])
def test_a_batch_that_is_not_there_is_named(reach: Reach, ask_about: Callable[[BatchEndpoint], object]) -> None:
    with pytest.raises(ConfigurationError, match="about 'x'"):
        ask_about(reach())


def test_a_file_that_is_gone_is_named(server: BatchServer, reach: Reach) -> None:
    batch_id = submitted(reach(), "a").batch_id
    server.delete_file(server.finish(batch_id)["output_file_id"])
    with pytest.raises(ConfigurationError, match="about 'file-"):
        collected(reach(), batch_id)


def test_a_file_can_be_deleted_and_deleted_again(server: BatchServer, reach: Reach) -> None:
    file_id = submitted(reach(), "a").input_file_id
    for _ in range(2):
        reach().delete(file_id)
    assert file_id not in server.files


def test_a_deletion_can_be_tried_again(server: BatchServer, reach: Reach) -> None:
    file_id = submitted(reach(), "a").input_file_id
    server.fail_next("DELETE /v1/files/{id}", Fault.BROKEN)
    reach(call=three_times).delete(file_id)
    assert file_id not in server.files


def test_a_file_that_cannot_be_deleted_now_is_told(server: BatchServer, reach: Reach) -> None:
    server.fail_next("DELETE /v1/files/{id}", Fault.BROKEN)
    with pytest.raises(UnavailableError):
        reach().delete("file-x")


def test_no_message_holds_the_article(server: BatchServer, reach: Reach, answers: Answers) -> None:
    request = ask()
    answers[ARTICLE_TEXT] = Failing(400, ARTICLE_TEXT)
    (batch,) = reach().submit([request])
    server.finish(batch.batch_id)
    assert ARTICLE_TEXT not in str(collected(reach(), batch.batch_id)[request.key].failure)
