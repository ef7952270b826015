"""The options of the commands, each stated once, and which of them exclude one another."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigurationError
from pipeline.llm.factory import Provider
from pipeline.settings import Settings


def named(typed: str) -> str:
    """Return the name that was typed, a file's, a URL or a model's: an empty one mostly is a variable without value.

    Raises:
        typer.BadParameter: it is empty.
    """
    if not typed.strip():
        raise typer.BadParameter("the name is empty: check what it was filled in from")
    return typed


def named_path(typed: str | Path) -> Path:
    """Return the path that was typed; an empty one would be the current folder.

    Raises:
        typer.BadParameter: it is empty.
    """
    return Path(named(str(typed)))


Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Files, folders, globs, or - for standard input.", show_default=False),
]
Out = Annotated[Path, typer.Option("--out", parser=named_path, metavar="DIR", help="Where the pages go.")]
Who = Annotated[
    Provider,
    typer.Option(
        "--provider",
        help="Who answers; auto takes an endpoint that is set, else an installed model, else a cassette that will do.",
    ),
]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", parser=named, metavar="URL", help="An OpenAI-compatible endpoint.")
]
Model = Annotated[str | None, typer.Option("--model", parser=named, metavar="NAME", help="Which model to ask.")]
Gguf = Annotated[
    Path | None,
    typer.Option(
        "--gguf", parser=named_path, metavar="FILE", help="A model to run on this machine.", show_default=False
    ),
]
ProfileOption = Annotated[
    str | None, typer.Option("--profile", metavar="small|medium|large", help="How much the model is asked at a time.")
]
Timeout = Annotated[float | None, typer.Option("--timeout", metavar="SECONDS", help="The limit of one request.")]
Cassette = Annotated[
    Path | None, typer.Option("--cassette", parser=named_path, metavar="FILE", help="What a replay answers from.")
]
Strict = Annotated[
    bool | None,
    typer.Option("--strict/--no-strict", help="Speak OpenAI's own dialect; as a rule only to api.openai.com."),
]
Concurrency = Annotated[int | None, typer.Option("--concurrency", metavar="N", help="Calls in flight at a time.")]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record", parser=named_path, metavar="FILE", help="Record the run for replay; asks everything anew."
    ),
]
Mend = Annotated[bool, typer.Option("--mend", help="Let --record ask only what a cassette that is there lacks.")]
Replace = Annotated[bool, typer.Option("--replace", help="Let --record replace a cassette that is there.")]
PerCall = Annotated[
    int | None, typer.Option("--sentences-per-call", min=1, metavar="N", help="Sentences in a request.")
]
Templates = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        parser=named_path,
        metavar="DIR",
        help="Templates of your own, in place of the packaged ones of the same names.",
        show_default=False,
    ),
]
StoreFile = Annotated[
    str | None,
    typer.Option(
        "--store",
        parser=named,
        metavar="FILE|URL",
        help="Keep what the run wrote in this store: a file, or postgresql://USER@HOST/DATABASE.",
        show_default=False,
    ),
]
StoreOf = Annotated[
    str,
    typer.Option(
        "--store", parser=named, metavar="FILE|URL", help="The store that runs were kept in.", show_default=False
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ask again what was answered before.")]
RequestsPerMinute = Annotated[
    int | None, typer.Option("--requests-per-minute", metavar="N", help="The endpoint's limit, kept over all calls.")
]
TokensPerMinute = Annotated[
    int | None, typer.Option("--tokens-per-minute", metavar="N", help="The endpoint's limit, kept over all calls.")
]
MaxCost = Annotated[
    str | None, typer.Option("--max-cost", metavar="DOLLARS", help="Stop before more than this is spent (exit 4).")
]
MaxTokens = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", help="Stop before more than this, in and out, is spent.")
]
Price = Annotated[
    str | None,
    typer.Option(
        "--price", metavar="IN/OUT", help="US dollars per million tokens, where the price list knows no price."
    ),
]
FailOver = Annotated[
    str,
    typer.Option("--fail-over", metavar="N|P%", help="Stop when more articles than this fail."),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="VERDICT",
        help="End with 5 if a claim is as bad as this: contradicted, disputed, implausible, outdated, doubtful.",
        show_default=False,
    ),
]
RetryQuarantined = Annotated[
    bool, typer.Option("--retry-quarantined", help="Ask about articles that failed in run after run, too.")
]
LogFile = Annotated[
    Path | None,
    typer.Option(
        "--log-file", parser=named_path, metavar="FILE", help="Append one JSON line an event.", show_default=False
    ),
]
Drain = Annotated[
    float | None, typer.Option("--drain", metavar="SECONDS", help="How long calls under way may take after a signal.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Tell the calls, tokens and price that are to be expected, and ask nothing.")
]
NoSubmit = Annotated[
    bool, typer.Option("--no-submit", help="Take in what has ended, and leave the next round to `batch submit`.")
]
HeartbeatTo = Annotated[
    str | None,
    typer.Option(
        "--heartbeat", parser=named, metavar="FILE|URL", help="Tell it how a night ended.", show_default=False
    ),
]


def require_one_way(
    provider: Provider,
    settings: Settings,
    *,
    base_url: str | None,
    gguf: Path | None,
    model: str | None,
    has_cassette: bool,
) -> None:
    """Let pass a command that names one who answers: no option of it is for nothing, and nobody else is paid.

    Args:
        provider: who is to answer.
        settings: what else is set; the variables of the environment give way to a command without a word.
        base_url: as typed; None: it was not.
        gguf: likewise.
        model: likewise.
        has_cassette: a cassette was typed.

    Raises:
        ConfigurationError: it names two.
    """
    typed = {
        "--base-url": (base_url is not None, Provider.OPENAI),
        "--gguf": (gguf is not None, Provider.LOCAL),
        "--cassette": (has_cassette, Provider.REPLAY),
        f"--provider {provider.value}": (provider is not Provider.AUTO, provider),
    }
    ways = {name: way for name, (is_typed, way) in typed.items() if is_typed}
    if gguf is not None and model is not None:
        ways["--model"] = Provider.OPENAI
    if len(set(ways.values())) > 1:
        raise ConfigurationError(f"{' and '.join(ways)} name different models to answer: leave all but one out")
    if set(ways) == {"--cassette"} and (settings.api_key or settings.base_url):
        raise ConfigurationError(
            "--cassette names a recording, and an endpoint is set in the environment: "
            "give --provider replay with it, or leave it out"
        )
