"""The page of a comic and its reader: without a script, in both languages, for whoever may see it."""

import html
import re

import httpx
import pytest

from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import Seeds, drawn


def _metas(text: str, name: str) -> list[str]:
    return [html.unescape(value) for value in re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)">', text)]


def _link(text: str, marked: str) -> str | None:
    """Return the address of the link that carries an attribute."""
    found = re.search(rf"<a [^>]*{marked}[^>]*>", text)
    target = re.search(r'href="([^"]*)"', found.group()) if found else None
    return html.unescape(target.group(1)) if target else None


async def _text(client: httpx.AsyncClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_comics_page_tells_of_it_and_leads_to_every_page(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person("Ada"))
    text = await _text(client, planted.path)
    for fact in ("The Empty Bowl", "A comic by Ada", "from left to right", "November 20, 2026", "English"):
        assert fact in text
    for number in (1, 2, 3):
        assert f'href="{planted.path}/{number}"' in text
    for wanted in ("cbz", "epub", "png"):
        assert f'href="{planted.path}/download/{wanted}"' in text


async def test_a_comic_is_reported_from_its_page_without_an_account(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G9; the report speaks of the comic's job, whichever page it came from."""
    planted = await comics.comic(await seeds.person("Ada"))
    where = re.search(r'href="(/i/[^"]+/report)"', await _text(client, planted.path))
    assert where is not None
    assert "<form" in await _text(client, where.group(1))


async def test_the_reader_turns_pages_by_links_alone(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G10: page links without JavaScript."""
    planted = await comics.comic(await seeds.person())
    seen, path, text = [], f"{planted.path}/1", ""
    while path:
        text = await _text(client, path)
        (number,) = re.findall(r'id="page-(\d+)"', text)
        seen.append(int(number))
        assert planted.pages[int(number) - 1].key in text
        path = _link(text, 'rel="next"') or ""
    assert seen == [1, 2, 3]
    assert _link(text, 'rel="prev"') == f"{planted.path}/2"


async def test_a_pages_alt_text_is_its_captions_and_dialogue(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G10: in the comic's own language, whatever the reader's is."""
    owner = await seeds.person()
    for language, expected in (("en", "CAT: Breakfast is late."), ("pl", "Strona 1")):
        planted = await comics.comic(owner, language=language)
        text = await _text(client, f"{planted.path}/1", **{"accept-language": "pl"})
        alt = re.findall(r'<img src="/files[^>]* alt="([^"]*)"', text)[0]
        assert expected in html.unescape(alt)
        assert f'id="page-1" lang="{language}"' in text


@pytest.mark.parametrize(
    ("number", "shown", "before", "after"),
    [(1, ["1"], None, 2), (2, ["2", "3"], 1, 4), (3, ["2", "3"], 1, 4), (4, ["4"], 2, None)],
)
async def test_two_pages_lie_as_in_a_book(
    number: int,
    shown: list[str],
    before: int | None,
    after: int | None,
    client: httpx.AsyncClient,
    seeds: Seeds,
    comics: ComicSeeds,
) -> None:
    """G10: double pages; the first lies alone."""
    planted = await comics.comic(await seeds.person(), pages=[None] * 4)
    text = await _text(client, f"{planted.path}/{number}?view=double")
    assert re.findall(r'id="page-(\d+)"', text) == shown
    expected = [f"{planted.path}/{page}?view=double" if page else None for page in (before, after)]
    assert [_link(text, 'rel="prev"'), _link(text, 'rel="next"')] == expected


async def test_all_pages_stand_below_one_another(client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    """G10: vertical."""
    planted = await comics.comic(await seeds.person())
    text = await _text(client, f"{planted.path}/2?view=scroll")
    assert re.findall(r'id="page-(\d+)"', text) == ["1", "2", "3"]
    assert _link(text, 'rel="next"') is None
    assert _link(text, "data-last") == f"{planted.path}/3?view=scroll#page-3"


async def test_a_webtoon_is_one_strip_unless_asked_otherwise(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person(), size="webtoon")
    text = await _text(client, f"{planted.path}/1")
    assert re.findall(r'id="page-(\d+)"', text) == ["1", "2", "3"]
    assert _link(text, 'data-view="page"') == f"{planted.path}/1?view=page"
    text = await _text(client, f"{planted.path}/2?view=page")
    assert re.findall(r'id="page-(\d+)"', text) == ["2"]
    assert _link(text, 'rel="next"') == f"{planted.path}/3?view=page"


@pytest.mark.parametrize(("header", "usual"), [("", "ltr"), ("Read: rtl\n", "rtl")])
async def test_a_comic_is_read_as_it_was_meant_unless_asked_otherwise(
    header: str, usual: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G10: right to left."""
    planted = await comics.comic(await seeds.person(), script=f"{header}A cat\nCAT: Miaow.")
    text = await _text(client, f"{planted.path}/1")
    assert f'data-read="{usual}"' in text
    assert _link(text, 'rel="next"') == f"{planted.path}/2"
    other = "ltr" if usual == "rtl" else "rtl"
    turned = _link(text, "data-turn-way")
    assert turned == f"{planted.path}/1?read={other}"
    text = await _text(client, turned)
    assert f'data-read="{other}"' in text
    assert _link(text, 'rel="next"') == f"{planted.path}/2?read={other}"
    assert _link(text, "data-turn-way") == f"{planted.path}/1"


async def test_other_sites_show_at_most_four_pages(client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    """G7."""
    coded = [await seeds.code(drawn(400, 600, f"#{shade:02x}5a2e")) for shade in range(6)]
    planted = await comics.comic(await seeds.person("Ada"), pages=coded, title="Żółw i " * 40)
    for path in (planted.path, f"{planted.path}/5"):
        text = await _text(client, path)
        pictures = _metas(text, "og:image")
        assert len(pictures) == 4
        assert _metas(text, "og:image:width") == ["400"] * 4
        assert _metas(text, "og:image:height") == ["600"] * 4
        for address in pictures:
            assert (await client.get(address)).headers["content-type"] == "image/webp"
        assert len(_metas(text, "og:title")[0].encode()) <= 70
        assert len(_metas(text, "og:description")[0].encode()) <= 350


@pytest.mark.parametrize("asked", ["0", "4", "01", "-1", "1x", "٣", "99999", "", "%00", "1;--"])
async def test_a_page_that_is_not_there_is_not_found(
    asked: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    assert (await client.get(f"{planted.path}/{asked}")).status_code == 404


@pytest.mark.parametrize("query", ["view=upside", "read=up", "view=", "read="])
async def test_a_damaged_address_says_so(
    query: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    expected = 200 if query.endswith("=") else 400
    assert (await client.get(f"{planted.path}/1?{query}")).status_code == expected


@pytest.mark.parametrize("slug", ["nothing", "a" * 65, "..%2f..", "%00", "'", "ż"])
async def test_an_unknown_comic_is_not_found(slug: str, client: httpx.AsyncClient) -> None:
    for path in (f"/c/{slug}", f"/c/{slug}/1", f"/c/{slug}/download/cbz"):
        assert (await client.get(path)).status_code == 404


async def test_a_comic_without_a_finished_page_is_not_shown(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person(), pages=[], version=0)
    assert (await client.get(planted.path)).status_code == 404


async def test_a_page_that_the_feed_shows_leads_to_its_comic(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    answer = await client.get(f"/i/{planted.pages[0].slug}")
    assert (answer.status_code, answer.headers["location"]) == (307, planted.path)
    gone = await comics.comic(await seeds.person(), deleted=True)
    assert (await client.get(f"/i/{gone.pages[0].slug}")).status_code == 410


async def test_a_comic_without_a_title_is_called_by_its_maker(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person("Ada"), title="")
    assert _metas(await _text(client, planted.path), "og:title") == ["A comic by Ada"]


async def test_hostile_titles_stay_words(client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    title = '"><script>alert(1)</script>{{ 7 * 7 }}\u202e'
    planted = await comics.comic(await seeds.person(title), title=title)
    for path in (planted.path, f"{planted.path}/1", f"{planted.path}/1?view=double"):
        text = await _text(client, path)
        assert "<script>alert" not in text
        assert "49" not in _metas(text, "og:title")[0]


async def test_a_page_that_a_browser_has_is_not_sent_again(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    for path in (planted.path, f"{planted.path}/1", f"{planted.path}/download/cbz"):
        etag = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"if-none-match": etag})).status_code == 304
