"""What is fetched beside the socket: sizes, times and wrong answers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from pydantic import SecretStr

from core.pictures.reading import MOST_BYTES, NotAPicture, PictureTooLarge
from ha_bridge import rest as rest_module
from ha_bridge.rest import Rest
from ha_bridge.snapshots import clean
from ha_bridge.token import Token
from ha_bridge.troubles import Away, Declined, HomeTrouble, NotUnderstood, TokenRefused
from tests.ha_bridge.fake import TOKEN, FakeHome

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CAMERA = "camera.hall"


@pytest.fixture
async def rest(fake: FakeHome) -> AsyncIterator[Rest]:
    """A client of the fake house."""
    client = Rest(fake.url, Token(SecretStr(TOKEN)))
    yield client
    await client.close()


async def history(rest: Rest) -> object:
    return await rest.history("sensor.x", NOW - timedelta(hours=1), NOW)


def jpeg(**options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(401, TokenRefused), (403, TokenRefused), (404, Declined), (500, Declined), (503, Declined), (302, Declined)],
)
async def test_a_camera_that_gives_no_picture_says_why(
    fake: FakeHome, rest: Rest, status: int, trouble: type[HomeTrouble]
) -> None:
    fake.faults.rest = (status, "text/plain", b"no")
    with pytest.raises(trouble):
        await rest.snapshot(CAMERA)


async def test_a_picture_is_fetched_only_up_to_its_limit(fake: FakeHome, rest: Rest) -> None:
    fake.faults.rest = (200, "image/jpeg", bytes(MOST_BYTES + 1))
    with pytest.raises(PictureTooLarge):
        await rest.snapshot(CAMERA)


async def test_a_slow_camera_is_not_waited_for(fake: FakeHome, rest: Rest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_module, "FETCH_S", 0.2)
    fake.faults.rest, fake.faults.rest_slow_s = (200, "image/jpeg", b"x"), 2.0
    with pytest.raises(Away):
        await rest.snapshot(CAMERA)


async def test_without_home_assistant_everything_is_away(fake: FakeHome, rest: Rest) -> None:
    await fake.stop()
    for fetch in (rest.snapshot(CAMERA), history(rest)):
        with pytest.raises(Away):
            await fetch


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((200, "application/json", b"{"), NotUnderstood),
        ((200, "application/json", b'{"a": 1}'), NotUnderstood),
        ((200, "application/json", b'[[{"state": "on"}]]'), NotUnderstood),
        ((200, "text/html", b"<html>"), NotUnderstood),
        ((400, "application/json", b"{}"), Declined),
        ((401, "application/json", b"{}"), TokenRefused),
        ((404, "application/json", b"{}"), Declined),
        ((500, "text/plain", b"oh"), NotUnderstood),
    ],
)
async def test_a_history_of_another_form_is_no_history(
    fake: FakeHome, rest: Rest, answer: tuple[int, str, bytes], trouble: type[HomeTrouble]
) -> None:
    fake.faults.rest = answer
    with pytest.raises(trouble):
        await history(rest)


@pytest.mark.parametrize("body", [b"[]", b"[[]]"])
async def test_a_thing_without_a_past_has_an_empty_history(fake: FakeHome, rest: Rest, body: bytes) -> None:
    fake.faults.rest = (200, "application/json", body)
    assert await history(rest) == []
    assert "filter_entity_id=sensor.x" in fake.fetched[0]


def test_what_a_picture_carries_beside_its_pixels_does_not_leave_the_house() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "a maker", {1: "N", 2: (52.0, 13.0, 0.0)}
    raw = jpeg(exif=exif, comment=b"a note") + b"PK\x03\x04 and an archive"
    cleaned = clean(raw)
    assert all(secret in raw for secret in (b"a maker", b"a note", b"an archive"))
    assert not any(secret in cleaned for secret in (b"a maker", b"a note", b"an archive", b"GPS"))
    with Image.open(BytesIO(cleaned)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))


@pytest.mark.parametrize("data", [b"", b"<html>", jpeg()[:100], b"GIF89a"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        clean(data)
