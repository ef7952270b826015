"""Who is who on the pages: the page of an article, the number of a claim, the name of a source.

Claims are numbered from 1 through their article, in the order of the text; a number means the same claim on every page.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
class Register:
    """The articles of a run and the places of their claims, by id."""

    articles: dict[str, Article]
    numbers: dict[str, int]
    quotes: dict[str, str]
    doubted: frozenset[str]

    @classmethod
    def of(cls, verdicts: Sequence[ArticleVerdict]) -> "Register":
        """Enter every article and every claim of a run."""
        return cls(
            articles={verdict.article.article_id: verdict.article for verdict in reversed(verdicts)},
            numbers={claim_id(claim): n for verdict in verdicts for n, claim in enumerate(verdict.claims, start=1)},
            quotes={claim_id(claim): _quote(claim) for verdict in verdicts for claim in verdict.claims},
            doubted=frozenset(claim_id(claim) for verdict in verdicts for claim in verdict.claims if is_doubted(claim)),
        )

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
        number = self.numbers.get(claim)
        if number is None:
            return f"a claim of {self.source(article_id)}"
        return link(f"claim {number}", f"#claim-{number}") if claim in self.doubted else f"claim {number}"

    def claim_page(self, claim: str | None, article_id: str) -> str:
        """Return a link to a claim of any article of the run, else to the article, else an empty text."""
        article, number = self.articles.get(article_id), self.numbers.get(claim or "")
        if article is None:
            return ""
        if number is None:
            return link("article", page_name(article))
        anchor = f"#claim-{number}" if claim in self.doubted else ""
        return link(f"claim {number}", page_name(article) + anchor)


def claim_id(claim: ClaimVerdict) -> str:
    """Return the id of a decided claim."""
    return claim.graded.checked.grounded.claim.claim_id


def _quote(claim: ClaimVerdict) -> str:
    return claim.graded.checked.grounded.quote


def link(label: str, target: str) -> Markdown:
    """Return a link to one of our own pages; `target` is made by this package, `label` may be anything."""
    return Markdown(f"[{escape(label)}]({target})")


def check_pages(articles: Iterable[Article]) -> None:
    """Make sure that no two articles share a page.

    Raises:
        ValueError: they do, because their ids begin alike.
    """
    seen: dict[str, str] = {}
    for article in articles:
        page = page_name(article)
        if seen.setdefault(page, article.article_id) != article.article_id:
            raise ValueError(f"two articles share the page {page!r}: rename the file {article.path!r}")


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", PurePath(name).stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    return words[:_SLUG_CHARS].strip("-") or "article"
