"""What goes into a store comes out equal in every field, whatever stands in it."""

import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.store import Store, compare_runs, open_store, read_store, save_run, stored_run, verify_store
from schemas.article import Article, Sentence, SentenceRole, Span
from schemas.claim import CheckedClaim, Claim, ClaimKind, ClaimStatus, GroundedClaim, Missing, MissingKind, NotChecked
from schemas.conflict import Conflict, Relation, Scope, Side
from schemas.finding import Finding, FindingKind, Severity
from schemas.grade import Consistency, Grade, GradedClaim, Plausibility
from schemas.quantity import Quantity, QuantityKind
from schemas.verdict import ArticleVerdict, ClaimVerdict, LedgerLine, Outcome, Verdict
from tests import kept
from tests.places import Places

WORDS = st.text(max_size=12)
MAYBE = st.none() | WORDS
PLACES = st.integers(0, 2**31 - 1)  # INTEGER of PostgreSQL ends there
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=3))])
INSTANTS = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001  zones are drawn
BOUNDS = st.none() | st.decimals(allow_nan=False, allow_infinity=False)


def some(of: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=most).map(tuple)


def one_of(of: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  any enum
    return st.sampled_from(list(of))


SPANS = st.builds(Span, start=PLACES, end=PLACES)
QUANTITIES = st.builds(
    Quantity, text=WORDS, start=PLACES, end=PLACES, kind=one_of(QuantityKind), low=BOUNDS, high=BOUNDS, unit=MAYBE,
    qualifier=MAYBE, candidates=some(WORDS), step=BOUNDS, noun=MAYBE,
)  # fmt: skip
FAILURES = st.builds(
    NotChecked, stage=WORDS, unit=WORDS, sentence_numbers=some(PLACES), claim_ids=some(WORDS), reason=WORDS
)
FINDINGS = st.builds(
    Finding, kind=one_of(FindingKind), by=WORDS, severity=one_of(Severity), explanation=WORDS, with_=some(WORDS),
    spans=some(SPANS),
)  # fmt: skip
GRADES = st.builds(
    Grade, plausibility=one_of(Plausibility), consistency=one_of(Consistency), reason=WORDS, relies_on=some(WORDS),
    model=WORDS, prompt=WORDS, is_decisive=st.booleans(),
)  # fmt: skip
SIDES = st.builds(
    Side, claim_id=MAYBE, article_id=WORDS, published_at=INSTANTS, value=MAYBE, low=BOUNDS, high=BOUNDS, unit=MAYBE,
    quote=WORDS, start=PLACES, end=PLACES, answer=PLACES, repeats=MAYBE, also=some(WORDS), words=st.none() | SPANS,
)  # fmt: skip
CONFLICTS = st.builds(
    Conflict, conflict_id=WORDS, scope=one_of(Scope), relation=one_of(Relation), topic=WORDS, sides=some(SIDES, 3),
    by=WORDS, explanation=WORDS,
)  # fmt: skip


def claims_of(article_id: str) -> st.SearchStrategy[ClaimVerdict]:
    claims = st.builds(
        Claim, claim_id=WORDS, article_id=st.just(article_id), sentence_numbers=some(PLACES), statement=WORDS,
        kind=one_of(ClaimKind), subject=WORDS, attribute=WORDS, value=MAYBE, speaker=MAYBE,
    )  # fmt: skip
    grounded = st.builds(
        GroundedClaim, claim=claims, spans=some(SPANS), quote=WORDS, start=PLACES, end=PLACES,
        missing=some(st.builds(Missing, kind=one_of(MissingKind), text=WORDS)),
    )  # fmt: skip
    checked = st.builds(
        CheckedClaim, grounded=grounded, quantities=some(QUANTITIES), status=st.none() | one_of(ClaimStatus),
        findings=some(FINDINGS),
    )  # fmt: skip
    graded = st.builds(GradedClaim, checked=checked, grade=st.none() | GRADES, not_checked=st.none() | FAILURES)
    return st.builds(
        ClaimVerdict, graded=graded, verdict=one_of(Verdict), findings=some(FINDINGS), because=some(FINDINGS),
        reason=WORDS,
    )  # fmt: skip


@st.composite
def sentences_with_lines(draw: st.DrawFn, article_id: str) -> tuple[tuple[Sentence, ...], tuple[LedgerLine, ...]]:
    sentences, lines = [], []
    for n in range(1, draw(st.integers(0, 3)) + 1):
        place = {"n": n, "start": draw(PLACES), "end": draw(PLACES), "role": draw(one_of(SentenceRole))}
        more = {"paragraph": draw(PLACES), "rule": draw(MAYBE), "repeats": draw(st.none() | PLACES)}
        sentences.append(Sentence(**place, **more))
        told = {"outcome": draw(one_of(Outcome)), "claim_ids": draw(some(WORDS)), "reason": draw(MAYBE)}
        lines.append(LedgerLine(article_id=article_id, **place, **told))
    return tuple(sentences), tuple(lines)


@st.composite
def decided_articles(draw: st.DrawFn, number: int) -> ArticleVerdict:
    head: dict[str, Any] = {name: draw(MAYBE) for name in ("title", "publisher", "url")}
    text, instant, path = draw(WORDS), draw(INSTANTS), draw(WORDS)
    # The id is of the content, so that two of one id are one: a number keeps them apart, whatever is drawn.
    article_id = kept.article(f"{number} {text}", published_at=instant, **head).article_id
    sentences, lines = draw(sentences_with_lines(article_id))
    article = Article(
        article_id=article_id, path=path, text=f"{number} {text}", published_at=instant, sentences=sentences, **head
    )
    return ArticleVerdict(
        article=article,
        verdict=draw(one_of(Verdict)),
        claims=draw(some(claims_of(article_id), 3)),
        conflicts=draw(some(CONFLICTS)),
        ledger=lines,
        not_checked=draw(some(FAILURES)),
    )


# One store for all examples: what they share is kept once, and must not mix them up.
@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("store") / "all.db")


