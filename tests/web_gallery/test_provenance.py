"""Showing the house a file: what it says, what it looks like, and nothing about what is not public (issues 7 and 8)."""

from collections.abc import AsyncIterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from core.errors import DomainError
from core.media.models import Media
from core.pictures.credentials import found
from core.pictures.fingerprints import fingerprint
from core.pictures.reading import MOST_BYTES
from core.pictures.signet import Signet, marks_folder
from core.pictures.writing import COMPOSITE, TRAINED, Marks, write_picture
from core.privacy import Visibility
from tests.core.pictures.bombs import BOMBS, NO_PICTURES, POLYGLOTS
from tests.factories import NOON
from tests.web_gallery.conftest import ORIGIN
from tests.web_gallery.seeds import Seeds
from web_gallery.origins import Origins
from web_gallery.settings import WebSettings
from web_gallery.site import Site

OURS = {"origin": ORIGIN}


def photograph(seed: int = 1) -> Image.Image:
    """Return a picture that no other seed has."""
    patches = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize((320, 240), Image.Resampling.BICUBIC)


@pytest.fixture
def sealed(settings: WebSettings) -> Marks:
    """The marks of this house's pictures."""
    found(marks_folder(settings), now=NOON)
    return Marks(TRAINED, seal=Signet(marks_folder(settings)).seal())


async def shown(client: httpx.AsyncClient, data: bytes, *, language: str = "en") -> httpx.Response:
    """Show the house a file."""
    return await client.post(f"/provenance?lang={language}", files={"file": ("x.bin", data)}, headers=OURS)


