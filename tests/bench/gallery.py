"""The gallery's speed (P10, G1, G17, S1): beside the bare driver, and at a thousand to a million rows.

``./run bench gallery`` seeds three databases; ``./run bench gallery 1000 100000`` only two.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.types import ASGIApp

from core.clock import new_id
from core.db import Database
from core.engines import Shape
from core.gallery import feed
from core.gallery.searching import search_of
from core.gallery.shelves import Cursor, ListingKind, Wanted
from launcher.servers.throwaway import running_postgres
from tests.bench._feeds import bare_calls, rivals
from tests.bench._phone import phone
from tests.bench._table import Row, median, percentile, show
from tests.core.gallery.crowd import EVERY_S, crowd
from tests.servers import migrate, running_valkey
from tests.web_gallery.seeds import NOON
from web_gallery.app import create_app
from web_gallery.settings import WebSettings

SIZES = (1_000, 100_000, 1_000_000)
ROUNDS = 60
CROWD = 100
ORIGIN = "http://gallery.test"
_KEY = SecretStr("a-signing-key-of-the-benchmark-of-more-than-32")
_SPACE, _PERSON = UUID(int=1), new_id()
_FLAT, _SLOWER, _TWICE, _KNOWN = 1.3, 1.3, 2.0, 4.0
_S1_MS = 200.0
_PAUSE_S = 3  # somebody looks at thirty pictures for longer
_FILTERS: dict[str, Wanted] = {
    "everything": Wanted(),
    "a day": Wanted(day=NOON.date()),
    "a person": Wanted(person=_PERSON),
    "rated": Wanted(rated=True),
    "a kind": Wanted(kind=ListingKind.COMIC),
    "a style": Wanted(style="ink"),
    "a model": Wanted(target="diffusers/sdxl"),
    "a shape": Wanted(shape=Shape.TALL),
    "a space": Wanted(space=_SPACE),
    "a tag": Wanted(tag="fox"),
}
_ASKED: dict[str, dict[str, Any]] = {
    "a kind": {"kind": ListingKind.COMIC},
    "a style": {"style": "ink"},
    "a model": {"target": "diffusers/sdxl"},
    "a shape": {"shape": Shape.TALL},
    "a space": {"space": _SPACE},
    "a tag": {"tag": "fox"},
    "a person": {"person": _PERSON},
    "a day": {"day": NOON.date()},
}
# Every pair that can be asked for. In the crowd no comic is that one person's, and nothing of theirs is from that space
# only: such a page is looked for in vain, and stands below as what it is.
_PAIRS = {f"{one} and {other}": Wanted(**_ASKED[one], **_ASKED[other]) for one, other in combinations(_ASKED, 2)}


@dataclass(frozen=True, slots=True)
class Gallery:
    """A seeded gallery of so many pictures."""

    size: int
    database: Database
    settings: WebSettings


async def measure(gallery: Gallery) -> list[Row]:
    """Hold the feed's pages against the same questions without our layers."""
    app = create_app(gallery.settings)
    address = gallery.settings.database_url.replace("+asyncpg", "")
    async with app.router.lifespan_context(app), asyncpg.create_pool(address, min_size=1, max_size=2) as pool:
        bare = rivals(app, gallery.database, pool)
        clients = {"ours": _client(app), "bare": _client(bare)}
        try:
            apps = {"ours": app, "bare": bare}
            return [*await _pages(clients["ours"], clients["bare"], apps), *await _many(clients["ours"])]
        finally:
            for client in clients.values():
                await client.aclose()


