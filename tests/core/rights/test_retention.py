"""Nothing is kept longer than the table says, nothing is taken away sooner (issue 6, line 5)."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.audit.models import AuditEntry
from core.audit.verifying import verify
from core.auth.linking import make_code
from core.clock import new_id
from core.comics.models import Comic
from core.home.models import HomeAction
from core.jobs.instant import note_done
from core.jobs.models import Job
from core.jobs.service import Request
from core.jobs.specs import DrawSpec
from core.jobs.writing import Task, Writing
from core.logs import drop_old_lines
from core.media import service as media
from core.media.models import Media
from core.platforms import Platform
from core.quotas import service as quotas
from core.quotas.models import Entry
from core.rights import exports, retention
from core.rights.chores import Chores
from core.rights.models import Asked, Export, RetentionRun, Tombstone
from core.rights.sweeping import BLANK, TELLING
from core.rights.tombstones import buried, bury
from core.users.models import User
from tests.core.conftest import AUDIT_KEY
from tests.core.rights.conftest import WALRUS, House
from tests.factories import NOON, POLICY, SEALING, spec

DAY = timedelta(days=1)
PLAIN = {
    "caption", "cost", "count", "engine", "guidance", "height", "level", "model", "motion", "others", "seed", "shape",
    "steps", "strength", "style", "upscale", "width", "wished",
}  # fmt: skip


async def _sweep(house: House, *, after: timedelta, dry: bool = False) -> dict[str, int]:
    swept = await retention.sweep(house.database, house.folder, now=NOON + after, dry=dry)
    return {one.rule.name: one.removed for one in swept if one.removed}


async def _count(house: House, table: type) -> int:
    async with house.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def _prompts(house: House) -> list[str]:
    async with house.database.transaction() as session:
        return list(await session.scalars(select(Job.spec["prompt"].astext).order_by(Job.id)))


async def test_nothing_young_is_touched(house: House, wanda: User) -> None:
    assert await _sweep(house, after=timedelta(hours=23)) == {}


async def test_words_of_what_came_to_nothing_go_after_a_week(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        waiting = update(Job).where(Job.state_name.in_(["queued", "dispatched"]))
        await session.execute(waiting.values(state_name="failed", finished_at=NOON, lease_until=None))
    assert "deleted-words" not in await _sweep(house, after=7 * DAY)
    assert (await _sweep(house, after=7 * DAY + timedelta(seconds=1)))["deleted-words"] == 2
    assert await _prompts(house) == [WALRUS, BLANK, BLANK]
    async with house.database.transaction() as session:
        assert [job.draw.prompt for job in await session.scalars(select(Job).order_by(Job.id))][1] == BLANK
    assert "deleted-words" not in await _sweep(house, after=8 * DAY)


def test_of_a_blanked_request_only_what_tells_nothing_of_anybody_stays() -> None:
    """A new part of a request is named here or goes with the words."""
    assert DrawSpec.model_fields.keys() - {"prompt", *TELLING} == PLAIN
    assert all(DrawSpec.model_fields[name].default is None for name in TELLING)


async def test_texts_that_were_written_go_after_a_week_with_what_was_asked(house: House, wanda: User) -> None:
    """A text has no picture to be kept for; the comic that came of it keeps its own words."""
    writing = Writing(task=Task.SCRIPT, language="en", cast={"Maya": "red coat"})
    asked = spec("Maya misses her bus").model_copy(update={"writing": writing})
    async with house.database.transaction() as session:
        text = await note_done(
            session, wanda, spec=asked, words={"en": "A story."}, request=Request("words"), policy=POLICY, now=NOON
        )
    assert (await _sweep(house, after=8 * DAY))["deleted-words"] >= 1
    async with house.database.transaction() as session:
        kept = await session.get_one(Job, text.id)
    assert (kept.words, kept.draw.writing, kept.draw.prompt) == (None, None, BLANK)


async def test_words_of_a_deleted_picture_go_too_and_later_its_address(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        picture = (await session.scalars(select(Media))).one()
        await media.delete(session, wanda, picture.id, now=NOON)
        await media.note_purged(session, [picture.id], now=NOON)
    assert (await _sweep(house, after=8 * DAY))["deleted-words"] == 1
    assert await _count(house, Media) == 1
    assert (await _sweep(house, after=31 * DAY))["deleted-pictures"] == 1
    assert await _count(house, Media) == 0


async def test_links_codes_and_what_was_asked_go_after_a_day(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        await make_code(session, wanda, now=NOON)
    swept = await _sweep(house, after=DAY + timedelta(minutes=1))
    assert (swept["links"], swept["asked"]) == (1, 1)
    assert await _count(house, Asked) == 0


async def test_exports_end_after_a_day_and_are_forgotten_after_another(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        await exports.ask(session, wanda, platform=Platform.DISCORD, locale="en", now=NOON)
    await exports.pack_next(house.database, house.store, house.folder / "work", sealing=SEALING, now=NOON)
    await _sweep(house, after=DAY)
    async with house.database.transaction() as session:
        assert (await session.scalars(select(Export.key))).one() is None
    assert (await _sweep(house, after=2 * DAY + timedelta(seconds=1)))["exports"] == 1


async def test_old_credits_go_from_the_ledger_that_refuses_everybody_else(house: House, wanda: User) -> None:
    before = await _count(house, Entry)
    assert before
    async with house.database.transaction() as session:
        await quotas.grant(session, wanda.id, credits_=5, now=NOON + 399 * DAY)
    assert (await _sweep(house, after=401 * DAY))["credits"] == before
    assert await _count(house, Entry) == 1


async def test_the_audit_log_is_cut_where_the_database_allows_and_still_verifies(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        assert await session.scalar(select(func.count(AuditEntry.seq))) == 1
        assert (await verify(session, AUDIT_KEY)).broken is None
    dry = await _sweep(house, after=401 * DAY, dry=True)
    assert dry["audit"] == 1


async def test_tombstones_go_when_no_backup_can_be_so_old(house: House, wanda: User) -> None:
    bury(house.folder, wanda.id, now=NOON)
    async with house.database.transaction() as session:
        session.add(Tombstone(digest="d" * 64, erased_at=NOON))
    assert (await _sweep(house, after=401 * DAY, dry=True))["tombstones"] == 1
    assert len(buried(house.folder)) == 1
    await _sweep(house, after=401 * DAY)
    assert (buried(house.folder), await _count(house, Tombstone)) == ([], 0)


async def test_a_dry_run_counts_the_same_and_changes_nothing(house: House, wanda: User) -> None:
    async with house.database.transaction() as session:
        waiting = update(Job).where(Job.state_name.in_(["queued", "dispatched"]))
        await session.execute(waiting.values(state_name="expired", finished_at=NOON, lease_until=None))
    dry = await _sweep(house, after=8 * DAY, dry=True)
    assert dry == await _sweep(house, after=8 * DAY, dry=True)
    assert await _count(house, RetentionRun) == 0
    assert await _sweep(house, after=8 * DAY) == dry
    assert await _sweep(house, after=8 * DAY) == {}


async def test_each_run_is_counted_for_the_metric(house: House, wanda: User) -> None:
    await _sweep(house, after=2 * DAY)
    async with house.database.transaction() as session:
        await make_code(session, wanda, now=NOON + 2 * DAY)
    await _sweep(house, after=4 * DAY)
    async with house.database.transaction() as session:
        runs = {run.rule: run for run in await retention.last_runs(session)}
    assert set(runs) == {rule.name for rule in retention.RULES if rule.work}
    assert (runs["links"].removed, runs["links"].removed_in_all) == (1, 2)
    assert runs["links"].ran_at == NOON + 4 * DAY


@pytest.mark.parametrize("rule", retention.RULES, ids=lambda rule: rule.name)
def test_each_rule_with_a_limit_is_carried_out(rule: retention.Rule) -> None:
    assert (rule.work is not None) == bool(rule.days)
    assert rule.what
    assert rule.why.endswith(".")


def test_the_limits_are_those_of_the_design() -> None:
    days = {rule.name: rule.days for rule in retention.RULES}
    wanted = {"deleted-words": 7, "logs": 30, "audit": 400, "exports": 1, "pictures": None}
    assert {name: days[name] for name in wanted} == wanted


def _line(at: datetime, words: str) -> str:
    return json.dumps({"time": at.isoformat(timespec="milliseconds"), "message": words}) + "\n"


def test_old_lines_leave_a_log_that_a_program_writes_on(tmp_path: Path) -> None:
    log = tmp_path / "bots.log"
    writer = log.open("a")
    for number in range(5):
        writer.write(_line(NOON + number * DAY, f"line {number}") + "  Traceback of it\n")
    writer.flush()
    assert drop_old_lines(tmp_path, before=NOON + 2 * DAY, dry=True) == 4
    assert "line 0" in log.read_text()
    assert drop_old_lines(tmp_path, before=NOON + 2 * DAY) == 4
    writer.write(_line(NOON + 9 * DAY, "line 9"))
    writer.close()
    text = log.read_text()
    assert text.startswith('{"time": "2026-11-23T12:00:00')
    assert "\0" not in text
    assert text.count("Traceback") == 3
    assert "line 9" in text


def test_logs_of_others_go_by_their_time_or_by_the_files(tmp_path: Path) -> None:
    launcher, valkey, old = tmp_path / "launcher.log", tmp_path / "valkey.log", tmp_path / "old.log.1"
    launcher.write_text("2026-11-01 10:00:00,123 INFO a\n2026-11-21 10:00:00,123 INFO b\n")
    for silent in (valkey, old):
        silent.write_text("17:M 21 Nov 2026 * Ready\n")
    month_ago = (NOON - 40 * DAY).timestamp()
    os.utime(old, (month_ago, month_ago))
    os.utime(valkey, (NOON.timestamp(), NOON.timestamp()))
    assert drop_old_lines(tmp_path, before=NOON - 5 * DAY) == 2
    assert (launcher.read_text().endswith("INFO b\n"), valkey.read_text() != "", old.read_text()) == (True, True, "")


async def test_the_conductor_does_all_of_it(house: House, wanda: User) -> None:
    chores = Chores(house.database, house.bus, house.store, house.folder, SEALING)
    for step, every_s in chores._steps():  # noqa: SLF001 - each once, without waiting
        assert every_s > 0
        await step()
    assert await _count(house, RetentionRun) > 5


async def test_words_of_a_deleted_comic_go_after_a_week(house: House, wanda: User) -> None:
    comic = Comic(
        owner_id=wanda.id, key="d", title="Secret", script="PAGE 1", language="pl", size="a4", style="flat",
        target="storyboard/storyboard", seed=1, visibility_name="private", created_at=NOON, deleted_at=NOON,
    )  # fmt: skip
    async with house.database.transaction() as session:
        session.add(comic)
    assert (await _sweep(house, after=8 * DAY))["deleted-words"] == 1
    async with house.database.transaction() as session:
        kept = await session.get_one(Comic, comic.id)
        assert (kept.title, kept.script) == ("", "")


async def test_what_was_asked_of_the_house_goes_after_thirty_days_even_if_it_was_undone(house: House) -> None:
    """A row that another one takes back goes before its undoing, which then points at nothing."""
    ada = await house.person("1", "Ada")
    begun, undone = action(ada, NOON), action(ada, NOON + timedelta(days=1))
    undone.undoes_id = begun.id
    async with house.database.transaction() as session:
        session.add(begun)
        await session.flush()
        session.add(undone)
    assert "house" not in await _sweep(house, after=30 * DAY)
    assert (await _sweep(house, after=30 * DAY + timedelta(seconds=1)))["house"] == 1
    async with house.database.transaction() as session:
        left = (await session.scalars(select(HomeAction))).one()
    assert (left.id, left.undoes_id) == (undone.id, None)
    assert (await _sweep(house, after=32 * DAY))["house"] == 1


def action(person: User, now: datetime) -> HomeAction:
    """Return something that was asked of the house."""
    key = str(new_id())
    return HomeAction(
        id=new_id(), key=key, user_id=person.id, kind_name="calls", state_name="done", title="on", calls=[],
        entity_ids=[], risk_level=1, origin="console", created_at=now, expires_at=now, platform="console",
        channel_id="console", locale="en",
    )  # fmt: skip
