"""One person, one account; and nobody raises anybody above themselves."""

import asyncio
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.db import Database
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import NotAllowed, Role
from core.users import queries
from core.users import service as users
from core.users.models import Identity, User
from core.users.service import Face
from tests.factories import NOON, person

FACE = Face(Platform.TELEGRAM, "42", "Anna")


async def test_a_person_is_met_once_on_each_platform(session: AsyncSession) -> None:
    first = await users.meet(session, FACE, first_role=Role.USER, now=NOON)
    again = await users.meet(session, Face(Platform.TELEGRAM, "42", "Anna B."), first_role=Role.ADMIN, now=NOON)
    other = await users.meet(session, Face(Platform.DISCORD, "42", "Anna"), first_role=Role.GUEST, now=NOON)
    assert first.id == again.id != other.id
    assert (first.role, other.role) == (Role.USER, Role.GUEST)
    assert first.visibility is Visibility.PRIVATE


async def test_two_meetings_at_once_make_one_account(database: Database) -> None:
    async def meet(_: int) -> object:
        async with database.transaction() as session:
            return (await users.meet(session, FACE, first_role=Role.USER, now=NOON)).id

    for round_ in range(5):
        async with database.transaction() as session:
            await session.execute(Identity.__table__.delete())  # type: ignore[attr-defined]  # a Table, typed FromClause
            await session.execute(User.__table__.delete())  # type: ignore[attr-defined]  # as above
        met = await asyncio.gather(*(meet(number) for number in range(8)))
        assert len(set(met)) == 1, round_
        async with database.transaction() as session:
            assert await session.scalar(select(func.count(User.id))) == 1
            assert await session.scalar(select(func.count(Identity.id))) == 1


@pytest.mark.parametrize("name", ["x" * 5000, "a\x00b", "\ud800", "", "\n\t", "żółw 🐢"])
async def test_a_platforms_name_is_kept_as_far_as_it_can_be(session: AsyncSession, name: str) -> None:
    met = await users.meet(session, Face(Platform.DISCORD, "7", name), first_role=Role.USER, now=NOON)
    await session.refresh(met)
    assert len(met.name) <= 100
    assert met.name == "".join(letter for letter in name if letter.isprintable())[:100].strip()


async def test_nobody_hands_out_more_than_they_have(session: AsyncSession) -> None:
    for actor, before, wanted in product(Role, Role, Role):
        giver, taker = await person(session, role=actor), await person(session, role=before)
        permitted = actor >= Role.ADMIN and before <= actor and wanted <= actor
        try:
            await users.grant_role(session, giver, to=taker, role=wanted)
        except NotAllowed:
            assert not permitted, (actor, before, wanted)
        await session.flush()
        await session.refresh(taker)
        assert taker.role is (wanted if permitted else before), (actor, before, wanted)


async def test_the_machines_owner_appoints_whom_they_like(session: AsyncSession) -> None:
    anna = await person(session, role=Role.GUEST)
    await users.appoint(session, anna, role=Role.SUPER_ADMIN)
    await session.flush()
    await session.refresh(anna)
    assert anna.role is Role.SUPER_ADMIN


async def test_appointing_somebody_who_is_gone_appoints_nobody(session: AsyncSession) -> None:
    gone = User(id=new_id(), name="gone", role_level=1, created_at=NOON)
    await users.appoint(session, gone, role=Role.ADMIN)
    assert await session.scalar(select(func.count(User.id))) == 0


async def test_only_the_defaults_that_are_given_change(session: AsyncSession) -> None:
    anna = await person(session)
    await users.set_defaults(session, anna, style="ink")
    await users.set_defaults(session, anna, model="painter", visibility=Visibility.PUBLIC)
    await users.set_defaults(session, anna, hide_prompts=True)
    await users.set_locale(session, anna, locale="pl")
    await session.refresh(anna)
    assert (anna.default_style, anna.default_model, anna.visibility) == ("ink", "painter", Visibility.PUBLIC)
    assert (anna.hide_prompts, anna.locale) == (True, "pl")
    await users.set_locale(session, anna, locale=None)
    await session.refresh(anna)
    assert anna.locale is None


async def test_a_person_is_found_by_any_of_their_names(session: AsyncSession) -> None:
    anna = await users.meet(session, FACE, first_role=Role.USER, now=NOON)
    await person(session, "Bert")
    for name in ("anna", "@Anna", " ANNA ", "42"):
        assert [found.id for found in await queries.by_name(session, name)] == [anna.id]
    assert await queries.by_name(session, "cleo") == []
    assert await queries.by_id(session, anna.id) is anna
    assert await queries.by_id(session, new_id()) is None


async def test_a_persons_identities_come_oldest_first(session: AsyncSession) -> None:
    anna = await users.meet(session, FACE, first_role=Role.USER, now=NOON)
    session.add(Identity(user_id=anna.id, platform_name="discord", external_id="9", name="anna", created_at=NOON))
    await session.flush()
    found = await queries.identities(session, anna.id)
    assert [identity.platform for identity in found] == [Platform.TELEGRAM, Platform.DISCORD]
