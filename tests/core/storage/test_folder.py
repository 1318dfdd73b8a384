"""What only the folder store does: whole files, and links that the gallery checks."""

import os
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import utc_now
from core.storage import FolderStore, MissingObject, key_of
from core.storage.store import LONGEST_LINK
from tests.factories import NOON

PNG = "image/png"
KEY = key_of(b"a", PNG)
HOUR = timedelta(hours=1)


def age(path: Path, by: timedelta) -> None:
    """Make a file look older than it is."""
    moment = (utc_now() - by).timestamp()
    os.utime(path, (moment, moment))


async def old(store: FolderStore) -> list[str]:
    """Return what is older than an hour."""
    return [key async for group in store.older_than(utc_now() - HOUR) for key in group]


async def parts(store: FolderStore, lifetime: timedelta = LONGEST_LINK) -> tuple[str, str]:
    """Return a link's moment and signature."""
    query = parse_qs(urlsplit(await store.link(KEY, lifetime=lifetime, now=NOON)).query)
    return query["expires"][0], query["signature"][0]


async def test_a_link_is_an_address_at_the_gallery_and_fits_until_it_expires(folder_store: FolderStore) -> None:
    assert (await folder_store.link(KEY, lifetime=LONGEST_LINK, now=NOON)).startswith(
        f"https://gallery.test/files/{KEY}?expires="
    )
    expires, given_ = await parts(folder_store, timedelta(minutes=1))
    for moment, fits in ((NOON, True), (NOON + timedelta(seconds=59), True), (NOON + timedelta(minutes=1), False)):
        assert folder_store.link_fits(KEY, expires=expires, given=given_, now=moment) is fits


async def test_two_thousand_forged_links_are_refused_r5(folder_store: FolderStore) -> None:
    dice = Random(5)
    expires, given_ = await parts(folder_store)
    letters = "ABCDEFabcdef0123456789-_"
    accepted = 0
    for number in range(2000):
        place = dice.randrange(len(given_))
        forged = given_[:place] + dice.choice(letters.replace(given_[place], "")) + given_[place + 1 :]
        accepted += folder_store.link_fits(KEY, expires=expires, given=forged, now=NOON)
        later = str(int(expires) + 1 + number)
        accepted += folder_store.link_fits(KEY, expires=later, given=given_, now=NOON)
        other = key_of(str(number).encode(), PNG)
        accepted += folder_store.link_fits(other, expires=expires, given=given_, now=NOON)
    assert accepted == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expires=st.text(st.characters()) | st.integers().map(str), given_=st.text(st.characters()))
def test_nothing_that_somebody_types_is_a_link(folder_store: FolderStore, expires: str, given_: str) -> None:
    assert not folder_store.link_fits(KEY, expires=expires, given=given_, now=NOON)


async def test_an_object_that_is_put_again_becomes_young(folder_store: FolderStore) -> None:
    key = await folder_store.put(b"a", PNG)
    age(folder_store.path(key), 2 * HOUR)
    assert await old(folder_store) == [key]
    await folder_store.put(b"a", PNG)
    assert await old(folder_store) == []


async def test_a_half_written_file_is_no_object_and_goes_when_it_is_old(folder_store: FolderStore) -> None:
    whole = folder_store.path(await folder_store.put(b"a", PNG))
    half, young = whole.parent / ".tmp-old", whole.parent / ".tmp-young"
    for file in (half, young):
        file.write_bytes(b"ha")
    for file in (half, whole):
        age(file, 2 * HOUR)
    assert await old(folder_store) == [KEY]
    assert not half.exists()
    assert young.exists(), "somebody may be writing it"


async def test_a_file_that_is_not_ours_is_neither_listed_nor_touched(folder_store: FolderStore, tmp_path: Path) -> None:
    strange = folder_store.path(await folder_store.put(b"a", PNG)).parent / "notes.txt"
    beside = tmp_path / "store" / "xy"
    for file in (strange, beside):
        file.write_text("mine", encoding="utf-8")
        age(file, 2 * HOUR)
    (strange.parent / f"{'0' * 64}.png").mkdir()
    age(strange.parent / f"{'0' * 64}.png", 2 * HOUR)
    assert await old(folder_store) == []
    assert strange.exists()
    assert beside.exists()


async def test_nothing_half_written_is_ever_seen(folder_store: FolderStore, tmp_path: Path) -> None:
    await folder_store.put(b"x" * 100_000, PNG)
    files = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert [file.stat().st_size for file in files] == [100_000]


def test_the_gallery_finds_a_file_only_by_a_key_of_ours(folder_store: FolderStore) -> None:
    with pytest.raises(MissingObject):
        folder_store.path("../secret")
