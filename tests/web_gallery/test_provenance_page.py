"""The page that looks at files, in a real browser: whole for axe in both languages and themes, at both widths."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.pictures.credentials import found
from core.pictures.fingerprints import fingerprint
from core.pictures.signet import Signet, marks_folder
from core.pictures.writing import TRAINED, Marks, write_picture
from launcher.folders import REPOSITORY
from tests.factories import NOON
from tests.servers import free_port, wait_until
from tests.web_gallery.chromium import Tab, open_tab
from tests.web_gallery.judging import AXE, DESK, NEEDED, PHONE, VIOLATIONS, WIDER, is_ready
from tests.web_gallery.scenery import scene
from tests.web_gallery.seeds import Seeds
from tests.web_gallery.test_main import environment
from web_gallery.settings import WebSettings
from web_gallery.site import Site

pytestmark = NEEDED
_LOOKS = ((PHONE, "light", "en"), (PHONE, "dark", "pl"), (DESK, "light", "pl"), (DESK, "dark", "en"))


@pytest.fixture
async def page(settings: WebSettings, seeds: Seeds, site: Site, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a running gallery's page; ``tmp_path`` holds files to show, one of them of a public picture."""
    picture = scene(960, 640, 1)
    keys = marks_folder(settings)
    await asyncio.to_thread(found, keys, now=NOON)
    ours = write_picture(picture, "image/jpeg", Marks(TRAINED, seal=Signet(keys).seal()))
    await asyncio.to_thread((tmp_path / "ours.jpg").write_bytes, ours)
    await asyncio.to_thread((tmp_path / "changed.jpg").write_bytes, ours[:-40] + bytes([ours[-40] ^ 1]) + ours[-39:])
    await asyncio.to_thread((tmp_path / "other.svg").write_text, "<svg/>", encoding="ascii")
    coded = await seeds.code(picture)
    await seeds.picture(await seeds.person("Zofia"), coded=coded, fingerprint=fingerprint(picture))
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web_gallery", cwd=REPOSITORY, env=environment(settings, port), stderr=subprocess.DEVNULL
    )
    try:
        await asyncio.to_thread(wait_until, is_ready(f"http://127.0.0.1:{port}"), "the gallery is ready")
        yield f"http://127.0.0.1:{port}/provenance"
    finally:
        process.terminate()
        await process.wait()


async def _show(tab: Tab, file: Path) -> None:
    """Choose a file and send it, as a person does."""
    root = (await tab.ask("DOM.getDocument"))["root"]["nodeId"]
    field = (await tab.ask("DOM.querySelector", nodeId=root, selector="#file"))["nodeId"]
    await tab.ask("DOM.setFileInputFiles", nodeId=field, files=[str(file)])
    await tab.press("form button")


async def _faults(tab: Tab) -> list[str]:
    await tab.run(AXE.read_text(encoding="utf-8"))
    wide = await tab.run(WIDER)
    return [*(text for text in tab.complaints if "status of 400" not in text), *await tab.run(VIOLATIONS)] + [
        f"wider by {wide}"
    ] * (wide > 0)


@pytest.mark.slow
async def test_a_person_shows_files_and_reads_what_they_are(page: str, tmp_path: Path) -> None:
    faults: list[str] = []
    async with open_tab() as tab:
        for (width, height), scheme, language in _LOOKS:  # strangers may ask a hundred times, which is not all of them
            await tab.look(width, height, scheme=scheme, phone=width < 500)
            await tab.visit(page, language=language)
            faults += await _faults(tab)
            for name, heads in (("ours.jpg", 2), ("changed.jpg", 2), ("other.svg", 0)):
                await _show(tab, tmp_path / name)
                assert await tab.run("document.querySelectorAll('main section h2').length") == heads
                assert await tab.run("document.querySelectorAll('.card-way').length") == (heads > 0)
                faults += [f"{width} {scheme} {language} {name} {fault}" for fault in await _faults(tab)]
    assert faults == []
