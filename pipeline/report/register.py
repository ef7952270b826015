"""Who is who on the pages: the page of an article, the number of a claim, the name of a source.

Claims are numbered from 1 through their article, in the order of the text; a number means the same claim on every page.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from pipeline.report import wording
from pipeline.report.inline import Link
from schemas.article import Article
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_SLUG_CHARS = 60
_ID_DIGITS = 8
_PAGE_NAME = re.compile(rf"[a-z0-9-]{{1,{_SLUG_CHARS}}}-[0-9a-f]{{{_ID_DIGITS}}}\.md")


def page_name(article: Article) -> str:
    """Return the file name of an article's page: its own file name as an ASCII slug, and 8 digits of its id."""
    return page_of(article.path, article.article_id)


def page_of(path: str, article_id: str) -> str:
    """Return the file name of the page of an article that lies at a path."""
    return f"{_slug(file_name(path))}-{article_id[:_ID_DIGITS]}.md"


def is_page_name(name: str) -> bool:
    """Tell whether a file name has the form of those of pages."""
    return _PAGE_NAME.fullmatch(name) is not None


def file_name(path: str) -> str:
    """Return the last part of a path of either sort, so that a page reads the same on every machine."""
    return PurePosixPath(path.replace("\\", "/")).name or path


def is_doubted(claim: ClaimVerdict) -> bool:
    """Tell whether a reviewer has to look at a claim: something speaks against it."""
    return is_doubt(claim.verdict)


def is_doubt(verdict: Verdict) -> bool:
    """Tell whether a verdict says that something speaks against a claim."""
    return verdict.rank < Verdict.PLAUSIBLE.rank


@dataclass(frozen=True)
class Source:
    """What pages say of an article elsewhere: its outlet if it names one, its file, its page."""

    article_id: str
    publisher: str | None
    path: str
    page: str


@dataclass(frozen=True)
class Place:
    """Where a claim stands: its number in its article, its passage, and whether it has a part of its own."""

    number: int
    quote: str
    is_doubted: bool


def source_of(article: Article) -> Source:
    """Return what pages say of an article elsewhere."""
    return Source(article.article_id, article.publisher, article.path, page_name(article))


def places_of(verdict: ArticleVerdict) -> Iterator[tuple[str, Place]]:
    """Yield the ids of the claims of an article with their places."""
    for number, claim in enumerate(verdict.claims, start=1):
        yield claim_id(claim), Place(number, _quote(claim), is_doubted(claim))


@dataclass(frozen=True)
class Register:
    """The articles of a run and the places of their claims, each found by its id; None for one that is not there."""

    article: Callable[[str], Source | None]
    claim: Callable[[str], Place | None]

    def source(self, article_id: str) -> str:
        """Return the outlet of an article, else its file; an article of another run has only its id."""
        article = self.article(article_id)
        if article is None:
            return f"article {article_id[:_ID_DIGITS]} of another run"
        return article.publisher or file_name(article.path)

    def source_and_file(self, article_id: str) -> str:
        """Return a source with its file, for two articles of one source; the file alone where no outlet is named."""
        article = self.article(article_id)
        if article is None:
            return self.source(article_id)
        return f"{article.publisher} ({article.path})" if article.publisher else article.path

    def claim_ref(self, claim: str | None, article_id: str, *, has_part: bool = False) -> str | Link:
        """Return "claim 3", seen from an article's own page: linked if the claim has a part there.

        A doubted claim has one; `has_part` says that another one has, too.
        """
        if claim is None:
            return wording.NO_CLAIM_READ
        place = self.claim(claim)
        if place is None:
            return wording.CLAIM_OF.format(self.source(article_id))
        label = wording.CLAIM_NUMBER.format(place.number)
        return Link(label, f"#claim-{place.number}") if place.is_doubted or has_part else label

    def claim_page(self, claim: str | None, article_id: str, *, has_part: bool = False) -> str | Link:
        """Return a link to a claim of any article of the run, else to the article, else an empty text."""
        article, place = self.article(article_id), self.claim(claim or "")
        if article is None:
            return ""
        if place is None:
            return Link(wording.ARTICLE, article.page)
        anchor = f"#claim-{place.number}" if place.is_doubted or has_part else ""
        return Link(wording.CLAIM_NUMBER.format(place.number), article.page + anchor)

    def quote(self, claim: str) -> str:
        """Return the passage of a claim, or an empty text where the register does not have it."""
        place = self.claim(claim)
        return place.quote if place else ""


def claim_id(claim: ClaimVerdict) -> str:
    """Return the id of a decided claim."""
    return claim.graded.checked.grounded.claim.claim_id


def _quote(claim: ClaimVerdict) -> str:
    return claim.graded.checked.grounded.quote


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", PurePath(name).stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    return words[:_SLUG_CHARS].strip("-") or "article"
