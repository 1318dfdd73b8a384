"""Local accounts: made by who reads the address, joined, left by another way in, and never guessable from outside."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import grants, invitations, linking, local, mails, registering, sessions, trips, ways
from core.auth.addresses import AddressUnfit
from core.auth.invitations import InvitationUnknown
from core.auth.local import AddressTaken
from core.auth.mails import Mail, Topic
from core.auth.models import LocalAccount
from core.auth.registering import Applicant, MailKeyUnknown, NameUnfit, Registration, RegistrationClosed
from core.auth.trips import Journey, TripUnknown
from core.auth.ways import LastWayIn, NotKnownHere
from core.db import Database
from core.errands.models import Errand
from core.platforms import Platform
from core.roles import NotAllowed, Role
from core.sealing import Sealing
from core.users import queries as users
from core.users.models import User
from core.users.service import Face
from tests.factories import NOON, SEALING, job, person

ADA = Applicant("Ada", "Ada@example.org")
LATER = NOON + registering.LIFETIME


async def sent(session: AsyncSession) -> list[Mail]:
    """Return the mails that wait, oldest first."""
    rows = await session.scalars(select(Errand).where(Errand.platform == Platform.WEB.value).order_by(Errand.id))
    return [mails.opened(row, SEALING) for row in rows]


async def apply(session: AsyncSession, who: Applicant = ADA, *, rule: Registration = Registration.OPEN) -> str:
    """Register, and return the key of the mail that is sent."""
    await registering.register(session, who, rule=rule, sealing=SEALING, locale="en", now=NOON)
    return (await sent(session))[-1].key


async def complete(session: AsyncSession, key: str, *, kept: str = "hash", minutes: int = 0) -> User:
    """Choose a password with a link."""
    now = NOON + timedelta(minutes=minutes)
    return await registering.complete(session, key, kept=kept, sealing=SEALING, first_role=Role.USER, now=now)


async def test_an_account_is_made_by_who_reads_the_address(session: AsyncSession) -> None:
    key = await apply(session)
    assert await session.scalar(select(User.id)) is None, "nobody yet"
    found = await registering.look(session, key, now=NOON)
    assert await registering.owner_words(session, found, sealing=SEALING) == ("Ada", "ada@example.org")
    ada = await complete(session, key)
    account = await local.by_address(session, "ada@example.org", sealing=SEALING)
    assert account is not None
    assert (ada.name, ada.role, account.user_id) == ("Ada", Role.USER, ada.id)
    assert local.address_of(account, SEALING) == "ada@example.org"
    assert b"ada" not in account.address
    with pytest.raises(MailKeyUnknown):
        await complete(session, key)


async def test_a_known_address_gets_another_mail_and_the_same_answer(session: AsyncSession) -> None:
    await complete(session, await apply(session))
    assert await apply(session) == ""
    assert [mail.topic for mail in await sent(session)] == [Topic.REGISTER, Topic.KNOWN]
    await registering.forgot(session, "nobody@example.org", sealing=SEALING, locale="en", now=NOON)
    assert (await sent(session))[-1].topic is Topic.UNKNOWN


async def test_a_link_ends_after_a_day(session: AsyncSession) -> None:
    key = await apply(session)
    for wrong, now in ((key, LATER), ("", NOON), (key + "x", NOON), ("\ud800", NOON)):
        with pytest.raises(MailKeyUnknown):
            await registering.look(session, wrong, now=now)


async def test_of_two_links_to_one_address_the_first_that_is_used_counts(session: AsyncSession) -> None:
    first, second = await apply(session), await apply(session, Applicant("Mallory", "ada@example.org"))
    assert (await complete(session, second)).name == "Mallory"
    with pytest.raises(MailKeyUnknown):
        await complete(session, first)


async def test_two_presses_at_once_make_one_account(database: Database) -> None:
    async with database.transaction() as session:
        key = await apply(session)

    async def press() -> bool:
        try:
            async with database.transaction() as session:
                await complete(session, key)
        except MailKeyUnknown:
            return False
        return True

    assert sorted(await asyncio.gather(press(), press(), press())) == [False, False, True]
    async with database.transaction() as session:
        assert len(list(await session.scalars(select(User.id)))) == 1


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (Applicant("", "ada@example.org"), NameUnfit),
        (Applicant(" \0 ", "ada@example.org"), NameUnfit),
        (Applicant("x" * 41, "ada@example.org"), NameUnfit),
        (Applicant("Ada", "ada"), AddressUnfit),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_sent(
    who: Applicant, error: type[Exception], session: AsyncSession
) -> None:
    with pytest.raises(error):
        await apply(session, who)
    assert await sent(session) == []


async def test_nobody_registers_where_it_is_closed_and_one_with_each_invitation(session: AsyncSession) -> None:
    with pytest.raises(RegistrationClosed):
        await apply(session, rule=Registration.CLOSED)
    host, guest = await person(session, role=Role.ADMIN), await person(session)
    with pytest.raises(NotAllowed):
        await invitations.invite(session, guest, now=NOON)
    invitation = await invitations.invite(session, host, now=NOON)
    for wrong in ("", invitation[:-1]):
        with pytest.raises(InvitationUnknown):
            await apply(session, Applicant("Ada", "ada@example.org", wrong), rule=Registration.INVITED)
    keys = [
        await apply(session, Applicant(name, f"{name}@example.org", invitation), rule=Registration.INVITED)
        for name in ("ada", "bert")
    ]
    assert (await complete(session, keys[0])).name == "ada"
    with pytest.raises(InvitationUnknown):
        await complete(session, keys[1])
    old = await invitations.invite(session, host, now=NOON - invitations.LIFETIME)
    with pytest.raises(InvitationUnknown):
        await apply(session, Applicant("Cyd", "cyd@example.org", old), rule=Registration.INVITED)


async def test_a_person_of_a_chat_adds_an_address_once(session: AsyncSession) -> None:
    anna = await person(session, "Anna")
    await registering.attach(session, anna, address="anna@example.org", sealing=SEALING, locale="en", now=NOON)
    await registering.attach(session, anna, address="anna@example.com", sealing=SEALING, locale="en", now=NOON)
    first, second = [mail.key for mail in await sent(session)]
    assert (await complete(session, first)).id == anna.id
    with pytest.raises(AddressTaken):
        await complete(session, second)
    await registering.attach(session, anna, address="anna@example.org", sealing=SEALING, locale="en", now=NOON)
    assert (await sent(session))[-1].topic is Topic.KNOWN


async def test_a_new_password_ends_every_other_way_that_was_open(session: AsyncSession) -> None:
    ada = await complete(session, await apply(session))
    await sessions.open_session(session, ada, device="", now=NOON)
    granted = await grants.grant(session, ada, name="frame", scopes=[], now=NOON)
    await registering.forgot(session, "ada@example.org", sealing=SEALING, locale="en", now=NOON)
    assert (await complete(session, (await sent(session))[-1].key, kept="new")).id == ada.id
    assert await sessions.sessions_of(session, ada, now=NOON) == []
    assert await grants.refresh(session, granted.refresh, now=NOON) is None
    assert (await sent(session))[-1].topic is Topic.CHANGED
    account = await local.of_person(session, ada)
    assert account is not None
    assert [account.password] == ["new"]
    await local.renew(session, account, kept="renewed")
    await session.refresh(account)
    assert [account.password] == ["renewed"]


async def test_the_address_is_found_after_the_keys_were_rotated(session: AsyncSession) -> None:
    old, new = "an old sealing key of 32 or more letters", "a new sealing key of 32 or more letters"
    before, after = Sealing(SecretStr(old)), Sealing(SecretStr(f"{new},{old}"))
    ada = await person(session)
    await local.open_account(session, ada, address="b@example.org", kept="x", sealing=before, now=NOON)
    account = await local.by_address(session, "b@example.org", sealing=after)
    assert account is not None
    assert local.address_of(account, after) == "b@example.org"
    with pytest.raises(AddressTaken):
        await local.open_account(
            session, await person(session), address="b@example.org", kept="x", sealing=after, now=NOON
        )


async def test_one_way_in_always_remains(session: AsyncSession) -> None:
    anna = await person(session, "Anna")
    (discord,) = await users.identities(session, anna.id)
    with pytest.raises(LastWayIn):
        await ways.disconnect(session, anna, which=discord.id, now=NOON)
    await local.open_account(session, anna, address="a@example.org", kept="x", sealing=SEALING, now=NOON)
    stranger = await person(session)
    await local.open_account(session, stranger, address="s@example.org", kept="x", sealing=SEALING, now=NOON)
    await ways.disconnect(session, stranger, which=discord.id, now=NOON)
    assert len(await users.identities(session, anna.id)) == 1, "not the stranger's to take"
    await ways.disconnect(session, anna, which=discord.id, now=NOON)
    with pytest.raises(LastWayIn):
        await ways.forget_password(session, anna, now=NOON)
    await ways.connect(session, anna, Face(Platform.TELEGRAM, "7", "Anna"), now=NOON)
    await ways.forget_password(session, anna, now=NOON)
    assert await local.of_person(session, anna) is None


async def test_connecting_what_is_anothers_changes_nothing_until_the_two_are_joined(session: AsyncSession) -> None:
    anna, other = await person(session, "Anna"), await person(session, "Anna elsewhere", role=Role.CREATOR)
    (theirs,) = await users.identities(session, other.id)
    face = Face(Platform.DISCORD, theirs.external_id, theirs.name)
    assert (await ways.connect(session, anna, face, now=NOON)) == other
    assert len(await users.identities(session, anna.id)) == 1
    drawn = await job(session, other)
    with pytest.raises(linking.LinkWhileWorking):
        await ways.join(session, anna, face, now=NOON)
    drawn.state_name, drawn.finished_at = "cancelled", NOON
    await ways.join(session, anna, face, now=NOON)
    assert len(await users.identities(session, anna.id)) == 2
    assert await users.by_id(session, other.id) is None
    assert await ways.connect(session, anna, face, now=NOON) is None, "it is hers by now"
    with pytest.raises(NotKnownHere):
        await ways.join(session, anna, face, now=NOON)


async def test_joining_two_local_accounts_keeps_that_of_the_one_who_stays(database: Database) -> None:
    async with database.transaction() as session:
        anna, other = await person(session), await person(session)
        for who, address in ((anna, "a@example.org"), (other, "b@example.org")):
            await local.open_account(session, who, address=address, kept="x", sealing=SEALING, now=NOON)
    async with database.transaction() as session:
        await linking.join(session, await session.get_one(User, other.id), into=anna.id)
    async with database.transaction() as session:
        assert [row.user_id for row in await session.scalars(select(LocalAccount))] == [anna.id]
        assert await local.by_address(session, "a@example.org", sealing=SEALING) is not None


async def test_who_a_provider_named_is_taken_up_once_by_who_travelled(session: AsyncSession) -> None:
    anna, mallory = await person(session), await person(session)
    journey = await trips.leave(session, Platform.DISCORD, anna, now=NOON)
    await trips.come_back(session, Platform.DISCORD, journey, now=NOON)
    face = Face(Platform.DISCORD, "5", "Anna")
    with pytest.raises(TripUnknown):
        await trips.take_up(session, journey.state, anna, now=NOON)
    await trips.set_aside(session, journey.state, face)
    for state, who, minutes in ((journey.state, mallory, 0), ("", anna, 0), (journey.state, anna, 20)):
        with pytest.raises(TripUnknown):
            await trips.take_up(session, state, who, now=NOON + timedelta(minutes=minutes))
    assert await trips.take_up(session, journey.state, anna, now=NOON) == face
    with pytest.raises(TripUnknown):
        await trips.take_up(session, journey.state, anna, now=NOON)
    with pytest.raises(TripUnknown):
        await trips.come_back(session, Platform.DISCORD, Journey(journey.state, journey.ticket), now=NOON)
