"""A copy of everything: whole, schema-true, nobody else's, readable by a program that reads it in again."""

import json
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import jsonschema
import pytest
from pydantic import SecretStr
from sqlalchemy import ARRAY, JSON, Date, DateTime, LargeBinary, Uuid, func, insert, select, text, update

from core.comics.models import Comic, ComicVersion
from core.db import Database
from core.errands.models import Errand
from core.jobs.models import Job
from core.media.models import Media, Purge
from core.platforms import Platform
from core.rights import document, exports, packing
from core.rights.exports import ExportLinkUsed, ExportNotFound, ExportNotReady
from core.rights.models import Export
from core.sealing import Sealing
from core.users.models import User
from launcher.servers.postgres import Postgres
from tests.core.rights.conftest import DISCORD_ID, MAIL, PLANTED, TELEGRAM_ID, WALRUS, House
from tests.factories import NOON, SEALING
from tests.servers import migrate

HOUR = timedelta(hours=1)


async def _packed(house: House, person: User) -> ZipFile:
    path = await packing.pack(
        house.database, house.store, house.folder / "work", user_id=person.id, sealing=SEALING, now=NOON
    )
    return ZipFile(path)


async def _asked(house: House, person: User, *, at: datetime = NOON) -> Export:
    async with house.database.transaction() as session:
        return await exports.ask(session, person, platform=Platform.DISCORD, locale="pl", now=at)


async def _pack(house: House, *, at: datetime = NOON) -> bool:
    return await exports.pack_next(house.database, house.store, house.folder / "work", sealing=SEALING, now=at)


async def test_the_copy_holds_records_pictures_and_explanations(house: House, wanda: User) -> None:
    archive = await _packed(house, wanda)
    assert archive.testzip() is None
    data = json.loads(archive.read("data.json"))
    (picture,) = data["media"]
    (key,) = await _keys(house, wanda)
    assert archive.read(f"pictures/{picture['id']}.png") == await house.store.get(key)
    assert "everything that Inkhearth keeps" in archive.read("README.txt").decode()
    assert "przechowuje" in archive.read("CZYTAJ.txt").decode()
    assert {identity["external_id"] for identity in data["identities"]} == {DISCORD_ID, TELEGRAM_ID}
    assert [job["spec"]["prompt"] for job in data["jobs"]] == [WALRUS, f"{WALRUS}, waiting", f"{WALRUS}, later"]
    assert data["consents"][0]["manner"] == "agreed"
    assert [entry["action"] for entry in data["audit_log"]] == ["role.changed"]


async def _keys(house: House, person: User) -> list[str]:
    async with house.database.transaction() as session:
        return list(await session.scalars(select(Media.key).where(Media.owner_id == person.id)))


