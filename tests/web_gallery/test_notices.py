"""What programs read: Atom, sitemap, robots."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import httpx

from core.privacy import Visibility
from tests.core.gallery.conftest import listed
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import NOON, Seeds
from web_gallery.site import Site

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


async def test_the_sitemaps_name_public_pages_only(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    """G8: an index, one map a day, and one of people and tags."""
    owner = await seeds.person()
    shown = await seeds.picture(owner)
    planted = await comics.comic(owner)
    for visibility in (Visibility.UNLISTED, Visibility.PRIVATE):
        await seeds.picture(owner, visibility=visibility)
    await seeds.picture(await seeds.person("Ben"), at=NOON - timedelta(days=400), prompt="a turtle")
    await listed(site.database)
    maps = await _places(client, "/sitemap.xml")
    assert maps == ["/sitemap-pages.xml", "/sitemap-2026-11-20.xml", "/sitemap-2025-10-16.xml"]
    assert set(await _places(client, maps[1])) == {f"/i/{shown.slug}", planted.path}
    assert {"/", "/about", "/u/ada", "/u/ben", "/tags/fox", "/tags/turtle"} <= set(await _places(client, maps[0]))
    for odd in ("/sitemap-2026-13-01.xml", "/sitemap-x.xml", "/sitemap-0001-01-01.xml", "/sitemap-9999-12-31.xml"):
        assert (await client.get(odd)).status_code == 404


async def _places(client: httpx.AsyncClient, path: str) -> list[str]:
    tree = ET.fromstring((await client.get(path)).text)  # noqa: S314 - our own output
    return [place.text.removeprefix("http://gallery.test") for place in tree.iter(f"{MAP}loc") if place.text]


async def test_every_page_of_a_comic_is_in_its_entry_and_people_and_tags_have_feeds(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    """G8: every picture in the entry, and an id that stays."""
    planted = await comics.comic(await seeds.person())
    await listed(site.database)
    ids = set()
    for path in ("/feed.atom", "/u/ada/feed.atom", "/tags/cat/feed.atom"):
        answer = await client.get(path)
        (entry,) = ET.fromstring(answer.text).iter(f"{ATOM}entry")  # noqa: S314 - our own output
        content = entry.findtext(f"{ATOM}content") or ""
        assert [f'src="{ORIGIN}/files/{page.key}"' in content for page in planted.pages] == [True] * 3
        ids.add(entry.findtext(f"{ATOM}id"))
        assert (await client.get(path, headers={"if-none-match": answer.headers["etag"]})).status_code == 304
    assert ids == {f"urn:uuid:{planted.pages[0].id}"}
    for nobody in ("/u/nobody/feed.atom", "/u/%00/feed.atom", "/tags/LIS/feed.atom"):
        assert (await client.get(nobody)).status_code == 404


async def test_crawlers_are_shown_the_sitemap(client: httpx.AsyncClient) -> None:
    assert "Sitemap: http://gallery.test/sitemap.xml" in (await client.get("/robots.txt")).text
