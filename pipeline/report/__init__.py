"""Renders what the stages found; it computes nothing."""

from pipeline.report.article_view import not_checked_of
from pipeline.report.headline import RunHeadline
from pipeline.report.night_view import chat_failure, chat_line
from pipeline.report.part import OutputPart
from pipeline.report.register import page_name
from pipeline.report.render import render_lines, render_night, render_report
from pipeline.report.survey import Verdicts

__all__ = [
    "OutputPart",
    "RunHeadline",
    "Verdicts",
    "chat_failure",
    "chat_line",
    "not_checked_of",
    "page_name",
    "render_lines",
    "render_night",
    "render_report",
]
