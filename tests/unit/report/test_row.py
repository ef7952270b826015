"""What the index shows of an article is kept as JSON, and read back as it was."""

import json
from dataclasses import asdict

import pytest

from pipeline.report.row_view import pack_row, row_view, unpack_row
from schemas.claim import NotChecked
from schemas.verdict import ArticleVerdict, Verdict
from tests import factories as make


def _verdict(verdict: Verdict) -> ArticleVerdict:
    article = make.make_article("It cost $4.", title="A [bridge] | @home")
    graded = make.make_graded(make.make_checked(make.make_grounded(article)))
    failure = NotChecked(stage="grade", unit="batch 1", reason="the endpoint is down")
    return make.make_article_verdict(article, [make.make_claim_verdict(graded, verdict)], not_checked=[failure])


@pytest.mark.parametrize("verdict", Verdict)
def test_a_row_comes_back_as_it_was(verdict: Verdict) -> None:
    row = row_view(_verdict(verdict))
    assert unpack_row(pack_row(row)) == row
    assert (row.worst is not None) == (verdict.rank < Verdict.PLAUSIBLE.rank and verdict is not Verdict.DISPUTED)
    alone = {Verdict.CONTRADICTED, Verdict.IMPLAUSIBLE}
    assert (row.worst is not None and row.worst.is_wrong_alone) == (verdict in alone)


def test_a_row_that_an_earlier_release_kept_is_read() -> None:
    row = row_view(_verdict(Verdict.PLAUSIBLE))
    kept = {**asdict(row), "page": f"[A &#91;bridge&#93; &#124; &#64;&#8288;home]({row.page.target})"}
    del kept["worst"]
    assert unpack_row(json.dumps(kept)) == row


def test_a_row_without_a_link_is_refused_with_what_to_do() -> None:
    kept = asdict(row_view(_verdict(Verdict.PLAUSIBLE)))
    with pytest.raises(ValueError, match="write the pages anew"):
        unpack_row(json.dumps({**kept, "page": "no link"}))
