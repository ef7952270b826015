"""Weights out of a Hugging Face repository; the only importer of huggingface_hub, which is an extra."""

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.weights.registry import HubSource

Download = Callable[[HubSource, Path], Path]
Get = Callable[[str, str, Path], str]


def load_hub() -> Get:
    """Return what downloads a file (of a repository, by name, into a folder) and gives its path.

    Raises:
        ConfigurationError: the extra is not installed.
    """
    try:
        import huggingface_hub  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise ConfigurationError(
            "a Hugging Face repository needs an extra: pip install 'factgrade[hub]', "
            "or name a file that you have with --gguf PATH"
        ) from None

    def get(repository: str, file: str, folder: Path) -> str:
        return str(huggingface_hub.hf_hub_download(repository, file, local_dir=folder))

    return get


def hub_fetch(source: HubSource, folder: Path, load: Callable[[], Get] = load_hub) -> Path:
    """Download the file of a source into a folder, and return its path; a download that was cut off goes on.

    Raises:
        ConfigurationError: the extra is not installed, or the file cannot be fetched.
    """
    get = load()
    try:
        return Path(get(source.repository, source.file, folder))
    except Exception as error:  # its own errors, and those of whichever client it speaks through
        raise ConfigurationError(
            f"cannot fetch {source.file!r} of {source.repository!r} ({type(error).__name__}): check the name, the "
            "network, and whether the repository asks for a login"
        ) from error
