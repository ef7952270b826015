"""From the canonical text to numbered sentences with their roles.

Invariant: sentences are numbered from 1, trimmed, ascending and apart; every character that is not white space lies in
exactly one of them, except markers: of headings and lists ("#", "-", "1.", the 1 of "• 1Costs fall"), of quotes (">"),
and the fences and quotation marks of front matter. So every letter or digit lies in exactly one sentence, ordinals of
lists apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.stages.ingest.block import Block, BlockKind, find_blocks
from pipeline.stages.ingest.boilerplate import find_icon, match_sentence
from pipeline.stages.ingest.concealed import Concealment
from pipeline.stages.ingest.front_matter import FrontMatter
from pipeline.stages.ingest.repeated import find_repeated
from pipeline.stages.ingest.zone import Passage, find_title, read_passages
from pipeline.text.fold import fold_tokens
from pipeline.text.sentence import cut_long, split_sentences
from schemas.article import Sentence, SentenceRole, Span

# Which of two equal sentences stays: the one in the article's own prose, not the one in a box above it.
_KEEPING_ORDER = (SentenceRole.TITLE, SentenceRole.BODY, SentenceRole.HEADING, SentenceRole.LIST)

CONCEALED = "concealed"


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    paragraph: int
    role: SentenceRole
    rule: str | None = None
    repeats: int | None = None


def number_sentences(
    text: str, head: FrontMatter, title: str | None, concealed: Concealment | None = None
) -> tuple[str | None, tuple[Sentence, ...]]:
    """Return the title as it stands in the text, and every sentence of the text.

    Args:
        text: the canonical text.
        head: its front matter.
        title: the title that the metadata name, if they do.
        concealed: what the page hides from its readers; such sentences are boilerplate.
    """
    blocks = [*_front_blocks(text, head), *_body_blocks(text, head.body_start, title)]
    passages = read_passages(text, blocks, title)
    drafts = [draft for i, passage in enumerate(passages, 1) for draft in _drafts(text, passage, i)]
    drafts = _mark_repeated(text, [_shown(text, draft, concealed or Concealment()) for draft in drafts])
    sentences = tuple(
        Sentence(n=n, start=d.start, end=d.end, role=d.role, paragraph=d.paragraph, rule=d.rule, repeats=d.repeats)
        for n, d in enumerate(drafts, 1)
    )
    return find_title(passages), sentences


def _front_blocks(text: str, head: FrontMatter) -> Iterator[Block]:
    """Yield the title and summary of the front matter, and what lies around them line by line."""
    spans = [(head.title, BlockKind.TITLE), (head.summary, BlockKind.SUMMARY)]
    known = sorted((span.start, span.end, kind) for span, kind in spans if span is not None)
    at = 0
    for start, end, kind in known:
        yield from _lines_between(text, at, start)
        yield Block(start, end, kind)
        at = end
    yield from _lines_between(text, at, head.body_start)


def _lines_between(text: str, start: int, end: int) -> Iterator[Block]:
    for line in text[start:end].split("\n"):
        if any(char.isalnum() for char in line):
            indent = len(line) - len(line.lstrip())
            yield Block(start + indent, start + len(line.rstrip()), BlockKind.FRONT_MATTER)
        start += len(line) + 1


def _body_blocks(text: str, start: int, title: str | None) -> Iterator[Block]:
    """Yield the blocks of the body; a heading that runs on into text, as in a flattened file, ends with the title."""
    for block in find_blocks(text, start):
        end = block.start + len(title) if title else block.end
        is_run_on = block.kind is BlockKind.HEADING and end < block.end and text[block.start : end] == title
        if is_run_on and text[end].isspace():
            rest = Span(start=end, end=block.end)
            yield replace(block, end=end)
            stripped = text[rest.start : rest.end].lstrip()
            yield Block(block.end - len(stripped), block.end, BlockKind.TEXT)
        else:
            yield block


def _drafts(text: str, passage: Passage, paragraph: int) -> Iterator[_Draft]:
    block = passage.block
    start = block.start
    icon = find_icon(passage.text) if passage.rule is None else None
    if icon is not None:
        yield _Draft(start, start + icon, paragraph, SentenceRole.BOILERPLATE, "icon")
        start += icon
    role = _role(passage)
    if role is SentenceRole.TITLE:
        for a, b in cut_long(text, start, block.end):
            yield _Draft(a, b, paragraph, role)
        return
    if passage.rule is not None:
        for a, b in cut_long(text, start, block.end):
            yield _Draft(a, b, paragraph, SentenceRole.BOILERPLATE, passage.rule)
        return
    for a, b in split_sentences(text, start, block.end):
        rule = match_sentence(text[a:b]) if role is not SentenceRole.HEADING else None
        yield _Draft(a, b, paragraph, SentenceRole.BOILERPLATE if rule else role, rule)


def _shown(text: str, draft: _Draft, concealed: Concealment) -> _Draft:
    """Return a sentence as it is, or as boilerplate where the page conceals it."""
    is_concealed = concealed.covers(text[draft.start : draft.end])
    return replace(draft, role=SentenceRole.BOILERPLATE, rule=CONCEALED) if is_concealed else draft


def _role(passage: Passage) -> SentenceRole:
    if passage.is_title:
        return SentenceRole.TITLE
    if passage.is_heading:
        return SentenceRole.HEADING
    return SentenceRole.LIST if passage.block.kind is BlockKind.LIST else SentenceRole.BODY


def _mark_repeated(text: str, drafts: Sequence[_Draft]) -> list[_Draft]:
    order = {role: place for place, role in enumerate(_KEEPING_ORDER)}
    kept = sorted((order[draft.role], i) for i, draft in enumerate(drafts) if draft.role in order)
    found = find_repeated([(i, fold_tokens(text[drafts[i].start : drafts[i].end])) for _, i in kept])
    return [
        replace(draft, role=SentenceRole.REPEATED, rule=found[i].rule, repeats=found[i].of + 1) if i in found else draft
        for i, draft in enumerate(drafts)
    ]
