"""The order of the stages: from input files to graded articles, with threads, failures and interruption."""

from pipeline.runner.batch import run_articles
from pipeline.runner.reading import Reading, read_articles
from pipeline.runner.stage import Stages
from pipeline.runner.terms import BatchResult, Terms

__all__ = ["BatchResult", "Reading", "Stages", "Terms", "read_articles", "run_articles"]
