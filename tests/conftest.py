"""What all tests share: the configuration of recordings (that of the command line), servers, and places for stores."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.llm import replay
from tests.loopback import Loopback, Script
from tests.places import FilePlaces, Place, Places

if TYPE_CHECKING:
    from tests.postgresql import Server

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what runs remember apart from the user's own, and from that of other tests."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("FACTGRADE_STATE_DIR", str(folder / "state"))
    monkeypatch.setenv("FACTGRADE_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("FACTGRADE_MODEL_DIR", str(folder / "models"))


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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
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
