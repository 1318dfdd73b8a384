"""Somebody's private things, the people who want them, and the addresses that name them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import grants, sessions, tokens
from core.auth.tokens import Scope
from core.clock import utc_now
from core.comics.models import Comic
from core.frames import service as frames
from core.jobs.models import Job
from core.media.models import Media
from core.moderation.models import Case, Moderator
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from core.spaces.models import Space
from core.users import queries
from core.users import service as people
from core.users.models import User
from core.users.service import Face
from tests.web_gallery.comic_seeds import ComicSeeds
from tests.web_gallery.seeds import NOON, Seeds
from web_gallery.site import Site

SECRET = "zebracrossing"  # noqa: S105 - a word in what is private
VIEWERS = ("anonymous", "other", "moderator", "admin", "owner")


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody's private things, the people who want them, and what fills the parts of addresses."""

    people: dict[str, User]
    bearers: dict[str, str]
    parts: dict[str, str]

    def path(self, pattern: str) -> str:
        """Return an address that names the owner's things."""
        kind = pattern.partition("{")[0].strip("/")
        for name in [part[1:-1] for part in pattern.replace(".", "/").split("/") if part.startswith("{")]:
            value = self.parts.get(f"{kind}:{name}") or self.parts.get(name, "x")
            pattern = pattern.replace(f"{{{name}}}", value)
        return pattern.replace("{key:path}", self.parts["key"]).replace("{day}", "2026-11-20")


def named(picture: Media, comic: Comic) -> dict[str, str]:
    """Return what fills the parts of addresses, by the beginning of the address where that matters."""
    return {
        "slug": picture.slug,
        "key": picture.key,
        "c:slug": comic.slug,
        "c:number": "1",
        "c:wanted": "pdf",
        "studio/jobs:which": str(picture.job_id),
        "studio/jobs:picture": str(picture.id),
        "studio/comics:which": str(comic.id),
        "studio/comics:verb": "delete",
        "api/v1/creations:which": str(picture.job_id),
        "api/v1/jobs:which": str(picture.job_id),
        "api/v1/pictures:which": str(picture.id),
        "api/v1/comics:which": str(comic.id),
        "api/v1/items/comics:slug": comic.slug,
        "api/v1/comics:panel": "1",
        "api/v1/comics:kind": "pdf",
        "moderation:deed": "take",
        "legal:name": "privacy",
        "admin/queue/jobs:which": str(picture.job_id),
        "admin/queue/jobs:deed": "retry",
        "api/v1/admin/jobs:which": str(picture.job_id),
        "api/v1/admin/queue/pauses:breadth": "kind",
        "api/v1/admin/queue/pauses:name": "video",
        "admin/people:deed": "block",
        "admin/settings:deed": "mode",
    }


async def plant_proofs(session: AsyncSession, user: User, job_id: UUID, *, now: datetime) -> dict[str, str]:
    """Give the owner ways in, sessions, tokens and a frame; return what names them."""
    await people.add_identity(session, user, Face(Platform.DISCORD, "78", SECRET), now=NOON)
    (met,) = await queries.identities(session, user.id)
    await sessions.open_session(session, user, device=SECRET, now=now)
    token, _ = await tokens.mint(session, user, name=SECRET, scopes=[Scope.READ], now=now)
    granted = await grants.grant(session, user, name=SECRET, scopes=[], now=now)
    frame = await frames.hang(session, user, name="hall", job=await session.get_one(Job, job_id), now=now)
    parts = {"frames:slug": frame.slug, "api/v1/frames:name": "hall"}
    parts |= {"me/tokens:which": str(token.id), "me/programs:which": str(granted.grant.id)}
    found = await sessions.sessions_of(session, user, now=now)
    parts["me/sessions:which"] = str(found[0].id)
    parts["me/ways:which"] = str(met.id)
    return parts


async def plant_case(session: AsyncSession, moderator: User, *, now: datetime) -> str:
    """Open a case in a space that somebody moderates; return its id."""
    space = Space(platform="discord", external_id="1", created_at=NOON)
    session.add(space)
    await session.flush()
    session.add(Moderator(space_id=space.id, user_id=moderator.id, granted_at=NOON))
    case = Case(space_id=space.id, concern_name="copyright", opened_at=now)
    session.add(case)
    await session.flush()
    return str(case.id)


async def plant_decided(session: AsyncSession, owner: User, job_id: UUID, *, now: datetime) -> str:
    """Leave a decided case about something of somebody's; return its id."""
    case = Case(owner_id=owner.id, job_id=job_id, state_name="decided", concern_name="other", opened_at=now)
    session.add(case)
    await session.flush()
    return str(case.id)


async def planted_scene(site: Site, seeds: Seeds, comics: ComicSeeds) -> Scene:
    """Plant it: nothing that is private has a name without the secret word."""
    there = {name: await seeds.person(name.capitalize()) for name in VIEWERS if name != "anonymous"}
    owner, now = there["owner"], utc_now()
    picture = await seeds.picture(owner, visibility=Visibility.PRIVATE, prompt=f"a {SECRET}")
    planted = await comics.comic(owner, visibility=Visibility.PRIVATE, script=f"A {SECRET}")
    await comics.note_parts(planted, pictures=[])
    parts = named(picture, planted.comic)
    text = str((await seeds.text(owner, f"a {SECRET}")).id)
    parts |= dict.fromkeys(("studio/words:which", "api/v1/texts:which"), text)
    async with site.database.transaction() as session:
        rows = {name: await session.get_one(User, user.id) for name, user in there.items()}
        rows["moderator"].role_level, rows["admin"].role_level = Role.CREATOR, Role.ADMIN
        parts |= await plant_proofs(session, rows["owner"], picture.job_id, now=now)
        parts["moderation:which"] = await plant_case(session, rows["moderator"], now=now)
        parts["me/decisions:which"] = await plant_decided(session, rows["owner"], picture.job_id, now=now)
        parts["admin/spaces:which"] = str(await session.scalar(select(Space.id)))
        # An admin may change people: here whoever is not the owner, whose things stay as they are.
        parts |= dict.fromkeys(("admin/people:which", "api/v1/admin/people:which"), str(rows["other"].id))
        bearers = {
            name: (await tokens.mint(session, person, name="all", scopes=list(Scope), now=now))[1]
            for name, person in rows.items()
        }
    return Scene(there, bearers, parts)
