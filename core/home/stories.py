"""The day of a house as a comic script: what was switched, at which hour, told in panels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, Refusal
from core.home.models import HomeAction
from core.home.states import Kind, State
from core.i18n import N_, Translator

DAY = timedelta(hours=24)
MOST_PANELS = 6
_NAME_LENGTH = 40
_WORD_LENGTH = 30  # longer words fit no balloon
_UNSPEAKABLE = re.compile(r"[^\w\s.'’-]|_")
_TOLD = (State.DONE.value, State.UNCONFIRMED.value, State.REFUSED.value, State.EXPIRED.value)
# What the house says when something of a kind is switched; short, since balloons are.
_SAYINGS = {
    ("light", "turn_on"): N_("Let there be light!"),
    ("light", "turn_off"): N_("Good night, lamp."),
    ("cover", "open_cover"): N_("Hello, world!"),
    ("cover", "close_cover"): N_("Curtain!"),
    ("climate", "set_temperature"): N_("Ah, just right."),
    ("lock", "lock"): N_("Nobody gets in."),
    ("lock", "unlock"): N_("Come in!"),
    ("scene", "turn_on"): N_("Everybody in place!"),
    ("alarm_control_panel", "alarm_arm_away"): N_("I keep watch."),
    ("media_player", "turn_on"): N_("Show time!"),
}
_NOON, _EVENING, _NIGHT, _MORNING = 12, 18, 22, 5


class QuietDay(DomainError):
    """Nothing to tell."""

    refusal = Refusal.NOT_FOUND
    code = "home-quiet-day"
    msgid = N_("Nothing was switched in the house in the last day, so there is no story.")


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was done: when, what kind of thing by which service, what it is called, and whether it worked."""

    at: datetime
    domain: str
    service: str
    name: str
    worked: bool


async def day_of(session: AsyncSession, *, now: datetime) -> list[Moment]:
    """Return what was tried in the house in the last 24 hours, oldest first; who tried it is left out."""
    rows = await session.scalars(
        select(HomeAction)
        .where(
            HomeAction.kind_name == Kind.CALLS.value,
            HomeAction.state_name.in_(_TOLD),
            HomeAction.finished_at > now - DAY,
            HomeAction.calls != [],
        )
        .order_by(HomeAction.id)
    )
    return [_moment(row) for row in rows]


def script(moments: Sequence[Moment], say: Translator, *, house_name: str, zone: ZoneInfo) -> str:
    """Return a comic script of a day: at most six panels, one for each thing, the latest of many.

    Raises:
        QuietDay: there are no moments.
    """
    if not moments:
        raise QuietDay
    told = [next(iter(same)) for _key, same in groupby(moments, key=lambda one: (one.name, one.service, one.worked))]
    panels = [_panel(one, say, zone) for one in told[-MOST_PANELS:]]
    title = say.gettext("A day at {house}", house=_clean(house_name) or say.gettext("home"))
    return "\n".join([f"Title: {title}", *(line for panel in panels for line in ("", "---", *panel))])


_DONE = N_("Done!")


def _panel(moment: Moment, say: Translator, zone: ZoneInfo) -> tuple[str, ...]:
    local = moment.at.astimezone(zone)
    name = _clean(moment.name)
    scene = say.gettext(_scene(local.hour), name=name)
    caption = f"CAPTION: {local:%H:%M}. {name}."
    if not moment.worked:
        words = say.gettext("The rules say no.")
    else:
        words = say.gettext(_SAYINGS.get((moment.domain, moment.service), _DONE))
    house = say.gettext("HOUSE")
    return scene, caption, f"{house}: {words}"


def _scene(hour: int) -> str:
    """Return what is seen in a panel, by the hour."""
    if hour < _MORNING or hour >= _NIGHT:
        return N_("A house at night under the stars.")
    if hour < _NOON:
        return N_("A house in the morning sun.")
    if hour < _EVENING:
        return N_("A house in the afternoon with a tree beside it.")
    return N_("A house in the evening with the moon above it.")


def _moment(row: HomeAction) -> Moment:
    call = row.calls[0]
    domain = str(call["entity_id"]).partition(".")[0]
    worked = row.state in {State.DONE, State.UNCONFIRMED}
    return Moment(row.finished_at or row.created_at, domain, str(call["service"]), str(call["name"]), worked)


def _clean(name: str) -> str:
    """Return a name without what a script would take for its own signs."""
    words = (word[:_WORD_LENGTH] for word in _UNSPEAKABLE.sub(" ", name).split())
    return " ".join(words)[:_NAME_LENGTH]
