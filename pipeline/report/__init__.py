"""Renders what the stages found; it computes nothing."""

from pipeline.report.headline import RunHeadline
from pipeline.report.part import OutputPart
from pipeline.report.register import page_name
from pipeline.report.render import render_lines, render_report
from pipeline.report.survey import Verdicts

__all__ = ["OutputPart", "RunHeadline", "Verdicts", "page_name", "render_lines", "render_report"]
