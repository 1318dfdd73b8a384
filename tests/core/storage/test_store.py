"""What every object store does: one suite for the folder and for a real S3-compatible server."""

import asyncio
import hashlib
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import utc_now
from core.storage import FolderStore, MissingObject, S3Store, Store, key_of
from core.storage.store import EXTENSIONS, LONGEST_LINK, PIECE, is_key, media_type_of

PNG = "image/png"
MISSING = key_of(b"never put", PNG)
NOT_OURS = (
    "",
    "..",
    "../../etc/passwd",
    "/etc/passwd",
    f"../{MISSING}",
    f"{MISSING}/../../x",
    MISSING.upper(),
    f"{MISSING}\n",
    f"{MISSING}\x00",
    MISSING.replace("/", "\\"),
    MISSING.replace(".png", ".exe"),
    MISSING.replace(".png", ""),
    MISSING.replace("/", "/./"),
    "ab/.hidden.png",
    "٠٠" + MISSING[2:],
)


async def old_keys(store: Store, after: timedelta) -> list[str]:
    """Return what the store holds that is older than a moment after now."""
    return [key async for group in store.older_than(utc_now() + after) for key in group]


@pytest.mark.parametrize("media_type", sorted(EXTENSIONS))
async def test_what_is_put_comes_back_byte_by_byte(store: Store, media_type: str) -> None:
    data = bytes(range(256)) * 300
    key = await store.put(data, media_type)
    assert await store.get(key) == data
    assert await store.exists(key)
    assert media_type_of(key) == media_type
    assert hashlib.sha256(data).hexdigest() in key


async def test_an_empty_object_is_an_object(store: Store) -> None:
    assert await store.get(await store.put(b"", PNG)) == b""


async def test_the_same_bytes_twice_are_one_object(store: Store) -> None:
    keys = await asyncio.gather(*(store.put(b"same", PNG) for _ in range(5)))
    assert len(set(keys)) == 1
    assert await old_keys(store, timedelta(minutes=1)) == [keys[0]]
    await store.delete(keys[0])
    assert not await store.exists(keys[0])


async def test_what_was_never_put_is_missing(store: Store) -> None:
    assert not await store.exists(MISSING)
    await store.delete(MISSING)
    with pytest.raises(MissingObject):
        await store.get(MISSING)


async def test_what_is_deleted_is_missing_and_can_be_put_again(store: Store) -> None:
    key = await store.put(b"1", PNG)
    await store.delete(key)
    with pytest.raises(MissingObject):
        await store.get(key)
    assert await store.put(b"1", PNG) == key
    assert await store.get(key) == b"1"


@pytest.mark.parametrize("key", NOT_OURS)
async def test_a_key_that_we_did_not_make_opens_nothing(store: Store, key: str) -> None:
    assert not is_key(key)
    for ask in (store.get, store.delete, store.exists):
        with pytest.raises(MissingObject):
            await ask(key)
    with pytest.raises(MissingObject):
        await store.link(key, lifetime=LONGEST_LINK, now=utc_now())


@given(st.text(st.characters()) | st.from_regex(r"[0-9a-f]{2}/[0-9a-f./]{60,70}\.[a-z]{2,4}"))
def test_only_keys_that_we_make_are_keys(text: str) -> None:
    ours = len(text) > 68 and "." in text and text.rpartition(".")[2] in EXTENSIONS.values()
    if is_key(text):
        assert ours
        assert text[2] == "/"
        assert ".." not in text


@given(st.binary(), st.sampled_from(sorted(EXTENSIONS)))
def test_every_key_that_we_make_is_a_key(data: bytes, media_type: str) -> None:
    assert is_key(key_of(data, media_type))


async def test_a_media_type_that_is_not_kept_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="text/html"):
        await store.put(b"<script>", "text/html")


async def test_only_what_was_put_before_a_moment_is_old(store: Store) -> None:
    keys = {await store.put(f"{number}".encode(), PNG) for number in range(12)}
    assert set(await old_keys(store, timedelta(minutes=1))) == keys
    assert await old_keys(store, timedelta(minutes=-1)) == []


async def test_an_empty_store_holds_nothing_old(store: Store) -> None:
    assert await old_keys(store, timedelta(minutes=1)) == []


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(seconds=-1), LONGEST_LINK + timedelta(seconds=1)])
async def test_no_link_lives_longer_than_ten_minutes(store: Store, lifetime: timedelta) -> None:
    assert timedelta(minutes=10) == LONGEST_LINK
    with pytest.raises(ValueError, match=r"\d:"):
        await store.link(MISSING, lifetime=lifetime, now=utc_now())


async def test_a_link_at_the_s3_server_opens_its_object_until_it_expires(s3_store: S3Store) -> None:
    key = await s3_store.put(b"picture", PNG)
    link = await s3_store.link(key, lifetime=LONGEST_LINK, now=utc_now())
    status, body, media_type = await asyncio.to_thread(_fetched, link)
    assert (status, body, media_type) == (200, b"picture", PNG)
    late = await s3_store.link(key, lifetime=LONGEST_LINK, now=utc_now() - timedelta(minutes=11))
    assert (await asyncio.to_thread(_fetched, late))[0] == 403


async def test_forged_links_at_the_s3_server_are_refused_r5(s3_store: S3Store) -> None:
    key = await s3_store.put(b"picture", PNG)
    other = await s3_store.put(b"another", PNG)
    link = await s3_store.link(key, lifetime=timedelta(minutes=1), now=utc_now())
    forged = [
        link.replace(key, other),
        link.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
        link.partition("?")[0],
        link[:-1] + ("0" if link[-1] != "0" else "1"),
    ]
    assert [(await asyncio.to_thread(_fetched, one))[0] for one in forged] == [403] * 4


def _fetched(link: str) -> tuple[int, bytes, str]:
    try:
        with urllib.request.urlopen(link, timeout=10) as answer:  # noqa: S310 - the tests' own server
            return answer.status, answer.read(), answer.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b"", ""


def test_the_folder_of_the_store_is_made_when_it_is_first_needed(tmp_path: Path, folder_store: FolderStore) -> None:
    assert not (tmp_path / "store").exists()
    assert folder_store.path(MISSING) == tmp_path / "store" / MISSING


@pytest.mark.parametrize("length", [0, 1, PIECE, PIECE + 1, 6_000_000])
async def test_a_file_is_kept_as_its_bytes_would_be(store: Store, tmp_path: Path, length: int) -> None:
    data = bytes(index % 251 for index in range(min(length, 1000))) * (length // 1000 + 1)
    path = tmp_path / "export.zip"
    path.write_bytes(data[:length])
    key = await store.put_file(path, "application/zip")
    assert key == key_of(data[:length], "application/zip")
    pieces = [piece async for piece in store.pieces(key)]
    assert b"".join(pieces) == data[:length]
    assert all(len(piece) <= PIECE for piece in pieces)


async def test_a_file_of_no_kind_that_we_keep_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    with pytest.raises(ValueError, match="text/html"):
        await store.put_file(tmp_path / "x", "text/html")


@pytest.mark.parametrize("key", [MISSING, "../../etc/passwd"])
async def test_there_are_no_pieces_of_what_is_not_there(store: Store, key: str) -> None:
    with pytest.raises(MissingObject):
        await anext(store.pieces(key))
