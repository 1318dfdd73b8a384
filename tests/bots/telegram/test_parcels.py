"""Making pictures fit for Telegram."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydantic import SecretStr
from telegram import InputMediaAnimation, InputMediaDocument

from bots.conversation.replies import Picture
from bots.copies import Copyist
from bots.telegram.parcels import Limits, is_photo, pack
from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector, Origin, Standing
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, TRAINED, Marks, write_picture
from core.storage import FolderStore
from tests.factories import NOON

SMALL = Limits(photo_bytes=20_000, photo_sides=400, photo_ratio=4, document_bytes=60_000)


def noise(width: int, height: int) -> Image.Image:
    """Return a picture that hardly compresses."""
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8))


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """An empty store."""
    return FolderStore(tmp_path, base_url="https://ink.example.org", signing_key=SecretStr("k" * 32))


async def kept(store: FolderStore, picture: Image.Image, *, source: str = COMPOSITE, spoiler: bool = False) -> Picture:
    """Keep a picture as PNG."""
    data = write_picture(picture, "image/png", Marks(source))
    key = await store.put(data, "image/png")
    return Picture(key, "image/png", "fox.png", picture.width, picture.height, len(data), spoiler=spoiler)


async def test_what_fits_goes_as_an_untouched_photo(store: FolderStore) -> None:
    picture = await kept(store, noise(60, 40), spoiler=True)
    parcel = await pack(store, [picture], as_files=False, limits=SMALL)
    (item,) = parcel.items
    assert (item.photo, item.spoiler, item.data) == (True, True, await store.get(picture.key))


async def test_files_go_as_untouched_documents(store: FolderStore) -> None:
    parcel = await pack(store, [await kept(store, noise(60, 40))], as_files=True, limits=SMALL)
    assert [item.photo for item in parcel.items] == [False]


@pytest.mark.parametrize(("width", "height"), [(100, 90), (300, 110), (190, 40)])
async def test_too_many_bytes_pixels_or_too_long_a_side_make_it_a_document(
    store: FolderStore, width: int, height: int
) -> None:
    parcel = await pack(store, [await kept(store, noise(width, height))], as_files=False, limits=SMALL)
    assert [item.photo for item in parcel.items] == [False]


async def test_an_album_is_all_of_one_kind(store: FolderStore) -> None:
    pictures = [await kept(store, noise(60, 40)), await kept(store, noise(100, 90))]
    parcel = await pack(store, pictures, as_files=False, limits=SMALL)
    assert [item.photo for item in parcel.items] == [False, False]


@pytest.mark.parametrize("source", [COMPOSITE, TRAINED])
async def test_what_no_document_holds_is_coded_anew_and_keeps_its_mark(store: FolderStore, source: str) -> None:
    picture = await kept(store, noise(160, 140), source=source)
    (item,) = (await pack(store, [picture], as_files=False, limits=SMALL)).items
    assert item.name == "fox.jpg"
    assert len(item.data) <= SMALL.document_bytes
    with Image.open(BytesIO(item.data)) as coded:
        assert (coded.format, coded.size) == ("JPEG", (160, 140))
        assert source.encode() in coded.info["xmp"]


@pytest.mark.parametrize("source", [COMPOSITE, TRAINED])
async def test_what_is_coded_anew_is_signed_by_the_house(store: FolderStore, tmp_path: Path, source: str) -> None:
    found(tmp_path / "marks", now=NOON)
    credentials = read_credentials(tmp_path / "marks")
    assert credentials is not None
    picture = await kept(store, noise(160, 140), source=source)
    copyist = Copyist(Signet(tmp_path / "marks"))
    (item,) = (await pack(store, [picture], as_files=False, limits=SMALL, copyist=copyist)).items
    origin = Inspector(credentials.roots).origin(item.data)
    assert origin == Origin(Standing.OURS, source, "Inkhearth", "Inkhearth")


async def test_what_can_not_be_sent_at_all_is_linked(store: FolderStore) -> None:
    parcel = await pack(store, [await kept(store, noise(400, 400))], as_files=False, limits=SMALL)
    assert parcel.items == ()
    assert parcel.links[0].startswith("https://ink.example.org/files/")


async def test_what_is_gone_from_the_store_is_left_out(store: FolderStore) -> None:
    there, gone = await kept(store, noise(60, 40)), await kept(store, noise(50, 40))
    await store.delete(gone.key)
    assert len((await pack(store, [there, gone], as_files=False, limits=SMALL)).items) == 1


@pytest.mark.parametrize(
    ("width", "height", "size", "photo"),
    [
        (5000, 5000, 10_000_000, True),
        (5001, 5000, 100, False),
        (100, 100, 10_000_001, False),
        (2000, 100, 100, True),
        (2001, 100, 100, False),
    ],
)
def test_the_limits_are_telegrams(width: int, height: int, size: int, *, photo: bool) -> None:
    assert is_photo(Picture("k", "image/png", "n", width, height, size), size, Limits()) is photo


async def clip(store: FolderStore) -> Picture:
    """Keep what stands for a clip of 40, 30, 20 and 10 kB: itself, a smaller one, its GIF, its poster."""
    forms = []
    for size, media_type, name in (
        (40_000, "video/mp4", "fox.mp4"), (30_000, "video/mp4", "fox.mp4"), (20_000, "image/gif", "fox.gif"),
        (10_000, "image/webp", "fox.webp"),
    ):  # fmt: skip
        data = bytes([size // 10_000]) * size
        forms.append(Picture(await store.put(data, media_type), media_type, name, 64, 48, size))
    return replace(forms[0], twins=tuple(forms[1:]), spoiler=True)


@pytest.mark.parametrize(("room", "name"), [(50_000, "fox.mp4"), (35_000, "fox.mp4"), (25_000, "fox.gif")])
async def test_a_clip_plays_by_itself_in_the_largest_form_that_fits(store: FolderStore, room: int, name: str) -> None:
    limits = replace(SMALL, document_bytes=room)
    (item,) = (await pack(store, [await clip(store)], as_files=False, limits=limits)).items
    assert (item.clip, item.name, len(item.data) <= room) == (True, name, True)
    assert isinstance(item.media("words"), InputMediaAnimation)
    assert isinstance(item.still(), InputMediaDocument), "an album takes no animations"


async def test_of_a_clip_that_fits_in_no_form_the_poster_is_shown_with_a_link(store: FolderStore) -> None:
    whole = await clip(store)
    parcel = await pack(store, [whole], as_files=False, limits=replace(SMALL, document_bytes=15_000))
    assert [(item.photo, item.clip, item.name) for item in parcel.items] == [(True, False, "fox.webp")]
    assert [whole.key in link for link in parcel.links] == [True]


async def test_the_original_of_a_clip_is_its_untouched_file(store: FolderStore) -> None:
    whole = await clip(store)
    (item,) = (await pack(store, [whole], as_files=True, limits=SMALL)).items
    assert (item.clip, item.photo, len(item.data)) == (False, False, whole.bytes)
