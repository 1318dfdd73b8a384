"""One house, one launcher: a lock on the data folder that a crash gives back."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from launcher.sentences import N_, Trouble


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock: process id and the local clock time it began."""

    pid: int
    since: str


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock until the block ends, or until this process is no more.

    Raises:
        Trouble: when another launcher holds it.
    """
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = holder(path) or Holder(0, "?")
            sentence = N_(
                "Inkhearth already works with {folder} (process {pid}, since {since}): "
                "use that one, or stop it with ./run stop."
            )
            raise Trouble(sentence, folder=path.parent, pid=other.pid, since=other.since) from None
        file.truncate(0)
        file.write(json.dumps(asdict(Holder(os.getpid(), time.strftime("%H:%M")))))
        file.flush()
        yield


def holder(path: Path) -> Holder | None:
    """Return who holds the lock now, or None when it is free."""
    try:
        with path.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Holder(**json.loads(file.read()))
    except (OSError, ValueError, TypeError):
        return None
    return None
