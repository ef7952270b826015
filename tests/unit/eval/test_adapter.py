"""The forms of sets, each on a small one that was made up."""

from typing import Any

import pytest

from pipeline.errors import ConfigurationError
from pipeline.eval.adapter import Tables
from pipeline.eval.registry import ADAPTERS, Share, find_adapter, take_sample
from pipeline.eval.task.across import TwoAccounts
from pipeline.eval.task.extraction import Document
from pipeline.eval.task.plausibility import OneClaim
from pipeline.eval.task.relation import TwoClaims
from pipeline.eval.task.within import OneText

EDIT = [{"op": "replace", "from": "two", "to": "five"}]
BUMP: Tables = {
    "part": [
        {"id": "a", "text": "In brief: Two men.\n\nTwo men came.", "label": "consistent", "meta": {"pair_group": "g"}},
        {"id": "b", "text": "In brief: Five men.\n\nTwo men came.", "label": "self_contradictory",
         "evidence": ["Five men."],
         "meta": {"pair_group": "g", "error_type": "Intrinsic Circumstance", "edit": EDIT, "numeric_edit": True}},
    ]
}  # fmt: skip
SUMMEDITS: Tables = {
    "x": [
        {"id": "1", "doc_id": "d", "text_b": "Five men came.", "text_b_original": "Two men came.",
         "label": "contradictory", "meta": {"edit_types": ["entity_modification"], "edit": EDIT, "numeric_edit": True}},
        {"id": "2", "doc_id": "d", "text_b": "Two men arrived.", "text_b_original": "Two men came.",
         "label": "consistent", "meta": {}},
    ],
    "x_articles": [{"doc_id": "d", "text": "Two men came to the town."}],
}  # fmt: skip
FACTCHECK: Tables = {
    "y": [
        {"id": "s1", "doc_id": "d", "text": "Ann is 40 and tall.", "gold_claims": ["Ann is 40.", "Ann is tall."],
         "meta": {"claim_factuality": [True, "unknown"]}},
        {"id": "s2", "doc_id": "d", "text": "Hello.", "gold_claims": [], "meta": {"claim_factuality": []}},
        {"id": "s3", "doc_id": "d", "text": "Ann is 40.", "gold_claims": ["Ann is 40."],
         "meta": {"claim_factuality": [False]}},
    ],
    "y_documents": [{"doc_id": "d", "text": "Ann is 40 and tall. Hello. Ann is 40."}, {"doc_id": "e", "text": "No."}],
}  # fmt: skip
PAIRS: Tables = {
    "p": [
        {
            "id": "1",
            "first": "Two men came.",
            "second": {"statement": "Five came.", "day": "2026-03-01"},
            "label": "update",
        }
    ]
}
CLAIMS: Tables = {"c": [{"id": "1", "claim": "Ann is 40.", "label": True, "kinds": ["age"]}]}


@pytest.mark.parametrize(
    ("tables", "name"),
    [(BUMP, "bump"), (SUMMEDITS, "summedits"), (FACTCHECK, "factcheck"), (PAIRS, "pairs"), (CLAIMS, "claims")],
)
def test_a_set_is_known_by_its_form(tables: Tables, name: str) -> None:
    assert find_adapter(tables, "set").name == name


def test_bump_tells_what_was_altered_and_which_rows_belong_together() -> None:
    unaltered, altered = ADAPTERS["bump"].read(BUMP)
    assert isinstance(altered, OneText)
    assert (unaltered.doc_id, altered.doc_id) == ("g", "g")
    assert altered.kinds == ("intrinsic circumstance", "a figure or date altered")
    assert altered.passage == "Five men. (“two” became “five”)"
    assert altered.text[: altered.asked_to] == "In brief: Five men."


def test_summedits_lays_an_account_beside_its_article() -> None:
    first, second = ADAPTERS["summedits"].read(SUMMEDITS)
    assert isinstance(first, TwoAccounts)
    assert (first.article, first.account, first.is_contradictory) == (
        "Two men came to the town.",
        "Five men came.",
        True,
    )
    assert (first.kinds, second.label) == (("entity modification", "a figure edited"), "consistent")


