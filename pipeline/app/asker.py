"""Who answers an evaluation, and what that costs: opened for one set, closed after it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.app.command import Prompts, RunCommand, Surroundings
from pipeline.app.counting import CountingLLM
from pipeline.app.job import warning
from pipeline.app.plan import Plan, make_plan, wire_stages
from pipeline.app.rule_stages import asks_once
from pipeline.eval.result import Asked
from pipeline.eval.task import Asking, Way
from pipeline.llm.factory import Provider, fit_settings, make_seam, open_llm
from pipeline.llm.port import Ask
from pipeline.progress import ProviderChosen
from pipeline.runner import Stages
from pipeline.runner.terms import Articles
from pipeline.settings import Settings
from prompts import Prompt, Setup


@dataclass(frozen=True)
class AskingTerms:
    """How a model is to be asked, beside the settings.

    `drafts` stand in for the active prompts of their names. `has_examples`: whether prompts show worked examples.
    `is_once`: no sentence is asked about a second time.
    """

    provider: Provider = Provider.AUTO
    sentences_per_call: int | None = None
    is_strict: bool | None = None
    drafts: Mapping[str, Prompt] = field(default_factory=dict)
    has_examples: bool = True
    is_once: bool = False


@dataclass(frozen=True)
class Asker:
    """A model that is asked under a plan, and counted."""

    plan: Plan
    llm: CountingLLM
    concurrency: int
    is_once: bool = False

    @property
    def stages(self) -> Stages:
        """Return the stages of a run as they ask here."""
        stages = wire_stages(self.plan)
        return replace(stages, ask_again=asks_once) if self.is_once else stages

    def asking(self, ask: Ask) -> Asking:
        """Return how the stages ask."""
        setups = (Setup(prompt, self.plan.choice.model, self.plan.profile) for prompt in self.plan.prompts.all)
        extract, confirm, again, grade, relate = setups
        return Asking(ask, extract, confirm, again, grade, relate, is_once=self.is_once)

    def told(self, way: Way) -> Asked:
        """Return what a result says of it; the model is named as it named itself, where it did."""
        return Asked(
            way=way.value,
            provider=self.plan.choice.provider.value,
            model=", ".join(sorted(self.llm.models)) or self.plan.choice.model,
            profile=self.plan.profile.name,
            sentences_per_call=self.plan.profile.sentences_per_call,
            prompts=tuple(prompt.label for prompt in self.plan.prompts.all),
            is_once=self.is_once,
        )


@contextmanager
def open_asker(
    terms: AskingTerms,
    settings: Settings,
    around: Surroundings,
    articles: Articles,
    *,
    use_cache: bool = True,
    seed_shift: int = 0,
) -> Iterator[Asker]:
    """Give whoever answers, for the length of a `with`.

    Raises:
        ConfigurationError: nobody can answer; the message names the ways out.
    """
    command = RunCommand((), Path(), provider=terms.provider, sentences_per_call=terms.sentences_per_call,
                         is_strict=terms.is_strict)  # fmt: skip
    plan = make_plan(command, settings, articles)
    plan = replace(plan, prompts=_prompts(plan.prompts, terms))
    settings = fit_settings(plan.choice, settings)
    seam = make_seam(plan.choice, settings, around.sink, around.stopping, around.clock.now())
    around.sink.emit(ProviderChosen(plan.choice.provider.value, plan.choice.why, plan.choice.model, plan.profile.name))
    with open_llm(plan.choice, settings, warning(around.sink), use_cache=use_cache, way=seam.way) as llm:
        yield Asker(plan, CountingLLM(llm, seed_shift), settings.concurrency, terms.is_once)


def _prompts(active: Prompts, terms: AskingTerms) -> Prompts:
    chosen = [terms.drafts.get(prompt.name, prompt) for prompt in active.all]
    if not terms.has_examples:
        chosen = [replace(one, version=f"{one.version}-no-examples", examples=()) for one in chosen]
    return Prompts(*chosen)
