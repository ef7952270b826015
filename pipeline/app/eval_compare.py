"""Comparing two evaluations that were written: read, compared, written."""

from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import ConfigurationError
from pipeline.eval.compare import Comparison, compare_evaluations
from pipeline.eval.comparison_page import Passages, comparison_parts
from pipeline.eval.page import EXAMPLES, REPORT
from pipeline.eval.result import Evaluation
from pipeline.files import prepare_output, read_rows, read_text, write_output
from pipeline.presence import is_file, is_folder


def compare_written(before: Path, after: Path, out: Path) -> Comparison:
    """Compare two evaluations and write what changed.

    Args:
        before: the folder of an evaluation, or its `report.json` alone, which has no passages.
        after: as `before`.
        out: where the comparison goes.

    Raises:
        ConfigurationError: one cannot be read, or `out` cannot be written.
    """
    first, second = read_evaluation(before), read_evaluation(after)
    prepare_output(out)
    comparison = compare_evaluations(first, second)
    write_output(out, comparison_parts(comparison, _passages(before), _passages(after)))
    return comparison


def read_evaluation(path: Path) -> Evaluation:
    """Return an evaluation from its folder, or from its `report.json` under whatever name.

    Raises:
        ConfigurationError: it cannot be read, or is of another form.
    """
    file = path / REPORT if is_folder(path) else path
    try:
        return Evaluation.model_validate_json(read_text(file))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise ConfigurationError(f"{str(file)!r} is no evaluation of this version ({place}: {first['msg']})") from None


def _passages(path: Path) -> Passages:
    file = path / EXAMPLES
    if not is_folder(path) or not is_file(file):
        return {}
    names = ("dataset", "way", "item_id", "passage", "said")
    rows = [[row.get(name) for name in names] for row in read_rows(file)]
    if any(None in row for row in rows):
        raise ConfigurationError(f"{str(file)!r} is none of an evaluation (a line lacks {names}): take it away")
    return {(str(dataset), str(way), str(item)): (str(told), str(said)) for dataset, way, item, told, said in rows}
