"""Something of a person in every table that the registry ties to people, with their words wherever words can stand."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.comics.models import Character, Comic
from core.db import Model
from core.gallery.listing import list_next
from core.gallery.models import Tagging
from core.jobs.models import Job
from core.media.models import Media
from core.moderation.models import Appeal, Case, Decision
from core.privacy import Visibility
from core.rights.registry import TIES
from core.rights.ties import Tie, rows_of
from core.users.models import User
from tests.core.rights.conftest import DISCORD_ID, MAIL, NAME, TELEGRAM_ID, WALRUS, House
from tests.factories import NOON

COINED = "Plantowska walrusy"  # a tag that nobody else bears
Row = Mapping[str, Any]


async def empty_corners(session: AsyncSession, person: User) -> list[str]:
    """Return the ties without a row of the person's."""
    return [f"{tie.table}.{tie.person}" for tie in TIES if not await _count(session, tie, person)]


async def _count(session: AsyncSession, tie: Tie, person: User) -> int:
    query = select(func.count()).select_from(tie.rows).where(rows_of(tie, person.id, TIES))
    return await session.scalar(query) or 0


async def fill_corners(house: House, wanda: User) -> None:
    """Leave something of Wanda's wherever her fixture left nothing; what a moderator did stands under her name too."""
    for key in ("rate:pages", "draft-latest"):
        await house.bus.redis.set(f"inkhearth:{key}:{wanda.id}", 1)
    reference = await house.store.put(b"a character as its owner drew it", "image/png")
    async with house.database.transaction() as session:
        await _publish(session, wanda)
        await session.execute(update(Character).where(Character.owner_id == wanda.id).values(picture=reference))
        await session.execute(update(Case).values(assignee_id=wanda.id))
        await session.execute(update(Decision).values(moderator_id=wanda.id, reversed_by=wanda.id, reason=WALRUS))
        await session.execute(update(Appeal).values(decided_by=wanda.id, reason=WALRUS))
        for table, row in (await _rows(session, wanda)).items():
            await session.execute(insert(Model.metadata.tables[table]).values(**row))


async def _publish(session: AsyncSession, wanda: User) -> None:
    """Put her picture on the gallery's shelves, under a tag of her own."""
    media = (await session.scalars(select(Media).where(Media.owner_id == wanda.id))).one()
    media.visibility_name, media.judged, media.published_at, media.prompt = Visibility.PUBLIC, True, NOON, WALRUS
    session.add(Tagging(media_id=media.id, tag="plantowska-walrusy", label=COINED, own=True))
    await session.flush()
    await list_next(session)


async def _rows(session: AsyncSession, wanda: User) -> dict[str, Row]:
    """Return a row for each table, those first that others name."""
    hers: Row = {"user_id": wanda.id, "created_at": NOON}
    place: Row = {"platform": "telegram", "channel_id": TELEGRAM_ID, "locale": "pl"}
    job = await session.scalar(select(Job.id).where(Job.owner_id == wanda.id).limit(1))
    return {
        **_ways_in(hers, new_id()),
        **_made(wanda, job, await session.scalar(select(Comic.id).where(Comic.owner_id == wanda.id)), new_id()),
        **_told(hers, place),
        **_judged(wanda, job, await _case(session), new_id()),
        **_at_home(wanda, hers, place, await _watch(session)),
    }


def _ways_in(hers: Row, grant: UUID) -> dict[str, Row]:
    return {
        "sign_in_links": {**hers, "digest": "1"},
        "web_sessions": {**hers, "digest": "2", "device": f"{NAME}'s phone", "seen_at": NOON},
        "api_tokens": {**hers, "digest": "3", "name": WALRUS, "scopes": ["read"]},
        "mail_keys": {**hers, "digest": "4", "purpose": "reset", "mark": MAIL, "address": MAIL.encode()},
        "invitations": {"made_by": hers["user_id"], "digest": "5", "created_at": NOON},
        "trips": {
            **hers, "digest": "6", "ticket": "7", "provider": "discord", "external_id": DISCORD_ID, "name": NAME,
        },
        "grants": {**hers, "id": grant, "name": WALRUS, "scopes": ["read"], "seen_at": NOON},
        "refresh_tokens": {"grant_id": grant, "digest": "8", "created_at": NOON},
    }  # fmt: skip


def _made(wanda: User, job: UUID | None, comic: UUID | None, frame: UUID) -> dict[str, Row]:
    return {
        "frames": {"id": frame, "owner_id": wanda.id, "name": WALRUS, "slug": "walrus-frame", "created_at": NOON},
        "frame_jobs": {"frame_id": frame, "job_id": job},
        "comic_versions": {
            "comic_id": comic, "number": 1, "job_id": job, "script": WALRUS, "size": "a4", "style": "flat",
            "draft": False, "created_at": NOON,
        },
        "panels": {"comic_id": comic, "panel": 1, "asked": WALRUS, "job_id": job, "created_at": NOON},
    }  # fmt: skip


def _told(hers: Row, place: Row) -> dict[str, Row]:
    return {
        "erasures": {
            "user_id": hers["user_id"], "platform": "discord", "locale": "pl", "asked_at": NOON, "due_at": NOON,
        },
        "shown_messages": {**place, "user_id": hers["user_id"], "message_id": "9", "shown_at": NOON},
        "errands": {
            **hers, "platform": "telegram", "task": "tell", "place": TELEGRAM_ID, "locale": "pl",
            "body": {"prompt": WALRUS}, "not_before": NOON,
        },
    }  # fmt: skip


def _judged(wanda: User, job: UUID | None, decided: tuple[UUID, UUID], space: UUID) -> dict[str, Row]:
    case, decision = decided
    return {
        "spaces": {"id": space, "platform": "discord", "external_id": "guild", "created_at": NOON},
        "moderators": {"space_id": space, "user_id": wanda.id, "granted_by": wanda.id, "granted_at": NOON},
        "strikes": {"user_id": wanda.id, "decision_id": decision, "made_at": NOON, "decays_at": NOON},
        "case_notes": {"case_id": case, "words": f"{NAME} again, with a walrus", "made_at": NOON},
        "reports": {
            "case_id": case, "job_id": job, "stranger": "10", "source": "web", "concern": "other",
            "note": f"{NAME} is a neighbour of mine", "weight": 0.25, "locale": "pl", "heard_at": NOON,
        },
    }  # fmt: skip


def _at_home(wanda: User, hers: Row, place: Row, watch: object) -> dict[str, Row]:
    return {
        "home_actions": {
            **hers, **place, "key": "11", "kind": "calls", "state": "done", "title": WALRUS, "calls": [],
            "entity_ids": [], "risk": 1, "origin": "telegram", "expires_at": NOON,
        },
        "home_notices": {"watch_id": watch, "state": "on", "changed_at": NOON, "not_before": NOON},
        "home_codes": {**hers, "sealed": b"sealed"},
        "home_choices": {**hers, "wish": {"words": WALRUS}, "options": []},
        "home_rules": {"made_by": wanda.id, "domain": "light", "risk": 1, "created_at": NOON},
        "home_channels": {
            "declared_by": wanda.id, "platform": "discord", "channel_id": "5551234", "created_at": NOON,
        },
    }  # fmt: skip


async def _case(session: AsyncSession) -> tuple[UUID, UUID]:
    """Return the one case and its decision."""
    return (await session.scalars(select(Case.id))).one(), (await session.scalars(select(Decision.id))).one()


async def _watch(session: AsyncSession) -> object:
    table = Model.metadata.tables["home_watches"]
    return await session.scalar(select(table.c.id))
