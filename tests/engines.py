"""What engines make of markdown: markdown-it with plugins of many dialects, GitHub's own, and patterns for the rest.

Invariant: a construct is told by all that makes it act, so that two texts with equal constructs act alike.
"""

import re
from functools import cache
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.html_tags import tags_of_html

_TEXT = frozenset({"text", "text_special", "softbreak"})
_PLUGINS = ("admon", "attrs", "deflist", "footnote", "front_matter", "tasklists")
# What GitLab, Obsidian, Jekyll and the like do and neither engine knows.
_OTHER_DIALECTS = re.compile(
    r"!?\[\[|%%|==|\+\+\w|\{\{|\{%|\{#|\$\{|(?<![\w&#;])#[\w/]|@\w|(?<![\w]):[a-z0-9_+-]+:|\^\w|\\\(|!!!|\{:|\[!\w"
)


def _installed(module: str) -> Any:  # noqa: ANN401  any module
    return pytest.importorskip(module, reason="an engine of the extra dev is missing: set up .venv anew")


@cache
def _dialects() -> MarkdownIt:
    _installed("linkify_it")
    engine = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    for name in _PLUGINS:
        engine.use(getattr(_installed(f"mdit_py_plugins.{name}"), f"{name}_plugin"))
    # As GitHub and pandoc read formulas: "$7 and $8" are two sums of money there, and articles are full of them.
    engine.use(_installed("mdit_py_plugins.dollarmath").dollarmath_plugin, allow_space=False, allow_digits=False)
    return engine.use(_installed("mdit_py_plugins.container").container_plugin, "warning")


def tokens(text: str) -> list[Token]:
    """Parse markdown with many dialects and return block and inline tokens in one list."""
    blocks = _dialects().parse(text)
    return [*blocks, *(child for block in blocks for child in block.children or ())]


def constructs(text: str) -> list[str]:
    """Return what any dialect makes of a text, without the text itself."""
    told = [f"{one.type} {one.tag} {sorted(one.attrs.items())}" for one in tokens(text) if one.type not in _TEXT]
    return [*told, *tags(text), *(match[0] for match in _OTHER_DIALECTS.finditer(text))]


def shown(text: str) -> str:
    """Return what a reader of the rendered text sees, without what breaks words and keeps the direction."""
    words = "".join(one.content for one in tokens(text) if one.type in _TEXT)
    return re.sub("[\u2060\u200b\u200e]", "", words)


def tags(text: str) -> list[str]:
    """Return the tags that GitHub's engine makes of a text, in their order."""
    engine = _installed("cmarkgfm")
    options = engine.cmark.Options.CMARK_OPT_UNSAFE | engine.cmark.Options.CMARK_OPT_FOOTNOTES
    sound = text.encode("utf-8", "replace").decode()  # it takes no halves of surrogate pairs
    return tags_of_html(engine.github_flavored_markdown_to_html(sound, options=options))
