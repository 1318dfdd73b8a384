"""What the studio's pages know of their owner before anything is asked: models, credits, jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import RATIOS, SHAPE_NAMES, STYLES, ModelCard
from core.i18n import Translator
from core.jobs import histories, queries
from core.jobs.models import Job
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.specs import MOST_PICTURES
from core.jobs.states import Kind
from core.privacy import VISIBILITY_NAMES, Visibility
from core.quotas.service import Balance, allowance_now, balance
from core.roles import Permission, may
from core.users.models import User
from web_gallery.settings import WebSettings
from web_gallery.studio.asking import policy_of
from web_gallery.studio.cards import Known, known_of

JOBS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Bench:
    """What was read for a page of the studio; ``older`` is the last job shown where there are more."""

    models: tuple[ModelCard, ...]
    awake: frozenset[str]
    credits: Balance
    jobs: tuple[Job, ...]
    known: Known
    older: str


async def bench_of(
    session: AsyncSession,
    person: User,
    settings: WebSettings,
    *,
    now: datetime,
    before: UUID | None = None,
    kinds: Sequence[Kind] = (),
) -> Bench:
    """Read it."""
    found = await histories.history(session, person.id, limit=JOBS_SHOWN + 1, before=before, kinds=kinds)
    jobs = found[:JOBS_SHOWN]
    workers = await queries.workers(session, now=now, awake=True)
    return Bench(
        models=tuple(await queries.models(session, now=now, engines=settings.engine_order)),
        awake=frozenset(card.target for worker in workers for card in worker.models),
        credits=await credits_of(session, person, settings, now=now),
        jobs=tuple(jobs),
        known=await known_of(session, jobs, now=now),
        older=str(jobs[-1].id) if len(found) > JOBS_SHOWN else "",
    )


async def credits_of(session: AsyncSession, person: User, settings: WebSettings, *, now: datetime) -> Balance:
    """Return what a person has left of the day."""
    allowance = await allowance_now(session, person, policy_of(settings).limits)
    return await balance(session, person.id, allowance=allowance, now=now)


def choices(say: Translator, bench: Bench, person: User) -> dict[str, object]:
    """Return what a form offers, in the person's words."""
    reaches = [each for each in Visibility if each is not Visibility.PUBLIC or may(person.role, Permission.PUBLISH)]
    return {
        "styles": [(name, say.gettext(label)) for name, label in STYLES.items()],
        "shapes": [(shape.value, say.gettext(SHAPE_NAMES[shape]), *RATIOS[shape]) for shape in SHAPE_NAMES],
        "models": [
            (card.name, _model_label(say, card, card.target in bench.awake), card.cost, card.references)
            for card in bench.models
            if Kind.IMAGE in getattr(card, "makes", (Kind.IMAGE,))
        ],
        "can_start": any(card.references for card in bench.models),
        "reaches": [(reach.value, say.gettext(VISIBILITY_NAMES[reach])) for reach in reversed(reaches)],
        "most_pictures": MOST_PICTURES,
        "longest_prompt": PROMPT_LENGTH,
        "credits_line": credits_line(say, bench.credits),
    }


def credits_line(say: Translator, credits: Balance) -> str:  # noqa: A002 - the house's word for it
    """Return what is left of the day in words."""
    left = max(credits.left, 0)
    return say.ngettext(
        "You have {left} credit of {allowance} left today.", "You have {left} credits of {allowance} left today.",
        left, left=left, allowance=credits.allowance,
    )  # fmt: skip


def _model_label(say: Translator, card: ModelCard, awake: bool) -> str:  # noqa: FBT001 - the one thing it adds
    title = card.title or card.name
    cost = say.ngettext("{cost} credit", "{cost} credits", card.cost, cost=card.cost)
    return f"{title} · {cost}" if awake else say.gettext("{model} · {cost} · asleep", model=title, cost=cost)
