"""A house that admins speak to, with a hand in the bridge's place."""

from base64 import b32decode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import select, update

from bots.conversation.home.outcomes import Surroundings, outcome
from bots.conversation.replies import Button, Reply
from core.audit.queries import Filter, Seen, entries
from core.clock import utc_now
from core.home import codes, sending
from core.home.models import HomeAction, HomeBridge, HomeCode
from core.home.sending import Order
from core.home.states import Mode
from core.i18n import translator
from core.roles import Role
from core.users.models import User
from tests.bots.conversation.conftest import Speaker, Talk
from tests.core.home import houses


@dataclass
class Household:
    """The assistant, a furnished house, and what the bridge would do."""

    talk: Talk

    async def admin(self, name: str = "ada", **fields: Any) -> Speaker:  # noqa: ANN401 - as given
        """Return an admin who speaks in a private chat."""
        speaker = self.talk.person(name, **fields)
        await speaker.become(Role.ADMIN)
        return speaker

    async def take(self) -> Order | None:
        """Take the next order as the bridge does."""
        async with self.talk.database.transaction() as session:
            return await sending.take(session, now=utc_now())

    async def act(self, **how: Any) -> list[Order]:  # noqa: ANN401 - as given
        """Do all that is ready; return what was done."""
        done = []
        while (order := await self.take()) is not None:
            done.append(order)
            async with self.talk.database.transaction() as session:
                await houses.act(session, order, **how)
        return done

    async def actions(self) -> list[HomeAction]:
        """Return all actions, oldest first."""
        async with self.talk.database.transaction() as session:
            return list(await session.scalars(select(HomeAction).order_by(HomeAction.id)))

    async def answer(self, locale: str = "en") -> Reply:
        """Return what is said about the latest action."""
        return outcome(translator(locale), (await self.actions())[-1], Surroundings())

    async def state(self, entity_id: str, state: str, /, **attributes: object) -> None:
        """Have something change in the house."""
        async with self.talk.database.transaction() as session:
            await houses.set_state(session, entity_id, state, **attributes)

    async def record(self) -> list[Seen]:
        """Return what is on record, oldest first."""
        async with self.talk.database.transaction() as session:
            return list(reversed(await entries(session, Filter("home"), limit=1000)))

    async def whole_record(self) -> list[Seen]:
        """Return everything on record, however long."""
        async with self.talk.database.transaction() as session:
            return await entries(session, Filter("home"), limit=1_000_000)

    async def mode(self, mode: Mode) -> None:
        """Set how far the bridge goes."""
        async with self.talk.database.transaction() as session:
            await session.execute(update(HomeBridge).values(mode_name=mode.value))

    async def enrol(self, speaker: Speaker) -> TOTP:
        """Give somebody an authenticator that counts."""
        account = await speaker.account()
        keys = self.talk.assistant.setting.keys
        assert keys is not None
        async with self.talk.database.transaction() as session:
            user = await session.get_one(User, account.id)
            secret = await codes.enrol(session, user, sealing=keys.sealing, now=utc_now())
            totp = authenticator(secret)
            row = await session.get_one(HomeCode, user.id)
            row.confirmed_at = utc_now()
        return totp

    async def rest(self) -> None:
        """Let two seconds and ten minutes pass for the limits: what was done becomes old."""
        async with self.talk.database.transaction() as session:
            await session.execute(update(HomeAction).values(ready_at=None).execution_options(synchronize_session=False))


def authenticator(secret: str) -> TOTP:
    """Return an authenticator app that took in a secret."""
    return TOTP(b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)  # noqa: S303 - what authenticators speak


def code_now(totp: TOTP, *, steps: int = 0) -> str:
    """Return the code that an authenticator shows, some steps from now."""
    return totp.generate(int(utc_now().timestamp()) + 30 * steps).decode()


def button(reply: Reply, word: str) -> Button:
    """Return the button whose label or action holds a word."""
    found = [one for row in reply.rows for one in row if word in one.label or one.action.startswith(word)]
    assert len(found) >= 1, (word, reply)
    return found[0]


def action_id(reply: Reply) -> UUID:
    """Return the action that a reply is about."""
    assert reply.job is not None, reply
    return reply.job


@pytest.fixture
async def home(talk: Talk) -> Household:
    """A house in which everything but one light may be switched."""
    async with talk.database.transaction() as session:
        await houses.furnish(session)
    return Household(talk)
