"""R5: forged proofs, dangerous files, and secrets where they don't belong; ``./run bench forgeries``.

What is tried are the forgeries of the tests, at the real gallery, services and webhook, on servers of their own.
"""

import asyncio
import logging
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pydantic import SecretStr

from core.bus import Bus
from core.errors import DomainError
from core.logs import log_for
from core.pictures.reading import read_picture
from core.redaction import secrets_of
from launcher.servers.throwaway import running_postgres
from tests.bench._doors import Door, House, every_door
from tests.bench._table import Row, show
from tests.core.pictures.bombs import BOMBS, NO_PICTURES, coded
from tests.core.rights import traces
from tests.servers import migrate, running_valkey
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.app import create_app
from web_gallery.origins import Origins
from web_gallery.settings import WebSettings

LEAST_FORGERIES, LEAST_BOMBS, MOST_MS = 1_000, 50, 5.0
ROUNDS = 5
_PLANTED = "a-planted-key-of-the-benchmark-of-forty-letters"


async def doors_and_secrets(folder: Path) -> list[Row]:
    """Try every door of a house, logging everything, and look for its secrets afterwards."""
    with running_postgres() as postgres, running_valkey() as valkey:
        postgres.create_database()
        migrate(postgres.url)
        settings = _settings(folder, postgres.url, valkey.url)
        log = folder / "all.log"
        log_for(settings, "gallery", file=log)
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            site, seeds = app.state.site, Seeds(app.state.site.database, app.state.site.store)
            house = House(app, site, seeds, ComicSeeds(site.database, seeds), folder, [])
            doors = await every_door(house)
            secrets = {*house.handed_out, *secrets_of(settings)}
            _fail_loudly(settings)
            bus = Bus(settings.redis_url)
            found = [f"column {name}" for name in await traces.in_database(site.database, *secrets)]
            found += [f"key {name}" for name in await traces.in_redis(bus.redis, *secrets)]
            await bus.close()
        said = log.read_text(encoding="utf-8") + repr(settings) + str(settings) + _trace(settings)
        found += [f"{secret[:12]}…" for secret in secrets if secret in said]
        return [*_told(doors), _secret_row(secrets, found, said)]


def _settings(folder: Path, database_url: str, redis_url: str) -> WebSettings:
    return WebSettings(
        _env_file=None,
        data_folder=folder,
        redis_url=redis_url,
        database_url=database_url,
        public_url=ORIGIN,
        ask_consent=False,
        gallery_metrics_port=0,
        log_level="DEBUG",
        request_rates=dict.fromkeys(("guest", "user", "creator", "admin", "super_admin"), 1_000_000),
        signing_key=SecretStr(f"{_PLANTED}-signing"),
        audit_key=SecretStr(f"{_PLANTED}-audit"),
        sealing_keys=SecretStr(f"{_PLANTED}-sealing"),
        smtp_url=SecretStr("smtp://mailer:a-planted-mail-password@127.0.0.1:9"),
    )


def _fail_loudly(settings: WebSettings) -> None:
    """Have programs complain with every secret in their mouth, as libraries do."""
    log = logging.getLogger("bench")
    for secret in sorted(secrets_of(settings)):
        try:
            int(f"could not connect with {secret}")  # its error quotes it
        except ValueError:
            log.exception("it failed for %s", secret)


def _trace(settings: WebSettings) -> str:
    """Return the trace of a start that is refused."""
    try:
        type(settings)(**(settings.model_dump() | {"lease_s": 0, "_env_file": None}))
    except ValueError as error:
        return "".join(traceback.format_exception(error))
    raise RuntimeError(settings)


def _told(doors: list[Door]) -> Iterator[Row]:
    for door in doors:
        opens = "the true one opens" if door.opens else "THE TRUE ONE DOES NOT OPEN"
        figure = f"{len(door.taken)} of {door.tried} accepted; {opens}"
        yield Row("R5", door.name, figure, "0", not door.taken and door.opens)
        for wrong in door.taken[:5]:
            yield Row("", f"  accepted: {wrong!r}", "")
    tried, taken = sum(door.tried for door in doors), sum(len(door.taken) for door in doors)
    enough = not taken and tried >= LEAST_FORGERIES
    yield Row("R5", "forgeries together", f"{taken} of {tried:,} accepted", f"0 of ≥ {LEAST_FORGERIES:,}", enough)


def _secret_row(secrets: set[str], found: list[str], said: str) -> Row:
    where = f"{len(said) // 1000:,} kB of logs and traces, every column, every key"
    figure = f"{len(found)} of {len(secrets)} secrets" + "".join(f"; {one}" for one in found[:5])
    return Row("R5", f"secrets readable in {where}", figure, "0", not found)


def bombs(folder: Path) -> Iterator[Row]:
    """Open every dangerous file some times, as an upload and to be told where it comes from."""
    dangerous, ways = {**BOMBS, **NO_PICTURES}, {"sent": read_picture, "asked about": Origins(folder).seen}
    for way, step in ways.items():
        _is_refused(step, coded("PNG"))  # what is loaded once
        with _counting() as decoded:
            spent = {name: min(_ms(step, data) for _ in range(ROUNDS)) for name, data in dangerous.items()}
        slowest = max(spent, key=lambda name: spent[name])
        enough = len(dangerous) >= LEAST_BOMBS and not decoded
        figure = f"{len(decoded)} of {len(dangerous)} decoded"
        yield Row("R5", f"bombs and polyglots that are {way}", figure, f"0 of ≥ {LEAST_BOMBS}", enough)
        told, fits = f"{spent[slowest]:.2f} ms", spent[slowest] <= MOST_MS
        yield Row("R5", f"the slowest of them ({slowest})", told, f"≤ {MOST_MS:.0f} ms", fits)
    taken = sum(not _is_refused(read_picture, data) for data in dangerous.values())
    yield Row("R5", "of them taken for a picture", f"{taken} of {len(dangerous)}", "0", not taken)


@contextmanager
def _counting() -> Iterator[list[object]]:
    """Note every decoding of a picture that begins."""
    decoded: list[object] = []
    kinds = (PngImageFile, JpegImageFile, GifImageFile, WebPImageFile)
    real = {kind: kind.load for kind in kinds}
    for kind in kinds:
        kind.load = lambda self: decoded.append(self.size)  # type: ignore[method-assign]  # put back below
    try:
        yield decoded
    finally:
        for kind, load in real.items():
            kind.load = load  # type: ignore[method-assign]  # as it was


def _is_refused(step: Callable[[bytes], object], data: bytes) -> bool:
    try:
        step(data)
    except DomainError:
        return True
    return False


def _ms(step: Callable[[bytes], object], data: bytes) -> float:
    """Return the processor's time for a file, in milliseconds."""
    begun = time.process_time()
    _is_refused(step, data)
    return (time.process_time() - begun) * 1000


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [*asyncio.run(doors_and_secrets(Path(folder))), *bombs(Path(folder))]
    show("who somebody is, what they send, and what is kept quiet", rows)


if __name__ == "__main__":
    main()
