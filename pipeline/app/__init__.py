"""The only place that wires objects: settings, files, model, stages, pages."""

from pipeline.app.command import Prompts, RunCommand, Surroundings
from pipeline.app.doctor import Examination, examine
from pipeline.app.plan import Plan, make_plan, wire_stages
from pipeline.app.run import run

__all__ = [
    "Examination",
    "Plan",
    "Prompts",
    "RunCommand",
    "Surroundings",
    "examine",
    "make_plan",
    "run",
    "wire_stages",
]
