"""The only reader of input files and writer of output files: nothing given is lost, and no reader sees half a file."""

from pipeline.files.dataset import GOLD_FILE, DatasetFiles, read_dataset, read_json, read_rows, read_text
from pipeline.files.dated import next_number, write_dated
from pipeline.files.earlier import RUN_RECORD, holds_pages, require_own, time_of_run
from pipeline.files.found import InputFile
from pipeline.files.input import MAX_BYTES, FoundInputs, find_inputs, read_input
from pipeline.files.lock import hold_folder, hold_store
from pipeline.files.marked import FoundPage, find_pages, has_pages, markable_lines, page_of, readable
from pipeline.files.output import (
    Part,
    pages_folder,
    prepare_output,
    prepare_pages,
    write_output,
    write_pieces,
    write_whole,
)
from pipeline.files.site import prepare_site, write_site
from pipeline.files.template_folder import read_templates

__all__ = [
    "GOLD_FILE",
    "MAX_BYTES",
    "RUN_RECORD",
    "DatasetFiles",
    "FoundInputs",
    "FoundPage",
    "InputFile",
    "Part",
    "find_inputs",
    "find_pages",
    "has_pages",
    "hold_folder",
    "hold_store",
    "holds_pages",
    "markable_lines",
    "next_number",
    "page_of",
    "pages_folder",
    "prepare_output",
    "prepare_pages",
    "prepare_site",
    "read_dataset",
    "read_input",
    "read_json",
    "read_rows",
    "read_templates",
    "read_text",
    "readable",
    "require_own",
    "time_of_run",
    "write_dated",
    "write_output",
    "write_pieces",
    "write_site",
    "write_whole",
]