async def _pages(ours: httpx.AsyncClient, bare: httpx.AsyncClient, apps: Mapping[str, ASGIApp]) -> list[Row]:
    etag = (await ours.get("/")).headers["etag"]
    plain = {"accept-encoding": "identity"}
    deeds: dict[str, Callable[[], Awaitable[object]]] = {
        "json": lambda: ours.get("/api/v1/feed?limit=50", headers=plain),
        "bare json": lambda: bare.get("/json", headers=plain),
        "html": lambda: ours.get("/", headers=plain),
        "bare html": lambda: bare.get("/html", headers=plain),
        "packed": lambda: ours.get("/", headers={"accept-encoding": "gzip"}),
        "304": lambda: ours.get("/", headers={"if-none-match": etag}),
    }
    spent = await _interleaved(deeds)
    busy = await _interleaved(bare_calls(apps, etag), clock=process_time)
    work = {name: median(times) for name, times in busy.items()}
    half = {name: median(times) for name, times in spent.items()}
    return [
        _ratio("P10", "feed as JSON : asyncpg + orjson, p50", half["json"], half["bare json"], _SLOWER),
        _ratio("P10", "feed as HTML : the query + the template, p50", half["html"], half["bare html"], _TWICE),
        Row("", "feed as HTML, packed, p50", f"{half['packed']:.1f} ms"),
        Row("G17", "feed as HTML, p95", f"{percentile(spent['html'], 95):.1f} ms", "≤ 200 ms on a Pi"),
        *_unchanged(work),
    ]


def _unchanged(work: Mapping[str, float]) -> list[Row]:
    """Return what "nothing has changed" costs beside a page: asked again within a second, and for the first time."""
    again, first = "304, asked again within a second", "304, asked for the first time"
    return [
        _faster("P10", f"{again} : the query + the template, CPU", work["304"], work["bare html"]),
        _faster("", f"{first} : the query + the template, CPU", work["first 304"], work["bare html"]),
        _faster("", f"{again} : our own page, cards kept, packed, CPU", work["304"], work["packed"]),
    ]


async def _many(client: httpx.AsyncClient) -> list[Row]:
    """A hundred people at once: each as fast as the answers come, then each with a moment to look."""
    pages = ("/", "/?style=ink", "/tags/fox", "/search?q=turtle", "/api/v1/feed")
    calls = (
        "/api/v1/feed",
        "/api/v1/feed?kind=comic",
        "/api/v1/search?q=fox",
        "/api/v1/tags",
        "/api/v1/tags/fox/pictures",
    )
    rushed, wrong = await _visitors(client, pages, pause_s=0)
    calm, wrong_calls = await _visitors(client, calls, pause_s=_PAUSE_S)
    told = f"{wrong} of {len(rushed)} wrong, p95 {percentile(rushed, 95):.0f} ms"
    p95 = percentile(calm, 95)
    return [
        Row("S1", f"{CROWD} people at once, five pages each without a pause", told, "0 wrong", wrong == 0),
        Row(
            "S1",
            f"{CROWD} people, a question to the API every {_PAUSE_S} s each: wrong",
            f"{wrong_calls} of {len(calm)}",
            "0",
            wrong_calls == 0,
        ),
        Row("S1", "the same, p95", f"{p95:.0f} ms", f"< {_S1_MS:.0f} ms", p95 < _S1_MS),
    ]


async def _visitors(client: httpx.AsyncClient, paths: Sequence[str], *, pause_s: float) -> tuple[list[float], int]:
    """Return how long each answer took in milliseconds, and how many weren't what was asked for."""
    times: list[float] = []
    wrong = 0

    async def person(number: int) -> None:
        nonlocal wrong
        await asyncio.sleep(pause_s * number / CROWD)
        for path in paths:
            began = perf_counter()
            answer = await client.get(path)
            times.append((perf_counter() - began) * 1000)
            wrong += answer.status_code != httpx.codes.OK
            await asyncio.sleep(pause_s)

    await asyncio.gather(*(person(number) for number in range(CROWD)))
    return times, wrong


