"""What a block is by where it stands: title, heading, furniture above the article, below it, or in a list of links.

Invariant: a block that ends as a sentence does is never furniture by its place alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.stages.ingest.block import Block, BlockKind
from pipeline.stages.ingest.boilerplate import is_table_row, is_terminated, match_block
from pipeline.text.fold import fold_tokens

MIN_TITLE_WORDS, MAX_TITLE_WORDS = 3, 30
MAX_KICKER_WORDS = 5
MAX_HEADING_WORDS = 15
MAX_LABEL_WORDS = 8
MAX_FRAGMENT_WORDS = 6
MAX_TEASER_WORDS = 25
MIN_PARAGRAPH_WORDS = 6
# A title that names its site at the end ("Ferry sinks - The Harbour Post") is found by its first part.
_SITE_SEPARATORS = (" | ", " - ", " – ", " — ", " · ")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with its text, and what was found out about it."""

    block: Block
    text: str
    rule: str | None = None
    is_title: bool = False
    is_heading: bool = False

    @property
    def words(self) -> int:
        """Return the number of words between white space."""
        return len(self.text.split(maxsplit=MAX_TEASER_WORDS + MAX_TITLE_WORDS))

    @property
    def is_sentence(self) -> bool:
        """Tell whether the block ends as a sentence does, is too long for anything else, or is a row of a table."""
        is_ended = is_terminated(self.text) or self.text.endswith((":", ",", ";"))
        return is_ended or self.words > MAX_TITLE_WORDS or is_table_row(self.text)

    @property
    def is_line(self) -> bool:
        """Tell whether the block is a line without an end, outside a list."""
        return self.block.kind in {BlockKind.TEXT, BlockKind.HEADING} and not self.is_sentence


def read_passages(text: str, blocks: Sequence[Block], title: str | None) -> list[Passage]:
    """Return every block with its place on the page; `title` is what the metadata say."""
    passages = [_read(text, block) for block in blocks]
    head_end = _head_end(passages)
    passages = _mark_title(passages, title, head_end)
    last = max((i for i, p in enumerate(passages) if p.rule is None), default=-1)
    passages = [replace(p, is_heading=True) if i < last and _is_heading(p) else p for i, p in enumerate(passages)]
    passages = _mark_links(passages)
    passages = _mark_names(_mark_head(passages, head_end), head_end)
    return _mark_tail(passages)


def is_titled(line: str, title: str) -> bool:
    """Tell whether a line is the title, with or without the name of the site at its end."""
    if len(line) > 2 * len(title):
        return False
    names = [title, *(title.rsplit(mark, 1)[0] for mark in _SITE_SEPARATORS if mark in title)]
    return fold_tokens(line) in {fold_tokens(name) for name in names} - {()}


def find_title(passages: Sequence[Passage]) -> str | None:
    """Return the text of the title, white space folded."""
    return next((" ".join(p.text.split()) for p in passages if p.is_title), None)


def _read(text: str, block: Block) -> Passage:
    content = text[block.start : block.end]
    if block.kind is BlockKind.FRONT_MATTER:
        return Passage(block, content, rule="front_matter")
    if block.kind in {BlockKind.TITLE, BlockKind.SUMMARY}:
        return Passage(block, content, is_title=block.kind is BlockKind.TITLE)
    return Passage(block, content, rule=match_block(content))


def _head_end(passages: Sequence[Passage]) -> int:
    """Return the index of the first paragraph of the article."""
    for i, passage in enumerate(passages):
        is_paragraph = passage.block.kind is BlockKind.TEXT and passage.words >= MIN_PARAGRAPH_WORDS
        if passage.rule is None and is_paragraph and is_terminated(passage.text):
            return i
    return len(passages)


def _mark_title(passages: list[Passage], title: str | None, head_end: int) -> list[Passage]:
    if any(passage.is_title for passage in passages):
        return passages
    chosen = _titled(passages, title) if title else None
    if chosen is None:
        chosen = _headline(passages, head_end)
    if chosen is not None:
        passages[chosen] = replace(passages[chosen], is_title=True, rule=None)
    return passages


def _titled(passages: Sequence[Passage], title: str) -> int | None:
    """Return the first block that is the title of the metadata, with or without the site's name."""
    return next((i for i, passage in enumerate(passages) if is_titled(passage.text, title)), None)


def _headline(passages: Sequence[Passage], head_end: int) -> int | None:
    """Return the first line above the article that can be its headline; a short kicker yields to the line below it."""
    lines = [i for i in range(head_end) if _is_headline(passages[i])]
    for i, following in zip(lines, [*lines[1:], None], strict=False):
        is_kicker = passages[i].words <= MAX_KICKER_WORDS
        if not is_kicker or following is None or passages[following].words <= passages[i].words:
            return i
    return None


def _is_headline(passage: Passage) -> bool:
    return (
        passage.rule is None
        and passage.block.kind in {BlockKind.TEXT, BlockKind.HEADING}
        and MIN_TITLE_WORDS <= passage.words <= MAX_TITLE_WORDS
        and not passage.text.rstrip("*_ ").endswith((".", ":", ",", ";"))
        and not is_table_row(passage.text)
    )