def files_in(folder: Path) -> list[Path]:
    """Return every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def picture_like(seeds: Seeds, site: Site, picture: Image.Image, **fields: object) -> Media:
    """Return a stored picture that looks so."""
    media = await seeds.picture(await seeds.person(), **fields)  # type: ignore[arg-type]  # passed on as given
    async with site.database.transaction() as session:
        kept = await session.get_one(Media, media.id)
        kept.fingerprint = fingerprint(picture)
    return media


async def test_the_form_works_without_a_script_and_for_strangers(client: httpx.AsyncClient) -> None:
    page = await client.get("/provenance")
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text
    assert "Skąd to pochodzi?" in (await client.get("/provenance?lang=pl")).text


@pytest.mark.parametrize("media_type", ["image/png", "image/webp", "image/avif", "image/jpeg"])
async def test_a_file_that_was_made_here_is_known(client: httpx.AsyncClient, sealed: Marks, media_type: str) -> None:
    page = await shown(client, write_picture(photograph(), media_type, sealed))
    assert page.status_code == 200
    assert "Made here" in page.text
    assert "trainedAlgorithmicMedia" in page.text
    assert page.headers["cache-control"] == "private, no-store"


async def test_a_file_that_was_changed_is_called_so(client: httpx.AsyncClient, sealed: Marks) -> None:
    data = bytearray(write_picture(photograph(), "image/jpeg", sealed))
    data[-40] ^= 1
    assert "Changed since it was signed" in (await shown(client, bytes(data))).text


async def test_another_house_is_named_and_not_vouched_for(
    client: httpx.AsyncClient, sealed: Marks, tmp_path: Path
) -> None:
    found(tmp_path, now=NOON)
    other = Marks(COMPOSITE, seal=Signet(tmp_path).seal())
    page = await shown(client, write_picture(photograph(), "image/png", other))
    assert "Signed by somebody else" in page.text
    assert "Made here" not in page.text


async def test_marks_that_anybody_can_write_are_told_as_such(client: httpx.AsyncClient, sealed: Marks) -> None:
    page = await shown(client, write_picture(photograph(), "image/png", Marks(COMPOSITE)))
    assert "Not signed" in page.text
    assert "Anybody can write that" in page.text


async def test_a_copy_without_notes_leads_to_the_public_picture_that_it_is(
    client: httpx.AsyncClient, seeds: Seeds, site: Site
) -> None:
    media = await picture_like(seeds, site, photograph())
    await picture_like(seeds, site, photograph(3))
    out = BytesIO()
    photograph().resize((160, 120)).save(out, "JPEG", quality=60)
    page = await shown(client, out.getvalue())
    assert f'href="/i/{media.slug}"' in page.text
    assert page.text.count('class="card-way"') == 1


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.UNLISTED])
async def test_what_is_not_public_is_never_found(
    client: httpx.AsyncClient, seeds: Seeds, site: Site, visibility: Visibility
) -> None:
    media = await picture_like(seeds, site, photograph(), visibility=visibility)
    page = await shown(client, write_picture(photograph(), "image/png", Marks(TRAINED)))
    assert media.slug not in page.text
    assert "card-way" not in page.text


async def test_what_is_rated_is_never_found(client: httpx.AsyncClient, seeds: Seeds, site: Site) -> None:
    media = await picture_like(seeds, site, photograph())
    async with site.database.transaction() as session:
        (await session.get_one(Media, media.id)).level = 1
    assert media.slug not in (await shown(client, write_picture(photograph(), "image/png", Marks(TRAINED)))).text


async def test_nothing_of_a_file_is_kept(client: httpx.AsyncClient, sealed: Marks, data_folder: Path) -> None:
    before = files_in(data_folder)
    await shown(client, write_picture(photograph(), "image/png", sealed))
    assert files_in(data_folder) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "Choose a file first"), (b"<svg/>", "I can look at PNG"), (b"\x89PNG\r\n\x1a\nbroken", "not a picture")],
)
async def test_what_can_not_be_looked_at_is_told_on_the_page(client: httpx.AsyncClient, data: bytes, said: str) -> None:
    page = await shown(client, data)
    assert page.status_code == 400
    assert said in page.text
    assert 'aria-invalid="true"' in page.text


async def test_programs_are_told_the_same(client: httpx.AsyncClient, sealed: Marks, seeds: Seeds, site: Site) -> None:
    media = await picture_like(seeds, site, photograph())
    told = await client.post("/api/v1/provenance", content=write_picture(photograph(), "image/png", sealed))
    assert told.status_code == 200
    assert told.json() == {
        "standing": "ours",
        "signed_by": "Inkhearth",
        "source": TRAINED,
        "tool": "Inkhearth",
        "alike": [{"url": f"{ORIGIN}/i/{media.slug}", "apart": 0}],
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "no-file"), (b"GIF89a", "not-a-picture"), (b"x", "unknown-kind-of-file")],
)
async def test_programs_are_refused_with_a_code(client: httpx.AsyncClient, data: bytes, code: str) -> None:
    told = await client.post("/api/v1/provenance", content=data)
    assert (told.status_code, told.headers["content-type"]) == (400, "application/problem+json")
    assert told.json()["type"] == f"urn:inkhearth:{code}"


async def test_a_program_that_sends_without_end_is_stopped(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1 << 20)

    told = await client.post("/api/v1/provenance", content=endless())
    assert told.json()["type"] == "urn:inkhearth:picture-too-large"


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    page = await shown(client, b"\x89PNG\r\n\x1a\n" + bytes(MOST_BYTES + 600_000))
    assert page.status_code == 400
    assert "too large" in page.text


async def test_a_form_from_another_site_is_refused(client: httpx.AsyncClient, sealed: Marks) -> None:
    data = write_picture(photograph(), "image/png", sealed)
    page = await client.post("/provenance", files={"file": ("x", data)}, headers={"origin": "http://evil.test"})
    assert page.status_code == 403
    assert "Made here" not in page.text


DANGEROUS = {**BOMBS, **NO_PICTURES, **POLYGLOTS}


def test_no_bomb_or_polyglot_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R5: at least fifty; how long each takes, ``./run bench forgeries`` tells."""
    decoded: list[tuple[int, int]] = []
    for kind in (PngImageFile, JpegImageFile, GifImageFile, WebPImageFile):
        monkeypatch.setattr(kind, "load", lambda self: decoded.append(self.size))
    origins = Origins(tmp_path)
    for data in DANGEROUS.values():
        with suppress(DomainError):
            origins.seen(data)
    assert len(DANGEROUS) >= 50
    assert decoded == []
