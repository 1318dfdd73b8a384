"""Comics for tests: begun, drawn and finished with only the arguments that matter."""

from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making, service
from core.comics.models import Comic
from core.comics.script import FILE, parse
from core.comics.service import Look, Written
from core.engines import STORYBOARD
from core.jobs import outcomes
from core.jobs.models import Job
from core.jobs.orders import Event, Failure, Item
from core.jobs.service import Request
from core.quotas.service import balance
from core.roles import Role
from core.users.models import User
from tests.factories import NOON, POLICY, artefact, order, person, report, success

TEXT = "The cat looks at a bowl | CAT: Hungry. || The cat jumps | SFX: THUD || The cat eats | CAT: Good."
_numbers = iter(range(1000))


def request(key: str = "", **fields: object) -> Request:
    """Return a request of an event of its own."""
    return Request(key or f"press:{next(_numbers)}", **fields)  # type: ignore[arg-type]  # passed on as given


def written(text: str = TEXT) -> Written:
    """Return what somebody wrote."""
    return Written(text, parse(text, limits=FILE).script)


async def maker(session: AsyncSession) -> User:
    """Return somebody with 100 credits a day whose panels may all be drawn at once."""
    owner = await person(session, role=Role.CREATOR)
    owner.credits_a_day = 100
    return owner


async def begun(session: AsyncSession, owner: User, text: str = TEXT, key: str = "") -> Comic:
    """Return a comic that was just written."""
    return await service.begin(
        session, owner, written(text), look=Look(), key=key or f"comic:{next(_numbers)}", now=NOON, dice=Random(1)
    )


async def drawing(session: AsyncSession, owner: User, comic: Comic, key: str = "", again: int | None = None) -> Job:
    """Have a comic drawn."""
    return await making.draw(
        session, owner, comic, card=STORYBOARD, request=request(key), policy=POLICY, now=NOON, again=again
    )


async def claimed(session: AsyncSession) -> list[Item]:
    """Claim everything that can be sent."""
    items: list[Item] = []
    while (sent := await order(session)) is not None:
        items.extend(sent.items)
    return items


async def finish_all(session: AsyncSession, *, but: int | None = None) -> list[Item]:
    """Draw all that can be sent, panels with pictures of their own; the ``but``-th of them fails for good."""
    items = await claimed(session)
    for place, item in enumerate(items):
        if place == but:
            await outcomes.fail(session, report(item, Event.FAILED, error=Failure.ENGINE), now=NOON)
        else:
            await outcomes.finish(session, success(item, artefact(f"{item.job.hex}"[-20:])), now=NOON)
    return items


async def left(session: AsyncSession, owner: User) -> int:
    """Return a person's credits."""
    return (await balance(session, owner.id, allowance=100, now=NOON)).left