def _is_heading(passage: Passage) -> bool:
    """Tell whether a block that something follows heads it: by its marker, or as a short line without an end."""
    if passage.rule or passage.is_title or passage.words > MAX_HEADING_WORDS:
        return False
    if passage.block.kind is BlockKind.HEADING:
        return not passage.text.endswith(".")
    if passage.block.kind is not BlockKind.TEXT:
        return False
    return not passage.is_sentence or (passage.text.endswith(("?", "!")) and _is_title_case(passage.text))


def _is_title_case(text: str) -> bool:
    """Tell whether most of the longer words begin with a capital letter."""
    longer = [word for word in text.split() if len(word) > 3]  # noqa: PLR2004 - articles and prepositions stay small
    return 2 * sum(word[0].isupper() for word in longer) > len(longer) > 0


def _mark_links(passages: list[Passage]) -> list[Passage]:
    """Mark the links below a heading such as "Related news", and a heading whose whole section is links."""
    is_related = False
    for i, passage in enumerate(passages):
        if passage.rule is not None:
            is_related = is_related or passage.rule == "related"
        elif is_related and _is_teaser(passages, i):
            passages[i] = replace(passage, rule="related", is_heading=False)
        else:
            is_related = False
    return _mark_link_headings(passages)


def _is_teaser(passages: Sequence[Passage], i: int) -> bool:
    """Tell whether a block under a heading of links is one more of them: no sentence, and above none."""
    passage = passages[i]
    if passage.is_sentence or passage.words > MAX_TEASER_WORDS:
        return False
    if passage.block.kind is BlockKind.LIST or i + 1 == len(passages):
        return True
    following = passages[i + 1]
    return following.rule is not None or following.block.kind is not BlockKind.TEXT or not following.is_sentence


def _mark_link_headings(passages: list[Passage]) -> list[Passage]:
    """Mark headings below which nothing but links stands until the next heading."""
    holds_links = holds_other = False
    for i in range(len(passages) - 1, -1, -1):
        passage = passages[i]
        if passage.is_heading or passage.block.kind is BlockKind.HEADING:
            if passage.is_heading and holds_links and not holds_other:
                passages[i] = replace(passage, rule="links", is_heading=False)
            holds_links = holds_other = False
        holds_links = holds_links or passage.rule == "links"
        holds_other = holds_other or (passage.rule is None and not passage.is_heading)
    return passages


def _mark_head(passages: list[Passage], head_end: int) -> list[Passage]:
    """Mark labels in capitals or another script: above the article, or above something that they cannot head."""
    is_latin = _is_latin(" ".join(p.text[:500] for p in passages[:200] if p.rule is None and p.is_sentence))
    title = next((fold_tokens(p.text) for p in passages if p.is_title), ())
    for i, passage in enumerate(passages):
        is_free = passage.rule is None and not passage.is_title and passage.is_line
        if not is_free or passage.words > MAX_LABEL_WORDS or not (is_latin and _is_label(passage.text)):
            continue
        following = passages[i + 1] if i + 1 < len(passages) else None
        is_stray = following is None or following.rule or fold_tokens(following.text[:400]) == title
        if i < head_end or is_stray:
            passages[i] = replace(passage, rule="label", is_heading=False)
    return passages


def _mark_names(passages: list[Passage], head_end: int) -> list[Passage]:
    """Mark the name of a site, section or author above the article: a few words, no number, right above furniture."""
    for i in range(min(head_end, len(passages) - 1) - 1, -1, -1):
        passage = passages[i]
        is_free = passage.rule is None and not passage.is_title and passage.block.kind is BlockKind.TEXT
        is_name = passage.is_line and passage.words <= MAX_FRAGMENT_WORDS and not any(map(str.isdigit, passage.text))
        if is_free and is_name and passages[i + 1].rule:
            passages[i] = replace(passage, rule="label", is_heading=False)
    return passages


def _is_label(text: str) -> bool:
    """Tell whether a line on a page in Latin script is all capitals, or in another script."""
    return not _is_latin(text) or not any(char.islower() for char in text)


def _is_latin(text: str) -> bool:
    """Tell whether most letters of a text are Latin."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(ord(char) < 0x250 for char in letters) >= len(letters)  # noqa: PLR2004 - the end of Latin Extended-B


def _mark_tail(passages: list[Passage]) -> list[Passage]:
    """Mark short lines below the last sentence or list of the article."""
    last = max((i for i, p in enumerate(passages) if _is_content(passages, i)), default=None)
    if last is None:
        return passages
    for i in range(last + 1, len(passages)):
        if passages[i].rule is None and not passages[i].is_title and passages[i].words <= MAX_FRAGMENT_WORDS:
            passages[i] = replace(passages[i], rule="fragment", is_heading=False)
    return passages


def _is_content(passages: Sequence[Passage], i: int) -> bool:
    passage = passages[i]
    if passage.rule or passage.is_title or passage.is_heading:
        return False
    if passage.block.kind is BlockKind.LIST:
        return True
    return passage.is_sentence or passage.words > MAX_FRAGMENT_WORDS
