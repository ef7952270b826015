"""The one place where what happened becomes an exit code; whatever is not listed here is a bug and keeps its traceback.

0   all done
2   usage or configuration: the command, its settings or its files cannot work as given
3   finished, but something was not checked: a call failed, or an input was rejected
75  the provider is down: what was done is written, run again later (EX_TEMPFAIL of sysexits.h)
130 interrupted: what was done is written (128 + SIGINT)
"""

from pipeline.errors import ConfigurationError, FactgradeError, UnavailableError
from schemas.run import RunOutcome

DONE = 0
CONFIGURATION = 2
INCOMPLETE = 3
PROVIDER_DOWN = 75
INTERRUPTED = 130

_OUTCOMES = {
    RunOutcome.COMPLETE: DONE,
    RunOutcome.INCOMPLETE: INCOMPLETE,
    RunOutcome.PROVIDER_DOWN: PROVIDER_DOWN,
    RunOutcome.INTERRUPTED: INTERRUPTED,
}


def of_outcome(outcome: RunOutcome) -> int:
    """Return the exit code of a run that ended and wrote its pages."""
    return _OUTCOMES[outcome]


def of_error(error: FactgradeError) -> int:
    """Return the exit code of an error that ended the command."""
    if isinstance(error, ConfigurationError):
        return CONFIGURATION
    return PROVIDER_DOWN if isinstance(error, UnavailableError) else INCOMPLETE
