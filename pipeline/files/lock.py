"""One process at a time for a store, and for an output folder; whoever comes second is told who holds it.

Invariant: it is the kernel's lock on an open file that counts (flock), so it ends with its holder, however that dies,
and a file that was left behind holds nobody up. What stands in the file is for people alone.
"""

import errno
import fcntl
import getpass
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import AwareDatetime, BaseModel

from pipeline.clock import Clock
from pipeline.errors import BusyError, ConfigurationError

FOLDER_LOCK = ".factgrade.lock"

_MOST_BYTES = 16_384  # of a file that anybody may have written
_MOST_CHARS = 300
_NOT_HERE = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})

Flock = Callable[[int, int], None]


class _Holder(BaseModel):
    """Who holds a lock, in the words of its file."""

    pid: int
    host: str
    user: str
    command: str
    since: AwareDatetime


@contextmanager
def hold_store(store: Path, command: Sequence[str], clock: Clock, flock: Flock = fcntl.flock) -> Iterator[None]:
    """Hold the file of a store for the length of a `with`, by a file beside it; its folder must be there.

    Args:
        store: the file, which need not be there.
        command: as typed and without secrets, shown to whoever comes second.
        clock: tells since when.
        flock: locks an open file, as `fcntl.flock` does.

    Raises:
        BusyError: another process holds it.
        ConfigurationError: the lock cannot be written, or locks do not work there.
    """
    real = store.resolve()
    with _held(real.with_name(f"{real.name}.lock"), f"the store {str(store)!r}", command, clock, flock):
        yield


@contextmanager
def hold_folder(folder: Path, command: Sequence[str], clock: Clock, flock: Flock = fcntl.flock) -> Iterator[None]:
    """Hold an output folder, which must be there, as `hold_store` holds a store."""
    with _held(folder / FOLDER_LOCK, f"the folder {str(folder)!r}", command, clock, flock):
        yield


@contextmanager
def _held(path: Path, what: str, command: Sequence[str], clock: Clock, flock: Flock) -> Iterator[None]:
    descriptor = _acquire(path, what, clock, flock)
    try:
        holder = _Holder(
            pid=os.getpid(), host=socket.gethostname(), user=user_name(), command=" ".join(command), since=clock.now()
        )
        # A full disk must not keep a run from its lock: the text is for people.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, holder.model_dump_json().encode("utf-8", "replace"))
        yield
    finally:
        # Removed while it is held: whoever opened it before finds that it is no longer the file of that name.
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _acquire(path: Path, what: str, clock: Clock, flock: Flock) -> int:
    """Return the descriptor of the file, opened and locked."""
    while True:
        descriptor = _open(path)
        try:
            flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, descriptor):
                return descriptor
        except BlockingIOError:
            told = _told(descriptor, clock)
            os.close(descriptor)
            raise BusyError(f"{what} is in use: {told}. Give the same command again when it has ended") from None
        except OSError as error:
            os.close(descriptor)
            raise ConfigurationError(_refusal(path, what, error)) from error
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        raise ConfigurationError(
            f"cannot write the lock {str(path)!r} ({error.strerror}): make it and its folder writable for this user"
        ) from error


def _is_still(path: Path, descriptor: int) -> bool:
    """Tell whether the file that is open has its name yet."""
    try:
        found = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(descriptor))


def _refusal(path: Path, what: str, error: OSError) -> str:
    why = "locks do not work there" if error.errno in _NOT_HERE else "it cannot be locked"
    return f"{what}: {why} ({str(path)!r}: {error.strerror}). Put it on a local disk"


def _told(descriptor: int, clock: Clock) -> str:
    """Return in words who holds the lock, as far as its file tells that in earnest."""
    try:
        holder = _Holder.model_validate_json(os.pread(descriptor, _MOST_BYTES, 0))
    except (OSError, ValueError):
        return "the process that holds it has not told its name"
    # A clock that was put back since would show a time that is still to come.
    since = f" since {holder.since:%Y-%m-%d %H:%M:%S} UTC" if holder.since <= clock.now() else ""
    user, host, command = (word[:_MOST_CHARS] for word in (holder.user, holder.host, holder.command))
    return f"process {holder.pid} of {user!r} on {host!r} holds it{since} ({command!r})"


def user_name(lookup: Callable[[], str] = getpass.getuser) -> str:
    """Return the name of the user, or, where `lookup` knows none, as in a container, the number."""
    try:
        return lookup()
    except (OSError, KeyError):  # the second in Python before 3.13
        return f"user {os.getuid()}"
