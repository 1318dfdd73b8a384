"""The doctor's clock: compared with the servers that the settings name, and with nobody else's."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from core.clock import utc_now
from launcher.clocks import skews
from launcher.doctor import _clock
from launcher.folders import Folders
from launcher.outside import Concern
from launcher.sentences import Trouble
from tests.bots.telegram.server import TOKEN, running_bot_api
from tests.faults import FaultProxy


@contextmanager
def dated(ahead: timedelta) -> Iterator[str]:
    """Yield host and port of a server that refuses everything, and whose clock is ahead of ours."""

    class Refusing(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            """Answer as a store does to a stranger."""
            self.send_response_only(403)
            self.send_header("Date", format_datetime(utc_now() + ahead, usegmt=True))
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Refusing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def of_store(endpoint: str) -> Mapping[str, str]:
    return {"S3_ENDPOINT": endpoint, "S3_SECURE": "false"}


def test_a_house_alone_has_nobody_to_compare_with(tmp_path: Path, redis_url: str, database_url: str) -> None:
    alone = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    assert skews(alone) == {}
    assert "without another machine's" in _clock(Folders(tmp_path), alone)


def test_a_clock_that_goes_as_the_others_do_is_well(tmp_path: Path) -> None:
    with dated(timedelta()) as endpoint:
        said = _clock(Folders(tmp_path), of_store(endpoint))
    assert "S3" in said


@pytest.mark.parametrize(("ahead_s", "kind"), [(20, Concern), (-20, Concern), (3600, Trouble), (-90_000, Trouble)])
def test_a_clock_that_differs_is_told_with_what_to_do(tmp_path: Path, ahead_s: int, kind: type[Trouble]) -> None:
    with dated(timedelta(seconds=ahead_s)) as endpoint, pytest.raises(kind, match="timedatectl") as told:
        _clock(Folders(tmp_path), of_store(endpoint))
    assert type(told.value) is kind
    assert told.value.fields["name"] == "S3"


async def test_redis_and_a_chat_platform_are_asked_where_they_are_named(redis_url: str) -> None:
    """Over a port, since a socket file is always of this machine; the platform without its token."""
    async with running_bot_api() as api, FaultProxy(Path(redis_url.removeprefix("unix://"))).running() as proxy:
        given = {"REDIS_URL": f"redis://127.0.0.1:{proxy.port}", "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
        found = await asyncio.to_thread(skews, given)
        assert api.requests == []
    assert set(found) == {"Redis", "Telegram"}
    assert all(abs(skew) < timedelta(minutes=1) for skew in found.values())


def test_who_does_not_answer_is_left_out() -> None:
    nobody = {"REDIS_URL": "redis://127.0.0.1:9", "DATABASE_URL": "postgresql+asyncpg://me@127.0.0.1:9/x"}
    assert skews({**nobody, "S3_ENDPOINT": "127.0.0.1:9"}) == {}
