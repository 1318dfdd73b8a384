"""Pictures packed within Discord's sizes."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from bots.conversation.replies import Button, Picture, Reply
from bots.copies import Copyist
from bots.discord.parcels import compose
from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector, Origin, Standing
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE
from core.storage import FolderStore
from tests.bots.discord.house import noise_bytes, picture_bytes
from tests.factories import NOON


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    """An empty store."""
    return FolderStore(tmp_path, base_url="https://pictures.example", signing_key=SecretStr("s" * 32))


async def kept(store: FolderStore, data: bytes, name: str = "a.png") -> Picture:
    """Put a picture into the store."""
    key = await store.put(data, "image/png")
    return Picture(key, "image/png", name, 96, 64, len(data))


async def test_what_fits_is_sent_untouched(store: FolderStore) -> None:
    data = picture_bytes()

    letter = await compose(Reply(pictures=(await kept(store, data),)), store, limit=len(data))

    assert [enclosure.data for enclosure in letter.enclosures] == [data]


async def test_a_smaller_copy_keeps_the_mark_of_its_origin(store: FolderStore) -> None:
    picture = await kept(store, noise_bytes(600, 600))

    letter = await compose(Reply(pictures=(picture,)), store, limit=100_000)

    copy = Image.open(io.BytesIO(letter.enclosures[0].data))
    assert letter.enclosures[0].name == "a.webp"
    assert b"compositeSynthetic" in copy.info["xmp"]


async def test_a_smaller_copy_is_signed_by_the_house(store: FolderStore, tmp_path: Path) -> None:
    found(tmp_path / "marks", now=NOON)
    credentials = read_credentials(tmp_path / "marks")
    assert credentials is not None
    picture = await kept(store, noise_bytes(600, 600))

    copyist = Copyist(Signet(tmp_path / "marks"))
    letter = await compose(Reply(pictures=(picture,)), store, limit=100_000, copyist=copyist)

    assert len(letter.enclosures[0].data) <= 100_000
    origin = Inspector(credentials.roots).origin(letter.enclosures[0].data)
    assert origin == Origin(Standing.OURS, COMPOSITE, "Inkhearth", "Inkhearth")


async def test_originals_are_never_coded_anew(store: FolderStore) -> None:
    picture = await kept(store, noise_bytes(600, 600))

    letter = await compose(Reply(pictures=(picture,), as_files=True), store, limit=100_000)

    assert letter.enclosures == ()
    assert "https://pictures.example/files/" in letter.text


async def test_a_picture_with_a_page_is_linked_to_its_page(store: FolderStore) -> None:
    page = Button("Open", url="https://pictures.example/i/abc")
    reply = Reply(pictures=(await kept(store, picture_bytes()),) * 2, rows=((page,),))

    letter = await compose(reply, store, limit=0)

    assert letter.text == "<https://pictures.example/i/abc>"


async def test_a_whole_message_stays_below_25_mib(store: FolderStore) -> None:
    data = noise_bytes(1700, 1700)
    assert 6 * 1024**2 < len(data) < 10 * 1024**2
    pictures = tuple([await kept(store, data, f"{number}.png") for number in range(4)])

    letter = await compose(Reply(pictures=pictures), store, limit=10 * 1024**2)

    assert len(letter.enclosures) == 4
    assert sum(len(enclosure.data) for enclosure in letter.enclosures) < 25 * 1024**2


async def test_a_picture_gone_from_the_store_does_not_hold_up_the_others(store: FolderStore) -> None:
    gone, there = await kept(store, picture_bytes(colour="red")), await kept(store, picture_bytes())
    await store.delete(gone.key)

    letter = await compose(Reply(pictures=(gone, there)), store, limit=10**6)

    assert len(letter.enclosures) == 1
    assert letter.text == ""


async def test_files_that_the_message_has_stay_there(store: FolderStore) -> None:
    picture = await kept(store, picture_bytes(), "a.png")

    assert (await compose(Reply(pictures=(picture,)), store, limit=10**6, shown=["a.png"])).keeps_files
    assert not (await compose(Reply(pictures=(picture,)), store, limit=10**6, shown=["b.png"])).keeps_files


async def clip(store: FolderStore) -> Picture:
    """Keep what stands for a clip of 40, 30, 20 and 10 kB: itself, a smaller one, its GIF, its poster."""
    forms = []
    for size, media_type, name in (
        (40_000, "video/mp4", "a.mp4"), (30_000, "video/mp4", "a.mp4"), (20_000, "image/gif", "a.gif"),
        (10_000, "image/webp", "a.webp"),
    ):  # fmt: skip
        data = bytes([size // 10_000]) * size
        forms.append(Picture(await store.put(data, media_type), media_type, name, 64, 48, size))
    return replace(forms[0], twins=tuple(forms[1:]))


@pytest.mark.parametrize(
    ("limit", "size", "links"), [(50_000, 40_000, 0), (35_000, 30_000, 0), (25_000, 20_000, 0), (15_000, 10_000, 1)]
)
async def test_a_clip_goes_in_the_largest_form_that_fits(store: FolderStore, limit: int, size: int, links: int) -> None:
    letter = await compose(Reply(pictures=(await clip(store),)), store, limit=limit)

    assert [len(enclosure.data) for enclosure in letter.enclosures] == [size]
    assert letter.text.count("https://pictures.example/files/") == links, "what moves can at least be seen elsewhere"


async def test_a_clip_that_fits_in_no_form_is_linked(store: FolderStore) -> None:
    letter = await compose(Reply(pictures=(await clip(store),)), store, limit=5_000)

    assert letter.enclosures == ()
    assert "https://pictures.example/files/" in letter.text
