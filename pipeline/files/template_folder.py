"""Reads a folder of templates of one's own, whole, before a run begins.

Invariant: what was read is used to the end, whatever becomes of the folder meanwhile.
"""

from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.presence import is_file, is_folder

TEMPLATE_SUFFIX = ".j2"
MAX_TEMPLATE_BYTES = 1_000_000
MAX_TEMPLATES = 200


def read_templates(folder: Path) -> dict[str, str]:
    """Return the templates of a folder and of the folders in it: by name ("article.md.j2", "html/index.html.j2").

    Raises:
        ConfigurationError: there is no such folder, no template in it, too many, or one that cannot be read.
    """
    if not is_folder(folder):
        raise ConfigurationError(f"there is no folder of templates {str(folder)!r}: name one, or leave it out")
    paths = sorted(path for path in folder.rglob(f"*{TEMPLATE_SUFFIX}") if is_file(path))
    if not paths:
        raise ConfigurationError(f"the folder {str(folder)!r} holds no template (*{TEMPLATE_SUFFIX}): add one")
    if len(paths) > MAX_TEMPLATES:
        raise ConfigurationError(f"the folder {str(folder)!r} holds more than {MAX_TEMPLATES} templates: name another")
    return {path.relative_to(folder).as_posix(): _read(path) for path in paths}


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_TEMPLATE_BYTES:
            raise ConfigurationError(f"template {str(path)!r} is larger than {MAX_TEMPLATE_BYTES} bytes: cut it")
        return path.read_text(encoding="utf-8").removeprefix("\ufeff")
    except OSError as error:
        raise ConfigurationError(f"template {str(path)!r} cannot be read ({error.strerror}): mend it") from error
    except UnicodeDecodeError:
        raise ConfigurationError(f"template {str(path)!r} is not UTF-8: save it as UTF-8") from None
