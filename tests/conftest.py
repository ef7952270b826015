"""What all tests share: the configuration of recordings (that of the command line) and a server on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pipeline.llm import replay
from tests.loopback import Loopback, Script

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
