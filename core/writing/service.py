"""Asking for texts: which writer takes it, as a job like any other; the template's are there at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import queries as comics
from core.comics.inventing import MOST_PANELS as MOST_INVENTED
from core.comics.inventing import USUAL_PANELS, checked_idea
from core.comics.making import ScriptUnfinished
from core.comics.models import Comic
from core.comics.ordering import script_of
from core.comics.script import format_script
from core.comics.script.vocabulary import fold
from core.comics.service import Look
from core.engines import ModelCard, Shape
from core.errors import DomainError, Refusal
from core.i18n import N_, NN_
from core.jobs import queries as jobs
from core.jobs.direction import MOST_PLAYERS
from core.jobs.instant import note_done
from core.jobs.models import Job
from core.jobs.prompts import PROMPT_LENGTH, checked_prompt
from core.jobs.service import Policy, Request, submit
from core.jobs.specs import LARGEST_SEED, UNSTYLED, DrawSpec, Wish, draw_spec
from core.jobs.states import Kind
from core.jobs.writing import MOST_PANELS, NO_WISH, TEMPLATE, Task, Writing
from core.screening.screen import refuse
from core.users.models import User
from core.writing.template import TEMPLATE_CARD, by_template

_SIDE = 1024


class TooManyPanels(DomainError):
    """More panels than words are written for at once."""

    refusal = Refusal.INVALID
    code = "too-many-panels-for-words"
    msgid, msgid_plural = NN_(
        "I can write the words of {limit} panel at once; this comic has {count}. Use Edit script.",
        "I can write the words of {limit} panels at once; this comic has {count}. Use Edit script.",
    )
    count = "limit"


class WishTooLong(DomainError):
    """More than a wish for words."""

    refusal = Refusal.INVALID
    code = "words-wish-too-long"
    msgid = N_("Say how they should talk in at most {limit} characters.")


@dataclass(frozen=True, slots=True)
class Writers:
    """Who writes: the first writer's card, and the targets of those who take its place, the template last."""

    card: ModelCard
    others: tuple[str, ...] = ()

    @property
    def is_template(self) -> bool:
        """Whether no model writes."""
        return self.card.engine == TEMPLATE


@dataclass(frozen=True, slots=True)
class Asking:
    """What comes with every wish for a text; ``locale`` is the language that the person reads."""

    locale: str
    request: Request
    policy: Policy
    now: datetime
    dice: Random


def choose_writers(cards: Sequence[ModelCard], order: Sequence[str]) -> Writers:
    """Return who writes, of the models that are known; one whose worker sleeps is not waited for.

    ``order`` names engines; those behind the template, and those that it does not name, are not asked.
    """
    able: dict[str, ModelCard] = {}
    for card in cards:
        if Kind.SCRIPT in card.makes and card.awake:
            able.setdefault(card.engine, card)
    asked = order[: order.index(TEMPLATE)] if TEMPLATE in order else order
    models = [able[name] for name in dict.fromkeys(asked) if name in able]
    if not models:
        return Writers(TEMPLATE_CARD)
    last = [able[TEMPLATE]] if TEMPLATE in able else []
    return Writers(models[0], tuple(card.target for card in (*models[1:], *last)))


async def writers_now(session: AsyncSession, policy: Policy, *, now: datetime) -> Writers:
    """Return who writes at this moment."""
    return choose_writers(await jobs.models(session, now=now, makes=Kind.SCRIPT), policy.writers)


async def better_words(session: AsyncSession, owner: User, wish: Wish, *, asking: Asking) -> Job:
    """Ask for better words for a picture; the wish is checked as if it was to be drawn.

    Raises:
        DomainError: as ``draw_spec`` and ``submit``.
    """
    cards = await jobs.models(session, now=asking.now, engines=asking.policy.engines)
    picture = draw_spec(wish, cards, dice=asking.dice)
    writing = Writing(
        task=Task.EXPAND, language=_language(asking.locale), allowed=_allowed(asking.request), count=wish.count,
        model=wish.model or "", chance=asking.dice.randint(0, LARGEST_SEED),
    )  # fmt: skip
    spec = picture.model_copy(update={"count": 1, "writing": writing})
    return await _ask(session, owner, spec, asking)


