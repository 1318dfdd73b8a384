"""What programs read: Atom, sitemap, robots."""

from xml.etree import ElementTree as ET

import httpx

from core.privacy import Visibility
from tests.web_gallery.seeds import Seeds

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


async def test_the_atom_feed_is_xml_whatever_people_write(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(
        await seeds.person('<b> & "Ben" \x0b'), prompt="]]> <cats> & dogs \ufffe", alt={"en": '"><script>'}
    )
    answer = await client.get("/feed.atom")
    feed = ET.fromstring(answer.text)  # noqa: S314 - our own output
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title")) == (
        f"urn:uuid:{media.id}",
        "]]> <cats> & dogs ",
    )
    content = entry.findtext(f"{ATOM}content") or ""
    assert content.startswith(f'<p><a href="http://gallery.test/i/{media.slug}"><img src="http://gallery.test/files/')
    assert "<script>" not in content
    assert feed.findtext(f"{ATOM}updated") == "2026-11-20T12:00:00+00:00"


async def test_the_atom_feed_of_an_empty_gallery_is_valid_and_not_sent_twice(client: httpx.AsyncClient) -> None:
    answer = await client.get("/feed.atom")
    feed = ET.fromstring(answer.text)  # noqa: S314 - our own output
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    again = await client.get("/feed.atom", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_the_sitemap_names_public_pictures_only(client: httpx.AsyncClient, seeds: Seeds) -> None:
    owner = await seeds.person()
    shown = await seeds.picture(owner)
    for visibility in (Visibility.UNLISTED, Visibility.PRIVATE):
        await seeds.picture(owner, visibility=visibility)
    tree = ET.fromstring((await client.get("/sitemap.xml")).text)  # noqa: S314 - our own output
    paths = [place.text.removeprefix("http://gallery.test") for place in tree.iter(f"{MAP}loc") if place.text]
    assert paths == ["/", "/about", f"/i/{shown.slug}"]


async def test_crawlers_are_shown_the_sitemap(client: httpx.AsyncClient) -> None:
    assert "Sitemap: http://gallery.test/sitemap.xml" in (await client.get("/robots.txt")).text
