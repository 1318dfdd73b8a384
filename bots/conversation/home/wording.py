"""How things of the house are spoken of: their states, what changes, and what a plan does to them."""

from collections.abc import Mapping

from core.home.catalogue import Entity
from core.home.effects import Snap, Target
from core.home.plans import Plan, Step
from core.i18n import N_, Translator

STATE_NAMES: Mapping[str, str] = {
    "on": N_("on"),
    "off": N_("off"),
    "open": N_("open"),
    "opening": N_("opening"),
    "closed": N_("closed"),
    "closing": N_("closing"),
    "locked": N_("locked"),
    "unlocked": N_("unlocked"),
    "locking": N_("locking"),
    "unlocking": N_("unlocking"),
    "jammed": N_("jammed"),
    "armed_home": N_("armed, at home"),
    "armed_away": N_("armed, away"),
    "armed_night": N_("armed, night"),
    "arming": N_("arming"),
    "disarmed": N_("disarmed"),
    "triggered": N_("alarm!"),
    "pending": N_("about to sound"),
    "playing": N_("playing"),
    "paused": N_("paused"),
    "idle": N_("idle"),
    "standby": N_("standby"),
    "buffering": N_("buffering"),
    "heat": N_("heating"),
    "cool": N_("cooling"),
    "heat_cool": N_("heating or cooling"),
    "auto": N_("automatic"),
    "dry": N_("drying"),
    "fan_only": N_("fan only"),
    "home": N_("at home"),
    "not_home": N_("away"),
    "unavailable": N_("unavailable"),
    "unknown": N_("not known"),
}
# A binary sensor's "on" means what its class says.
_CLASSES: Mapping[str, tuple[str, str]] = {
    "door": ("open", "closed"),
    "garage_door": ("open", "closed"),
    "window": ("open", "closed"),
    "opening": ("open", "closed"),
    "lock": ("unlocked", "locked"),
}
_BRIGHTEST = 255
_LONGEST = 60


def state_word(say: Translator, state: str, *, domain: str = "", device_class: str | None = None) -> str:
    """Return a state in the reader's language; a number or a word that we don't know stays as it is."""
    if domain == "binary_sensor" and device_class and device_class in _CLASSES:
        state = _CLASSES[device_class][0 if state == "on" else 1] if state in {"on", "off"} else state
    if state in STATE_NAMES:
        return say.gettext(STATE_NAMES[state])
    try:
        return say.number(float(state))
    except ValueError:
        return state[:_LONGEST]


def described(say: Translator, entity: Entity) -> str:
    """Return how an entity is, with what matters about it."""
    word = state_word(say, entity.state, domain=entity.domain, device_class=entity.device_class)
    unit = entity.attributes.get("unit_of_measurement")
    if isinstance(unit, str):
        return f"{word} {unit[:12]}"
    return ", ".join([word, *_details(say, entity.attributes, entity.domain)])


def snap_words(say: Translator, snap: Snap, domain: str) -> str:
    """Return how an entity was."""
    return ", ".join([state_word(say, snap.state, domain=domain), *_details(say, snap.attributes, domain)])


def step_line(say: Translator, step: Step) -> str:
    """Return what a step changes: "Lamp (Kitchen): off → on, 40 %"."""
    domain = step.call.entity_id.partition(".")[0]
    name = f"{step.name} ({step.area})" if step.area else step.name
    return (
        f"{name}: {snap_words(say, step.before, domain)} → {target_words(say, step.after, domain, step.call.service)}"
    )


def plan_lines(say: Translator, plan: Plan) -> tuple[str, ...]:
    """Return a line for each step."""
    return tuple(step_line(say, step) for step in plan.steps)


def target_words(say: Translator, target: Target, domain: str, service: str) -> str:
    """Return how an entity should be; where nothing can be foretold, that it is run."""
    words = [state_word(say, state, domain=domain) for state in sorted(target.states, key=_settled)[:1]]
    words += _details(say, target.attributes, domain)
    if not words:
        return say.gettext("stopped") if service.startswith("stop") else say.gettext("run")
    return ", ".join(words)


def _settled(state: str) -> tuple[bool, str]:
    """Put states that last before those that pass ("open" before "opening")."""
    return state.endswith("ing") and state != "playing", state


def _details(say: Translator, attributes: Mapping[str, object], domain: str) -> list[str]:
    found = []
    brightness = attributes.get("brightness")
    if domain == "light" and isinstance(brightness, int | float):
        found.append(f"{round(brightness * 100 / _BRIGHTEST)} %")
    for name in ("current_position", "percentage"):
        value = attributes.get(name)
        if isinstance(value, int | float):
            found.append(f"{round(value)} %")
    volume = attributes.get("volume_level")
    if isinstance(volume, int | float):
        found.append(say.gettext("volume {percent} %", percent=round(volume * 100)))
    colour, kelvin = attributes.get("rgb_color"), attributes.get("color_temp_kelvin")
    if attributes.get("color_mode") == "color_temp" or (colour is None and kelvin is not None):
        found += [f"{kelvin} K"] if isinstance(kelvin, int | float) else []
    elif isinstance(colour, list) and all(isinstance(part, int) for part in colour):
        found.append("#" + "".join(f"{part & _BRIGHTEST:02x}" for part in colour))
    return found + _warmth(say, attributes)


def _warmth(say: Translator, attributes: Mapping[str, object]) -> list[str]:
    found = []
    wanted, now = attributes.get("temperature"), attributes.get("current_temperature")
    if isinstance(wanted, int | float):
        found.append(say.gettext("set to {degrees} °", degrees=say.number(wanted)))
    if isinstance(now, int | float):
        found.append(say.gettext("now {degrees} °", degrees=say.number(now)))
    return found
