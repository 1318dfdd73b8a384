"""The commands that make a house work: with a console, without one, for one picture, and the end of it."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from threading import Event
from types import FrameType

from launcher.configuration import seen_by, settings
from launcher.folders import REPOSITORY, Folders
from launcher.house import STOP_S, House, address, clear, embedded, open_house
from launcher.lock import holder
from launcher.programs import console
from launcher.sentences import N_, Trouble
from launcher.speech import complain, say

_LONGEST_GOODBYE_S = STOP_S + 3


class _Stopped(BaseException):
    """Somebody asked us to stop, by a signal."""


def converse(folders: Folders) -> int:
    """Start everything and open the console chat; join a house that already works."""
    if holder(folders.lock):
        say(N_("Inkhearth is already at work; this console joins it. It goes on when you leave."))
        return _chat(folders)
    with _working(folders) as house:
        _welcome(house)
        return _chat(folders)


def serve(folders: Folders) -> int:
    """Start everything and stay until told to stop."""
    with _working(folders) as house:
        _welcome(house)
        say(N_("Ctrl-C stops everything."))
        Event().wait()
    return 0


def draw(folders: Folders, prompt: str) -> int:
    """Draw one picture, in a house that works already or in one opened for it."""
    if holder(folders.lock):
        return _chat(folders, "draw", prompt)
    with _working(folders):
        return _chat(folders, "draw", prompt)


def stop(folders: Folders) -> int:
    """Stop the house, and whatever a killed launcher has left behind."""
    running = holder(folders.lock)
    if running:
        os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + _LONGEST_GOODBYE_S
        while holder(folders.lock) and time.monotonic() < deadline:
            time.sleep(0.05)
    if folders.records.exists():
        left = clear(folders)
        if left:
            say(N_("Stopped {number} processes that had been left behind."), number=left)
            return 0
    say(N_("Stopped.") if running else N_("Nothing is running."))
    return 0


def tell_of_gpu(_folders: Folders) -> int:
    """Say what follows the installation of torch and diffusers, which has happened by now."""
    say(N_("torch and diffusers are installed: name a model in the settings, then start ./run."))
    return 0


def tell_of_safety(_folders: Folders) -> int:
    """Say what follows the installation of the classifiers, which has happened by now."""
    say(N_("The classifiers are installed: pictures of models are rated before they can be public."))
    return 0


# Ctrl-C, a polite kill, and a terminal that is closed.
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _working(folders: Folders) -> Iterator[House]:
    """Open a house until the block ends or a signal comes; a second signal doesn't disturb the farewell."""

    def stopped(_number: int, _frame: FrameType | None) -> None:
        for number in _STOPS:
            signal.signal(number, signal.SIG_IGN)
        raise _Stopped

    for number in _STOPS:
        signal.signal(number, stopped)
    try:
        with open_house(folders, say=complain) as house:
            _log_to(folders)
            yield house
    except _Stopped:
        with suppress(OSError):  # a terminal that was closed hears nothing more
            say(N_("Stopped."))


def _log_to(folders: Folders) -> None:
    handler = RotatingFileHandler(folders.logs / "launcher.log", maxBytes=1_000_000, backupCount=1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _welcome(house: House) -> None:
    host, port = address(house.settings)
    say(N_("Gallery: {url}   Data: {folder}"), url=f"http://{host}:{port}", folder=house.folders.data)


def _chat(folders: Folders, *words: str) -> int:
    """Run the console chat on this terminal; it decides itself what Ctrl-C means."""
    argv = console(*words)
    if not argv:
        raise Trouble(N_("The console chat is not there: fetch the whole repository."))
    given = settings(folders)
    given |= embedded(folders, given)
    given.setdefault("PUBLIC_URL", "http://{}:{}".format(*address(given)))
    # A handler that does nothing, since an ignored signal would be ignored by the console too.
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    process = subprocess.Popen(argv, cwd=REPOSITORY, env=seen_by("bots", given))
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=STOP_S)
        signal.signal(signal.SIGINT, before)
