"""A database to talk to: the one of a house at work, somebody else's server, or the embedded one, started for this."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from launcher.configuration import DATABASE, is_given
from launcher.folders import Folders
from launcher.house import embedded
from launcher.lock import held, holder
from launcher.processes import start
from launcher.servers import postgres
from launcher.servers.throwaway import end, wait_until


@contextmanager
def reachable(folders: Folders, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the settings with a ``DATABASE_URL`` that answers, for as long as the block runs.

    Raises:
        Trouble: the embedded server can't be started.
    """
    if is_given(given, DATABASE) or holder(folders.lock):
        yield {**given, **{name: url for name, url in embedded(folders, given).items() if name == DATABASE}}
        return
    with held(folders.lock), started(folders) as url:
        yield {**given, DATABASE: url}


@contextmanager
def started(folders: Folders) -> Iterator[str]:
    """Start the embedded database of a house that is not at work, and yield its URL."""
    server = postgres.prepare(folders)
    process = start(server.program(), log=folders.logs / "postgres.log", records=folders.records)
    try:
        wait_until(lambda: server.is_ready(process.pid), "Postgres is ready")
        server.create_database()
        yield server.url
    finally:
        end(process, folders)
