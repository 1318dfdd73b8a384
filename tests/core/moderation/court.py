"""A place with results, people who report and people who decide."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.errands.models import Errand
from core.jobs.models import Delivery, Job
from core.media.models import Media
from core.moderation import reports, service, standing
from core.moderation.models import Case
from core.moderation.reports import Complaint, Heard, Reporter
from core.moderation.service import Ruling
from core.moderation.words import Concern, Source, Verdict
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from core.spaces import service as spaces
from core.users.models import User
from tests.factories import NOON, finished, person, spec

NOW = NOON + timedelta(days=2)  # people who were met at noon are no newcomers any more


@dataclass
class Court:
    """One space with Anna's result in it, and its moderator Mod."""

    session: AsyncSession
    space_id: UUID
    anna: User
    mod: User
    job: Job

    async def report(
        self,
        by: User | str,
        concern: Concern = Concern.OTHER,
        *,
        job: Job | None = None,
        after: timedelta = timedelta(0),
        source: Source = Source.REACTION,
    ) -> Heard:
        """Have a person, or a stranger by name, report."""
        reporter = Reporter("pl", "discord", None if isinstance(by, str) else by, by if isinstance(by, str) else None)
        complaint = Complaint(source, concern)
        return await reports.report(
            self.session, (job or self.job).id, by=reporter, complaint=complaint, now=NOW + after
        )

    async def members(self, number: int) -> list[User]:
        """Return some members."""
        return [await person(self.session) for _ in range(number)]

    async def decide(self, verdict: Verdict, *, by: User | None = None, level: int | None = None) -> None:
        """Have the one undecided case decided."""
        ruling = Ruling(verdict, "Rule 3: be kind.", level)
        await service.decide(
            self.session, by or self.mod, (await self.case()).id, ruling=ruling, origin="discord", now=NOW
        )

    async def case(self) -> Case:
        """Return the latest case."""
        found = await self.session.scalars(
            select(Case).order_by(Case.id.desc()).limit(1).execution_options(populate_existing=True)
        )
        return found.one()

    async def pictures(self, job: Job | None = None) -> list[Media]:
        """Return the pictures of a result as they stand."""
        found = await self.session.scalars(
            select(Media)
            .where(Media.job_id == (job or self.job).id)
            .order_by(Media.position)
            .execution_options(populate_existing=True)
        )
        return list(found)

    async def is_shown(self, job: Job | None = None) -> bool:
        """Tell whether a result is as public as it was."""
        return all(
            picture.hidden_at is None and picture.visibility is Visibility.PUBLIC and picture.published_at == NOON
            for picture in await self.pictures(job)
        )

    async def told(self, topic: str) -> list[Errand]:
        """Return what bots are sent to tell."""
        found = await self.session.scalars(select(Errand).where(Errand.topic == topic).order_by(Errand.id))
        return list(found)

    async def owed(self) -> int:
        """Return how many answers are owed anew."""
        return (
            await self.session.scalar(
                select(func.count(Delivery.id)).where(Delivery.state == "due", Delivery.renewed_at.is_not(None))
            )
            or 0
        )

    async def result(self, owner: User, *, posted: bool = True) -> Job:
        """Return another public result, posted in this space or on the web alone."""
        made = await finished(
            self.session,
            owner,
            wanted=spec("a fox", count=2),
            visibility=Visibility.PUBLIC,
            platform=Platform.DISCORD if posted else None,
        )
        await self.session.execute(
            update(Delivery)
            .where(Delivery.job_id == made.id)
            .values(space_id=self.space_id, state="delivered", message_id="77")
        )
        return made


async def convened(session: AsyncSession) -> Court:
    """Return a place with a result and a moderator."""
    place = await spaces.enter(session, Platform.DISCORD, "guild", now=NOON)
    anna = await person(session, "Anna")
    mod = await person(session, "Mod", role=Role.CREATOR)
    chief = await person(session, "Chief", role=Role.ADMIN)
    await standing.grant(session, chief, to=mod, space_id=place.id, origin="discord", now=NOON)
    court = Court(session, place.id, anna, mod, None)  # type: ignore[arg-type]  # filled in the next line
    court.job = await court.result(anna)
    return court
