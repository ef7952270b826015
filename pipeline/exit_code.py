"""The one place where what happened becomes an exit code; whatever is not listed here is a bug and keeps its traceback.

0   all done
2   usage or configuration: the command, its settings or its files cannot work as given; where the endpoint refused key
    or quota in the middle of a run, what was done is written
3   finished, but something was not checked: a call failed, an input was rejected, or too many articles failed
4   the budget or the time is used up: what was done is written, the same command goes on, with a larger budget
5   finished, and a claim has a verdict that the command was told to fail on, whether or not all was checked
75  the provider or the store's server is down, or another process holds the store or the output folder: what was done
    is written, run again later (EX_TEMPFAIL of sysexits.h)
130 interrupted: what was done is written (128 + SIGINT)
143 terminated: what was done is written (128 + SIGTERM)
"""

from pipeline.errors import BudgetError, BusyError, ConfigurationError, FactgradeError, UnavailableError
from pipeline.stopping import StopCause
from schemas.run import RunOutcome

DONE = 0
CONFIGURATION = 2
INCOMPLETE = 3
BUDGET = 4
FOUND = 5
PROVIDER_DOWN = 75
INTERRUPTED = 130
TERMINATED = 143

_OUTCOMES = {
    RunOutcome.COMPLETE: DONE,
    RunOutcome.INCOMPLETE: INCOMPLETE,
    RunOutcome.TOO_MANY_FAILURES: INCOMPLETE,
    RunOutcome.BUDGET: BUDGET,
    RunOutcome.DENIED: CONFIGURATION,
    RunOutcome.PROVIDER_DOWN: PROVIDER_DOWN,
    RunOutcome.INTERRUPTED: INTERRUPTED,
    RunOutcome.TERMINATED: TERMINATED,
}


def of_outcome(outcome: RunOutcome) -> int:
    """Return the exit code of a run that ended and wrote its pages."""
    return _OUTCOMES[outcome]


def of_error(error: FactgradeError) -> int:
    """Return the exit code of an error that ended the command."""
    if isinstance(error, ConfigurationError):
        return CONFIGURATION
    if isinstance(error, BudgetError):
        return BUDGET
    return PROVIDER_DOWN if isinstance(error, UnavailableError | BusyError) else INCOMPLETE


def of_stop(cause: StopCause | None) -> int:
    """Return the exit code of a command that was stopped before anything was written: by a signal, or out of time."""
    codes = {StopCause.TERMINATE: TERMINATED, StopCause.BUDGET: BUDGET, StopCause.TIME: BUDGET}
    return codes.get(cause or StopCause.INTERRUPT, INTERRUPTED)


def is_finished(code: int) -> bool:
    """Tell whether a run came to its end, even if not all of it was checked; what it left is told on its pages."""
    return code in (DONE, INCOMPLETE, FOUND)
