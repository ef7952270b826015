"""Renders what the stages found, and reads back what reviewers left on its pages; it computes nothing."""

from pipeline.report.article_view import not_checked_of
from pipeline.report.boxes_view import Known
from pipeline.report.chat import chat_failure, chat_line
from pipeline.report.headline import RunHeadline
from pipeline.report.html.render import render_site
from pipeline.report.page_marks import (
    Fault,
    MarkedGroup,
    PageMarks,
    clean_name,
    clean_note,
    holds_marks,
    is_worth_reading,
    read_page,
)
from pipeline.report.part import OutputPart
from pipeline.report.register import page_name
from pipeline.report.render import Pages, render_lines, render_night, render_report
from pipeline.report.survey import Verdicts
from pipeline.report.template import NO_TEMPLATES, OwnTemplates
from pipeline.report.template_check import check_templates

__all__ = [
    "NO_TEMPLATES",
    "Fault",
    "Known",
    "MarkedGroup",
    "OutputPart",
    "OwnTemplates",
    "PageMarks",
    "Pages",
    "RunHeadline",
    "Verdicts",
    "chat_failure",
    "chat_line",
    "check_templates",
    "clean_name",
    "clean_note",
    "holds_marks",
    "is_worth_reading",
    "not_checked_of",
    "page_name",
    "read_page",
    "render_lines",
    "render_night",
    "render_report",
    "render_site",
]
