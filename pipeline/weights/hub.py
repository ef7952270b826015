"""Weights out of a Hugging Face repository; the only importer of huggingface_hub, which is an extra."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.weights.registry import HubSource

Download = Callable[[HubSource, Path], Path]


def hub_fetch(source: HubSource, folder: Path) -> Path:
    """Download the file of a source into a folder, and return its path; a download that was cut off goes on.

    Raises:
        ConfigurationError: the extra is not installed, or the file cannot be fetched.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        raise ConfigurationError(
            "a Hugging Face repository needs an extra: pip install 'factgrade[hub]', "
            "or name a file that you have with --gguf PATH"
        )
    import huggingface_hub  # noqa: PLC0415 - an extra, and slow to import

    try:
        return Path(huggingface_hub.hf_hub_download(source.repository, source.file, local_dir=folder))
    except Exception as error:  # its own errors, and those of whichever client it speaks through
        raise ConfigurationError(
            f"cannot fetch {source.file!r} of {source.repository!r} ({type(error).__name__}): check the name, the "
            "network, and whether the repository asks for a login"
        ) from error
