"""Copies for chats: smaller, marked as their originals, signed by the house."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import SecretStr

from bots.__main__ import make_setting
from bots.copies import Copyist
from bots.settings import BotSettings
from core.bus import Bus
from core.pictures.credentials import found, read_credentials
from core.pictures.provenance import Inspector, Origin, Standing
from core.pictures.signet import Signet
from core.pictures.writing import COMPOSITE, TRAINED, Marks, write_picture
from tests.factories import NOON

MEDIA_TYPES = ("image/png", "image/webp", "image/avif", "image/jpeg")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house's keys."""
    folder = tmp_path_factory.mktemp("house") / "marks"
    found(folder, now=NOON)
    return folder


def noise(width: int, height: int) -> Image.Image:
    """Return a picture that hardly compresses."""
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(MEDIA_TYPES),
    st.sampled_from([COMPOSITE, TRAINED]),
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
    st.sampled_from(["RGB", "L", "RGBA", "P"]),
    st.booleans(),
)
def test_every_copy_is_ours_and_says_what_its_original_said(
    keys: Path,
    media_type: str,
    source: str,
    size: tuple[int, int],
    mode: str,
    signed: bool,  # noqa: FBT001 - hypothesis
) -> None:
    credentials = read_credentials(keys)
    assert credentials is not None
    plain = mode if media_type == "image/png" else "RGB"
    seal = Signet(keys).seal() if signed else None
    data = write_picture(noise(*size).convert(plain), media_type, Marks(source, seal=seal))
    copyist = Copyist(Signet(keys))
    copies = [copyist.jpeg(data), copyist.webp(data, 10**6)]
    for copy in copies:
        assert copy is not None
        origin = Inspector(credentials.roots).origin(copy)
        assert origin == Origin(Standing.OURS, source, "Inkhearth", "Inkhearth")


def test_sides_are_halved_until_it_fits_and_what_never_does_is_left(keys: Path) -> None:
    data = write_picture(noise(400, 300), "image/png", Marks(COMPOSITE))
    copy = Copyist(Signet(keys)).webp(data, 40_000)
    assert copy is not None
    assert len(copy) <= 40_000
    with Image.open(BytesIO(copy)) as picture:
        assert picture.size in {(200, 150), (100, 75)}
    assert Copyist(Signet(keys)).webp(data, 100) is None


async def test_the_bots_sign_with_the_keys_of_their_machine(database_url: str, redis_url: str, keys: Path) -> None:
    secret = SecretStr("s" * 40)
    given_settings = BotSettings(
        database_url=database_url, redis_url=redis_url, data_folder=keys.parent, signing_key=secret, audit_key=secret,
        sealing_keys=secret,
    )  # fmt: skip
    bus = Bus(redis_url)
    try:
        setting = make_setting(given_settings, bus)
        assert setting.copyist is not None
        copy = setting.copyist.jpeg(write_picture(noise(9, 9), "image/png", Marks(COMPOSITE)))
        await setting.database.close()
    finally:
        await bus.close()
    credentials = read_credentials(keys)
    assert credentials is not None
    assert Inspector(credentials.roots).origin(copy).standing is Standing.OURS
