"""A recording that stands in for a model over a part of the articles that it was made of."""

import pytest
from pydantic import BaseModel

from pipeline.errors import NoRecordingError, UnrecordedError
from pipeline.llm.partly_recorded import PartlyRecordedLLM
from pipeline.llm.port import LLMRequest
from pipeline.llm.scripted import ScriptedLLM


class Word(BaseModel):
    word: str


def request(stage: str) -> LLMRequest[Word]:
    return LLMRequest(
        stage=stage, unit="u", prompt="p/v1", system="s", user="u", reply_model=Word, model="m", max_tokens=9
    )


def not_recorded(_request: LLMRequest[Word]) -> NoRecordingError:
    return NoRecordingError("no recording")


def test_a_question_about_two_articles_that_is_not_recorded_is_one_call_without_an_answer() -> None:
    with pytest.raises(UnrecordedError, match="give all that were recorded"):
        PartlyRecordedLLM(ScriptedLLM(not_recorded)).complete(request("relate"))


def test_a_question_about_one_article_that_is_not_recorded_ends_the_run() -> None:
    with pytest.raises(NoRecordingError):
        PartlyRecordedLLM(ScriptedLLM(not_recorded)).complete(request("grade"))


def test_what_is_recorded_is_answered() -> None:
    assert (
        PartlyRecordedLLM(ScriptedLLM(lambda _: Word(word="heard"))).complete(request("relate")).value.word == "heard"
    )