@pytest.fixture(scope="module")
def store_on_server(server_places: Places) -> Store:
    return open_store(server_places.new().address)


def comes_out_equal(store: Store, data: st.DataObject) -> None:
    verdicts = [data.draw(decided_articles(number)) for number in range(data.draw(st.integers(0, 3)))]
    conflicts = data.draw(some(CONFLICTS))
    record = kept.record(verdicts, stop_reason=data.draw(MAYBE))
    save_run(store, record, verdicts, conflicts)
    with stored_run(store, "latest") as found:
        assert (found.record, found.conflicts) == (record, conflicts)
        assert list(found.verdicts) == verdicts
        written = [one.model_dump_json() for one in verdicts]
        assert [found.verdicts[n].model_dump_json() for n in range(len(found.verdicts))] == written


@settings(deadline=None, max_examples=60)  # a store is a file
@given(st.data())
def test_what_goes_in_comes_out_equal(store: Store, data: st.DataObject) -> None:
    comes_out_equal(store, data)


@settings(deadline=None, max_examples=20)  # each asks a server
@given(st.data())
def test_what_goes_to_a_server_comes_back_equal(store_on_server: Store, data: st.DataObject) -> None:
    comes_out_equal(store_on_server, data)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sound") / "news.db"
    bridge = kept.article("The bridge cost $4 million.", "It opened on Monday.")
    ferry = kept.article("The ferry closed in May.", path="in/ferry.txt")
    verdicts = kept.decided(bridge, conflicts=[kept.conflict(bridge)]), kept.decided(ferry)
    for _ in range(2):
        kept.save(open_store(file), *verdicts, conflicts=[kept.conflict(bridge, ferry)])
    return file


def read_all(file: Path) -> tuple[object, ...]:
    with stored_run(read_store(file), "latest") as found:
        return found.line, found.record, found.conflicts, tuple(found.verdicts)


@settings(deadline=None, max_examples=80)  # a store is a file
@given(st.data())
def test_one_bit_that_flips_is_named_or_refused_or_changes_nothing(sound: Path, data: st.DataObject) -> None:
    content = bytearray(sound.read_bytes())
    place = data.draw(st.sampled_from([place for place, byte in enumerate(content) if byte]))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory() as folder:
        damaged = Path(folder, "news.db")
        damaged.write_bytes(content)
        try:
            is_sound = not list(verify_store(read_store(damaged)))
            compare_runs(read_store(damaged), "previous", "latest")
            found = read_all(damaged)
        except ConfigurationError:
            return
    assert not is_sound or found == read_all(sound)
