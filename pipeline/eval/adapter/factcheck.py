"""Factcheck-GPT and its like: documents with the claims that people made of each sentence, and whether each is true.

Files in twos: `X` (id, doc_id, text: a sentence, gold_claims, meta.claim_factuality in the same order: true, false or
anything else) and `X_documents` (doc_id, text). As `veracity` the claims that were found true or false stand alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.eval.adapter import Adapter, Row, Tables, beside, has_fields, rows_as
from pipeline.eval.task.extraction import EXTRACTION, Document, HumanClaim
from pipeline.eval.task.plausibility import PLAUSIBILITY, OneClaim

_ENDING = "_documents"


class _Meta(Row):
    claim_factuality: tuple[Any, ...] = ()


class _Sentence(Row):
    id: str
    doc_id: str
    text: str
    gold_claims: tuple[str, ...]
    meta: _Meta = _Meta()


class _Document(Row):
    doc_id: str
    text: str


def _read(tables: Tables) -> Sequence[Document]:
    return [one for name, rows, documents in beside(tables, _ENDING) for one in _documents(name, rows, documents)]


def _documents(name: str, rows: Sequence[Any], documents: Sequence[Any]) -> Iterator[Document]:
    sentences: dict[str, list[tuple[str, tuple[HumanClaim, ...]]]] = defaultdict(list)
    for row in rows_as(_Sentence, rows, name):
        humans = tuple(HumanClaim(f"{row.id}.{n}", claim) for n, claim in enumerate(row.gold_claims, 1))
        sentences[row.doc_id].append((row.text, humans))
    for one in rows_as(_Document, documents, name + _ENDING):
        if one.doc_id in sentences:
            yield Document(one.doc_id, one.text, tuple(sentences[one.doc_id]))


def _read_veracity(tables: Tables) -> Sequence[OneClaim]:
    found: dict[str, OneClaim] = {}
    for name, rows, _ in beside(tables, _ENDING):
        for row in rows_as(_Sentence, rows, name):
            for n, (claim, label) in enumerate(zip(row.gold_claims, row.meta.claim_factuality, strict=False), 1):
                if isinstance(label, bool):
                    found.setdefault(claim, OneClaim(f"{row.id}.{n}", row.doc_id, claim, label))
    return list(found.values())


FACTCHECK = Adapter(
    "factcheck",
    "documents with the claims that people made of each sentence",
    EXTRACTION,
    lambda tables: has_fields(tables, "gold_claims", "doc_id") and bool(beside(tables, _ENDING)),
    _read,
)
FACTCHECK_VERACITY = Adapter(
    "factcheck-veracity",
    "those of the claims that people found true or false, alone",
    PLAUSIBILITY,
    lambda _: False,
    _read_veracity,
)
