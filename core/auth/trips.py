"""Trips to a provider and back: a state works once, for the browser that left with it, at the provider it went to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.keys import digest_of, new_key
from core.auth.models import Trip
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.platforms import Platform
from core.users.models import User
from core.users.service import Face

LIFETIME = timedelta(minutes=10)


class TripUnknown(DomainError):
    """The browser did not leave for this provider, has been back already, or was away for too long."""

    refusal = Refusal.FORBIDDEN
    code = "trip"
    msgid = N_("This sign-in was not begun here, was used already, or took longer than {minutes} minutes. Start again.")


@dataclass(frozen=True, slots=True)
class Journey:
    """The two secrets of a trip: ``state`` travels with the browser, ``ticket`` stays in its cookie.

    The ticket is also the PKCE verifier (43 characters of RFC 7636's alphabet) and the nonce follows from it, so that
    nothing that is kept here is of use to anybody.
    """

    state: str
    ticket: str

    @property
    def nonce(self) -> str:
        """What an ID token repeats (OpenID Connect Core § 3.1.2.1)."""
        return digest_of(f"nonce {self.ticket}")


async def leave(session: AsyncSession, provider: Platform, user: User | None, *, now: datetime) -> Journey:
    """Note that a browser leaves: to sign in, or to connect the provider to ``user``."""
    journey = Journey(new_key(), new_key())
    session.add(
        Trip(
            digest=digest_of(journey.state),
            ticket=digest_of(journey.ticket),
            provider=provider.value,
            user_id=user.id if user else None,
            created_at=now,
        )
    )
    await session.flush()
    return journey


async def come_back(session: AsyncSession, provider: Platform, journey: Journey, *, now: datetime) -> Trip:
    """Use a trip up; of two who come back with it, one is let in.

    Raises:
        TripUnknown: no living trip to this provider has these secrets.
    """
    living = (
        Trip.digest == digest_of(journey.state),
        Trip.ticket == digest_of(journey.ticket),
        Trip.provider == provider.value,
        Trip.used_at.is_(None),
        Trip.created_at > now - LIFETIME,
    )
    found: Trip | None = await session.scalar(update(Trip).where(*living).values(used_at=now).returning(Trip))
    if found is None:
        raise _unknown()
    return found


async def set_aside(session: AsyncSession, state: str, face: Face) -> None:
    """Keep whom the provider named until the person has said whether to join the two accounts."""
    named = {"external_id": face.external_id, "name": face.name}
    await session.execute(update(Trip).where(Trip.digest == digest_of(state)).values(**named))


async def take_up(session: AsyncSession, state: str, user: User, *, now: datetime) -> Face:
    """Return whom the provider named on a person's own trip, once.

    Raises:
        TripUnknown: it is not theirs, too old, or answered already.
    """
    own = (Trip.digest == digest_of(state), Trip.user_id == user.id, Trip.external_id.is_not(None))
    gone = delete(Trip).where(*own, Trip.created_at > now - 2 * LIFETIME)
    row = (await session.execute(gone.returning(Trip.provider, Trip.external_id, Trip.name))).one_or_none()
    if row is None:
        raise _unknown()
    return Face(Platform(row.provider), row.external_id, row.name or "")


def _unknown() -> TripUnknown:
    return TripUnknown(minutes=int(LIFETIME.total_seconds() // 60))