def test_summedits_as_pairs_lays_an_account_beside_the_one_that_was_edited() -> None:
    first, second = ADAPTERS["summedits-pairs"].read(SUMMEDITS)
    assert isinstance(first, TwoClaims)
    assert (first.first.statement, first.second.statement) == ("Two men came.", "Five men came.")
    assert (first.relation, second.label) == ("contradiction", "same")


def test_an_account_of_an_article_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match="row '1' is of article 'd'"):
        ADAPTERS["summedits"].read({**SUMMEDITS, "x_articles": []})


def test_factcheck_gives_documents_with_the_claims_of_each_sentence() -> None:
    (document,) = ADAPTERS["factcheck"].read(FACTCHECK)
    assert isinstance(document, Document)
    assert [len(humans) for _, humans in document.sentences] == [2, 0, 1]
    assert document.sentences[0][1][1].item_id == "s1.2"


def test_factcheck_as_veracity_takes_each_claim_once_if_it_was_found_true_or_false() -> None:
    (claim,) = ADAPTERS["factcheck-veracity"].read(FACTCHECK)
    assert isinstance(claim, OneClaim)
    assert (claim.item_id, claim.statement, claim.label) == ("s1.1", "Ann is 40.", "true")


def test_a_side_of_a_pair_is_a_text_or_an_object() -> None:
    (pair,) = ADAPTERS["pairs"].read(PAIRS)
    assert isinstance(pair, TwoClaims)
    assert (pair.first.statement, pair.second.day, pair.label) == ("Two men came.", "2026-03-01", "update")


def test_a_row_without_what_it_needs_is_named_with_its_number() -> None:
    rows: list[dict[str, Any]] = [{"id": "1", "claim": "A.", "label": True}, {"id": "2", "claim": "B."}]
    with pytest.raises(ConfigurationError, match=r"'c' row 2 \(id '2'\) has not the form of the set: label: Field"):
        ADAPTERS["claims"].read({"c": rows})


@pytest.mark.parametrize(
    ("name", "tables", "message"),
    [
        ("claims", {"c": [CLAIMS["c"][0], CLAIMS["c"][0]]}, "'c' row 2 has the id of row 1, '1'"),
        ("factcheck", {**FACTCHECK, "y": [FACTCHECK["y"][0]] * 2}, "'y' row 2 has the id of row 1, 's1'"),
        ("summedits", {**SUMMEDITS, "x_articles": [SUMMEDITS["x_articles"][0]] * 2}, "has the doc_id of row 1, 'd'"),
        ("pairs", {"p": [{**PAIRS["p"][0], "first": {"statement": "A.", "day": "Monday"}}]}, "first.day: "),
    ],
)
def test_rows_of_one_id_and_a_day_that_is_none_are_refused(name: str, tables: Tables, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        ADAPTERS[name].read(tables)


@pytest.mark.parametrize(
    ("tables", "name", "message"),
    [({}, None, "These fit: none"), (BUMP, "brat", "no form 'brat': --as takes gold, bump,")],
)
def test_what_no_form_fits_is_told_with_the_forms(tables: Tables, name: str | None, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        find_adapter(tables, "set", name)


MANY = [OneClaim(f"{n}", f"{n}", "x", is_true=n % 4 == 0) for n in range(40)]


@pytest.mark.parametrize(
    ("share", "true", "false"),
    [
        (Share(8), [0, 20], [1, 7, 14, 21, 27, 34]),
        (Share(each=2), [0, 20], [1, 21]),
        (Share(8, seed=1), [4, 24], [2, 9, 15, 22, 29, 35]),
    ],
)
def test_a_sample_is_spread_evenly_within_each_label(share: Share, true: list[int], false: list[int]) -> None:
    taken = take_sample(MANY, share)
    assert [int(one.item_id) for one in taken.examples] == sorted(true + false)
    assert taken.size == 40


def test_without_a_limit_or_with_a_large_one_everything_is_taken() -> None:
    assert len(take_sample(MANY, Share()).examples) == len(take_sample(MANY, Share(99)).examples) == 40


def test_the_digest_tells_other_examples_apart() -> None:
    digests = {take_sample(MANY, share).digest for share in (Share(), Share(8), Share(8, seed=1))}
    assert len(digests) == 3
    assert take_sample(MANY, Share()).digest in digests
