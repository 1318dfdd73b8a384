"""The page that looks at files, in a real browser: whole for axe in both languages and themes, at both widths."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.pictures.credentials import found
from core.pictures.fingerprints import fingerprint
from core.pictures.signet import Signet, marks_folder
from core.pictures.writing import TRAINED, Marks, write_picture
from tests.factories import NOON
from tests.web_gallery.chromium import Look, open_browser
from tests.web_gallery.judging import DESK, NEEDED, PHONE, faults, judge
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.standing import standing
from web_gallery.settings import WebSettings

pytestmark = NEEDED
LOOKS = (Look(*PHONE), Look(*PHONE, "dark", "pl"), Look(*DESK, "light", "pl"), Look(*DESK, "dark"))


@pytest.fixture
def origin(settings: WebSettings) -> Iterator[str]:
    """A running gallery."""
    with standing(settings) as address:
        yield address


@pytest.fixture
async def folder(settings: WebSettings, seeds: Seeds, tmp_path: Path) -> Path:
    """A folder of files to show, one of them of a public picture."""
    picture = scene(960, 640, 1)
    keys = marks_folder(settings)
    await asyncio.to_thread(found, keys, now=NOON)
    ours = write_picture(picture, "image/jpeg", Marks(TRAINED, seal=Signet(keys).seal()))
    await asyncio.to_thread((tmp_path / "ours.jpg").write_bytes, ours)
    await asyncio.to_thread((tmp_path / "changed.jpg").write_bytes, ours[:-40] + bytes([ours[-40] ^ 1]) + ours[-39:])
    await asyncio.to_thread((tmp_path / "other.svg").write_text, "<svg/>", encoding="ascii")
    coded = await seeds.code(picture)
    await seeds.picture(await seeds.person("Zofia"), coded=coded, fingerprint=fingerprint(picture))
    return tmp_path


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_person_shows_files_and_reads_what_they_are(folder: Path, origin: str) -> None:
    wrong: list[str] = []
    async with open_browser() as browser:
        for look in LOOKS:  # strangers may ask a hundred times, which is not all of them
            async with browser.tab(look) as tab:
                wrong += await judge(tab, f"{origin}/provenance")
                for name, heads in (("ours.jpg", 2), ("changed.jpg", 2), ("other.svg", 0)):
                    await tab.page.set_input_files("#file", folder / name)
                    await tab.press("form button")
                    assert await tab.page.locator("main section h2").count() == heads
                    assert await tab.page.locator(".card-way").count() == (heads > 0)
                    wrong += [f"{look} {name} {fault}" for fault in await faults(tab, answers_badly=heads == 0)]
    assert wrong == []
