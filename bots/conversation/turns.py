"""One turn of a conversation: who spoke, where, and the transaction in which they are answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from bots.copies import Copyist
from core.clock import utc_now
from core.db import Database
from core.i18n import Translator, negotiate, translator
from core.jobs.service import Policy, ReplyTo
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Permission, Role, may
from core.sealing import Sealing
from core.spaces import service as spaces
from core.spaces.ratings import highest_shown
from core.spaces.service import Place
from core.storage import Store
from core.users import service as users
from core.users.models import User
from core.users.service import Face


@dataclass(frozen=True, slots=True)
class Turn:
    """What a platform knows when somebody speaks or presses.

    ``event`` is the platform's own number of the event: the same event heard twice takes effect once. ``space_id``
    is None in a private chat. ``message_id`` is the message whose button was pressed, if any. ``age_restricted``
    says that the platform lets only adults into the channel. ``window`` parts a channel that several show at once
    (terminals do): answers go to the one in which somebody asked.
    """

    face: Face
    event: str
    channel_id: str
    space_id: str | None = None
    message_id: str | None = None
    age_restricted: bool = False
    window: str = ""

    @property
    def answers_in(self) -> str:
        """The channel, and the window of it, to which answers go."""
        return f"{self.channel_id}:{self.window}" if self.window else self.channel_id

    @property
    def platform(self) -> Platform:
        """The platform on which it happens."""
        return self.face.platform

    @property
    def key(self) -> str:
        """The event's name among all platforms."""
        return f"{self.platform}:{self.event}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Secrets of the conversation: what signs its buttons, and what seals fields that it keeps."""

    signing: SecretStr
    sealing: Sealing


@dataclass(frozen=True, slots=True)
class Setting:
    """What the whole conversation stands on: made once by the composition root."""

    database: Database
    store: Store
    policy: Policy
    public_url: str
    first_role: Role = Role.USER
    default_locale: str = "en"
    asks_consent: bool = False
    keys: Keys | None = None
    copyist: Copyist | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A turn under way: its session, the person, their language, the place and the moment."""

    setting: Setting
    turn: Turn
    session: AsyncSession
    person: User
    say: Translator
    now: datetime
    dice: Random
    place: Place | None = None

    @property
    def keys(self) -> Keys:
        """The secrets.

        Raises:
            LookupError: the composition root gave none.
        """
        if self.setting.keys is None:
            raise LookupError(self.setting)
        return self.setting.keys

    @property
    def closed(self) -> frozenset[str]:
        """The permissions that this place has closed."""
        return self.place.closed if self.place else frozenset()

    @property
    def allowed(self) -> frozenset[str]:
        """The screened categories that pass in this place."""
        return self.place.allowed if self.place else frozenset()

    @property
    def most_level(self) -> int:
        """The highest age rating that is shown in this place."""
        return highest_shown(
            self.turn.platform,
            in_space=self.place is not None,
            chosen=self.place.chosen_level if self.place else None,
            age_restricted=self.turn.age_restricted,
        )

    @property
    def usual_reach(self) -> Visibility:
        """How far results reach where nobody says: as the person chose, else as the place does, else not at all."""
        chosen = self.person.default_visibility
        if chosen is None and self.place is not None and self.place.visibility is not None:
            may_publish = may(self.person.role, Permission.PUBLISH) and Permission.PUBLISH not in self.closed
            return self.place.visibility if may_publish else Visibility.PRIVATE
        return self.person.visibility

    @property
    def reply_to(self) -> ReplyTo:
        """Where the result of a job goes."""
        space_id = self.place.id if self.place else None
        return ReplyTo(self.turn.platform, self.turn.answers_in, self.say.locale, space_id=space_id)


@asynccontextmanager
async def take(setting: Setting, turn: Turn) -> AsyncIterator[Context]:
    """Meet the person and open the turn's one transaction."""
    now = utc_now()
    async with setting.database.transaction() as session:
        person = await users.meet(session, turn.face, first_role=setting.first_role, now=now)
        place = None
        if turn.space_id is not None:
            place = await spaces.enter(session, turn.platform, turn.space_id, channel_id=turn.channel_id, now=now)
        wanted = (person.locale, turn.face.locale, place.locale if place else None)
        say = translator(negotiate(wanted, setting.default_locale))
        yield Context(setting, turn, session, person, say, now, Random(), place)  # noqa: S311 - seeds are no secrets


def speech(setting: Setting, turn: Turn) -> Translator:
    """Return the language to answer in when the person's own is not known (an outage, a refusal before meeting)."""
    return translator(negotiate((turn.face.locale,), setting.default_locale))
