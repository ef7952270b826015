"""The prompts: versioned text files, the choice of the active ones, and the loader.

A prompt file has the sections `# system`, any number of `# example` with its `# answer`, and `# user`. Placeholders are
`${name}` and nothing else; a value is put in once and is never read as a template again.
"""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from pipeline.errors import ConfigurationError
from schemas.profile import Profile

_SECTION = re.compile(r"^# (system|example|answer|user)[ ]*$", re.MULTILINE)
_PLACE = re.compile(r"\$\{([a-z_]+)\}")
# What nobody sees may stand in a tag and leaves it one.
_GAP = "[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]*"
_TAG = re.compile(
    rf"<(?={_GAP}/?{_GAP}(?:title|before|sentences?|article|claims?|grade|note)\b)"
    # The marks of chat templates: a server may read them out of a message as what they are to its model.
    r"|<(?=[|｜])|<(?=/?(?:s|bos|eos|pad|unk|system|user|assistant|think|(?:start|end)_of_turn|im_(?:start|end))>)"
    r"|<(?=</?sys>)|\[(?=/?(?:inst|system_prompt|tool_calls|tool_results|available_tools)\])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\[(?=\s*computed\b)", re.IGNORECASE)


def unmarked(text: str) -> str:
    """Return foreign words so that nothing in them passes for what the program computed (`[computed: ...]`)."""
    return _NOTE.sub("‹", text)


@dataclass(frozen=True)
class Example:
    """A worked example: the text that the model is shown, and the answer (JSON) that it should have given."""

    text: str
    answer: dict[str, Any]


@dataclass(frozen=True)
class Prompt:
    """One version of one prompt; `sha256` is over its file, so that a run can say exactly what it used."""

    name: str
    version: str
    sha256: str
    instruction: str
    examples: tuple[Example, ...]
    user: str

    @property
    def label(self) -> str:
        """Return "name/version"."""
        return f"{self.name}/{self.version}"

    @cached_property
    def system(self) -> str:
        """Return the system message: the instruction, then each example with its answer; the same bytes every time."""
        shown = [f"Example\n{e.text}\nAnswer:\n{_compact(e.answer)}" for e in self.examples]
        return "\n\n".join([self.instruction, *shown])

    def render(self, **values: str) -> tuple[str, str]:
        """Return the system and the user message with `values` put in as data.

        A tag of ours inside a value loses its bracket, and so does a mark of a chat template, so that no article can
        close the tag it stands in, or pass for another message.

        Raises:
            ConfigurationError: the values are not exactly those that the prompt names.
        """
        wanted = set(_PLACE.findall(self.user))
        if wanted != set(values):
            raise ConfigurationError(
                f"prompt {self.label!r} takes the values {sorted(wanted)}, not {sorted(values)}: correct the call"
            )
        return self.system, _PLACE.sub(lambda place: _TAG.sub("‹", values[place[1]]), self.user)


@dataclass(frozen=True)
class Setup:
    """How a stage asks: which prompt, of which model (as the endpoint names it), within which limits."""

    prompt: Prompt
    model: str
    profile: Profile


def load(name: str, version: str | None = None) -> Prompt:
    """Return a prompt in the version given, or in the active one.

    Raises:
        ConfigurationError: there is no such prompt, or its file is not of the form described above.
    """
    folder = files(__name__)
    active = tomllib.loads(folder.joinpath("active.toml").read_text(encoding="utf-8"))
    chosen = version or active.get(name)
    if chosen is None:
        raise ConfigurationError(f"no prompt {name!r}: prompts/active.toml names {sorted(active)}")
    file = folder.joinpath(name, f"{chosen}.md")
    if not file.is_file():
        raise ConfigurationError(f"prompt {name!r} has no version {chosen!r}: add {name}/{chosen}.md to prompts/")
    return parse(name, chosen, file.read_text(encoding="utf-8"))


@cache
def parse(name: str, version: str, text: str) -> Prompt:
    """Return the prompt that `text` describes.

    Raises:
        ConfigurationError: a section is missing, an example lacks its answer, or an answer is not a JSON object.
    """
    parts = _SECTION.split(text)[1:]
    sections = [(kind, body.strip()) for kind, body in zip(parts[::2], parts[1::2], strict=True)]
    kinds = [kind for kind, _ in sections]
    if kinds != ["system", *["example", "answer"] * kinds.count("example"), "user"]:
        raise ConfigurationError(
            f"prompt {name}/{version}: the sections are {kinds}; expected system, example and answer in pairs, user"
        )
    examples = tuple(
        Example(shown, _answer(f"{name}/{version}", answer))
        for (_, shown), (_, answer) in zip(sections[1:-1:2], sections[2:-1:2], strict=True)
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(name, version, digest, sections[0][1], examples, sections[-1][1])


def _answer(label: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"prompt {label}: an example's answer is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ConfigurationError(f"prompt {label}: an example's answer is no JSON object")
    return value


def _compact(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
