"""The page of a comic and its reader: without a script, in both languages, for whoever may see it."""

import html
import re
from itertools import product

import httpx
import pypdfium2
import pytest

from core.media.models import Media
from core.privacy import Visibility
from tests.web_gallery.comic_seeds import ComicSeeds, Planted, sheet
from tests.web_gallery.seeds import NOON, Seeds, drawn
from tests.web_gallery.test_signing_in import signed_in
from web_gallery.site import Site


@pytest.fixture
def comics(site: Site, seeds: Seeds) -> ComicSeeds:
    """What plants comics."""
    return ComicSeeds(site.database, seeds)


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


REACHES = {Visibility.PUBLIC: (200, 200), Visibility.UNLISTED: (200, 200), Visibility.PRIVATE: (404, 200)}
PATHS = ("", "/1", "/2?view=double", "/1?view=scroll", "/download/cbz", "/download/epub", "/download/png")


@pytest.mark.parametrize(("visibility", "path"), list(product(REACHES, PATHS)))
async def test_who_may_see_a_comic(
    visibility: Visibility, path: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    """G6, as for pictures."""
    owner = await seeds.person()
    planted = await comics.comic(owner, visibility=visibility)
    stranger = (await client.get(planted.path + path)).status_code
    await signed_in(site, client, owner)
    own = await client.get(planted.path + path)
    assert (stranger, own.status_code) == REACHES[visibility]
    if visibility is not Visibility.PUBLIC:
        assert own.headers["cache-control"] == "private, no-store"
        assert own.headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("path", PATHS)
async def test_a_deleted_comic_is_gone_and_a_rated_one_nobodys(
    path: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    owner = await seeds.person()
    gone = await comics.comic(owner, deleted=True)
    rated = await comics.comic(owner, level=1)
    assert [(await client.get(each.path + path)).status_code for each in (gone, rated)] == [410, 404]


async def test_what_a_moderator_takes_from_one_page_is_taken_from_the_comic(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    owner = await seeds.person()
    planted = await comics.comic(owner)
    await _hide(site, planted.pages[1], quarantined=False)
    assert (await client.get(planted.path)).status_code == 404
    await signed_in(site, client, owner)
    assert (await client.get(planted.path)).status_code == 200
    await _hide(site, planted.pages[1], quarantined=True)
    assert (await client.get(planted.path)).status_code == 404


async def _hide(site: Site, media: Media, *, quarantined: bool) -> None:
    async with site.database.transaction() as session:
        row = await session.get_one(Media, media.id)
        row.visibility_name, row.published_at = Visibility.PRIVATE.value, None
        row.hidden_at, row.quarantined = NOON, quarantined


async def test_an_unlisted_comics_files_are_fetched_by_signed_addresses(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    coded = await seeds.code(drawn(400, 600))
    planted = await comics.comic(await seeds.person(), visibility=Visibility.UNLISTED, pages=[coded])
    text = await _text(client, f"{planted.path}/1")
    assert (await client.get(f"/files/{coded.key}")).status_code == 404
    addresses = {html.unescape(each) for each in re.findall(r"/files/[0-9a-f/]+\.\w+\?[^ \"]+", text)}
    assert len(addresses) == 5
    assert {(await client.get(address)).status_code for address in addresses} == {200}


async def test_a_page_that_a_browser_has_is_not_sent_again(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    for path in (planted.path, f"{planted.path}/1", f"{planted.path}/download/cbz"):
        etag = (await client.get(path)).headers["etag"]
        assert (await client.get(path, headers={"if-none-match": etag})).status_code == 304


async def _taken(client: httpx.AsyncClient, planted: Planted, wanted: str) -> httpx.Response:
    answer = await client.get(f"{planted.path}/download/{wanted}")
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    ("wanted", "media_type", "extension"),
    [
        ("cbz", "application/vnd.comicbook+zip", "cbz"),
        ("epub", "application/epub+zip", "epub"),
        ("png", "application/zip", "zip"),
    ],
)
async def test_a_download_has_its_type_and_a_name(
    wanted: str, media_type: str, extension: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G11."""
    planted = await comics.comic(await seeds.person(), title='Łoś & "jeż"/..\\')
    answer = await _taken(client, planted, wanted)
    assert answer.headers["content-type"] == media_type
    disposition = answer.headers["content-disposition"]
    assert (
        disposition
        == f"attachment; filename=\"Los-jez.{extension}\"; filename*=UTF-8''%C5%81o%C5%9B%20%20je%C5%BC.{extension}"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert (await _taken(client, planted, wanted)).content == answer.content


async def test_the_pdf_is_set_anew_from_the_pictures(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    """G11: words are text, and pictures the ones that were drawn."""
    planted = await comics.comic(await seeds.person("Ada"), pages=[None], draft=False)
    pictures = [await seeds.code(drawn(1200, 700, colour), with_copies=False) for colour in ("#c65a2e", "#2e5ac6")]
    await comics.note_parts(planted, pictures=pictures)
    assert f'href="{planted.path}/download/pdf"' in await _text(client, planted.path)
    answer = await _taken(client, planted, "pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('attachment; filename="The-Empty-Bowl.pdf"')
    (page,) = pypdfium2.PdfDocument(answer.content)
    words = page.get_textpage().get_text_range().split()
    assert sorted(words) == ["BREAKFAST", "IS", "LATE.", "THUD"]
    assert sum(item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects()) == 2
    assert (await _taken(client, planted, "pdf")).content == answer.content


async def test_a_draft_has_no_pdf(client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds) -> None:
    planted = await comics.comic(await seeds.person())
    assert "download/pdf" not in await _text(client, planted.path)
    assert (await client.get(f"{planted.path}/download/pdf")).status_code == 404


async def test_a_version_that_is_being_made_hides_none_that_is_there(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person(), version=7)
    assert (await client.get(planted.path)).status_code == 200


@pytest.mark.parametrize("wanted", ["", "exe", "CBZ", "pdf%00", "webtoon", "../cbz"])
async def test_no_other_format_is_offered(
    wanted: str, client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds
) -> None:
    planted = await comics.comic(await seeds.person())
    assert (await client.get(f"{planted.path}/download/{wanted}")).status_code == 404


async def test_a_page_that_the_store_lost_is_told(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    planted = await comics.comic(await seeds.person(), pages=[await seeds.code(sheet(), with_copies=False)])
    await site.store.delete(planted.pages[0].key)
    assert (await client.get(f"{planted.path}/download/cbz")).status_code == 503
