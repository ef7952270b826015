"""The sample articles, replayed from the recording: what `make demo` does, and what it must find."""

import contextlib
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.app import Plan, RunCommand, Surroundings, make_plan, run, wire_stages
from pipeline.cli import app
from pipeline.clock import SystemClock
from pipeline.errors import NoRecordingError
from pipeline.files import find_inputs
from pipeline.llm.cassette import deserialize
from pipeline.llm.factory import Provider, open_llm
from pipeline.llm.openai_llm import request_body
from pipeline.llm.port import LLM, LLMReply, LLMRequest, T
from pipeline.llm.replay import describe
from pipeline.progress import SilentSink
from pipeline.runner import read_articles, run_articles
from pipeline.settings import Settings, load_settings
from pipeline.stopping import Stopping
from schemas.article import Article
from tests.rendered import dead_links

ROOT = Path(__file__).parents[2]
CASSETTE = ROOT / "cassettes" / "seeds.yaml"
EXAMPLE = ROOT / "docs" / "example"
GOLD: dict[str, Any] = json.loads((ROOT / "seeds" / "gold.json").read_text(encoding="utf-8"))
LEAST_COVERED = 34  # of the 36 gold passages


@dataclass
class Witness:
    """Passes every request on, and keeps the hash of its body."""

    inner: LLM
    strict: bool
    bodies: set[str]

    def complete(self, request: LLMRequest[T]) -> LLMReply[T]:
        self.bodies.add(hashlib.sha256(request_body(request, self.strict)).hexdigest())
        return self.inner.complete(request)


def flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def seed_settings() -> Iterator[Settings]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL", "FACTGRADE_MODEL"):
            patch.delenv(name, raising=False)
        yield load_settings(cassette=CASSETTE)


@pytest.fixture(scope="module")
def seeds() -> tuple[Article, ...]:
    found = find_inputs([str(ROOT / "seeds")])
    with Path("/dev/null").open("rb") as nothing:
        return tuple(read_articles(found, nothing, SilentSink()).articles)


@pytest.fixture(scope="module")
def plan(seed_settings: Settings, seeds: tuple[Article, ...]) -> Plan:
    return make_plan(RunCommand(paths=(), out=Path(), provider=Provider.REPLAY), seed_settings, seeds)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return replayed(tmp_path_factory.mktemp("first"))


def replayed(folder: Path) -> Path:
    """Run as `make demo` does."""
    words = ("run", "seeds", "--out", str(folder), "--provider", "replay", "--cassette", "cassettes/seeds.yaml")
    with contextlib.chdir(ROOT):
        result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    return folder


def test_the_replay_covers_the_known_passages(out: Path) -> None:
    quotes: dict[str, list[str]] = {}
    for claim in lines(out, "claims.jsonl"):
        quotes.setdefault(Path(claim["article"]["path"]).name[:3], []).append(flat(claim["quote"]))
    found = [
        passage
        for key, entry in GOLD["articles"].items()
        for passage in entry["claims"]
        if any(flat(passage) in quote for quote in quotes[key])
    ]
    assert len(found) >= LEAST_COVERED


def test_no_claim_rests_on_page_debris(out: Path) -> None:
    for claim in lines(out, "claims.jsonl"):
        entry = GOLD["articles"][Path(claim["article"]["path"]).name[:3]]
        assert not [passage for passage in entry["boilerplate"] if flat(passage) in flat(claim["quote"])]


def test_every_quote_is_the_article_s_own_text_at_its_offsets(out: Path, seeds: tuple[Article, ...]) -> None:
    texts = {article.article_id: article.text for article in seeds}
    claims = lines(out, "claims.jsonl")
    assert claims
    assert all(c["quote"] == texts[c["article"]["id"]][c["start"] : c["end"]] for c in claims)


def test_every_sentence_has_an_outcome(out: Path, seeds: tuple[Article, ...]) -> None:
    ledger = lines(out, "sentences.jsonl")
    assert len(ledger) == sum(len(article.sentences) for article in seeds)
    assert all(line["outcome"] and line["outcome"] != "not_checked" for line in ledger)


def test_the_example_of_the_documentation_is_what_the_samples_give(out: Path) -> None:
    """After a wanted change: `make example`, and read the difference."""
    written = {page.name: page.read_text(encoding="utf-8") for page in out.glob("*.md")}
    assert {page.name: page.read_text(encoding="utf-8") for page in EXAMPLE.glob("*.md")} == written


