import io

from pipeline.cli.model import telling
from pipeline.weights import Model

MODEL = Model(name="toy", size_bytes=4_000_000)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_each_time() -> None:
    log = io.StringIO()
    with telling(MODEL, log) as tell:
        tell(1_000_000)
    with telling(Model(name="other"), log) as tell:
        tell(2_000_000)
    assert log.getvalue().splitlines() == ["toy: 1 MB of 4 MB", "other: 2 MB"]


def test_a_terminal_gets_a_bar_with_how_much_is_there() -> None:
    screen = Terminal()
    with telling(MODEL, screen) as tell:
        tell(1_000_000)
    assert "1.0/4.0 MB" in screen.getvalue()
