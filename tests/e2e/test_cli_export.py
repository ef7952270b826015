"""The export commands, over a run that the application made and a reviewer marked; from a file and from a server."""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.store import add_marks, open_store
from tests import kept
from tests.golden.export.documents import PUBLISHER, made_marks
from tests.golden.report.scenes import decided_scenes
from tests.places import Place
from tests.reviewing import FIRST, OTHER, OWN, RIVAL, Newsroom

_FOLDER = Path(__file__).parents[1] / "golden" / "export"
GOLDEN = {path.name: path.read_bytes().decode() for path in _FOLDER.iterdir() if path.suffix not in {".py", ""}}
CROWD = "Of those on the ferry, 130% of the voters were from the island."
REVIEWS = ("export", "claimreview", "--publisher", "Desk", "--page-url", "https://desk.example/{stem}#claim-{number}")


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Return a run with two claims that are signed off, a false alarm, and a claim that nobody marked.

    What else speaks against one of the two, that of the bridge and the voters, is a false alarm.
    """
    made = Newsroom(tmp_path_factory.mktemp("export"))
    made.write("bridge.md", FIRST, OWN, OTHER)
    made.write("rival.md", FIRST, RIVAL, CROWD, publisher="River Times")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("STATE", "CACHE", "MODEL"):
            patch.setenv(f"FACTGRADE_{name}_DIR", str(made.home / name))
        made.run()
    mark(made, ids(made)[OWN], "false-alarm")
    mark(made, ids(made)[CROWD], "false-alarm")
    lines = (made.pages / "conflicts.jsonl").read_text("utf-8").splitlines()
    mark(made, next(row["conflict_id"] for row in map(json.loads, lines) if row["scope"] == "within"), "agree")
    return made


@pytest.mark.parametrize("words", [("csv",), ("sarif",), ("github",), REVIEWS[1:]])
def test_no_document_takes_the_place_of_its_store(newsroom: Newsroom, words: tuple[str, ...]) -> None:
    store = Path(newsroom.store)
    before = store.read_bytes()
    _, told = ran("export", *words, "--store", newsroom.store, "--out", f"{store.parent}/./{store.name}", code=2)
    assert "is the store itself" in told
    assert store.read_bytes() == before


def ids(newsroom: Newsroom) -> dict[str, str]:
    lines = (newsroom.pages / "claims.jsonl").read_text("utf-8").splitlines()
    return {row["statement"]: row["claim_id"] for row in map(json.loads, lines)}


def mark(newsroom: Newsroom, found_id: str, says: str) -> None:
    ran("mark", found_id, "--as", says, "--store", newsroom.store)


def ran(*words: str, code: int = 0) -> tuple[str, str]:
    """Return what a command wrote to standard output and to standard error."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.stdout_bytes.decode(), result.stderr


def test_only_signed_off_claims_are_reviews_and_the_others_are_counted(newsroom: Newsroom) -> None:
    document, told = ran(*REVIEWS, "--store", newsroom.store)
    assert [one["claimReviewed"] for one in json.loads(document)["@graph"]] == [OWN, OTHER]
    assert told == "2 reviews; left out: 1 not marked, 1 a false alarm\n"


def test_what_a_refusal_says_to_do_signs_the_claim_off(tmp_path: Path) -> None:
    made = Newsroom(tmp_path)
    made.write("bridge.md", FIRST, OWN)
    made.write("rival.md", FIRST, RIVAL, publisher="River Times")
    made.run()
    words = (*REVIEWS, "--store", made.store, "--claim", ids(made)[OWN])
    _, refused = ran(*words, code=2)
    (command,) = re.findall("`factgrade ([^`]*)`", refused)
    ran(*command.split())
    (review,) = json.loads(ran(*words)[0])["@graph"]
    assert review["reviewRating"]["alternateName"] == "Disputed by another article"


