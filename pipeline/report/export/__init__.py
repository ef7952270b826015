"""Exports for other tools: ClaimReview mark-up, SARIF, workflow commands of GitHub, tables for spreadsheets.

Invariant: each format has one writer, which cleans whatever text it is given and escapes it for its readers.
"""

from pipeline.report.export.annotation import Annotation, Level, Rule, annotations
from pipeline.report.export.claim_review import Publisher, claim_review_document
from pipeline.report.export.place import Place, Whereabouts, file_of_article, whereabouts
from pipeline.report.export.rating import LABELS, Averitec, Scale, parse_scale
from pipeline.report.export.sarif import Tool, sarif_document
from pipeline.report.export.sheet import BYTE_ORDER_MARK
from pipeline.report.export.sign_off import ReviewedClaim, Standing, reviewed_claims
from pipeline.report.export.table import claim_sheet, conflict_sheet, outlets
from pipeline.report.export.web_url import PageUrl, require_web_url
from pipeline.report.export.workflow import workflow_commands

__all__ = [
    "BYTE_ORDER_MARK",
    "LABELS",
    "Annotation",
    "Averitec",
    "Level",
    "PageUrl",
    "Place",
    "Publisher",
    "ReviewedClaim",
    "Rule",
    "Scale",
    "Standing",
    "Tool",
    "Whereabouts",
    "annotations",
    "claim_review_document",
    "claim_sheet",
    "conflict_sheet",
    "file_of_article",
    "outlets",
    "parse_scale",
    "require_web_url",
    "reviewed_claims",
    "sarif_document",
    "whereabouts",
    "workflow_commands",
]
