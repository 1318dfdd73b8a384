"""R7: a backup, an empty machine, and the same house again; whatever is wrong with a backup is found and named."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.auth.sessions import find_session
from core.clock import utc_now
from core.rights.tombstones import bury
from core.users.models import User
from launcher.backups.bundle import unpack
from launcher.backups.envelopes import Identity, make_identity, read_identity, recipient_of
from launcher.backups.making import OBJECTS, Made, bundle_name, make
from launcher.backups.places import FolderPlace, Place, workshop
from launcher.backups.proving import prove_audit, prove_forgotten, prove_objects, prove_rows, prove_sign_in
from launcher.backups.restoring import Opened, fill, open_bundle, settle_house
from launcher.configuration import settings
from launcher.house import forget_again
from launcher.sentences import Trouble
from tests.factories import NOON
from tests.launcher.backups.conftest import PICTURE, House


async def _backed_up(house: House, place: Place, identity: Identity) -> Made:
    return await make(house.folders, house.given, place, recipient=identity.to_public())


async def _restored(empty: House, place: Place, identity: Identity) -> Opened:
    with workshop(empty.folders.data) as folder:
        opened = open_bundle(place, "", folder, identity=identity)
        settle_house(opened, empty.folders, empty.given)
        empty.given = {**settings(empty.folders), **empty.given}
        await fill(opened, place, empty.given, identity=identity)
    return opened


async def test_a_restored_house_is_the_same_house_r7(
    house: House, empty: House, place: Place, identity: Identity
) -> None:
    """R7: rows, files, log-in, audit log and tombstones of an empty machine after a restore."""
    await _backed_up(house, place, identity)
    opened = await _restored(empty, place, identity)
    assert await prove_rows(empty.given["DATABASE_URL"], opened.manifest) > 5
    assert await prove_objects(empty.given, opened.manifest) == 1
    assert await prove_audit(empty.given, empty.folders, opened.manifest) == 1
    assert await prove_forgotten(empty.given, empty.folders) == 0
    await prove_sign_in(empty.given)
    assert await empty.store.get(opened.manifest.objects[0].key) == PICTURE


async def test_a_browser_that_was_signed_in_still_is(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity
) -> None:
    await _backed_up(house, folder_place, identity)
    await _restored(empty, folder_place, identity)
    async with empty.database.transaction() as session:
        found = await find_session(session, house.cookie, now=NOON + timedelta(minutes=1))
    assert found is not None
    assert found[1].name == "Maya"


async def test_the_secrets_of_the_house_come_along(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity
) -> None:
    await _backed_up(house, folder_place, identity)
    await _restored(empty, folder_place, identity)
    for name in ("SIGNING_KEY", "AUDIT_KEY", "SEALING_KEYS"):
        assert settings(empty.folders)[name] == house.given[name]
    assert (empty.folders.data / "secrets.env").stat().st_mode & 0o077 == 0


async def test_an_object_is_copied_once(house: House, folder_place: FolderPlace, identity: Identity) -> None:
    assert (await _backed_up(house, folder_place, identity)).copied == 1
    assert (await _backed_up(house, folder_place, identity)).copied == 0


async def test_nothing_in_a_backup_can_be_read_without_the_key(
    house: House, folder_place: FolderPlace, identity: Identity, tmp_path: Path
) -> None:
    await _backed_up(house, folder_place, identity)
    for path in (tmp_path / "elsewhere").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for secret in (b"Maya", PICTURE, house.given["SIGNING_KEY"].encode()):
            assert secret not in content


async def test_a_stranger_s_key_opens_nothing(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity, tmp_path: Path
) -> None:
    await _backed_up(house, folder_place, identity)
    with pytest.raises(Trouble, match="cannot be opened with this key"):
        await _restored(empty, folder_place, make_identity(tmp_path / "other.key"))


async def test_who_was_erased_after_the_backup_stays_erased(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity
) -> None:
    """R7: the list of tombstones lies beside the database, and is brought into the empty folder by its owner."""
    await _backed_up(house, folder_place, identity)
    async with house.database.transaction() as session:
        maya = await session.scalar(select(User.id))
    assert maya is not None
    bury(empty.folders.data, maya, now=utc_now())
    await _restored(empty, folder_place, identity)
    with pytest.raises(Trouble, match="came back with the backup: 1"):
        await prove_forgotten(empty.given, empty.folders)
    forget_again(empty.folders, {**empty.given, "REDIS_URL": "unix:///none"})
    assert await prove_forgotten(empty.given, empty.folders) == 1


async def test_a_restore_over_something_is_refused(house: House, folder_place: FolderPlace, identity: Identity) -> None:
    await _backed_up(house, folder_place, identity)
    with workshop(house.folders.data) as folder:
        opened = open_bundle(folder_place, "", folder, identity=identity)
        with pytest.raises(Trouble, match="not empty"):
            await fill(opened, folder_place, house.given, identity=identity)


async def test_other_secrets_are_never_written_over(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity
) -> None:
    await _backed_up(house, folder_place, identity)
    empty.given["AUDIT_KEY"] = "another audit key of thirty-two letters"
    with pytest.raises(Trouble, match="secrets of its own"):
        await _restored(empty, folder_place, identity)


async def test_a_missing_object_stops_the_restore_before_any_row(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity
) -> None:
    await _backed_up(house, folder_place, identity)
    for name in folder_place.names(OBJECTS):
        folder_place.delete(name)
    with pytest.raises(Trouble, match="damaged"):
        await _restored(empty, folder_place, identity)
    async with empty.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0


async def test_one_changed_byte_of_a_bundle_is_found(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity, tmp_path: Path
) -> None:
    made = await _backed_up(house, folder_place, identity)
    path = tmp_path / "elsewhere" / "backups" / bundle_name(made.name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Trouble, match="cannot be opened"):
        await _restored(empty, folder_place, identity)


async def test_a_house_without_anything_is_not_backed_up(
    database_url: str, house: House, folder_place: FolderPlace, identity: Identity
) -> None:
    """R7: a backup of nothing would restore as nothing, and look well."""
    async with house.database.transaction() as session:
        names = await session.scalars(
            text("SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
                 "WHERE tablename <> 'alembic_version' AND schemaname = 'public'")
        )  # fmt: skip
        await session.execute(text("SET session_replication_role = replica"))
        await session.execute(text(f"TRUNCATE {names.one()} CASCADE"))
    with pytest.raises(Trouble, match="nothing to back up"):
        await _backed_up(house, folder_place, identity)
    assert folder_place.names("bundles/") == set()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("DELETE FROM media", "missing or too many in: media"),
        ("DELETE FROM web_sessions", "missing or too many in: web_sessions"),
    ],
)
async def test_a_lost_row_is_found_r7(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity, spoil: str, told: str
) -> None:
    await _backed_up(house, folder_place, identity)
    opened = await _restored(empty, folder_place, identity)
    async with empty.database.transaction() as session:
        await session.execute(text("SET session_replication_role = replica"))
        await session.execute(text(spoil))
    with pytest.raises(Trouble, match=told):
        await prove_rows(empty.given["DATABASE_URL"], opened.manifest)


async def test_a_damaged_file_and_an_altered_log_are_found_r7(
    house: House, empty: House, folder_place: FolderPlace, identity: Identity
) -> None:
    await _backed_up(house, folder_place, identity)
    opened = await _restored(empty, folder_place, identity)
    empty.store.path(opened.manifest.objects[0].key).write_bytes(b"another")
    with pytest.raises(Trouble, match="missing or damaged"):
        await prove_objects(empty.given, opened.manifest)
    async with empty.database.transaction() as session:
        await session.execute(text("SET session_replication_role = replica"))
        await session.execute(text("UPDATE audit_log SET new = 'owner'"))
    with pytest.raises(Trouble, match="audit log does not hold"):
        await prove_audit(empty.given, empty.folders, opened.manifest)


async def test_a_picture_deleted_while_it_is_copied_does_not_stop_the_backup(
    house: House, folder_place: FolderPlace, identity: Identity
) -> None:
    shutil.rmtree(house.folders.data / "store")
    made = await _backed_up(house, folder_place, identity)
    assert len(made.manifest.lost) == 1
    assert made.manifest.objects == ()


def test_a_key_file_without_a_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("no key", encoding="utf-8")
    with pytest.raises(Trouble, match="holds no key"):
        read_identity(tmp_path / "key")
    with pytest.raises(Trouble, match="bring it there"):
        read_identity(tmp_path / "none")
    with pytest.raises(Trouble, match="begins with age1"):
        recipient_of("ssh-ed25519 AAAA")


def test_what_is_no_bundle_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "bundle").write_bytes(b"no tar")
    with pytest.raises(Trouble, match="damaged"):
        unpack(tmp_path / "bundle", tmp_path)
