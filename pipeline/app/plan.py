"""How the model will be asked: by whom, with which prompts, how much at a time."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.app.command import Prompts, RunCommand, Surroundings
from pipeline.errors import ConfigurationError
from pipeline.files import find_inputs
from pipeline.llm.factory import Choice, Provider, choose_provider
from pipeline.llm.port import Ask, LLMRequest
from pipeline.llm.profile import LOCAL_PROFILE, profile_for
from pipeline.runner import Reading, Stages, read_articles
from pipeline.runner.disk_store import store_for
from pipeline.runner.night import Compare
from pipeline.runner.record import Identity
from pipeline.settings import Settings
from pipeline.stages.check import check_claims
from pipeline.stages.compare import Comparison, Renewal, compare_articles
from pipeline.stages.confirm import confirm_claims, restore_sentences
from pipeline.stages.decide import decide_verdicts
from pipeline.stages.extract import ask_again, extract_claims, extraction_requests
from pipeline.stages.grade import grade_claims
from pipeline.stages.ground import ground_claims, replace_ungrounded
from prompts import Setup, load
from schemas.article import Article
from schemas.claim import CheckedClaim, Extraction, GroundedClaim
from schemas.grade import Grade, GradedClaim
from schemas.profile import Profile
from schemas.reply_claims import ReplyClaims


@dataclass(frozen=True)
class Plan:
    """How the model will be asked: by whom, with what, how much at a time."""

    choice: Choice
    prompts: Prompts
    profile: Profile


def read_inputs(command: RunCommand, around: Surroundings, *, is_written: bool = False) -> Reading:
    """Read what a command names; `is_written`: pages go to its folder, so that no article may lie in there.

    Raises:
        ConfigurationError: there is nothing to read, or an article lies where the pages go.
        StoppedError: a stop was asked for meanwhile.
    """
    found = find_inputs(command.paths, command.out if is_written else None)
    reading = read_articles(found, around.standard_input, around.sink, around.stopping)
    if not reading.articles and not reading.rejected:
        raise ConfigurationError("no article was given: name files, folders or globs, or - for standard input")
    if not found.files:
        reasons = "".join(f"\n  {item.path}: {item.reason}" for item in reading.rejected)
        raise ConfigurationError(f"there is nothing to read:{reasons}")
    return reading


def make_plan(command: RunCommand, settings: Settings, articles: Iterable[Article]) -> Plan:
    """Decide who is asked, and how.

    Raises:
        ConfigurationError: nobody can be asked, or there is nothing to record.
    """
    prompts = _load_prompts()
    to_profile = partial(_profile, command, settings)

    def requests_for(model: str) -> list[LLMRequest[ReplyClaims]]:
        setup = Setup(prompts.extract, model, to_profile(model))
        return [one for article in articles for one in extraction_requests(article, setup)]

    choice = choose_provider(command.provider, settings, requests_for, is_strict=command.is_strict)
    if command.record and choice.provider is Provider.REPLAY:
        raise ConfigurationError("a replay cannot be recorded: give --provider openai, or leave out --record")
    return Plan(choice, prompts, to_profile(choice.model, is_local=choice.provider is Provider.LOCAL))


def idle_plan(command: RunCommand, settings: Settings) -> Plan:
    """Return the plan of a run that has nothing to ask about."""
    choice = Choice(command.provider, "no article could be read, so nobody is asked", settings.model or "none", "")
    return Plan(choice, _load_prompts(), _profile(command, settings, choice.model))


def way_of(plan: Plan) -> str:
    """Return what identifies who is asked, and how, whatever the articles."""
    return f"{Identity((), plan.prompts.all, plan.choice.model, plan.profile).way} {plan.choice.base_url}"


def wire_stages(plan: Plan) -> Stages:
    """Return the stages, bound to the prompts, the model and the profile of a plan."""
    setups = (Setup(prompt, plan.choice.model, plan.profile) for prompt in plan.prompts.all)
    extract, confirm, again, grade, relate = setups
    return Stages(
        extract=partial(_extract, extract),
        ground=ground_claims,
        confirm=partial(confirm_claims, setup=confirm),
        ask_again=partial(_ask_again, again),
        merge=replace_ungrounded,
        restore=restore_sentences,
        check=check_claims,
        grade=partial(_grade, grade),
        compare=partial(_compare, relate),
        decide=decide_verdicts,
    )


def _extract(setup: Setup, article: Article, ask: Ask, only: Container[int] | None) -> Extraction:
    return extract_claims(article, ask, setup, only=only)


def _ask_again(
    setup: Setup, article: Article, grounded: Sequence[GroundedClaim], ask: Ask, only: Container[int] | None
) -> Extraction:
    return ask_again(article, grounded, ask, setup, only=only)


def _grade(
    setup: Setup, article: Article, checked: Sequence[CheckedClaim], ask: Ask, known: Mapping[str, Grade]
) -> tuple[GradedClaim, ...]:
    return grade_claims(article, checked, ask, setup, known=known)


def _compare(
    setup: Setup, graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None
) -> Comparison:
    return compare_articles(graded, articles, ask, setup, store_for(len(articles)))


def compare_in(plan: Plan) -> Compare:
    """Return what compares articles for the sake of some, bound to the prompt and the model of a plan."""
    setup = Setup(plan.prompts.relate, plan.choice.model, plan.profile)

    def compare(
        graded: Mapping[str, Sequence[GradedClaim]], articles: Sequence[Article], ask: Ask | None, *, renewal: Renewal
    ) -> Comparison:
        return compare_articles(graded, articles, ask, setup, store_for(len(articles)), renewal=renewal)

    return compare


def _load_prompts() -> Prompts:
    names = ("extract_claims", "confirm_claims", "extract_again", "grade_claims", "relate_claims")
    return Prompts(*map(load, names))


def _profile(command: RunCommand, settings: Settings, model: str, *, is_local: bool = False) -> Profile:
    profile = profile_for(model, settings.profile or (LOCAL_PROFILE if is_local else None))
    if command.sentences_per_call is None:
        return profile
    return profile.model_copy(update={"sentences_per_call": command.sentences_per_call})