async def script_from(
    session: AsyncSession, owner: User, idea: str, *, panels: int | None, look: Look, asking: Asking
) -> Job:
    """Ask for a comic's script; the person's characters who are named in the idea come with their looks.

    Raises:
        IdeaEmpty, IdeaTooLong: what the person can change.
        DomainError: as ``submit``.
    """
    told = checked_idea(idea)
    named = [one for one in await comics.cast(session, owner.id) if one.word in fold(told)]
    writing = Writing(
        task=Task.SCRIPT, language=_language(asking.locale), panels=max(1, min(panels or USUAL_PANELS, MOST_INVENTED)),
        cast={one.name: one.looks for one in named[:MOST_PLAYERS]}, allowed=_allowed(asking.request),
        size=look.size.value if look.size else "",
    )  # fmt: skip
    spec = _plain_spec(checked_prompt(told), writing, style=look.style or UNSTYLED, dice=asking.dice)
    return await _ask(session, owner, spec, asking)


async def other_words(session: AsyncSession, owner: User, comic: Comic, *, wish: str, asking: Asking) -> Job:
    """Ask for other words in a comic; ``wish`` says how they should be, "" leaves it to the writer.

    Raises:
        ScriptUnfinished: the script has mistakes.
        TooManyPanels, WishTooLong: what the person can change.
        NothingToFill: there is only the template, and every panel has words.
        DomainError: as ``submit``.
    """
    script = script_of(comic)
    if script is None:
        raise ScriptUnfinished
    if len(script.panels) > MOST_PANELS:
        raise TooManyPanels(limit=MOST_PANELS, count=len(script.panels))
    if len(wish) > PROMPT_LENGTH:
        raise WishTooLong(limit=PROMPT_LENGTH)
    refuse(comic.script, allowed=asking.request.allowed)
    writing = Writing(
        task=Task.DIALOGUE, language=_language(script.language), panels=len(script.panels),
        cast=dict(list(script.cast.items())[:MOST_PLAYERS]), script=format_script(script), comic=comic.id,
        allowed=_allowed(asking.request),
    )  # fmt: skip
    prompt = NO_WISH if wish.strip() in {"", NO_WISH} else checked_prompt(wish)
    spec = _plain_spec(prompt, writing, style=UNSTYLED, dice=asking.dice)
    return await _ask(session, owner, spec, asking)


async def _ask(session: AsyncSession, owner: User, spec: DrawSpec, asking: Asking) -> Job:
    """Have a model write, or write at once."""
    request, policy, now = asking.request, asking.policy, asking.now
    writers = await writers_now(session, policy, now=now)
    card, writing = writers.card, spec.writing
    ours = {"engine": card.engine, "model": card.name, "cost": card.cost, "others": writers.others, "wished": ""}
    asked = spec.model_copy(update=ours)
    if writing is None or not writers.is_template:
        return await submit(session, owner, spec=asked, request=request, policy=policy, now=now)
    text = by_template(spec.prompt, writing, dice=Random(spec.seed + writing.chance))  # noqa: S311 - plots are no secrets
    words: dict[str, str] = {writing.language: text}
    return await note_done(session, owner, spec=asked, words=words, request=request, policy=policy, now=now)


def _plain_spec(prompt: str, writing: Writing, *, style: str, dice: Random) -> DrawSpec:
    return DrawSpec(
        prompt=prompt, engine=TEMPLATE, model=TEMPLATE, style=style, shape=Shape.SQUARE, width=_SIDE, height=_SIDE,
        seed=dice.randint(0, LARGEST_SEED), cost=0, writing=writing,
    )  # fmt: skip


def _allowed(request: Request) -> tuple[str, ...]:
    return tuple(sorted(request.allowed))


def _language(locale: str) -> Literal["en", "pl"]:
    return "pl" if locale == "pl" else "en"
