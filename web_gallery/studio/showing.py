"""Cards of jobs as fragments of a page, for the page itself and for what tells it live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.models import WebSession
from core.clock import utc_now
from core.jobs.models import Job
from web_gallery.live.stream import Told
from web_gallery.site import Site
from web_gallery.studio.bench import credits_line, credits_of
from web_gallery.studio.cards import JobCard, cards_of, known_of, mark_of
from web_gallery.viewers import Viewer
from web_gallery.visits import Visit


@dataclass(frozen=True, slots=True)
class PageTeller:
    """Tells jobs as fragments in the viewer's language, with what is left of their credits."""

    site: Site
    visit: Visit
    viewer: Viewer

    async def may_listen(self, session: AsyncSession) -> bool:
        """Tell whether the browser is still signed in."""
        found = await session.scalar(select(WebSession.id).where(WebSession.id == self.viewer.session_id))
        return found is not None

    async def told(self, session: AsyncSession, jobs: Sequence[Job]) -> list[Told]:
        """Return each job as its card."""
        now = utc_now()
        known = await known_of(session, jobs, now=now)
        cards = await cards_of(self.site, jobs, known, name=self.viewer.user.name, say=self.visit.say)
        left = credits_line(self.visit.say, await credits_of(session, self.viewer.user, self.site.settings, now=now))
        return [Told(mark_of(job, known), self.facts(card, left)) for job, card in zip(jobs, cards, strict=True)]

    def facts(self, card: JobCard, credits_left: str) -> dict[str, object]:
        """Return what a script shows of a job."""
        return {
            "job": card.id,
            "kind": card.kind,
            "open": card.is_open,
            "state": card.state,
            "words": card.words,
            "done": card.done,
            "comic": card.comic,
            "credits": credits_left,
            "html": job_html(self.site, self.visit, card, csrf=self.viewer.csrf),
        }


def job_html(site: Site, visit: Visit, card: JobCard, *, csrf: str) -> str:
    """Return a card as a page shows it."""
    return site.pages.render("studio/_job.html", visit, job=card, csrf=csrf)


async def told_now(
    session: AsyncSession, site: Site, visit: Visit, *, viewer: Viewer, job: Job, now: datetime
) -> tuple[JobCard, dict[str, object]]:
    """Return one job's card, and what a script shows of it."""
    known = await known_of(session, [job], now=now)
    (card,) = await cards_of(site, [job], known, name=viewer.user.name, say=visit.say)
    left = credits_line(visit.say, await credits_of(session, viewer.user, site.settings, now=now))
    return card, PageTeller(site, visit, viewer).facts(card, left)
