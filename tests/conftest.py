"""What all tests share: the configuration of recordings (that of the command line), servers, and places for stores."""

import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from coverage import Coverage
from hypothesis import settings

from pipeline.cli import GC_THRESHOLD
from pipeline.llm import replay
from tests.loopback import Loopback, Script
from tests.places import FilePlaces, Place, Places

if TYPE_CHECKING:
    from tests.postgresql import Server

ROOT = Path(__file__).parent.parent
# How long an example takes tells of the machine and of what else runs there.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage in a test that is marked `untraced`, nor in the fixtures that are made for it."""
    stopped: list[Coverage] = []
    # pytest-cov starts two in a worker, and the first goes on where the second stops.
    while item.get_closest_marker("untraced") and (coverage := Coverage.current()):
        coverage.stop()
        stopped.append(coverage)
    try:
        return (yield)
    finally:
        for coverage in reversed(stopped):
            coverage.start()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what was loaded, and look as seldom as it does in the program."""
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)


@pytest.fixture(scope="session")
def new_state(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return what names a folder for the state of a test; nothing is made that no test needs."""
    folder, numbers = tmp_path_factory.mktemp("states"), count()
    (folder / "certificates").mkdir()
    return lambda: folder / str(next(numbers))


@pytest.fixture(autouse=True)
def own_state(new_state: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what runs remember apart from the user's own, and from that of other tests."""
    folder = new_state()
    for name in ("state", "cache", "model"):
        monkeypatch.setenv(f"FACTGRADE_{name.upper()}_DIR", str(folder / name))
    # Reading the certificates of a system takes each client 20 ms, and no test speaks to anybody but loopback.
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(folder.parent / "certificates"))


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    """Configure `@pytest.mark.vcr` as the command line configures its own recordings."""
    return replay.options()


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:  # noqa: ANN401, ARG001  the hook's signature
    """Teach pytest-recording the matcher and the file format."""
    replay.register(vcr)


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    """Keep recordings of tests in cassettes/<test module>/<test>.yaml."""
    return str(ROOT / "cassettes" / Path(request.node.fspath).stem)


@pytest.fixture
def serve() -> Iterator[Callable[[Script], Loopback]]:
    """Start servers that answer from a script, and stop them after the test."""
    with ExitStack() as servers:
        yield lambda script: servers.enter_context(Loopback(script))


@pytest.fixture(scope="session")
def postgresql() -> "Iterator[Server]":
    """Return a PostgreSQL server; it is started where a test asks for it first, and stopped with the session."""
    pytest.importorskip("psycopg", reason="the extra factgrade[postgresql] is not installed")
    from tests.postgresql import programs, running  # noqa: PLC0415  it needs the extra

    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server is installed: initdb is neither on PATH nor under /usr/lib/postgresql")
    with running(found) as server:
        yield server


@pytest.fixture(scope="session")
def server_places(postgresql: "Server") -> Iterator[Places]:
    """Return what makes databases with an empty store."""
    from tests.postgresql import ServerPlaces  # noqa: PLC0415  it needs the extra

    with closing(ServerPlaces(postgresql)) as made:
        yield made


# The ways of both databases are the same but for what `tests/unit/store/test_postgresql.py` goes through.
@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.untraced)])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Return what makes places for stores; a test that asks for it runs once with each database."""
    if request.param == "sqlite":
        return FilePlaces(tmp_path_factory.mktemp("places"))
    found: Places = request.getfixturevalue("server_places")
    return found


@pytest.fixture
def unmade(places: Places) -> Iterator[Place]:
    """Return a place where no store was made yet; the test runs once with each database."""
    made = places.unmade()
    yield made
    places.drop(made)


@pytest.fixture
def place(places: Places) -> Iterator[Place]:
    """Return a place for a store, for one test; the test runs once with each database."""
    made = places.new()
    yield made
    places.drop(made)
