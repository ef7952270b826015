"""A recording that stands in for a model, because nobody else can answer, over articles that it may know with others.

What is asked about one article is the same in every batch; which pairs of claims are asked about depends on all the
articles beside it. Invariant: a question about a pair that is not recorded is one call without an answer, which the
record and the exit code tell; any other that is missing ends the run, as in a replay that was asked for.
"""

from pipeline.errors import NoRecordingError, UnrecordedError
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T

_OF_SEVERAL_ARTICLES = frozenset({"relate"})


class PartlyRecordedLLM:
    """Answers from a replay, and goes on where a question about several articles is not recorded."""

    def __init__(self, replay: LLM) -> None:
        """Ask `replay`."""
        self._replay = replay

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        """Answer one request.

        Raises:
            UnrecordedError: it is about several articles, and not recorded.
            NoRecordingError: it is about one article, and not recorded.
            LLMError: the recorded answer is unusable.
        """
        try:
            return self._replay.complete(request)
        except NoRecordingError as error:
            if request.stage not in _OF_SEVERAL_ARTICLES:
                raise
            raise UnrecordedError(
                "the recording was not made of these articles together, and lacks this question: "
                "give all that were recorded, or let a model answer"
            ) from error