def test_one_signed_off_claim_is_exported_by_its_first_digits(newsroom: Newsroom, tmp_path: Path) -> None:
    out = tmp_path / "review.jsonld"
    options = (
        "--claim",
        ids(newsroom)[OWN][:9],
        "--rating",
        "contradicted=2",
        "--publisher-url",
        "https://desk.example",
    )
    document, _ = ran(*REVIEWS, "--store", newsroom.store, "--out", str(out), *options)
    (review,) = json.loads(out.read_text("utf-8"))["@graph"]
    assert (document, review["reviewRating"]["ratingValue"], review["identifier"]) == ("", 2, ids(newsroom)[OWN])


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (RIVAL, "is not signed off: once a reviewer agrees"),
        (CROWD, "a false alarm, so that there is nothing to publish"),
        (FIRST, "nothing speaks against claim"),
    ],
)
def test_a_claim_that_nobody_signed_off_is_refused_with_what_to_do(
    newsroom: Newsroom, tmp_path: Path, statement: str, why: str
) -> None:
    out = tmp_path / "review.jsonld"
    reference = ids(newsroom)[statement]
    document, told = ran(*REVIEWS, "--store", newsroom.store, "--claim", reference, "--out", str(out), code=2)
    assert why in told
    assert bool(re.search("`factgrade mark [0-9a-f]{12} --as agree --store ", told)) == (statement != FIRST)
    assert (document, out.exists()) == ("", False)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--claim", "zzzz"), "'zzzz' is no id"),
        (("--claim", "000000000"), "the run has no claim '000000000'"),
        (("--rating", "true=5"), "is no rating"),
        (("--page-url", "desk/{page}"), "is no address of a web page"),
        (("--publisher-url", "desk"), "--publisher-url 'desk' is no address"),
        (("--publisher", "\u200b "), "say with --publisher who publishes the reviews"),
        (("--run", "0000"), "there is no run '0000'"),
    ],
)
def test_an_option_that_cannot_work_is_refused(newsroom: Newsroom, options: tuple[str, ...], why: str) -> None:
    document, told = ran(*REVIEWS, "--store", newsroom.store, *options, code=2)
    assert (document, why in told) == ("", True)


def test_an_id_that_several_claims_begin_with_is_refused(tmp_path: Path) -> None:
    of = kept.article("A.", "B.")
    claims = [kept.claim(of, n) for n in (1, 2)]
    stated = [one.graded.checked.grounded.claim for one in claims]
    twins = [
        one.model_copy(
            update={"graded": one.graded.model_copy(update={"checked": one.graded.checked.model_copy(update={
                "grounded": one.graded.checked.grounded.model_copy(update={"claim": claim.model_copy(update={
                    "claim_id": f"abcd{n}"})})})})}
        )
        for n, (one, claim) in enumerate(zip(claims, stated, strict=True))
    ]  # fmt: skip
    kept.save(open_store(tmp_path / "news.db"), kept.decided(of, *twins))
    _, told = ran(*REVIEWS, "--store", str(tmp_path / "news.db"), "--claim", "abcd", code=2)
    assert "several claims begin with 'abcd': give more digits" in told


def test_what_is_doubted_is_told_on_its_lines(newsroom: Newsroom) -> None:
    document, told = ran("export", "sarif", "--store", newsroom.store, "--root", str(newsroom.home))
    results: list[dict[str, Any]] = json.loads(document)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"] for one in results]
    text = (newsroom.home / "in" / "bridge.md").read_text("utf-8").split("\n")
    region = next(one["region"] for one in places if one["artifactLocation"]["uri"] == "in/bridge.md")
    assert text[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] in (OWN, OTHER)
    assert told == f"{len(results)} findings; 2 known false alarms\n"


def test_known_false_alarms_are_suppressed_or_left_out(newsroom: Newsroom) -> None:
    words = ("export", "sarif", "--store", newsroom.store, "--root", str(newsroom.home))
    suppressed, left = (
        [one["suppressions"] for one in json.loads(ran(*words, *more)[0])["runs"][0]["results"]]
        for more in ((), ("--only-open",))
    )
    assert [one for one in suppressed if not one] == left
    assert len(suppressed) == len(left) + 2


def test_known_false_alarms_are_no_commands(newsroom: Newsroom) -> None:
    document, told = ran("export", "github", "--store", newsroom.store, "--root", str(newsroom.home))
    lines = document.splitlines()
    assert all(line.startswith(("::error file=in/", "::warning file=in/", "::notice file=in/")) for line in lines)
    assert told == f"{len(lines)} findings; 2 known false alarms\n"


