"""Headers: what browsers are told to refuse, and for how long things may be kept."""

import re

import httpx
import pytest
from pydantic import SecretStr

from tests.web_gallery.seeds import Seeds
from web_gallery.app import create_app
from web_gallery.headers import page_policy, standing_headers
from web_gallery.settings import WebSettings

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize(
    "path", ["/", "/about", "/nothing", "/i/x", "/files/x", "/feed.atom", "/healthz", "/robots.txt", "/api/v1/feed"]
)
async def test_every_answer_carries_the_standing_headers(path: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(path)
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "camera=()" in answer.headers["permissions-policy"]
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert "strict-transport-security" not in answer.headers


def test_browsers_are_told_to_insist_on_tls_only_behind_it(settings: WebSettings) -> None:
    secure = settings.model_copy(update={"public_url": "https://gallery.test/"})
    assert b"strict-transport-security" in dict(standing_headers(secure))
    assert b"strict-transport-security" not in dict(standing_headers(settings))


async def test_the_language_cookie_is_secure_behind_tls(settings: WebSettings) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://gallery.test/"}))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://gallery.test") as visitor,
    ):
        assert "; Secure" in (await visitor.get("/?lang=pl")).headers["set-cookie"]


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ({"s3_endpoint": "store:9000", "s3_secure": False}, "http://store:9000"),
        ({"s3_endpoint": "store:9000"}, "https://store:9000"),
        ({"s3_endpoint": "store:9000", "s3_public_url": "https://cdn.test/path"}, "https://cdn.test"),
    ],
)
def test_pictures_may_come_from_the_object_store(fields: dict[str, object], origin: str, settings: WebSettings) -> None:
    keys = {"s3_access_key": SecretStr("a"), "s3_secret_key": SecretStr("b")}
    assert f"img-src 'self' data: {origin};" in page_policy(settings.model_copy(update=keys | fields))


async def test_style_sheets_are_kept_for_ever_because_their_name_is_their_content(
    client: httpx.AsyncClient,
) -> None:
    text = (await client.get("/")).text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    assert len(addresses) >= 2
    for address in addresses:
        answer = await client.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")


async def test_no_page_names_another_site(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person())
    for path in ("/", f"/i/{media.slug}", "/about", "/nothing"):
        text = (await client.get(path)).text
        assert not re.findall(r'(?:src|srcset|href)="(?:https?:)?//(?!gallery\.test)[^"]*', text)
        assert not re.findall(r"<script(?! src=\"/static/)|<script[^>]*>[^<]| style=| on\w+=", text)


async def test_those_who_guess_the_icon_find_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/favicon.ico", follow_redirects=True)
    assert answer.headers["content-type"] == "image/svg+xml"
