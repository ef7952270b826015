"""The only place that wires objects: settings, files, model, stages, pages."""

from pipeline.app.batch import Collection, Submission, collect_batches, look_at_batches, submit_batches
from pipeline.app.command import Prompts, RunCommand, Surroundings
from pipeline.app.doctor import Examination, examine
from pipeline.app.export import ExportCommand
from pipeline.app.export_annotation import AnnotationTally, export_sarif, export_workflow
from pipeline.app.export_review import ReviewTally, export_claim_reviews
from pipeline.app.export_table import export_claims, export_conflicts
from pipeline.app.forecast import Amount, Forecast, forecast_run
from pipeline.app.mark import MarkCommand, collect_folder, give_mark, marks_of_store, statistics_of_store
from pipeline.app.mark_collection import CollectedMarks, collect_marks
from pipeline.app.own_template import own_templates
from pipeline.app.plan import Plan, make_plan, wire_stages
from pipeline.app.pruning import compact_store, prune_runs
from pipeline.app.report import report_html
from pipeline.app.run import run
from pipeline.app.stored import check_store, difference_of_runs, export_run, run_of_store, runs_of_store

__all__ = [
    "Amount",
    "AnnotationTally",
    "CollectedMarks",
    "Collection",
    "Examination",
    "ExportCommand",
    "Forecast",
    "MarkCommand",
    "Plan",
    "Prompts",
    "ReviewTally",
    "RunCommand",
    "Submission",
    "Surroundings",
    "check_store",
    "collect_batches",
    "collect_folder",
    "collect_marks",
    "compact_store",
    "difference_of_runs",
    "examine",
    "export_claim_reviews",
    "export_claims",
    "export_conflicts",
    "export_run",
    "export_sarif",
    "export_workflow",
    "forecast_run",
    "give_mark",
    "look_at_batches",
    "make_plan",
    "marks_of_store",
    "own_templates",
    "prune_runs",
    "report_html",
    "run",
    "run_of_store",
    "runs_of_store",
    "statistics_of_store",
    "submit_batches",
    "wire_stages",
]
