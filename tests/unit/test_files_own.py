"""Whose the files of a folder are that a run would write over: ours in every state that a run can leave, else not."""

from itertools import combinations
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.files import prepare_pages, require_own, write_output
from pipeline.report import NO_TEMPLATES, OutputPart, OwnTemplates, render_report
from pipeline.report.sample_run import HEADLINE, known_mark, sample_run
from tests.rendered import joined, whole

RECORD = '{"run_id": "1", "articles": []}'
LISTS = ("claims.jsonl", "conflicts.jsonl", "markable.jsonl", "sentences.jsonl")
OWN = OwnTemplates.of({"index.md.j2": "Ours.\n", "article.md.j2": "x\n"})
RUNS = [(own, count) for own in (NO_TEMPLATES, OWN) for count in (0, 2)]
HEX = "0f" * 16


def files(own: OwnTemplates, articles: int) -> dict[str, str]:
    """Return the files of a run over so many articles, in the order in which they are shown."""
    run = sample_run()
    verdicts, conflicts = run.verdicts[:articles], run.conflicts if articles else ()
    made = joined(render_report(verdicts, conflicts, run.rejected, HEADLINE, known_mark, own=own))
    pages = {name: text for name, text in made.items() if name not in (*LISTS, "index.md")}
    return pages | {name: made[name] for name in (*LISTS, "index.md")} | {"run.json": RECORD}


def fill(folder: Path, found: dict[str, str]) -> Path:
    for name, text in found.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def states(shown: dict[str, str]) -> list[list[str]]:
    """Return which files may stand where a first run ended at any moment, the lists in whatever order they come."""
    names = list(shown)
    pages = [name for name in names if name not in (*LISTS, "index.md", "run.json")]
    whole_lists = [*pages, *LISTS]
    return [
        *(pages[:count] for count in range(len(pages))),
        *([*pages, *some] for count in range(5) for some in combinations(LISTS, count)),
        [*whole_lists, "index.md"],
        [*whole_lists, "index.md", "run.json"],
    ]


@pytest.mark.parametrize(("own", "articles"), RUNS)
@pytest.mark.parametrize("left", [(), (f".run.json.{HEX}.tmp", ".factgrade.lock", f".probe.{HEX}.tmp")])
def test_a_folder_in_which_a_run_of_ours_ended_at_any_moment_is_taken(
    tmp_path: Path, own: OwnTemplates, articles: int, left: tuple[str, ...]
) -> None:
    shown = files(own, articles)
    for number, names in enumerate(states(shown)):
        (folder := tmp_path / str(number)).mkdir()
        fill(folder, {name: shown[name] for name in names} | dict.fromkeys(left, ""))
        prepare_pages(folder)


@pytest.mark.parametrize("left", ["", "hidden", "page"])
def test_an_index_that_stood_before_the_lists_is_taken_where_a_run_left_something_beside_it(
    tmp_path: Path, left: str
) -> None:
    own = OwnTemplates.of({"index.md.j2": "Ours.\n"}) if left else NO_TEMPLATES
    made = files(own, 2 if left == "page" else 0)
    fill(tmp_path, {name: text for name, text in made.items() if name not in (*LISTS, "run.json")})
    if left == "hidden":
        fill(tmp_path, {f".claims.jsonl.{HEX}.tmp": ""})
    require_own(tmp_path)


@pytest.mark.parametrize("name", LISTS)
def test_no_index_is_shown_without_the_lists(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    parts = [OutputPart(one, "", is_whole=False) for one in LISTS]
    with pytest.raises(ConfigurationError, match="cannot write"):
        write_output(tmp_path, [OutputPart("index.md", "x"), *parts, *whole({"run.json": RECORD})])
    assert not (tmp_path / "index.md").exists()


FOREIGN = [
    ("index.md", "# our own site\n"),
    ("run.json", '{"mine": 1}\n'),
    ("run.json", "["),
    *((name, '{"id": 1}\n') for name in LISTS),
]


@pytest.mark.parametrize(("name", "text"), FOREIGN)
def test_a_file_of_somebody_else_is_named_and_stays(tmp_path: Path, name: str, text: str) -> None:
    pages = {name: text for name, text in files(NO_TEMPLATES, 0).items() if name != "run.json"}
    fill(tmp_path, (pages if name != "index.md" else {"notes-20261126.md": "# A note\n"}) | {name: text})
    with pytest.raises(ConfigurationError, match=f"{name}': not of this tool and would be lost: choose another"):
        prepare_pages(tmp_path)
    assert (tmp_path / name).read_text("utf-8") == text


@pytest.mark.parametrize(("name", "text"), FOREIGN[:1] + FOREIGN[3:])
def test_what_somebody_changed_in_a_folder_of_a_run_is_written_again(tmp_path: Path, name: str, text: str) -> None:
    fill(tmp_path, files(NO_TEMPLATES, 2) | {name: text})
    prepare_pages(tmp_path)


@pytest.mark.parametrize(
    "name", ["story-0123abcd.marked-1.md", "markable.marked-2.jsonl", "notes.md", "index.html", "nightly", "data.json"]
)
def test_what_no_run_writes_over_is_in_nobody_s_way(tmp_path: Path, name: str) -> None:
    fill(tmp_path, {name: "mine\n"})
    prepare_pages(tmp_path)


@pytest.mark.parametrize("name", ["index.md", "run.json", *LISTS])
def test_a_file_without_a_byte_is_nothing_to_lose(tmp_path: Path, name: str) -> None:
    fill(tmp_path, {name: ""})
    prepare_pages(tmp_path)


@pytest.mark.parametrize("name", ["index.md", "run.json", "claims.jsonl"])
def test_what_cannot_be_read_may_be_somebody_else_s(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(name)  # which goes round in a circle, also for root
    with pytest.raises(ConfigurationError, match=f"{name}' cannot be read .*, which tells whose it is"):
        prepare_pages(tmp_path)


def test_a_folder_of_such_a_name_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "index.md").mkdir()
    prepare_pages(tmp_path)


def test_a_link_that_leads_nowhere_is_nothing_to_lose(tmp_path: Path) -> None:
    (tmp_path / "index.md").symlink_to(tmp_path / "gone")
    prepare_pages(tmp_path)