async def test_the_records_fit_the_published_schema(house: House, wanda: User) -> None:
    archive = await _packed(house, wanda)
    schema = json.loads(archive.read("data.schema.json"))
    assert schema == document.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(archive.read("data.json"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(data, schema, jsonschema.Draft202012Validator, format_checker=checker)
    del data["jobs"][0]["spec"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema, jsonschema.Draft202012Validator)


async def test_others_are_not_in_it(house: House, wanda: User) -> None:
    friend = await house.person("55", "Friend")
    await house.picture(friend, "a friend's fox", colour="#00aa00")
    archive = await _packed(house, friend)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"a friend's fox" in everything
    assert not any(word.encode() in everything for word in (*PLANTED[1:], "planted", str(wanda.id)))
    theirs = await _packed(house, wanda)
    assert b"Friend" not in b"".join(theirs.read(name) for name in theirs.namelist())


async def test_what_lies_sealed_is_told_readably(house: House, wanda: User) -> None:
    """A person's own e-mail address is theirs to see; the key's loss costs them the address and no more."""
    data = json.loads((await _packed(house, wanda)).read("data.json"))
    (account,) = data["local_accounts"]
    assert account["address"] == MAIL
    other = Sealing(SecretStr("another key than the one that sealed it"))
    path = await packing.pack(
        house.database, house.store, house.folder / "work", user_id=wanda.id, sealing=other, now=NOON
    )
    with ZipFile(path) as archive:
        without = json.loads(archive.read("data.json"))
        jsonschema.validate(without, json.loads(archive.read("data.schema.json")), jsonschema.Draft202012Validator)
    assert without == {**data, "local_accounts": [{**account, "address": None}]}


async def test_no_secret_is_in_it(house: House, wanda: User) -> None:
    data = json.loads((await _packed(house, wanda)).read("data.json"))
    assert "link_codes" not in data
    names = {name for section in data.values() if isinstance(section, list) for row in section for name in row}
    assert names & {"digest", "hash", "sealed", "stranger", "receipt"} == set()


@pytest.fixture
async def elsewhere(postgres_server: Postgres) -> AsyncIterator[Database]:
    """Another, empty database."""
    postgres_server.create_database("elsewhere")
    migrate(postgres_server.url_of("elsewhere"))
    database = Database(postgres_server.url_of("elsewhere"))
    yield database
    await database.close()


async def test_a_program_that_reads_it_in_again_has_the_same(
    house: House, wanda: User, elsewhere: Database, tmp_path: Path
) -> None:
    """Re-import and compare (issue 6, line 7): the sections' order is one in which every reference is already there."""
    archive = await _packed(house, wanda)
    data = json.loads(archive.read("data.json"))
    await _read_in(elsewhere, data, wanda)
    again = await packing.pack(elsewhere, house.store, tmp_path / "again", user_id=wanda.id, sealing=SEALING, now=NOON)
    with ZipFile(again) as copy:
        assert json.loads(copy.read("data.json")) == data
        assert sorted(copy.namelist()) == sorted(archive.namelist())
        for name in copy.namelist():
            assert copy.read(name) == archive.read(name), name


async def _read_in(database: Database, data: dict[str, list[dict[str, object]]], person: User) -> None:
    """Insert the document's records; what an export leaves out is filled with what the columns allow."""
    async with database.transaction() as session:
        await session.execute(text("SET session_replication_role = replica"))  # triggers and left-out parents
        for tie in document.sections():
            for number, row in enumerate(data[tie.table]):
                values = {name: _value(tie.rows.c[name], value) for name, value in row.items()}
                for name, purpose in tie.sealed:
                    values[name] = SEALING.seal(purpose, str(row["id"]), str(row[name]).encode())
                if not tie.through:
                    values[tie.person] = person.id
                for column in tie.rows.columns:
                    if column.name not in values and not column.nullable:
                        values[column.name] = _filler(column, number)
                await session.execute(insert(tie.rows).values(values))


def _value(column: object, value: object) -> object:
    match getattr(column, "type", None):
        case _ if value is None:
            return None
        case Uuid():
            return UUID(str(value))
        case DateTime():
            return datetime.fromisoformat(str(value))
        case Date():
            return date.fromisoformat(str(value))
        case _:
            return value


def _filler(column: object, number: int) -> object:
    match getattr(column, "type", None):
        case JSON():
            return {}
        case ARRAY():
            return []
        case LargeBinary():
            return b""
        case kind if getattr(kind, "python_type", str) in {int, float}:
            return 0
        case _:
            return str(number)


async def test_a_copy_is_made_once_a_day(house: House, wanda: User) -> None:
    first = await _asked(house, wanda)
    assert (await _asked(house, wanda, at=NOON + 23 * HOUR)).id == first.id
    assert (await _asked(house, wanda, at=NOON + 24 * HOUR)).id != first.id


async def test_a_link_comes_with_the_packed_copy_and_works_once(house: House, wanda: User) -> None:
    export = await _asked(house, wanda)
    async with house.database.transaction() as session:
        with pytest.raises(ExportNotReady):
            await exports.make_link(session, wanda, export.id, now=NOON)
    assert await _pack(house)
    assert not await _pack(house)
    friend = await house.person("55", "Friend")
    async with house.database.transaction() as session:
        with pytest.raises(ExportNotFound):
            await exports.make_link(session, friend, export.id, now=NOON)
        old = await exports.make_link(session, wanda, export.id, now=NOON)
        secret = await exports.make_link(session, wanda, export.id, now=NOON)
        assert secret not in str((await session.scalars(select(Export.digest))).all())
    async with house.database.transaction() as session:
        for wrong in (old, "", secret[:-1], secret.swapcase(), "\ud800"):
            with pytest.raises(ExportLinkUsed):
                await exports.collect(session, wrong, now=NOON)
        assert (await exports.found(session, secret, now=NOON)).id == export.id
        assert (await exports.collect(session, secret, now=NOON)).id == export.id
        with pytest.raises(ExportLinkUsed):
            await exports.collect(session, secret, now=NOON)


async def test_the_person_is_told_on_each_platform_when_it_is_ready(house: House, wanda: User) -> None:
    await _asked(house, wanda)
    await _pack(house)
    async with house.database.transaction() as session:
        errands = list(await session.scalars(select(Errand).order_by(Errand.platform)))
    assert [(errand.platform, errand.place, errand.locale) for errand in errands] == [
        ("discord", DISCORD_ID, "pl"),
        ("telegram", TELEGRAM_ID, "pl"),
    ]


async def test_after_a_day_the_file_goes(house: House, wanda: User) -> None:
    export = await _asked(house, wanda)
    await _pack(house)
    async with house.database.transaction() as session:
        assert await exports.end_old(session, now=NOON + 23 * HOUR) == 0
        secret = await exports.make_link(session, wanda, export.id, now=NOON)
        assert await exports.end_old(session, now=NOON + 24 * HOUR) == 1
        assert len(list(await session.scalars(select(Purge.key)))) == 1
        with pytest.raises(ExportLinkUsed):
            await exports.found(session, secret, now=NOON)
        with pytest.raises(ExportNotFound):
            await exports.make_link(session, wanda, export.id, now=NOON)


async def test_a_conductor_killed_while_packing_is_followed_by_another_three_times(house: House, wanda: User) -> None:
    await _asked(house, wanda)
    async with house.database.transaction() as session:
        await session.execute(update(Export).values(tries=1, claimed_until=NOON + HOUR))
    assert not await _pack(house), "somebody is at it"
    assert await _pack(house, at=NOON + HOUR)
    async with house.database.transaction() as session:
        await session.execute(update(Export).values(ready_at=None, key=None, tries=3, claimed_until=None))
    assert not await _pack(house)
    async with house.database.transaction() as session:
        assert await session.scalar(select(func.count(Export.id)).where(Export.failed_at.is_not(None))) == 1


async def test_an_erased_person_gets_no_copy(house: House, wanda: User) -> None:
    await _asked(house, wanda)
    path = await packing.pack(
        house.database, house.store, house.folder / "work", user_id=wanda.id, sealing=SEALING, now=NOON
    )
    async with house.database.transaction() as session:
        export = (await session.scalars(select(Export))).one()
        session.expunge(export)
        await session.execute(text("DELETE FROM exports"))
    key = await house.store.put_file(path, packing.MEDIA_TYPE)
    async with house.database.transaction() as session:
        await exports._finish(session, export, key=key, size=1, now=NOON)  # noqa: SLF001 - the last step of one who is late
        assert list(await session.scalars(select(Purge.key))) == [key]
        assert await session.scalar(select(func.count(Errand.id))) == 0


async def test_a_picture_that_the_store_lost_is_told_and_the_rest_is_packed(house: House, wanda: User) -> None:
    (key,) = await _keys(house, wanda)
    await house.store.delete(key)
    archive = await _packed(house, wanda)
    assert "1 picture could not be found" in archive.read("README.txt").decode()
    assert [name for name in archive.namelist() if name.startswith("pictures/")] == []


async def test_comics_are_in_it_as_cbz_with_their_present_pages(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        job = await session.get_one(Job, await session.scalar(select(Media.job_id)))
    comic = Comic(
        owner_id=wanda.id, key="d", title="Mors & spółka", script="PAGE 1", language="pl", size="a4", style="flat",
        target="storyboard/storyboard", seed=1, visibility_name="private", version=2, created_at=NOON,
    )  # fmt: skip
    async with house.database.transaction() as session:
        session.add(comic)
        await session.flush()
        facts = {"script": "PAGE 1", "size": "a4", "style": "flat", "draft": False, "created_at": NOON}
        session.add(ComicVersion(comic_id=comic.id, number=2, job_id=job.id, **facts))
        page = (await session.scalars(select(Media.key).where(Media.job_id == job.id))).one()
    archive = await _packed(house, wanda)
    with ZipFile(BytesIO(archive.read(f"comics/{comic.id}.cbz"))) as book:
        assert "Mors &amp; spółka" in book.read("ComicInfo.xml").decode()
        pictures = [name for name in book.namelist() if name != "ComicInfo.xml"]
        assert [book.read(name) for name in pictures] == [await house.store.get(page)]
    await house.store.delete(page)
    assert f"comics/{comic.id}.cbz" not in (await _packed(house, wanda)).namelist()
