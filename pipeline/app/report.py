"""Pages of a stored run in another form than the run itself wrote: a small site of HTML.

Invariant: what a site shows is what the store holds of one run, and the marks that are known now; nothing is asked.
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.app.job import headline_of_record
from pipeline.clock import Clock
from pipeline.files import hold_folder, prepare_site, write_site
from pipeline.report import NO_TEMPLATES, OwnTemplates, render_site
from pipeline.store import LATEST, KnownMarks, RunLine, list_marks, read_store, stored_run


def report_html(
    place: str,
    out: Path,
    clock: Clock,
    reference: str = LATEST,
    *,
    command: Sequence[str] = (),
    own: OwnTemplates = NO_TEMPLATES,
) -> RunLine:
    """Write a page of HTML for each article of a run, and `index.html`; return which run it was.

    Args:
        place: the store, a file or a URL.
        out: the folder; what others have in it stays.
        clock: tells since when the folder is held.
        reference: the run, as for `stored_run`.
        command: as typed, shown to whoever else wants to write into the folder.
        own: templates that the pages are made with before the packaged ones.

    Raises:
        BusyError: another process writes into the folder, or the store's server does not answer.
        ConfigurationError: there is no store, the reference names no run of it, or `out` cannot be written, or holds an
            index that is not of this tool.
    """
    store = read_store(place)
    known = KnownMarks(list_marks(store))
    with stored_run(store, reference) as found:
        prepare_site(out)
        with hold_folder(out, command, clock):
            headline = headline_of_record(found.record)
            pages = render_site(found.verdicts, found.conflicts, found.record.rejected, headline, known.of, own=own)
            write_site(out, pages)
        return found.line
