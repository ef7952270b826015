"""Who is who on the pages: the page of an article, the number of a claim, the name of a source.

Claims are numbered from 1 through their article, in the order of the text; a number means the same claim on every page.
"""

import re
import unicodedata
from collections import ChainMap
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath, PurePosixPath

from pipeline.report.escape import Markdown, escape
from schemas.article import Article
from schemas.verdict import ArticleVerdict, ClaimVerdict, Verdict

_SLUG_CHARS = 60
_ID_DIGITS = 8


def page_name(article: Article) -> str:
    """Return the file name of an article's page: its own file name as an ASCII slug, and 8 digits of its id."""
    return f"{_slug(file_name(article.path))}-{article.article_id[:_ID_DIGITS]}.md"


def file_name(path: str) -> str:
    """Return the last part of a path of either sort, so that a page reads the same on every machine."""
    return PurePosixPath(path.replace("\\", "/")).name or path


def is_doubted(claim: ClaimVerdict) -> bool:
    """Tell whether a reviewer has to look at a claim: something speaks against it."""
    return claim.verdict.rank < Verdict.PLAUSIBLE.rank


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


@dataclass(frozen=True)
class Entry:
    """One article of a run and the places of its claims, by id."""

    source: Source
    claims: dict[str, Place]

    @classmethod
    def of(cls, verdict: ArticleVerdict) -> "Entry":
        """Enter an article with all its claims."""
        article = verdict.article
        claims: dict[str, Place] = {}
        for number, claim in enumerate(verdict.claims, start=1):
            _enter(claims, claim_id(claim), Place(number, _quote(claim), is_doubted(claim)))
        return cls(Source(article.article_id, article.publisher, article.path, page_name(article)), claims)

    def only(self, wanted: Container[str]) -> "Entry":
        """Return the entry without the claims that nobody wants to refer to."""
        return Entry(self.source, {each: place for each, place in self.claims.items() if each in wanted})


@dataclass(frozen=True)
class Register:
    """The articles of a run, and the places of those claims that may be referred to where it is read, by id."""

    articles: Mapping[str, Source]
    claims: ChainMap[str, Place]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Register":
        """Bring entries together; of an article that is entered twice the first counts, of a claim the last."""
        claims: dict[str, Place] = {}
        for entry in entries:
            for claim, place in entry.claims.items():
                _enter(claims, claim, place)
        return cls({entry.source.article_id: entry.source for entry in reversed(entries)}, ChainMap(claims))

    def open_at(self, entry: Entry) -> "Register":
        """Return the register as it is read on an article's own page, where all its claims may be referred to."""
        return Register(self.articles, ChainMap(*self.claims.maps, entry.claims))

    def source(self, article_id: str) -> str:
        """Return the outlet of an article, else its file; an article of another run has only its id."""
        article = self.articles.get(article_id)
        if article is None:
            return f"article {article_id[:_ID_DIGITS]} of another run"
        return article.publisher or file_name(article.path)

    def source_and_file(self, article_id: str) -> str:
        """Return a source with its file, for two articles of one source; the file alone where no outlet is named."""
        article = self.articles.get(article_id)
        if article is None:
            return self.source(article_id)
        return f"{article.publisher} ({article.path})" if article.publisher else article.path

    def claim_ref(self, claim: str | None, article_id: str) -> str:
        """Return "claim 3", seen from an article's own page: linked if the claim has a part there."""
        if claim is None:
            return "a passage that no claim was read from"
        place = self.claims.get(claim)
        if place is None:
            return f"a claim of {self.source(article_id)}"
        label = f"claim {place.number}"
        return link(label, f"#claim-{place.number}") if place.is_doubted else label

    def claim_page(self, claim: str | None, article_id: str) -> str:
        """Return a link to a claim of any article of the run, else to the article, else an empty text."""
        article, place = self.articles.get(article_id), self.claims.get(claim or "")
        if article is None:
            return ""
        if place is None:
            return link("article", article.page)
        anchor = f"#claim-{place.number}" if place.is_doubted else ""
        return link(f"claim {place.number}", article.page + anchor)

    def quote(self, claim: str) -> str:
        """Return the passage of a claim, or an empty text where the register does not have it."""
        place = self.claims.get(claim)
        return place.quote if place else ""


def claim_id(claim: ClaimVerdict) -> str:
    """Return the id of a decided claim."""
    return claim.graded.checked.grounded.claim.claim_id


def _quote(claim: ClaimVerdict) -> str:
    return claim.graded.checked.grounded.quote


def _enter(claims: dict[str, Place], claim: str, place: Place) -> None:
    known = claims.get(claim)
    claims[claim] = replace(place, is_doubted=True) if known and known.is_doubted else place


def link(label: str, target: str) -> Markdown:
    """Return a link to one of our own pages; `target` is made by this package, `label` may be anything."""
    return Markdown(f"[{escape(label)}]({target})")


def check_pages(sources: Iterable[Source]) -> None:
    """Make sure that no two articles share a page.

    Raises:
        ValueError: they do, because their ids begin alike.
    """
    seen: dict[str, str] = {}
    for source in sources:
        if seen.setdefault(source.page, source.article_id) != source.article_id:
            raise ValueError(f"two articles share the page {source.page!r}: rename the file {source.path!r}")


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", PurePath(name).stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    return words[:_SLUG_CHARS].strip("-") or "article"