@pytest.mark.parametrize("command", ["sarif", "github"])
def test_articles_outside_of_the_root_are_counted(newsroom: Newsroom, tmp_path: Path, command: str) -> None:
    _, told = ran("export", command, "--store", newsroom.store, "--root", str(tmp_path))
    assert told.startswith("nothing to export\nleft out: ")
    assert "give their folder with --root" in told


def test_claims_and_conflicts_are_tables(newsroom: Newsroom, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    _, told = ran("export", "csv", "--store", newsroom.store, "--bom", "--out", str(out))
    rows = list(csv.DictReader(StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert told == f"{len(rows)} rows\n"
    assert {row["statement"]: row["mark"] for row in rows if row["mark"]} == {
        OWN: "agree",
        OTHER: "agree",
        CROWD: "false_alarm",
    }
    document, _ = ran("export", "csv", "--of", "conflicts", "--store", newsroom.store)
    sides = list(csv.DictReader(StringIO(document, newline="")))
    assert {row["low"] for row in sides} >= {"40000000", "52000000"}
    assert len({(row["conflict_id"], row["article_id"], row["start"]) for row in sides}) == len(sides)


@pytest.mark.parametrize("out", ["no/such/folder.csv", "folder"])
def test_what_cannot_be_written_is_named(newsroom: Newsroom, tmp_path: Path, out: str) -> None:
    (tmp_path / "folder").mkdir()
    _, told = ran("export", "csv", "--store", newsroom.store, "--out", str(tmp_path / out), code=2)
    assert "cannot write the file" in told
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (REVIEWS, "nothing to export: no claim is signed off\n"),
        (("export", "sarif"), "nothing to export\n"),
        (("export", "github"), "nothing to export\n"),
        (("export", "csv", "--of", "conflicts"), "nothing to export: the run has no conflicts\n"),
    ],
)
def test_nothing_to_export_is_no_error_on_either_database(place: Place, words: tuple[str, ...], said: str) -> None:
    of = kept.article("It cost $4.")
    kept.save(open_store(place.address), kept.decided(of))
    assert ran(*words, "--store", place.address)[1] == said


def test_a_store_on_a_server_is_exported_like_a_file(place: Place) -> None:
    first, second = kept.article("It cost $4.", "It cost $5."), kept.article("It cost $6.", path="in/other.html")
    across = kept.conflict(first, second)
    verdicts = [kept.decided(one, conflicts=[across]) for one in (first, second)]
    kept.save(open_store(place.address), *verdicts, conflicts=[across])
    document, told = ran("export", "sarif", "--store", place.address)
    run = json.loads(document)["runs"][0]
    assert [len(one["relatedLocations"]) for one in run["results"]] == [1, 1]
    assert (told, len(run["invocations"][0]["toolExecutionNotifications"])) == ("2 findings\n", 2)


def test_what_comes_out_of_a_store_is_as_agreed(place: Place) -> None:
    verdicts, conflicts = decided_scenes()
    store = open_store(place.address)
    kept.save(store, *verdicts, conflicts=conflicts)
    with store.writing() as connection:
        add_marks(connection, made_marks())
    publisher = ("--publisher", PUBLISHER.name, "--publisher-url", str(PUBLISHER.url))
    pages = ("--page-url", PUBLISHER.page_url.template)
    commands = {
        "reviews.jsonld": ("claimreview", *publisher, *pages),
        "findings.sarif": ("sarif",),
        "commands.txt": ("github",),
        "claims.csv": ("csv",),
        "conflicts.csv": ("csv", "--of", "conflicts"),
    }
    found = {name: ran("export", *words, "--store", place.address)[0] for name, words in commands.items()}
    # Below its results a SARIF document tells of the tool, whose version and run are this one's own.
    found, agreed = ({name: text.partition('"tool"')[0] for name, text in each.items()} for each in (found, GOLDEN))
    assert found == agreed


@pytest.mark.parametrize("words", [REVIEWS, ("export", "sarif"), ("export", "github"), ("export", "csv")])
def test_without_a_store_there_is_nothing_to_export(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "there is no store" in ran(*words, "--store", str(tmp_path / "missing.db"), code=2)[1]
    assert list(tmp_path.iterdir()) == []
