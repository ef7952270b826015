"""Made-up nights for properties of the store: a few articles that are rewritten, moved and decided otherwise.

Invariant: in a night each content and each path is there at most once, as in what is read.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

from schemas.article import Article
from schemas.conflict import Conflict, Relation
from schemas.verdict import ArticleVerdict, Verdict
from tests import kept
from tests.factories import make_article_verdict

SENTENCES = ("A bridge cost $4 million.", "a bridge COST $4 million.", "A ferry closed in May.", "It opened on Monday.")
PATHS = ("in/a.txt", "in/b.txt", "in/c.txt", "old/a.txt")
TOPICS = ("What did it cost?", "When?")
VERDICTS = st.sampled_from([Verdict.PLAUSIBLE, Verdict.DISPUTED, Verdict.CONTRADICTED])


@dataclass(frozen=True)
class Night:
    """What a run wrote."""

    verdicts: tuple[ArticleVerdict, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def all_conflicts(self) -> list[Conflict]:
        every = [*self.conflicts, *(one for verdict in self.verdicts for one in verdict.conflicts)]
        return list({one.conflict_id: one for one in every}.values())


@st.composite
def nights(draw: st.DrawFn) -> Night:
    """Draw a run: each content and each path at most once, conflicts inside of articles and between them."""
    texts = draw(st.lists(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=3).map(tuple), max_size=4))
    texts = list(dict.fromkeys(texts))
    paths = draw(st.permutations(PATHS))
    articles = [kept.article(*text, path=path) for text, path in zip(texts, paths, strict=False)]
    relations = {topic: draw(st.sampled_from(list(Relation))) for topic in TOPICS}
    conflicts = []
    for topic in TOPICS if len(articles) > 1 else ():
        sides = draw(st.lists(st.sampled_from(articles), min_size=2, max_size=3, unique_by=lambda one: one.article_id))
        conflicts.append(kept.conflict(*sides, topic=topic, relation=relations[topic]))
    return Night(tuple(draw(decided(article, relations)) for article in articles), tuple(conflicts))


@st.composite
def decided(draw: st.DrawFn, article: Article, relations: dict[str, Relation]) -> ArticleVerdict:
    claims = [kept.claim(article, sentence.n, draw(VERDICTS)) for sentence in article.sentences if draw(st.booleans())]
    topics = draw(st.lists(st.sampled_from(TOPICS), max_size=1))
    within = [kept.conflict(article, topic=topic, relation=relations[topic]) for topic in topics]
    return make_article_verdict(article, claims, conflicts=within)
