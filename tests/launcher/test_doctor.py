"""What the doctor says of a Home Assistant: there, deaf, or with another token."""

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
import redis

from core.clock import utc_now
from core.db import Database
from core.pictures.credentials import found
from core.revision import newest_revision
from core.spaces.models import Space
from launcher.doctor import _backup, _broker, _database, _groups, _home, _store, doctor
from launcher.folders import Folders
from launcher.lock import held
from launcher.outside import Concern, bridge, certificate, discord, telegram
from launcher.sentences import Trouble
from tests.bots.telegram.server import TOKEN as BOT_TOKEN
from tests.bots.telegram.server import running_bot_api
from tests.ha_bridge.certificates import self_signed
from tests.servers import S3Server, free_port, migrate

TOKEN = "a-token"  # noqa: S105 - the test's own


class _House(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as Home Assistant's /api/ does."""
        self.send_response(200 if self.headers["Authorization"] == f"Bearer {TOKEN}" else 401)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a house that answers."""
    server = HTTPServer(("127.0.0.1", 0), _House)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def look(folder: Path, **given: str) -> str:
    return _home(Folders(folder), given)


def test_a_house_that_answers_is_named(tmp_path: Path, url: str) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="ascii")
    assert url in look(tmp_path, HA_URL=f"{url}/", HA_TOKEN_FILE=str(tmp_path / "token"))


def test_without_a_house_nothing_is_wrong(tmp_path: Path) -> None:
    assert look(tmp_path)


def test_another_token_is_told_from_a_deaf_house_and_shown_in_neither(tmp_path: Path, url: str) -> None:
    with pytest.raises(Trouble, match="token") as refused:
        look(tmp_path, HA_URL=url, HA_TOKEN="old-secret")  # noqa: S106 - wrong on purpose
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}", "nonsense"):
        with pytest.raises(Trouble, match="does not answer") as deaf:
            look(tmp_path, HA_URL=address, HA_TOKEN="old-secret")  # noqa: S106 - as above
        assert "old-secret" not in str(deaf.value)
    assert "old-secret" not in str(refused.value)


@pytest.mark.parametrize(("days", "told"), [(0, "the last backup is from"), (6, "the last backup is from")])
def test_a_young_backup_is_well(tmp_path: Path, days: int, told: str) -> None:
    folders = Folders(tmp_path)
    folders.last_backup.write_text((utc_now() - timedelta(days=days)).isoformat(), encoding="utf-8")
    assert told in _backup(folders, {})


def test_an_old_backup_is_complained_about_and_a_missing_one_recommended(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    assert "./run backup" in _backup(folders, {})
    folders.last_backup.write_text((utc_now() - timedelta(days=8)).isoformat(), encoding="utf-8")
    with pytest.raises(Concern, match="8 days old"):
        _backup(folders, {})


def test_the_exit_status_tells_broken_from_soon_and_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 all is well, 2 something should be done soon, 1 something is broken, whatever else there is."""
    monkeypatch.setenv("GALLERY_PORT", str(free_port()))
    folders = Folders(tmp_path)
    found(tmp_path / "marks", now=utc_now())
    assert doctor(folders) == 0
    folders.last_backup.write_text((utc_now() - timedelta(days=8)).isoformat(), encoding="utf-8")
    assert doctor(folders) == 2
    monkeypatch.setenv("HA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HA_TOKEN", TOKEN)
    assert doctor(folders) == 1
    marks = [line[:4] for line in capsys.readouterr().out.splitlines()]
    assert set(marks) == {"  ok", "  ??", "  !!"}


async def test_telegram_is_asked_for_the_token_and_a_wrong_one_is_told() -> None:
    async with running_bot_api() as api:
        known = {"TELEGRAM_TOKEN": BOT_TOKEN, "TELEGRAM_API_URL": api.url}
        assert "@" in await asyncio.to_thread(telegram, known)
        api.webhook = {"url": "https://elsewhere.example"}
        with pytest.raises(Trouble, match="another program"):
            await asyncio.to_thread(telegram, known)
        api.fail("getMe", 401, "Unauthorized")
        with pytest.raises(Trouble, match="does not know the token"):
            await asyncio.to_thread(telegram, known)
        api.fail("getMe", 500, "Internal Server Error")
        with pytest.raises(Trouble, match="does not answer") as deaf:
            await asyncio.to_thread(telegram, known)
    assert BOT_TOKEN not in str(deaf.value)


async def test_a_telegram_group_where_reactions_are_not_seen_is_named(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url, pool_size=1)
    async with database.transaction() as session:
        session.add(Space(platform="telegram", external_id="-100123", created_at=utc_now()))
    await database.close()
    async with running_bot_api() as api:
        given = {"TELEGRAM_TOKEN": BOT_TOKEN, "TELEGRAM_API_URL": api.url, "DATABASE_URL": database_url}
        with held(Folders(tmp_path).lock), pytest.raises(Concern, match="-100123"):
            await asyncio.to_thread(_groups, Folders(tmp_path), given)


async def test_discord_is_asked_for_the_token_and_the_scopes() -> None:
    """On a loopback port: the form of the answers is that of Discord's documentation."""
    with answering(b'{"name": "ink", "install_params": {"scopes": ["bot"]}}') as address:
        given = {"DISCORD_TOKEN": "a-token", "DISCORD_API_URL": address}
        with pytest.raises(Concern, match=r"applications\.commands"):
            discord(given)
    with answering(b'{"name": "ink"}') as address:
        assert "ink" in discord({"DISCORD_TOKEN": "a-token", "DISCORD_API_URL": address})
    with answering(b"", status=401) as address, pytest.raises(Trouble, match="does not know the token"):
        discord({"DISCORD_TOKEN": "a-token", "DISCORD_API_URL": address})


@contextmanager
def answering(body: bytes, *, status: int = 200, secured: Path | None = None) -> Iterator[str]:
    """Yield the address of somebody who answers everything the same."""

    class Somebody(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer."""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Somebody)
    if secured:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(secured)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{'https' if secured else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_certificate_of_the_gallery_is_looked_at(tmp_path: Path) -> None:
    own = self_signed(tmp_path / "own.pem")
    with answering(b"", secured=own) as address:
        given = {"PUBLIC_URL": address}
        with pytest.raises(Concern, match="renew it"):  # it lives for a day
            certificate(given, now=utc_now(), trusted=own)
        assert "until" in certificate(given, now=utc_now() - timedelta(days=30), trusted=own)
        with pytest.raises(Trouble, match="as browsers expect"):
            certificate(given, now=utc_now())


def test_a_redis_that_may_forget_is_complained_about(redis_url: str, tmp_path: Path) -> None:
    given = {"REDIS_URL": redis_url}
    with held(Folders(tmp_path).lock), redis.Redis.from_url(redis_url) as client:
        with pytest.raises(Concern, match="appendonly"):
            _broker(Folders(tmp_path), given)
        client.config_set("maxmemory-policy", "allkeys-lru")
        with pytest.raises(Trouble, match="noeviction"):
            _broker(Folders(tmp_path), given)
        client.config_set("maxmemory-policy", "noeviction")


async def test_a_database_of_another_form_is_complained_about(database_url: str, tmp_path: Path) -> None:
    given, folders = {"DATABASE_URL": database_url}, Folders(tmp_path)
    with held(folders.lock):
        assert str(newest_revision()) in await asyncio.to_thread(_database, folders, given)
        await asyncio.to_thread(migrate, database_url, "downgrade", "-1")
        with pytest.raises(Trouble, match="has to be at"):
            await asyncio.to_thread(_database, folders, given)


async def test_what_the_bridge_wrote_down_is_read(database_url: str) -> None:
    parts = urlsplit(database_url)
    host = parse_qs(parts.query)["host"][0]
    connection = await asyncpg.connect(host=host, user=parts.username, database=parts.path[1:])
    assert "not started" in await bridge(connection, now=utc_now())
    await connection.execute(
        "INSERT INTO home_bridge (id, mode, connected, time_zone, token_is_admin) "
        "VALUES (1, 'dry_run', true, 'UTC', false)"
    )
    assert "dry_run" in await bridge(connection, now=utc_now())
    await connection.execute("UPDATE home_bridge SET connected = false")
    with pytest.raises(Trouble, match="not connected"):
        await bridge(connection, now=utc_now())
    await connection.execute("UPDATE home_bridge SET token_ends_at = now() + interval '3 days'")
    with pytest.raises(Concern, match="ends on"):
        await bridge(connection, now=utc_now())
    await connection.execute("UPDATE home_bridge SET token_is_admin = true")
    with pytest.raises(Concern, match="administrator"):
        await bridge(connection, now=utc_now())
    await connection.close()
    await asyncio.sleep(0)


def test_a_store_is_written_read_and_emptied_again(s3: S3Server, tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    given = {**os.environ, "REDIS_URL": "redis://nobody", "SIGNING_KEY": "k" * 40, "DATA_FOLDER": str(tmp_path)}
    assert "written, read" in _store(folders, given)
    assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    elsewhere = {"S3_ENDPOINT": s3.endpoint, "S3_BUCKET": s3.bucket, "S3_ACCESS_KEY": s3.access_key,
                 "S3_SECRET_KEY": s3.secret_key, "S3_SECURE": "false"}  # fmt: skip
    assert s3.endpoint in _store(folders, given | elsewhere)
    with pytest.raises(Trouble, match="cannot be kept") as refused:
        _store(folders, given | elsewhere | {"S3_SECRET_KEY": "a-wrong-secret"})
    assert "a-wrong-secret" not in str(refused.value)
