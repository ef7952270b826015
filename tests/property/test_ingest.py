"""Properties of the ingest stage over arbitrary text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.ingest import ingest_articles
from pipeline.stages.ingest.decode import normalise_text
from pipeline.stages.ingest.front_matter import read_front_matter
from pipeline.text.fold import fold_tokens
from pipeline.text.sentence import MAX_SENTENCE_CHARS, split_sentences
from schemas.article import Article, RejectedInput, SentenceRole

PIECES = st.sampled_from(
    [
        "The ship sank. ",
        "He left",
        "\n",
        "\n\n",
        "• ",
        "- ",
        "# ",
        "## Why",
        "1. ",
        "2) ",
        "• 1Costs",
        "• 2Jobs",
        "> ",
        "3.5 ",
        "U.S. ",
        "“No.” ",
        "check_circle",
        "visibility46",
        "[a](b)",
        " - [x](y)",
        "---\n",
        "title: x\n",
        "Related news\n",
        "a",
        "É",
        "\u2028",
        "\t",
        "0:00",
        "; ",
        "…",
        "Dr. ",
        "xAI ",
        "word " * 60,
        "Published\n",
        "TR\n",
        "| a | b |\n",
        "\u0301",
        "。",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=300)
ORDINAL = re.compile(r"[ \t]*(?:[•‣▪●◦∙·*+-][ \t]*)?\d{1,2}(?:[.)]|(?=[^\W\d_]))")


def read(text: str) -> Article | None:
    (result,) = ingest_articles(text.encode("utf-8", errors="replace"), "a.txt")
    return result if isinstance(result, Article) else None


def uncovered(article: Article) -> list[int]:
    covered = {i for sentence in article.sentences for i in range(sentence.start, sentence.end)}
    return [i for i, char in enumerate(article.text) if i not in covered and char.isalnum()]


@given(TEXTS)
def test_every_letter_lies_in_exactly_one_sentence(text: str) -> None:
    article = read(text)
    if article is not None:
        assert [article.text[i] for i in uncovered(article) if not article.text[i].isdecimal()] == []


@given(TEXTS)
def test_every_digit_lies_in_a_sentence_or_an_ordinal(text: str) -> None:
    article = read(text)
    if article is not None:
        for i in uncovered(article):
            before = re.split(r"[ \t]*[•‣▪●◦∙·*+-][ \t]*|\s", article.text[max(0, i - 2) : i])[-1]
            assert ORDINAL.match(article.text, i - len(before))


@given(TEXTS)
def test_sentences_are_numbered_ascending_trimmed_and_apart(text: str) -> None:
    article = read(text)
    if article is not None:
        ends = [0, *(sentence.end for sentence in article.sentences)]
        assert [s.n for s in article.sentences] == list(range(1, len(article.sentences) + 1))
        assert all(end <= s.start < s.end for end, s in zip(ends, article.sentences, strict=False))
        assert all(article.quote(s) == article.quote(s).strip() for s in article.sentences)
        assert all(s.end - s.start <= MAX_SENTENCE_CHARS for s in article.sentences)


@given(TEXTS)
def test_only_furniture_and_repetitions_name_a_rule(text: str) -> None:
    article = read(text)
    if article is not None:
        for s in article.sentences:
            assert (s.rule is not None) == (s.role in {SentenceRole.BOILERPLATE, SentenceRole.REPEATED})
            assert (s.repeats is not None) == (s.role is SentenceRole.REPEATED)
            if s.repeats is not None:
                assert article.sentence(s.repeats).role not in {SentenceRole.BOILERPLATE, SentenceRole.REPEATED}


@given(TEXTS)
def test_a_repetition_holds_no_token_that_the_kept_lack(text: str) -> None:
    article = read(text)
    if article is not None:
        dropped = {SentenceRole.BOILERPLATE, SentenceRole.REPEATED}
        kept = {
            t for s in article.sentences if s.role not in dropped for t in fold_tokens(article.text[s.start : s.end])
        }
        repeated = [s for s in article.sentences if s.role is SentenceRole.REPEATED]
        assert all(t in kept for s in repeated for t in fold_tokens(article.text[s.start : s.end]))


@given(TEXTS)
def test_ingest_is_idempotent_on_its_own_text(text: str) -> None:
    article = read(text)
    if article is not None:
        assert read(article.text) == article


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.json", "a.jsonl", "-"]))
def test_any_bytes_give_articles_or_reasons(data: bytes, path: str) -> None:
    results = ingest_articles(data, path)
    assert all(isinstance(result, Article | RejectedInput) for result in results)
    assert results or path != "a.txt"


@given(TEXTS)
def test_front_matter_spans_lie_in_the_head(text: str) -> None:
    canonical = normalise_text(text)
    head = read_front_matter(canonical)
    spans = [span for span in (head.title, head.summary) if span is not None]
    assert all(0 <= span.start < span.end <= head.body_start <= len(canonical) for span in spans)


@given(TEXTS)
def test_sentences_of_a_block_cover_all_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
