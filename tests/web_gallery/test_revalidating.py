"""Answers from memory to "has it changed?" (P10): to whom, for how long, and never about what is somebody's own."""

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from core.privacy import Visibility
from tests.core.gallery.conftest import listed
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.answers import NEVER, SHORTLY, VARY
from web_gallery.revalidating import Revalidator
from web_gallery.site import Site

ETAG = 'W/"1"'
KNOWN = {"if-none-match": ETAG}


@dataclass
class _Behind:
    """An application that says how often it was asked."""

    status: int = 200
    fields: dict[str, str] = field(
        default_factory=lambda: {
            "cache-control": SHORTLY, "etag": ETAG, "vary": VARY, "content-language": "en", "content-type": "text/html",
        }
    )  # fmt: skip
    asked: int = 0

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked += 1
        scope["route"] = "a route"
        headers = [(name.encode(), value.encode()) for name, value in self.fields.items()]
        start: Message = {"type": "http.response.start", "status": self.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": b"whole"})


def _visitor(behind: _Behind, believed_s: float = 600) -> httpx.AsyncClient:
    app = Revalidator(behind, believed_s=believed_s)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)


async def test_p10_who_has_the_page_is_told_so_without_asking_again() -> None:
    behind = _Behind()
    async with _visitor(behind) as visitor:
        assert (await visitor.get("/?style=ink")).text == "whole"
        for given in (ETAG, '"1"', f'"0", {ETAG}'):
            answer = await visitor.get("/?style=ink", headers={"if-none-match": given})
            assert (answer.status_code, answer.content, behind.asked) == (304, b"", 1)
            assert dict(answer.headers) == {
                "cache-control": SHORTLY, "etag": ETAG, "vary": VARY, "content-language": "en",
            }  # fmt: skip
        assert (await visitor.head("/?style=ink", headers=KNOWN)).status_code == 304
        assert behind.asked == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/", {"if-none-match": 'W/"2"'}),
        ("/?style=ink", KNOWN),
        ("/about", KNOWN),
        ("/", KNOWN | {"cookie": "inkhearth=somebody"}),
        ("/", KNOWN | {"cookie": "lang=pl"}),
        ("/", KNOWN | {"accept-language": "pl"}),
        ("/", KNOWN | {"authorization": "Bearer x"}),
        ("/" + "x" * 2_000, KNOWN),
    ],
)
async def test_p10_who_asks_anything_else_is_answered_anew(path: str, headers: dict[str, str]) -> None:
    behind = _Behind()
    async with _visitor(behind) as visitor:
        await visitor.get("/", headers={"accept-language": "en"})
        await visitor.get("/")
        await visitor.get(path, headers=headers)
        assert behind.asked == 3


async def test_p10_one_persons_memory_serves_nobody_else() -> None:
    behind = _Behind()
    async with _visitor(behind) as visitor:
        for person in ("ada", "jan"):
            await visitor.get("/", headers={"cookie": f"inkhearth={person}"})
        assert behind.asked == 2
        behind.fields["etag"] = 'W/"2"'
        await visitor.get("/", headers={"cookie": "inkhearth=jan", "if-none-match": 'W/"9"'})
        answers = [
            (await visitor.get("/", headers=KNOWN | {"cookie": f"inkhearth={person}"})).status_code
            for person in ("ada", "jan")
        ]
        assert answers == [304, 200]


@pytest.mark.parametrize(
    ("path", "status", "fields"),
    [
        ("/i/x", 200, {"cache-control": NEVER}),
        ("/i/x", 410, {}),
        ("/i/x", 503, {}),
        ("/i/x", 200, {"etag": ""}),
        ("/files/x", 200, {}),
        ("/frames/x", 200, {}),
    ],
)
async def test_g6_what_is_not_for_everybody_is_not_kept(path: str, status: int, fields: dict[str, str]) -> None:
    behind = _Behind(status)
    behind.fields = {name: value for name, value in (behind.fields | fields).items() if value}
    async with _visitor(behind) as visitor:
        for _ in range(3):
            await visitor.get(path, headers=KNOWN)
    assert behind.asked == 3


async def test_g6_what_is_withdrawn_is_forgotten_with_the_next_answer() -> None:
    behind = _Behind()
    async with _visitor(behind) as visitor:
        await visitor.get("/i/x")
        behind.status = 410
        await visitor.get("/i/x")
        assert (await visitor.get("/i/x", headers=KNOWN)).status_code == 410


async def test_p10_a_form_is_never_answered_from_memory() -> None:
    behind = _Behind()
    async with _visitor(behind) as visitor:
        await visitor.get("/")
        assert (await visitor.post("/", headers=KNOWN)).text == "whole"


async def test_p10_nothing_is_believed_for_longer_than_was_said() -> None:
    behind = _Behind()
    async with _visitor(behind, believed_s=0) as visitor:
        await visitor.get("/")
        assert (await visitor.get("/", headers=KNOWN)).text == "whole"


async def test_p10_only_so_many_answers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web_gallery.revalidating._MOST", 3)
    behind = _Behind()
    async with _visitor(behind) as visitor:
        for number in range(5):
            await visitor.get(f"/?before={number}")
        codes = [(await visitor.get(f"/?before={number}", headers=KNOWN)).status_code for number in (4, 3, 2, 0)]
    assert codes == [304, 304, 304, 200]


async def test_what_is_hidden_leaves_the_wall_of_who_has_it(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    """trust.md: gone everywhere within seconds, from the browser that asks whether the page has changed as well."""
    media = await seeds.picture(await seeds.person())
    await listed(site.database)
    known = {"if-none-match": (await client.get("/")).headers["etag"]}
    assert (await client.get("/", headers=known)).status_code == 304
    await seeds.reach(media, Visibility.PRIVATE)
    answer = await client.get("/", headers=known)
    for _ in range(600):
        if answer.status_code != 304:
            break
        await asyncio.sleep(0.1)
        answer = await client.get("/", headers=known)
    assert answer.status_code == 200
    assert media.slug not in answer.text


async def test_p10_answers_from_memory_are_counted_under_their_page(client: httpx.AsyncClient, site: Site) -> None:
    first = await client.get("/")
    known = {"if-none-match": first.headers["etag"]}
    assert (await client.get("/", headers=known)).status_code == 304
    labels = {"method": "GET", "route": "/", "status": "304"}
    assert site.metrics.registry.get_sample_value("inkhearth_http_requests_total", labels) == 1
