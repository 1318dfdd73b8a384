"""What is said when the house has answered: what came of it, with a way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image

from bots.conversation.actions import Action
from bots.conversation.home.charts import HEIGHT, THEMES, WIDTH, chart, is_numeric, number_of
from bots.conversation.home.reasons import REASONS
from bots.conversation.home.wording import STATE_NAMES, snap_words, state_word
from bots.conversation.replies import Button, Picture, Reply
from core.db import Json
from core.home.effects import Snap
from core.home.histories import History
from core.home.models import HomeAction
from core.home.states import Kind, Risk, State
from core.home.watching import Told
from core.i18n import N_, Translator
from core.platforms import Platform

_SENTENCES: Mapping[State, str] = {
    State.DONE: N_("Done."),
    State.UNCONFIRMED: N_("Sent, not confirmed: I did not see it happen within five seconds."),
    State.DRY: N_("Dry run, nothing was switched."),
    State.REFUSED: N_("The rules of the house refused this."),
    State.FAILED: N_("Home Assistant could not do this."),
    State.UNKNOWN: N_("I was interrupted while sending this. Look whether it happened; I don't send it again."),
    State.EXPIRED: N_("I can't reach the house right now, and I keep no orders for later. Try again when it is back."),
}
_TOGGLED = frozenset({"light", "switch", "fan", "input_boolean", "media_player", "cover"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an answer needs besides its row: the camera's picture where there is one, and the house's time zone."""

    snapshot: bytes | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    name: str = ""
    domain: str = ""


def outcome(say: Translator, action: HomeAction, around: Surroundings) -> Reply:
    """Return the answer to an ended action."""
    if action.state is State.DONE and action.kind is Kind.SNAPSHOT:
        return _snapshot(say, action, around)
    if action.state is State.DONE and action.kind is Kind.HISTORY:
        return history(say, action, around, theme=usual_theme(action.platform))
    text = say.gettext(REASONS.get(action.error or "", _SENTENCES.get(action.state, "")) or _SENTENCES[State.FAILED])
    small = action.error if action.error and action.error not in REASONS else ""
    return Reply(
        text=text, lines=_result_lines(say, action), small=small[:100], rows=_buttons(say, action), job=action.id
    )


def history(say: Translator, action: HomeAction, around: Surroundings, *, theme: str) -> Reply:
    """Return how something was, as a chart and in words."""
    found = History.model_validate((action.result or {})["history"])
    if not found.points:
        return Reply(text=say.gettext("Home Assistant remembers nothing of this."), job=action.id)
    names = {state: say.gettext(word) for state, word in STATE_NAMES.items()}
    hours = round((found.until - found.since).total_seconds() / 3600)
    title = f"{around.name} · {hours} h"
    data = chart(found, title=title, names=names, theme=THEMES[theme], zone=around.zone)
    words = _history_words(say, found, around.domain)
    picture = Picture(
        "", "image/png", f"history-{theme}.png", WIDTH, HEIGHT, len(data), alt=f"{title}: {words}", data=data
    )
    other = "dark" if theme == "light" else "light"
    label = say.gettext("Dark") if other == "dark" else say.gettext("Light")
    button = Button(label, str(Action("hometheme", action.id, other)), "🌗")
    return Reply(text=title, lines=(words,), pictures=(picture,), rows=((button,),), job=action.id)


def usual_theme(platform: str) -> str:
    """Return the chart that fits most people's screens: Discord is dark, the others mostly light."""
    return "dark" if platform == Platform.DISCORD.value else "light"


def notice(say: Translator, told: Told) -> Reply:
    """Return what somebody who watches is told."""
    domain = told.entity_id.partition(".")[0]
    now = state_word(say, told.state, domain=domain)
    if told.was is None:
        text = say.gettext("{name} is now {state}.", name=told.name, state=now)
    else:
        was = state_word(say, told.was, domain=domain)
        text = say.gettext("{name}: {before} → {state}", name=told.name, before=was, state=now)
    return Reply(text=f"🔔 {text}", small=say.gettext("{moment} UTC", moment=say.moment(told.changed_at)))


def _snapshot(say: Translator, action: HomeAction, around: Surroundings) -> Reply:
    if around.snapshot is None:
        return Reply(text=say.gettext("The picture is gone: I keep it only for a moment. Ask again."), job=action.id)
    name = around.name or action.entity_ids[0]
    alt = say.gettext("What the camera {name} sees", name=name)
    with Image.open(BytesIO(around.snapshot)) as seen:  # coded by the bridge from pixels alone
        width, height = seen.size
    picture = Picture(
        "", "image/jpeg", "camera.jpg", width, height, len(around.snapshot), alt=alt, data=around.snapshot
    )
    small = say.gettext("Not stored anywhere else.")
    return Reply(text=name, pictures=(picture,), small=small, private=True, job=action.id)


def _history_words(say: Translator, found: History, domain: str) -> str:
    if is_numeric(found):
        values = [value for point in found.points if (value := number_of(point.state)) is not None]
        return say.gettext(
            "lowest {low}, highest {high}, now {now} {unit}",
            low=say.number(min(values)),
            high=say.number(max(values)),
            now=say.number(values[-1]),
            unit=found.unit or "",
        ).strip()
    changes = len(found.points) - 1
    now = state_word(say, found.points[-1].state, domain=domain)
    return say.ngettext(
        "{count} change, now {state}", "{count} changes, now {state}", changes, count=changes, state=now
    )


def _result_lines(say: Translator, action: HomeAction) -> tuple[str, ...]:
    named = {str(call["entity_id"]): str(call["name"]) for call in action.calls}
    rows: list[Json] = (action.result or {}).get("calls", [])
    if not rows:
        return tuple(dict.fromkeys(named.values()))
    return tuple(_result_line(say, row, named) for row in rows)


def _result_line(say: Translator, row: Json, named: Mapping[str, str]) -> str:
    domain = str(row["entity_id"]).partition(".")[0]
    name = named.get(str(row["entity_id"]), str(row["entity_id"]))
    mark = "✓" if row["confirmed"] else ("✗" if row["error"] else "?")
    before, after = _snap(row["before"]), _snap(row["after"])
    words = snap_words(say, after, domain) if after else say.gettext("not known")
    return f"{mark} {name}: {snap_words(say, before, domain) if before else '?'} → {words}"


def _snap(row: Json | None) -> Snap | None:
    return Snap(str(row["state"]), row.get("attributes", {})) if row else None


def _buttons(say: Translator, action: HomeAction) -> tuple[tuple[Button, ...], ...]:
    if action.kind is not Kind.CALLS or action.state not in {State.DONE, State.UNCONFIRMED}:
        return ()
    found = []
    if action.risk is not Risk.HIGH and action.undoes_id is None:
        found.append(Button(say.gettext("Undo"), str(Action("homeundo", action.id)), "↩️"))
    domains = {entity_id.partition(".")[0] for entity_id in action.entity_ids}
    if action.risk is not Risk.HIGH and domains <= _TOGGLED:
        found.append(Button(say.gettext("Toggle"), str(Action("homeagain", action.id)), "🔁"))
    found.append(Button(say.gettext("More here"), str(Action("homemore", action.id)), "🏠"))
    return (tuple(found),)