async def flatness(galleries: Sequence[Gallery]) -> list[Row]:
    """What a page costs the database, deep in the list, by filter and size."""
    rows = []
    for name, wanted in (_FILTERS | _PAIRS).items():
        costs = await _interleaved(
            {
                str(gallery.size): _asking(gallery.database, wanted, await _deep(gallery, wanted))
                for gallery in galleries
            }
        )
        half = [median(costs[str(gallery.size)]) for gallery in galleries]
        figure = " : ".join(f"{spent:.2f}" for spent in half) + " ms"
        rows.append(Row("P10", f"a page of {name}", figure, f"≤ {_FLAT}×", half[-1] <= half[0] * _FLAT))
    for question in ("fox", "turtle bicycle", "number", "zzzz", "77"):
        words = search_of(question).query()
        costs = await _interleaved({str(one.size): _asking(one.database, Wanted(), None, words) for one in galleries})
        figure = " : ".join(f"{median(costs[str(one.size)]):.2f}" for one in galleries) + " ms"
        rows.append(Row("", f"search for “{question}”", figure))
    return rows


def _asking(
    database: Database, wanted: Wanted, before: Cursor | None, words: str | None = None
) -> Callable[[], Awaitable[object]]:
    return lambda: feed.stubs(database, wanted, limit=31, before=before, words=words)


async def _deep(gallery: Gallery, wanted: Wanted) -> Cursor | None:
    """Return the place after a quarter of everything, from where each filter still fills a page; None for a day."""
    if wanted.day is not None:
        return None
    return NOON - timedelta(seconds=gallery.size * EVERY_S / 4), new_id()


def _client(app: FastAPI | Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)


async def _interleaved(
    deeds: dict[str, Callable[[], Awaitable[object]]], *, clock: Callable[[], float] = perf_counter
) -> dict[str, list[float]]:
    """Return milliseconds of each deed, done in turn; the first rounds only warm up."""
    spent: dict[str, list[float]] = {name: [] for name in deeds}
    for turn in range(ROUNDS + 5):
        for name, deed in deeds.items():
            began = clock()
            await deed()
            if turn >= 5:
                spent[name].append((clock() - began) * 1000)
    return spent


def _ratio(bar: str, what: str, ours: float, theirs: float, most: float) -> Row:
    return Row(bar, what, f"{ours:.2f} : {theirs:.2f} ms", f"≤ {most}×", ours <= theirs * most)


def _faster(bar: str, what: str, ours: float, theirs: float) -> Row:
    goal = f"≥ {_KNOWN:.0f}×" if bar else ""
    return Row(bar, what, f"{ours:.2f} : {theirs:.2f} ms", goal, theirs >= ours * _KNOWN if bar else None)


def _settings(database_url: str, redis_url: str, folder: Path) -> WebSettings:
    """Return settings of a gallery that counts its visitors, as always, and refuses none of the benchmark's."""
    return WebSettings(
        _env_file=None, data_folder=folder, redis_url=redis_url, database_url=database_url,
        signing_key=_KEY, audit_key=_KEY, sealing_keys=_KEY, public_url=ORIGIN, gallery_metrics_port=0,
        ask_consent=False, request_rates=dict.fromkeys(("guest", "user"), 10_000_000),
    )  # fmt: skip


async def main_(sizes: Sequence[int]) -> list[Row]:
    """Seed and measure; the pages at the largest size."""
    with running_postgres() as postgres, running_valkey() as valkey, tempfile.TemporaryDirectory() as folder:
        galleries = []
        for size in sizes:
            name = f"gallery_{size}"
            postgres.create_database(name)
            migrate(postgres.url_of(name))
            database = Database(postgres.url_of(name))
            await crowd(database, size, space=_SPACE, person=_PERSON, copies=True)
            galleries.append(Gallery(size, database, _settings(postgres.url_of(name), valkey.url, Path(folder))))
        rows = [*await measure(galleries[-1]), *await flatness(galleries)]
        postgres.create_database("phone")
        migrate(postgres.url_of("phone"))
        rows += await phone(_settings(postgres.url_of("phone"), valkey.url, Path(folder)))
        for gallery in galleries:
            await gallery.database.close()
        return rows


def main() -> None:
    """Measure and print."""
    sizes = tuple(int(size) for size in sys.argv[1:] if size.isdigit()) or SIZES
    rows = asyncio.run(main_(sizes))
    show(f"The gallery at {' : '.join(f'{size:,}' for size in sizes)} pictures", rows)


if __name__ == "__main__":
    main()
