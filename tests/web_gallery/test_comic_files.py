"""Comics to take along: types, names, and what is in them (gallery.md G11)."""

from io import BytesIO

import httpx
import pypdfium2
import pytest
from PIL import Image

from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector, Origin, Standing
from core.pictures.signet import marks_folder
from core.pictures.writing import COMPOSITE
from tests.factories import NOON
from tests.web_gallery.comic_seeds import SCRIPT, ComicSeeds, Planted, sheet
from tests.web_gallery.seeds import Seeds, drawn
from web_gallery.site import Site


async def _text(client: httpx.AsyncClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


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
        ("strip", "image/png", "png"),
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


async def test_the_strip_is_all_pages_beside_one_another_as_they_are_read(
    client: httpx.AsyncClient, seeds: Seeds, comics: ComicSeeds, site: Site
) -> None:
    """comics.md § 4: one picture for a chat, with the marks of its origin; right-to-left comics begin at the right."""
    owner = await seeds.person()
    found(marks_folder(site.settings), now=NOON)
    credentials = read_credentials(marks_folder(site.settings))
    assert credentials is not None
    for script, order in ((SCRIPT, ("red", "blue")), (f"Read: rtl\n{SCRIPT}", ("blue", "red"))):
        pages = [await seeds.code(drawn(300, 400, colour), with_copies=False) for colour in ("red", "blue")]
        planted = await comics.comic(owner, pages=pages, script=script)
        assert f'href="{planted.path}/download/strip"' in await _text(client, planted.path)
        answer = await _taken(client, planted, "strip")
        origin = Inspector(credentials.roots).origin(answer.content)
        assert origin == Origin(Standing.OURS, COMPOSITE, "Inkhearth", "Inkhearth")
        with Image.open(BytesIO(answer.content)) as strip:
            assert strip.size == (624, 400)
            seen = strip.convert("RGB")
            for left, colour in zip((0, 324), order, strict=True):
                data = await site.store.get(pages[("red", "blue").index(colour)].key)
                with Image.open(BytesIO(data)) as page:
                    assert seen.crop((left, 0, left + 300, 400)).tobytes() == page.convert("RGB").tobytes()
