"""Every error that a caller can act on; each class is one decision the caller can take.

    FactgradeError
    ├── ConfigurationError      the command cannot work as given: change it (exit 2)
    │   ├── AccessDeniedError   the endpoint refuses the key: change the key
    │   └── NoRecordingError    the cassette lacks a request: record it, or replay what was recorded
    ├── BusyError               another process holds what this one needs, or its server is down: try later (exit 75)
    ├── InputError              one article cannot be read: mend it; the others go on
    ├── StoppedError            the run is stopping: this call is not made
    │   └── BudgetError         the next call might not fit the budget: give more, or go on later (exit 4)
    └── LLMError                one call gave no answer: its unit is not checked, the others go on
        ├── UnavailableError    the endpoint cannot be reached or fails: try again later
        │   └── ThrottledError  it asks for fewer requests: wait `retry_after_s`
        ├── RefusedError        the model declined: asking again does not help
        ├── FilteredError       a content filter stopped it: asking for less finds the passage it minds
        ├── TruncatedError      the answer ended at the token limit: ask for less
        ├── InvalidReplyError   the answer breaks its schema: a better model may help
        ├── RejectedError       the endpoint calls the request invalid: the request must change
        └── UnrecordedError     the recording that stands in for a model has no answer: let a model answer

A message says what happened, which thing it concerns (`!r`) and what to do.
"""

from schemas.usage import Usage


class FactgradeError(Exception):
    """Root of the tree; anything else that is raised is a bug."""


class ConfigurationError(FactgradeError):
    """The command, its settings or its files cannot work as given."""


class AccessDeniedError(ConfigurationError):
    """The endpoint answered 401 or 403."""


class NoRecordingError(ConfigurationError):
    """The cassette holds no exchange for a request."""


class BusyError(FactgradeError):
    """Another process holds what this one needs and did not let go in time, or the server of it does not answer."""


class InputError(FactgradeError):
    """One article cannot be read; `path` says which."""

    def __init__(self, path: str, reason: str) -> None:
        """Keep the path apart from the reason, so that a page can show both."""
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class StoppedError(FactgradeError):
    """The run is stopping, so a call that waited for its turn is not made; `usage` is what its attempts cost so far."""

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        """Carry the usage of every attempt made for this call."""
        super().__init__(message)
        self.usage = usage or Usage()


class BudgetError(StoppedError):
    """The worst that the next call can cost is more than what is left of the budget."""


class LLMError(FactgradeError):
    """One call gave no usable answer; `usage` is what its attempts cost all the same."""

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        """Carry the usage of every attempt made for this call."""
        super().__init__(message)
        self.usage = usage or Usage()


class UnavailableError(LLMError):
    """The endpoint could not be reached, timed out, or answered 408, 409 or 5xx."""


class ThrottledError(UnavailableError):
    """The endpoint answered 429; `retry_after_s` is its own wish in seconds, if it stated one."""

    def __init__(self, message: str, usage: Usage | None = None, retry_after_s: float | None = None) -> None:
        """Keep the wait that the endpoint asked for."""
        super().__init__(message, usage)
        self.retry_after_s = retry_after_s


class RefusedError(LLMError):
    """The model declined to answer."""


class FilteredError(LLMError):
    """A content filter of the endpoint stopped the request or the answer."""


class TruncatedError(LLMError):
    """The answer stopped at the limit of output tokens (`finish_reason=length`)."""


class InvalidReplyError(LLMError):
    """The answer was not valid under the reply model, also after one more try."""


class RejectedError(LLMError):
    """The endpoint answered 4xx for this one request (too long, a parameter it does not know)."""


class UnrecordedError(LLMError):
    """A recording that stands in for a model holds no answer to this one request."""