def test_a_second_replay_writes_the_same_bytes(out: Path, tmp_path: Path) -> None:
    again = replayed(tmp_path)
    names = {path.name for path in out.iterdir()} - {"run.json"}
    assert names == {path.name for path in again.iterdir()} - {"run.json"}
    assert all((out / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_every_link_of_the_pages_leads_to_a_part(out: Path) -> None:
    assert dead_links({path.name: path.read_text("utf-8") for path in out.glob("*.md")}) == []


def test_the_first_screen_of_the_index_shows_the_size_of_the_round_and_the_founder_s_name(out: Path) -> None:
    first = "\n".join((out / "index.md").read_text("utf-8").splitlines()[:14])
    plain = re.sub(r"\]\([^)]*\)|\[", "", first)
    assert "$7.4 billion and 50 billion yuan (2 articles) against $70 billion (1 article) against $1 billion" in plain
    assert "Liang Wenfeng (1 article) against Liang Wenhong (1 article)" in plain


def test_a_conflict_is_one_part_of_a_page(out: Path) -> None:
    for path in out.glob("0*.md"):
        marked = re.findall("<!-- mark end ([0-9a-f]{12}) -->", path.read_text("utf-8"))
        assert len(marked) == len(set(marked)) > 0


def test_the_small_model_s_grade_decides_nothing(out: Path) -> None:
    for claim in lines(out, "claims.jsonl"):
        by_rule = [f for f in claim["findings"] if f["by"].startswith("rule:") and f["severity"] != "info"]
        assert claim["verdict"] in {"plausible", "not_checkable"} or by_rule or claim["verdict"] == "disputed"


def test_two_of_the_articles_alone_make_pages_and_say_which_pairs_were_not_compared(
    seed_settings: Settings, tmp_path: Path
) -> None:
    command = RunCommand(tuple(str(ROOT / "seeds" / f"{name}*") for name in ("000", "001")), tmp_path / "out")
    alone = seed_settings.model_copy(update={"model_dir": tmp_path / "none"})
    record = run(command, alone, Surroundings(SystemClock(), SilentSink(), BytesIO(), Stopping()))
    assert (record.exit_code, len(record.articles)) == (3, 2)
    assert "give all that were recorded" in (tmp_path / "out" / "index.md").read_text(encoding="utf-8")


def test_nothing_in_the_recording_is_unplayed(plan: Plan, seed_settings: Settings, seeds: tuple[Article, ...]) -> None:
    with open_llm(plan.choice, seed_settings, print) as inner:
        witness = Witness(inner, bool(plan.choice.is_strict), set())
        run_articles(seeds, wire_stages(plan), witness)
    assert witness.bodies == describe(CASSETTE).bodies


def test_one_changed_word_of_a_prompt_is_a_request_without_recording(
    plan: Plan, seed_settings: Settings, seeds: tuple[Article, ...]
) -> None:
    prompt = plan.prompts.extract
    changed = replace(prompt, instruction=prompt.instruction.replace("single", "simple", 1))
    assert changed.system != prompt.system
    altered = replace(plan, prompts=replace(plan.prompts, extract=changed))
    with open_llm(plan.choice, seed_settings, print) as llm, pytest.raises(NoRecordingError, match=r"sentences? \d+"):
        run_articles(seeds, wire_stages(altered), llm)


def test_calls_with_one_prompt_begin_with_the_same_bytes_up_to_the_article() -> None:
    recorded = deserialize(CASSETTE.read_text(encoding="utf-8"))["interactions"]
    bodies = [each["request"]["body"] for each in recorded]
    prompts = {json.loads(body)["messages"][0]["content"] for body in bodies}
    assert len(prompts) == 5
    for system in prompts:
        own = [body for body in bodies if json.loads(body)["messages"][0]["content"] == system]
        start = own[0].index('{"role":"user"')
        assert all(body.startswith(own[0][:start]) for body in own)


def test_a_server_that_caches_prompts_took_most_of_them_from_its_cache(out: Path) -> None:
    usage = json.loads((out / "run.json").read_text(encoding="utf-8"))["usage"]
    shares = {stage: spent["cached_tokens"] / spent["input_tokens"] for stage, spent in usage.items()}
    whole = [sum(spent[kind] for spent in usage.values()) for kind in ("cached_tokens", "input_tokens")]
    assert set(shares) == {"extract", "confirm", "grade", "relate"}
    assert whole[0] / whole[1] > 0.8
    assert min(shares.values()) > 0.6  # of a short question less is common to all


def test_auto_replays_the_samples_and_says_so_first(tmp_path: Path, seed_settings: Settings) -> None:
    words = ("run", str(ROOT / "seeds"), "--out", str(tmp_path), "--cassette", str(seed_settings.cassette))
    clean = dict.fromkeys(("FACTGRADE_API_KEY", "OPENAI_API_KEY", "FACTGRADE_BASE_URL", "OPENAI_BASE_URL"), None)
    result = CliRunner().invoke(app, words, env=clean)
    assert result.stdout.splitlines()[0].startswith("replay:")
    assert json.loads((tmp_path / "run.json").read_text())["provider"]["provider"] == "replay"
