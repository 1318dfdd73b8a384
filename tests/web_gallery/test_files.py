"""Files: signatures, names that are no keys, ranges, caching."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import httpx
import pytest
from pydantic import SecretStr

from core.clock import utc_now
from core.privacy import Visibility
from core.signing import signature
from core.storage import FolderStore
from core.storage.store import LONGEST_LINK
from tests.servers import S3Server
from tests.web_gallery.conftest import KEY, ORIGIN
from tests.web_gallery.seeds import Seeds, decoded, drawn
from web_gallery.app import create_app
from web_gallery.settings import WebSettings
from web_gallery.site import Site

FORGERIES = 300
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


async def _private(seeds: Seeds) -> str:
    return (await seeds.picture(await seeds.person(), visibility=Visibility.PRIVATE)).key


def _forgeries(key: str, other: str, link: str, dice: Random) -> list[str]:
    """Return addresses that someone with one good link to ``other`` and time could try."""
    query = dict(httpx.QueryParams(link.partition("?")[2]))
    expires, good = query["expires"], query["signature"]
    found = [
        f"/files/{key}?expires={expires}&signature={good}",
        f"/files/{key}?expires={expires}&signature=",
        f"/files/{key}?expires=&signature={good}",
        f"/files/{key}?signature={good}",
        f"/files/{key}?expires={expires}",
        f"/files/{other}?expires={int(expires) + 1}&signature={good}",
        f"/files/{other}?expires=+{expires}&signature={good}",
        f"/files/{other}?expires={expires}.0&signature={good}",
        f"/files/{other}?expires=9999999999999999&signature={good}",
        f"/files/{other}?expires=%D9%A1%D9%A2&signature={good}",
        f"/files/{other}?expires={expires}&signature={good}%3D",
        f"/files/{other}?expires={expires}&signature={good}&signature=x",
        f"/files/{other}?expires={expires}&signature={good.swapcase()}",
        f"/files/{other}?expires={expires}&signature=%C5%82{good}",
        f"/files/{key}?expires={expires}&signature={signature(SecretStr('x' * 40), 'file', key, expires)}",
        f"/files/{key}?expires={expires}&signature={signature(KEY, 'upload', key, expires)}",
    ]
    while len(found) < FORGERIES:
        place = dice.randrange(len(good))
        changed = good[:place] + dice.choice(ALPHABET.replace(good[place], "")) + good[place + 1 :]
        # The last of 43 characters carries four bits: another one may say the same, and the text must match anyway.
        found.append(f"/files/{other}?expires={expires}&signature={changed}")
    return found


async def test_no_forged_link_opens_a_file(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    key, other = await _private(seeds), await _private(seeds)
    link = await site.store.link(other, lifetime=LONGEST_LINK, now=utc_now())
    assert (await client.get(link)).status_code == 200
    forged = _forgeries(key, other, link, Random(7))
    answers = [(await client.get(address)).status_code for address in forged]
    assert len(forged) >= FORGERIES
    assert set(answers) == {404}


async def test_a_link_ends_when_it_says(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    key = await _private(seeds)
    past = await site.store.link(key, lifetime=LONGEST_LINK, now=utc_now() - LONGEST_LINK)
    near = await site.store.link(key, lifetime=timedelta(seconds=60), now=utc_now())
    assert (await client.get(past)).status_code == 404
    assert (await client.get(near)).headers["cache-control"] in {"private, max-age=59", "private, max-age=60"}


async def test_a_link_longer_than_ten_minutes_is_refused_though_signed(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    key = await _private(seeds)
    link = await site.store.link(key, lifetime=LONGEST_LINK, now=utc_now() + timedelta(minutes=1))
    assert (await client.get(link)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "", "x", "../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "%2e%2e/%2e%2e/settings.env", "/etc/passwd",
        "aa/../../../postgres/PG_VERSION", "aa%00/x.png", "aa/" + "a" * 64 + ".png%00", "aa/" + "a" * 64 + ".png/",
        "AA/" + "A" * 64 + ".PNG", "aa/" + "a" * 64 + ".html", "aa/" + "a" * 64 + ".svg", "aa/" + "a" * 64,
        "aa/" + "a" * 63 + "%0A.png", "aa/" + "a" * 64 + ".png%0A", "aa\\" + "a" * 64 + ".png", "a" * 5000, "%FF%FE",
        "bb/" + "b" * 64 + ".png", ".", "..;/x",
    ],
)  # fmt: skip
async def test_no_path_leads_out_of_the_store(path: str, client: httpx.AsyncClient, site: Site) -> None:
    secret = site.settings.data_folder / "settings.env"
    secret.write_text("SIGNING_KEY=secret")
    answer = await client.get(httpx.URL(ORIGIN, raw_path=b"/files/" + path.encode()))
    assert answer.status_code == 404
    assert "SIGNING_KEY" not in answer.text


async def test_a_file_comes_with_its_type_and_can_do_nothing(client: httpx.AsyncClient, seeds: Seeds) -> None:
    coded = await seeds.code(drawn(400, 300))
    await seeds.picture(await seeds.person(), coded=coded)
    types = {}
    for key in coded.keys:
        answer = await client.get(f"/files/{key}")
        types[answer.headers["content-type"]] = decoded(answer.content).format
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith('inline; filename="inkhearth-')
    assert types == {"image/png": "PNG", "image/avif": "AVIF", "image/webp": "WEBP"}
    saved = await client.get(f"/files/{coded.key}?download")
    assert saved.headers["content-disposition"].startswith("attachment; ")


async def test_a_file_that_the_browser_has_is_not_sent_again(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person())
    path = f"/files/{media.key}"
    etag = (await client.get(path)).headers["etag"]
    assert etag == f'"{media.key[3:67]}"'
    again = await client.get(path, headers={"if-none-match": f'"x", W/{etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    await seeds.reach(media, Visibility.PRIVATE)
    assert (await client.get(path, headers={"if-none-match": etag})).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [
        ("bytes=0-9", 206, 10),
        ("bytes=-5", 206, 5),
        ("bytes=90-", 206, None),
        ("bytes=999999-", 416, None),
        ("lines=1-2", 400, None),
    ],
)
async def test_a_part_of_a_file_can_be_fetched(
    asked: str, status: int, length: int | None, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    media = await seeds.picture(await seeds.person())
    answer = await client.get(f"/files/{media.key}", headers={"range": asked})
    assert answer.status_code == status
    assert length is None or len(answer.content) == length


async def test_asking_for_the_headers_only_sends_no_picture(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person())
    answer = await client.head(f"/files/{media.key}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == media.bytes


async def test_a_file_that_the_store_lost_is_not_found(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    media = await seeds.picture(await seeds.person())
    await site.store.delete(media.key)
    assert (await client.get(f"/files/{media.key}")).status_code == 404


async def test_a_signed_link_to_what_is_no_picture_works(client: httpx.AsyncClient, site: Site) -> None:
    key = await site.store.put(b"what somebody sent", "application/octet-stream")
    link = await site.store.link(key, lifetime=LONGEST_LINK, now=utc_now())
    assert isinstance(site.store, FolderStore)
    assert (await client.get(f"/files/{key}")).status_code == 404
    assert (await client.get(link)).content == b"what somebody sent"


@pytest.fixture
async def bucket(settings: WebSettings, s3: S3Server) -> AsyncIterator[tuple[httpx.AsyncClient, Site]]:
    """A visitor to a gallery whose files lie on an S3-compatible server."""
    fields = {
        "s3_endpoint": s3.endpoint,
        "s3_bucket": s3.bucket,
        "s3_access_key": SecretStr(s3.access_key),
        "s3_secret_key": SecretStr(s3.secret_key),
        "s3_secure": False,
    }
    app = create_app(settings.model_copy(update=fields))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as visitor,
    ):
        yield visitor, app.state.site


async def test_an_s3_store_sends_a_public_file_itself(bucket: tuple[httpx.AsyncClient, Site]) -> None:
    visitor, site = bucket
    seeds = Seeds(site.database, site.store)
    shown = await seeds.picture(await seeds.person())
    answer = await visitor.get(f"/files/{shown.key}")
    assert (answer.status_code, answer.headers["cache-control"]) == (307, "public, max-age=30, must-revalidate")
    assert "X-Amz-Expires=60" in answer.headers["location"]
    async with httpx.AsyncClient() as browser:
        fetched = await browser.get(answer.headers["location"])
    assert (fetched.status_code, decoded(fetched.content).size) == (200, (48, 32))
    assert (await visitor.get("/readyz")).json()["store"] == "ok"


async def test_an_s3_store_sends_an_unlisted_file_to_readers_of_its_page_only(
    bucket: tuple[httpx.AsyncClient, Site], s3: S3Server
) -> None:
    visitor, site = bucket
    seeds = Seeds(site.database, site.store)
    owner = await seeds.person()
    unlisted, hidden = [
        await seeds.picture(owner, visibility=visibility) for visibility in (Visibility.UNLISTED, Visibility.PRIVATE)
    ]
    assert [(await visitor.get(f"/files/{media.key}")).status_code for media in (unlisted, hidden)] == [404, 404]
    page = await visitor.get(f"/i/{unlisted.slug}")
    assert f'src="http://{s3.endpoint}/{s3.bucket}/{unlisted.key}?' in page.text
    assert f"img-src 'self' data: http://{s3.endpoint};" in page.headers["content-security-policy"]
