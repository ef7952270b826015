"""What the tests of the batch adapter share: a server, what it answers, and endpoints that reach it."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from pipeline.llm.openai_batch import BatchEndpoint
from tests.batch_input import Document
from tests.batch_server import KEY, BatchServer
from tests.batch_service import Answered, Expiring, Failing
from tests.contract.llm.batching import Answers, Reach
from tests.loopback import completion
from tests.unit.llm.asking import GOOD


@pytest.fixture
def answers() -> Answers:
    """Answer by the user's message; any other has the good answer."""
    return {"refused": Failing(400, "content_filter"), "late": Expiring()}


@pytest.fixture
def server(answers: Answers) -> Iterator[BatchServer]:
    """Run a server."""

    def answered(body: Document) -> Answered:
        return answers.get(body["messages"][1]["content"], completion(GOOD))

    with BatchServer(answered) as running:
        yield running


@pytest.fixture
def reach(server: BatchServer) -> Iterator[Reach]:
    """Make endpoints that reach the server, each with a client of its own, and close them after the test."""
    with ExitStack() as stack:

        def made(**changed: Any) -> BatchEndpoint:  # noqa: ANN401  any setting
            given: dict[str, Any] = {"base_url": server.url, "api_key": KEY, "timeout_s": 5.0, "strict": True}
            endpoint = BatchEndpoint(**{**given, **changed})
            stack.callback(endpoint.close)
            return endpoint

        yield made
