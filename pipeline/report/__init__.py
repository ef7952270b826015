"""Renders what the stages found; it computes nothing."""

from pipeline.report.headline import RunHeadline
from pipeline.report.register import page_name
from pipeline.report.render import render_report

__all__ = ["RunHeadline", "page_name", "render_report"]
