"""Being forgotten: nothing of a person is left anywhere, nobody else loses anything (issue 6, lines 5 and 7)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from core.bus import OUTCOMES
from core.clock import utc_now
from core.comics.models import Comic
from core.db import Database
from core.errands.models import Errand
from core.home.models import HomeAction
from core.jobs.celery import make_celery
from core.jobs.conductor import Conductor
from core.jobs.models import Job
from core.jobs.orders import Event, Item
from core.media import queries as media
from core.media.models import Media, Purge
from core.moderation.models import Appeal, Case, CaseNote, Decision, Report
from core.platforms import Platform
from core.privacy import Visibility
from core.quotas.models import Entry
from core.rights import erasure
from core.rights.addresses import was_erased
from core.rights.forgetting import CONSOLE_HISTORY, CONSOLE_PICTURES, forget_due
from core.rights.models import ShownMessage, Tombstone
from core.rights.purging import purge
from core.rights.shown import note_shown
from core.rights.tombstones import buried
from core.roles import Role
from core.users import service as users
from core.users.models import User
from core.users.service import Face
from tests.core.rights import traces
from tests.core.rights.conftest import PLANTED, TELEGRAM_ID, House
from tests.factories import NOON, report
from tests.stage import until

DAY = timedelta(days=1)


async def _wish(house: House, person: User, *, at_once: bool = True) -> None:
    async with house.database.transaction() as session:
        await erasure.ask(session, person, platform=Platform.DISCORD, locale="pl", at_once=at_once, now=NOON)


async def _forget(house: House) -> int:
    done = await forget_due(house.database, house.bus, house.folder, now=NOON)
    await purge(house.database, house.store, now=utc_now() + DAY)
    return done


async def test_of_an_open_case_stays_that_there_is_one_and_no_more(house: House, wanda: User) -> None:
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        case = (await session.scalars(select(Case))).one()
        report = (await session.scalars(select(Report))).one()
        appeal = (await session.scalars(select(Appeal))).one()
        note = (await session.scalars(select(CaseNote))).one()
        decision = (await session.scalars(select(Decision))).one()
    assert (case.owner_id, case.job_id, case.concern_name) == (None, None, "other")
    assert (report.reporter_id, report.note) == (None, "")
    assert (appeal.user_id, appeal.words) == (None, "")
    assert (note.words, decision.reason, decision.verdict_name) == ("", "", "hide")


async def test_others_keep_their_pictures_also_where_the_file_is_the_same(house: House, wanda: User) -> None:
    friend = await house.person("55", "Friend")
    same = await house.picture(friend, "a fox", colour="#c65a2e")  # the bytes of Wanda's picture
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        (kept,) = await media.of_job(session, same.id)
        copies = (await media.derivatives(session, [kept.id]))[kept.id]
    assert await house.store.exists(kept.key)
    assert copies
    assert all([await house.store.exists(copy.key) for copy in copies])


async def test_somebody_elses_job_lets_go_of_an_erased_parent(house: House, wanda: User) -> None:
    friend = await house.person("55", "Friend")
    child = await house.picture(friend, "a fox")
    async with house.database.transaction() as session:
        parent = await session.scalar(select(Job.id).where(Job.owner_id == wanda.id).limit(1))
        (await session.get_one(Job, child.id)).parent_id = parent
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        assert (await session.get_one(Job, child.id)).parent_id is None


async def test_the_bots_are_sent_to_take_the_messages_away(house: House, wanda: User) -> None:
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        (errand,) = await session.scalars(select(Errand))
    assert (errand.platform, errand.place, errand.message_id, errand.user_id) == ("discord", "5551234", "77", None)


async def test_answers_about_the_house_are_taken_away_too(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        session.add(
            HomeAction(
                key="k", user_id=wanda.id, kind_name="calls", state_name="done", title="light", calls=[], entity_ids=[],
                risk_level=1, origin="telegram", created_at=NOON, expires_at=NOON, platform="telegram",
                channel_id=TELEGRAM_ID, message_id="5", locale="pl",
            )
        )  # fmt: skip
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        places = {(errand.place, errand.message_id) for errand in await session.scalars(select(Errand))}
    assert (TELEGRAM_ID, "5") in places


async def test_messages_that_showed_their_pictures_again_are_taken_away_whoever_asked(
    house: House, wanda: User
) -> None:
    """``/show`` in a private chat, and the card that a moderator saw."""
    async with house.database.transaction() as session:
        keys = list(await session.scalars(select(Media.key).where(Media.owner_id == wanda.id)))
        for chosen, channel, message in ((keys, "7001", "81"), (keys * 2, "7002", "82"), (["xx/none.png"], "1", "2")):
            noted = await note_shown(
                session,
                chosen,
                platform=Platform.DISCORD,
                channel_id=channel,
                message_id=message,
                locale="en",
                now=NOON,
            )
            assert noted == (channel != "1")
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        removed = {(row.place, row.message_id) for row in await session.scalars(select(Errand))}
        assert removed == {("5551234", "77"), ("7001", "81"), ("7002", "82")}
        assert await session.scalar(select(func.count()).select_from(ShownMessage)) == 0


async def test_the_address_of_an_erased_picture_is_known_to_be_gone_unless_it_was_private(
    house: House, wanda: User
) -> None:
    async with house.database.transaction() as session:
        await session.execute(
            update(Media).values(judged=True, visibility_name=Visibility.PUBLIC.value, published_at=NOON)
        )
        public = (await session.scalars(select(Media.slug).where(Media.owner_id == wanda.id))).one()
        comic = (await session.scalars(select(Comic.slug).where(Comic.owner_id == wanda.id))).one()
    await _wish(house, wanda)
    await _forget(house)
    async with house.database.transaction() as session:
        assert await was_erased(session, public)
        assert not await was_erased(session, comic)
        assert not await was_erased(session, "never-there")
    assert await traces.in_database(house.database, public) == []


@pytest.mark.parametrize("company", [False, True])
async def test_what_the_terminal_chat_saved_goes_with_its_only_person(
    house: House, wanda: User, *, company: bool
) -> None:
    """With two people at one machine nobody can tell whose saved pictures are whose; then they stay."""
    pictures, history = house.folder / CONSOLE_PICTURES, house.folder / CONSOLE_HISTORY
    pictures.mkdir()
    (pictures / "walrus.png").write_bytes(b"png")
    history.write_text("a walrus", encoding="utf-8")
    async with house.database.transaction() as session:
        await users.add_identity(session, wanda, Face(Platform.CONSOLE, "wanda", "wanda"), now=NOON)
        if company:
            await users.meet(session, Face(Platform.CONSOLE, "bob", "bob"), first_role=Role.USER, now=NOON)
    await _wish(house, wanda)
    await _forget(house)
    assert (pictures.exists(), history.exists()) == (company, company)


async def test_a_person_has_a_day_to_change_their_mind(house: House, wanda: User) -> None:
    await _wish(house, wanda, at_once=False)
    assert await forget_due(house.database, house.bus, house.folder, now=NOON + DAY - timedelta(seconds=1)) == 0
    async with house.database.transaction() as session:
        assert await erasure.take_back(session, wanda, platform=Platform.DISCORD, now=NOON)
    async with house.database.transaction() as session:
        assert not await erasure.take_back(session, wanda, platform=Platform.DISCORD, now=NOON)
    assert await forget_due(house.database, house.bus, house.folder, now=NOON + DAY * 2) == 0
    assert buried(house.folder) == []


async def test_after_a_day_it_happens(house: House, wanda: User) -> None:
    await _wish(house, wanda, at_once=False)
    assert await forget_due(house.database, house.bus, house.folder, now=NOON + DAY) == 1
    async with house.database.transaction() as session:
        assert await session.get(User, wanda.id) is None


async def test_at_once_moves_a_day_that_was_set(house: House, wanda: User) -> None:
    await _wish(house, wanda, at_once=False)
    await _wish(house, wanda, at_once=True)
    assert await _forget(house) == 1


async def test_two_conductors_forget_a_person_once(house: House, wanda: User) -> None:
    await _wish(house, wanda)
    await asyncio.gather(*(forget_due(house.database, house.bus, house.folder, now=NOON) for _ in range(4)))
    async with house.database.transaction() as session:
        assert await session.scalar(select(func.count(Tombstone.digest))) == 1
        assert await session.scalar(select(func.count(Errand.id))) == 1


async def test_a_conductor_that_is_killed_half_way_does_it_again(house: House, wanda: User) -> None:
    await _wish(house, wanda)
    async with house.database.transaction() as session:
        jobs = await erasure.shut_out(session, wanda.id, now=NOON)
    assert len(jobs) == 3
    assert await _forget(house) == 1
    assert await traces.in_database(house.database, *PLANTED) == []


async def test_a_result_that_comes_too_late_leaves_no_file(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        held = await session.scalar(select(Job).where(Job.owner_id == wanda.id, Job.state_name == "dispatched"))
    assert held is not None
    await _wish(house, wanda)
    await _forget(house)
    late = await house.stored("#123456")
    item = Item(job=held.id, attempt=held.attempt, kind=held.kind, spec=held.draw)
    outcome = report(item, Event.SUCCEEDED, artefacts=(late,))
    celery = make_celery(house.redis_url)
    conductor = Conductor(
        database=house.database, bus=house.bus, celery=celery, store=house.store, lease=timedelta(seconds=9)
    )
    await house.bus.redis.xadd(OUTCOMES, {"body": outcome.model_dump_json()})
    running = asyncio.create_task(conductor.run())

    async def is_noted() -> bool:
        async with house.database.transaction() as session:
            return bool(await session.scalar(select(func.count(Purge.key))))

    await until(is_noted, "the late files are noted")
    running.cancel()
    await asyncio.wait([running])
    celery.close()
    await purge(house.database, house.store, now=utc_now() + DAY)
    assert house.files() == []


async def test_the_ledger_stays_append_only_for_everybody_else(database: Database, house: House, wanda: User) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction() as session:
            await session.execute(delete(Entry).where(Entry.user_id == wanda.id))
