"""What becomes of a wish while nobody draws."""

from pathlib import Path

import pytest

from tests.e2e.browsing import click, member, open_house, seen, write
from tests.web_gallery.chromium import PROGRAM

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


async def test_a_waiting_picture_is_cancelled_by_its_button(database_url: str, redis_url: str, tmp_path: Path) -> None:
    with open_house(database_url, redis_url, tmp_path) as house:
        house.kill("worker")
        async with member(house, "Ada") as tab:
            await tab.visit(f"{house.settings['PUBLIC_URL']}/studio")
            await write(tab, "#prompt", "a fox")
            await click(tab, "[data-go]")
            await seen(tab, "document.querySelector('.job form[action$=cancel]')", "it waits")
            await click(tab, ".job form[action$=cancel] button")
            await seen(tab, "document.querySelector('.job-failed')", "it is cancelled")
            assert "100 credits of 100" in await tab.run("document.querySelector('[data-credits]').textContent")
