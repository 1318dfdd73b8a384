"""The page of one picture: what it tells, and that it tells it harmlessly."""

import html
import re
from dataclasses import replace

import httpx
import pytest

from core.privacy import Visibility
from tests.core.gallery.conftest import listed
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds, drawn
from web_gallery.site import Site
from web_gallery.views import shortened

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'); DROP TABLE media; --",
    "{{ 7 * 7 }} {% include '/etc/passwd' %} {seed} {0} %s",
    "&lt;b&gt; &amp; ]]> <!-- </title></svg></style>",
    "\u202eright to left\u202c \u0301\u0301\u0301 👩‍👩‍👧‍👦 \U0001f98a",
)


def _meta(text: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text)
    return {name: html.unescape(value) for name, value in found}


async def test_the_page_tells_how_the_picture_was_made(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(
        await seeds.person("Ada"), seed=4242, style="ink", not_drawn=["umbrella"], target="diffusers/tiny-sd"
    )
    text = (await client.get(f"/i/{media.slug}")).text
    facts = ["a fox reading under a tree at night", "Ada", "4242", "ink drawing", "tiny-sd", "48 × 32", "umbrella"]
    for fact in [*facts, "November 20, 2026", "1 kB", f'href="/files/{media.key}" download="inkhearth-']:
        assert fact in text
    assert "This word was asked for" in text


async def test_the_picture_is_described_in_the_readers_language(client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(await seeds.person(), alt={"en": "A fox reads.", "pl": "Lis czyta."})
    texts = [(await client.get(f"/i/{media.slug}?lang={locale}")).text for locale in ("en", "pl")]
    assert ['alt="A fox reads."' in texts[0], 'alt="Lis czyta."' in texts[1]] == [True, True]


@pytest.mark.parametrize("words", HOSTILE)
async def test_words_of_strangers_stay_words(words: str, client: httpx.AsyncClient, seeds: Seeds) -> None:
    media = await seeds.picture(
        await seeds.person(words), prompt=words, alt={"en": words}, not_drawn=[words], style=words, target=words
    )
    plain = set(re.findall(r"<[^>]*", (await client.get("/about")).text))
    for path in (f"/i/{media.slug}", "/"):
        answer = await client.get(path)
        assert answer.status_code == 200
        tags = {tag.split(None, 1)[0] for tag in re.findall(r"<[a-zA-Z!][^\s>]*", answer.text)}
        assert tags <= {tag.split(None, 1)[0] for tag in plain} | {
            "<picture", "<img", "<source", "<article", "<svg", "<dl", "<dt", "<dd", "<time", "<ul", "<li", "<ol",
            "<section", "<strong", "<code", "<div", "<h1", "<h2", "<button", "<details", "<summary",
        }  # fmt: skip
        assert html.escape(words, quote=False).split()[0] in answer.text.replace("&#34;", '"').replace("&#39;", "'")


async def test_other_sites_get_a_preview_that_fits(client: httpx.AsyncClient, seeds: Seeds) -> None:
    coded = await seeds.code(drawn(700, 500))
    media = await seeds.picture(await seeds.person(), prompt="żółta łódź podwodna " * 30, coded=coded)
    meta = _meta((await client.get(f"/i/{media.slug}")).text)
    assert len(meta["og:title"].encode()) <= 70
    assert len(meta["og:description"].encode()) <= 350
    assert meta["og:title"].startswith("żółta łódź podwodna")
    assert (meta["og:image:width"], meta["og:image:height"]) == ("700", "500")
    assert (meta["twitter:card"], meta["og:image:type"]) == ("summary_large_image", "image/webp")
    assert (await client.get(meta["og:image"])).headers["content-type"] == "image/webp"
    assert "robots" not in meta


async def test_an_unlisted_preview_can_be_fetched_by_whoever_has_the_page(
    client: httpx.AsyncClient, seeds: Seeds
) -> None:
    coded = await seeds.code(drawn(700, 500))
    media = await seeds.picture(await seeds.person(), visibility=Visibility.UNLISTED, coded=coded)
    meta = _meta((await client.get(f"/i/{media.slug}")).text)
    assert meta["robots"] == "noindex"
    assert (await client.get(meta["og:image"])).status_code == 200
    assert (await client.get(meta["og:image"].partition("?")[0])).status_code == 404


async def test_other_sites_get_a_clip_with_its_poster(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    """G7: what plays is the clip, what stands for it a picture, in a link's place and in readers' programs."""
    coded = await seeds.film()
    media = await seeds.picture(await seeds.person(), coded=coded, media_type="video/mp4", seconds=0.5)
    await listed(site.database)
    meta = _meta((await client.get(f"/i/{media.slug}")).text)
    assert (meta["og:type"], meta["og:video:type"]) == ("video.other", "video/mp4")
    assert (meta["og:video:width"], meta["og:video:height"], meta["og:image:type"]) == ("64", "48", "image/webp")
    assert "og:video:secure_url" not in meta, "this gallery is not behind TLS"
    for named in ("og:video", "og:image"):
        assert (await client.get(meta[named])).headers["content-type"] == meta[f"{named}:type"]
    told = (await client.get("/oembed", params={"url": f"{ORIGIN}/i/{media.slug}"})).json()
    assert told["url"] == meta["og:image"]
    entry = (await client.get("/feed.atom")).text
    assert f'<link rel="enclosure" type="video/mp4" href="{meta["og:video"]}"/>' in entry
    assert f'src="{meta["og:image"]}"' in html.unescape(entry), "what a reader's program shows is the poster"


async def test_a_clip_is_its_gif_where_no_video_plays_and_its_poster_where_there_is_none(
    client: httpx.AsyncClient, seeds: Seeds
) -> None:
    owner, coded = await seeds.person(), await seeds.film()
    moving, still = coded.copies[-1].key, replace(coded, copies=coded.copies[:-1])
    addresses = []
    for film in (coded, still):
        media = await seeds.picture(
            owner, visibility=Visibility.UNLISTED, coded=film, media_type="video/mp4", seconds=0.5
        )
        text = (await client.get(f"/i/{media.slug}")).text
        found = re.search(r'<video class="clip" src="([^"]+)" poster="([^"]+)".*?<img src="([^"]+)"', text, re.DOTALL)
        assert found is not None
        addresses.append([html.unescape(address) for address in found.groups()])
        assert [(await client.get(address)).status_code for address in addresses[-1]] == [200, 200, 200]
        assert (await client.get(_meta(text)["og:video"])).headers["content-type"] == "video/mp4"
    assert moving in addresses[0][2]
    assert addresses[1][2] == addresses[1][1]


@pytest.mark.parametrize("slug", ["x", "%00", "%FF", "a" * 3000, "a" * 64, "ł", "'; --", "x/y"])
async def test_an_unknown_address_is_not_found(slug: str, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/i/{slug}")).status_code == 404


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 70, "short"),
        ("x" * 71, 70, "x" * 67 + "…"),
        ("ł" * 40, 70, "ł" * 33 + "…"),
        ("a fox reading, under a tree", 17, "a fox reading…"),
        ("🦊" * 20, 10, "🦊…"),
    ],
)
def test_texts_are_cut_by_bytes_at_a_word_if_one_ends_near(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected
