"""The `eval` commands: how well a model, a prompt or a rule does on labelled sets, and what a change does to that."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline import exit_code
from pipeline.app import Surroundings
from pipeline.app.asker import AskingTerms
from pipeline.app.eval_compare import compare_written
from pipeline.app.eval_gate import hold_gate
from pipeline.app.evaluate import Another, EvalCommand, evaluate, read_drafts
from pipeline.cli.conclude import conclude
from pipeline.cli.option import (
    BaseUrl,
    Concurrency,
    Gguf,
    LogFile,
    MaxCost,
    MaxTokens,
    Model,
    NoCache,
    PerCall,
    Price,
    ProfileOption,
    RequestsPerMinute,
    Strict,
    Timeout,
    TokensPerMinute,
    Who,
    named,
    named_path,
    require_one_way,
)
from pipeline.cli.surrounding import in_surroundings
from pipeline.cli.text import say
from pipeline.clock import SystemClock
from pipeline.eval.comparison_page import comparison_lines
from pipeline.eval.page import summary_lines
from pipeline.eval.registry import ADAPTERS, GOLD, Share
from pipeline.eval.result import Evaluation
from pipeline.eval.task import Way
from pipeline.llm.factory import Provider
from pipeline.progress import SilentSink
from pipeline.settings import load_settings


class _Evaluating(TyperGroup):
    """Takes `eval DATASET...` for `eval run DATASET...`, so that a set needs no word before it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  whose class it is depends on typer's version
        """Put `run` before what begins with no command."""
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_Evaluating,
    help="Measure quality on labelled sets: `eval DATASET...`, or one of the commands below.",
    no_args_is_help=True,
)

Datasets = Annotated[
    list[str],
    typer.Argument(parser=named, metavar="DATASET", help="Folders, or files of JSON lines.", show_default=False),
]
EvalOut = Annotated[
    Path, typer.Option("--out", parser=named_path, metavar="DIR", help="Where the figures and errors go.")
]
Form = Annotated[
    str | None,
    typer.Option("--as", metavar="FORM", help=f"What form the sets have: {', '.join([GOLD, *ADAPTERS])}."),
]
Ways = Annotated[
    list[Way] | None,
    typer.Option("--way", help="Who judges; may be given several times. As a rule both.", show_default=False),
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="A sample of N examples.")]
Each = Annotated[int | None, typer.Option("--each", min=1, metavar="N", help="A sample of N examples of every label.")]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Another sample of the same size.")]
Cassettes = Annotated[
    list[Path] | None,
    typer.Option(
        "--cassette", parser=named_path, metavar="FILE", help="What a replay answers from: one, or one for each set."
    ),
]
Drafts = Annotated[
    list[str] | None,
    typer.Option("--prompt", metavar="NAME=FILE", help="A draft that stands in for an active prompt."),
]
NoExamples = Annotated[bool, typer.Option("--no-examples", help="Leave the worked examples out of every prompt.")]
Once = Annotated[bool, typer.Option("--once", help="Ask about no sentence a second time.")]
Again = Annotated[
    Another | None,
    typer.Option("--again", help="Ask the same once more, and tell how many answers flip.", show_default=False),
]

Before = Annotated[
    Path, typer.Argument(parser=named_path, metavar="BEFORE", help="The folder of an evaluation, or its report.json.")
]
After = Annotated[Path, typer.Argument(parser=named_path, metavar="AFTER", help="Another one of the same sets.")]
ComparisonOut = Annotated[
    Path, typer.Option("--out", parser=named_path, metavar="DIR", help="Where the comparison goes.")
]
GateFile = Annotated[
    Path, typer.Argument(parser=named_path, metavar="FILE", help="The gate: sets, and what they must reach.")
]


@app.command()
def run(
    datasets: Datasets,
    *,
    out: EvalOut = Path("evaluation"),
    form: Form = None,
    way: Ways = None,
    limit: Limit = None,
    each: Each = None,
    seed: Seed = 0,
    provider: Who = Provider.AUTO,
    base_url: BaseUrl = None,
    model: Model = None,
    gguf: Gguf = None,
    profile: ProfileOption = None,
    timeout: Timeout = None,
    cassette: Cassettes = None,
    sentences_per_call: PerCall = None,
    prompt: Drafts = None,
    no_examples: NoExamples = False,
    once: Once = False,
    again: Again = None,
    concurrency: Concurrency = None,
    requests_per_minute: RequestsPerMinute = None,
    tokens_per_minute: TokensPerMinute = None,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    price: Price = None,
    log_file: LogFile = None,
    no_cache: NoCache = False,
    strict: Strict = None,
) -> None:
    """Judge labelled sets, and write figures with intervals, every error with its passage, and what it cost.

    `--way rules` asks nobody. Sets are told by their form: a folder with gold.json and its articles, or files of JSON
    lines (docs/eval.md).

    Exit codes: 0 done, 2 usage or configuration, 3 something could not be asked about, and is neither right nor wrong,
    4 the budget is used up, 130 and 143 interrupted; with the last three nothing is written, and the answers are kept.
    """

    def act() -> int:
        settings = load_settings(
            base_url=base_url, model=model, gguf=gguf, profile=profile, timeout_s=timeout, concurrency=concurrency,
            requests_per_minute=requests_per_minute, tokens_per_minute=tokens_per_minute, max_cost_usd=max_cost,
            max_tokens=max_tokens, price=price,
        )  # fmt: skip
        require_one_way(provider, settings, base_url=base_url, gguf=gguf, model=model, has_cassette=bool(cassette))
        terms = AskingTerms(provider, sentences_per_call, strict, read_drafts(prompt or ()), not no_examples, once)
        command = EvalCommand(
            datasets=tuple(datasets),
            out=out,
            adapter=form,
            ways=tuple(dict.fromkeys(way or ())),
            share=Share(limit, each, seed),
            terms=terms,
            cassettes=tuple(cassette or ()),
            another=again,
            use_cache=not no_cache,
        )

        def tell(found: Evaluation) -> int:
            say(*summary_lines(found))
            say(f"figures: {out / 'report.md'}; errors: {out / 'errors.md'}")
            return exit_code.INCOMPLETE if any(one.not_checked for one in found.results) else exit_code.DONE

        return in_surroundings(lambda around: evaluate(command, settings, around), tell, log_file)

    conclude(act)


@app.command()
def compare(before: Before, after: After, *, out: ComparisonOut = Path("comparison")) -> None:
    """Tell what got better and what got worse between two evaluations of the same sets, example by example.

    Exit codes: 0 done, 2 one of them cannot be read, or the folder cannot be written.
    """

    def act() -> int:
        say(*comparison_lines(compare_written(before, after, out)))
        say(f"differences: {out / 'comparison.md'}")
        return exit_code.DONE

    conclude(act)


@app.command()
def gate(file: GateFile) -> None:
    """Replay recorded sets, and name what they find less of than the gate asks, or raise more of than it allows.

    Exit codes: 0 every line is met, 2 the gate or a set cannot be read, 3 a line is not met.
    """

    def act() -> int:
        around = Surroundings(SystemClock(), SilentSink(), sys.stdin.buffer)
        lines = list(hold_gate(file, load_settings(), around))
        failed = [one.told for one in lines if not one.is_met]
        say(*(f"better than the gate, so move it: {one.told}" for one in lines if one.has_room))
        say(*(f"below the gate: {told}" for told in failed), to_error=True)
        say(f"gate {file}: {len(lines) - len(failed)} of {len(lines)} lines are met")
        return exit_code.INCOMPLETE if failed else exit_code.DONE

    conclude(act)
