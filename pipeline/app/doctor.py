"""Finding out who would be asked, and whether it obeys a schema."""

from dataclasses import dataclass
from pathlib import Path

from pipeline import exit_code
from pipeline.app.command import RunCommand
from pipeline.app.plan import Plan, make_plan
from pipeline.errors import LLMError, UnavailableError
from pipeline.llm.canary import canary_request
from pipeline.llm.factory import Provider, cache_folder, fit_settings, open_llm
from pipeline.llm.port import LLM
from pipeline.progress import Sink, Warned
from pipeline.settings import Settings


@dataclass(frozen=True)
class Examination:
    """What `doctor` found: the plan, where answers are kept, and what the endpoint made of one question."""

    plan: Plan
    cache_dir: Path
    answer: str
    exit_code: int


def examine(command: RunCommand, settings: Settings, sink: Sink) -> Examination:
    """Find out who would be asked, and put one question whose answer the schema forces.

    Raises:
        ConfigurationError: nobody can be asked, or the endpoint refuses the key or the model.
    """
    plan = make_plan(command, settings, ())
    if plan.choice.provider is Provider.REPLAY:
        return Examination(plan, settings.cache_dir, "a replay asks nobody", exit_code.DONE)
    settings = fit_settings(plan.choice, settings)
    with open_llm(plan.choice, settings, lambda text: sink.emit(Warned(text)), use_cache=False) as llm:
        answer, code = _ask_canary(llm, plan.choice.model)
    return Examination(plan, cache_folder(settings, plan.choice), answer, code)


def _ask_canary(llm: LLM, model: str) -> tuple[str, int]:
    try:
        reply = llm.complete(canary_request(model))
    except UnavailableError as error:
        return str(error), exit_code.PROVIDER_DOWN
    except LLMError as error:
        return f"it does not obey a schema, so its claims cannot be read: {error}", exit_code.CONFIGURATION
    if reply.usage.second_tries:
        return "it obeyed the schema only when asked twice: expect double the calls", exit_code.DONE
    return f"it answers, as {reply.model!r}, and obeys the schema", exit_code.DONE
