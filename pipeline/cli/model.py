"""The `model` commands: which models can run on this machine, and how they get here and away again."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console  # noqa: TID251  for a bar, which is handed printable text
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline import exit_code
from pipeline.cli.conclude import conclude
from pipeline.cli.option import named_path
from pipeline.cli.text import is_agreed, printable, say
from pipeline.errors import ConfigurationError
from pipeline.llm.local import has_runtime
from pipeline.settings import load_settings
from pipeline.weights import Model, ModelFolder, Source, find_model, install_file, install_model

app = typer.Typer(help="Install, list and remove models that run on this machine.", no_args_is_help=True)

_MEGABYTE = 1_000_000
_INTERRUPTED = "interrupted; what was fetched is kept, and the same command goes on"

Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Which model; by default the first of the list.")]
OneName = Annotated[str, typer.Argument(metavar="NAME", help="Which model.", show_default=False)]
From = Annotated[Source | None, typer.Option("--from", help="Where from; by default wherever it is found.")]
OwnFile = Annotated[
    Path | None,
    typer.Option(
        "--gguf", parser=named_path, metavar="FILE", help="Copy this file instead, as NAME.", show_default=False
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def install(name: Name = None, *, source: From = None, gguf: OwnFile = None) -> None:
    """Install a model: one of the list, owner/repository/file.gguf of Hugging Face, or a file that you have.

    Exit codes: 0 it is there, 2 it could not be got; the message says why, and the same command goes on.
    """

    def act() -> int:
        folder = _folder()
        if gguf is not None:
            weights = install_file(gguf, name or gguf.stem, folder)
        else:
            model = find_model(name, tuple(folder.models))
            with telling(model, sys.stderr) as tell:
                weights = install_model(model, folder, tell, source)
        say(f"{weights.name} is installed: {weights.path}", f"sha256 {weights.sha256}")
        if not has_runtime():
            say("to run it, install the extra: pip install 'factgrade[local]'")
        return exit_code.DONE

    conclude(act, _INTERRUPTED)


@app.command(name="list")
def list_models() -> None:
    """Show the models that can be installed, and those that are.

    Exit codes: 0 done, 2 configuration.
    """

    def act() -> int:
        folder = _folder()
        names = folder.names()
        say(f"models: {folder.root}")
        for model in folder.models:
            say(*_lines(model, is_installed=model.name in names))
        known = {model.name for model in folder.models}
        for name in names:
            if name not in known:
                say(f"{name}: installed, {_megabytes(folder.path(name).stat().st_size)}, your own")
        return exit_code.DONE

    conclude(act)


@app.command()
def path(name: Name = None) -> None:
    """Print where the file of an installed model is.

    Exit codes: 0 done, 2 it is not installed, or damaged.
    """

    def act() -> int:
        say(str(_folder().weights(name).path))
        return exit_code.DONE

    conclude(act)


@app.command()
def remove(name: OneName, *, yes: Yes = False) -> None:
    """Delete a model, and what is left of an install that was cut off.

    Exit codes: 0 done or declined, 2 it is not installed.
    """

    def act() -> int:
        folder = _folder()
        if not yes and not _is_confirmed(folder, name):
            say("nothing was removed")
            return exit_code.DONE
        say(f"removed {name}: {_megabytes(folder.remove(name))}")
        return exit_code.DONE

    conclude(act)


def _folder() -> ModelFolder:
    return ModelFolder(load_settings().model_dir)


def _is_confirmed(folder: ModelFolder, name: str) -> bool:
    files = " and ".join(map(str, folder.files(name)))
    try:
        return is_agreed(f"Delete {files}?")
    except typer.Abort:
        raise ConfigurationError("nobody confirmed, so nothing was removed: give --yes") from None


def _lines(model: Model, *, is_installed: bool) -> Iterator[str]:
    size = f", {_megabytes(model.size_bytes)}" if model.size_bytes else ""
    sources = ", ".join(name for name, has in (("wheel", model.wheel), ("hub", model.hub)) if has)
    yield f"{model.name}: {'installed' if is_installed else 'not installed'}{size}, {model.licence}, from {sources}"
    if model.about:
        yield f"  {model.about}"


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / _MEGABYTE:.0f} MB"


@contextmanager
def telling(model: Model, stream: TextIO) -> Iterator[Callable[[int], None]]:
    """Give what tells how far an install is: a bar on a terminal, a line each time elsewhere."""
    total = model.size_bytes
    if not stream.isatty():

        def write(done: int) -> None:
            stream.write(printable(f"{model.name}: {_megabytes(done)}" + (f" of {_megabytes(total)}" if total else "")))
            stream.write("\n")
            stream.flush()

        yield write
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(printable(model.name), total=total)
        yield lambda done: bar.update(task, completed=done)
