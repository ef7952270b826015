"""The JSON Schemas of everything that is written to a file or asked of a model, generated from the models.

The files in `schemas/json` hold exactly what `json_schemas` returns; a test keeps them so.
"""

import hashlib
import json
from functools import cache

from pydantic import BaseModel

from schemas.article import Article
from schemas.conflict import Conflict
from schemas.grade import GradedClaim
from schemas.night_report import NightReport
from schemas.reply_claims import reply_claims
from schemas.reply_confirmation import ReplyConfirmation
from schemas.reply_grades import reply_grades
from schemas.reply_relation import ReplyRelation
from schemas.run import Run
from schemas.subject import Subject
from schemas.verdict import ArticleVerdict, LedgerLine

_MODELS: dict[str, type[BaseModel]] = {
    "article": Article,
    "graded_claim": GradedClaim,
    "conflict": Conflict,
    "article_verdict": ArticleVerdict,
    "ledger_line": LedgerLine,
    "run": Run,
    "reply_claims": reply_claims(3, 9),
    "reply_confirmation": ReplyConfirmation,
    "reply_grades": reply_grades((1, 2, 3)),
    "reply_relation": ReplyRelation,
}

# What is told of runs afterwards decides the result of none, and so has no part in what identifies a run.
_TOLD_LATER: dict[str, type[BaseModel]] = {"night_report": NightReport, "subject": Subject}


def json_schemas() -> dict[str, str]:
    """Return the JSON Schema of each model as text, by name; the replies for a window and a batch of three."""
    return {
        name: json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        for name, model in (_MODELS | _TOLD_LATER).items()
    }


def schema_digests() -> dict[str, str]:
    """Return the SHA-256 of each JSON Schema that decides the result of a run, in hexadecimal, by name."""
    return dict(_digests())


@cache
def _digests() -> tuple[tuple[str, str], ...]:
    """Return what `schema_digests` returns; making the schemas takes longer than all else of a night without news."""
    schemas = json_schemas()
    return tuple((name, hashlib.sha256(schemas[name].encode()).hexdigest()) for name in _MODELS)
