"""The way from a picture's page into a chat (G5): a link for Telegram, a command for every other place."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from core.bus import Bus, front_key
from core.gallery.remixes import remixed_slug
from core.platforms import Platform
from core.privacy import Visibility
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import FOX, Seeds
from web_gallery.remixing import TelegramBot
from web_gallery.site import Site


async def _called(site: Site, name: str) -> None:
    await site.bus.redis.set(front_key(Platform.TELEGRAM), name, ex=60)


def _links(text: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'href="(https://t\.me/[^"]*)"', text)]


@pytest.mark.parametrize(("locale", "label"), [("en", "Remix in Telegram"), ("pl", "Przerób w Telegramie")])
async def test_g5_the_page_leads_to_the_bot_with_the_pictures_address_and_no_word_of_it(
    locale: str, label: str, client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    await _called(site, "ink_test_bot")
    media = await seeds.picture(await seeds.person())
    text = (await client.get(f"/i/{media.slug}?lang={locale}")).text
    (link,) = _links(text)
    assert label in text
    parts = urlsplit(link)
    (word,) = parse_qs(parts.query)["start"]
    assert (parts.path, remixed_slug(word)) == ("/ink_test_bot", media.slug)
    assert len(word) <= 64
    assert "fox" not in link


@pytest.mark.parametrize(("locale", "command"), [("en", "remix"), ("pl", "remiks")])
async def test_g5_the_page_tells_the_command_for_other_chats(
    locale: str, command: str, client: httpx.AsyncClient, seeds: Seeds
) -> None:
    media = await seeds.picture(await seeds.person())
    text = (await client.get(f"/i/{media.slug}?lang={locale}")).text
    assert f"/{command} {ORIGIN}/i/{media.slug}</code>" in text
    assert _links(text) == [], "no bot speaks"


async def test_g5_what_can_not_be_remixed_has_no_way_into_a_chat(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    await _called(site, "ink_test_bot")
    owner = await seeds.person()
    film = await seeds.film()
    for media in (
        await seeds.picture(owner, prompt_hidden=True),
        await seeds.picture(owner, level=1),
        await seeds.picture(owner, coded=film, media_type="video/mp4", seconds=0.5),
    ):
        text = (await client.get(f"/i/{media.slug}")).text
        assert _links(text) == []
        assert "/remix " not in text
    unlisted = await seeds.picture(owner, visibility=Visibility.UNLISTED, prompt=FOX)
    assert len(_links((await client.get(f"/i/{unlisted.slug}")).text)) == 1


@pytest.mark.parametrize("name", ["", "a/b", "x" * 40, "bot?start=", '"><script>', "żółw"])
async def test_g5_what_is_no_name_of_a_bot_is_not_linked_to(name: str, site: Site) -> None:
    await _called(site, name)
    assert await TelegramBot(site.bus).link("abc") == ""


async def test_g5_without_redis_the_page_has_no_link_and_no_trouble() -> None:
    bus = Bus("redis://127.0.0.1:9")
    assert await TelegramBot(bus).link("abc") == ""
    await bus.close()
