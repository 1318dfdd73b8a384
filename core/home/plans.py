"""A plan: every call that a wish comes to, decided, with how things are and how they will be; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from core.audit.chain import canonical
from core.db import Json
from core.errors import DomainError, Refusal
from core.home.catalogue import Attribute, House
from core.home.effects import Snap, Target, snap, target_of
from core.home.pins import OnePinAtATime
from core.home.rules import Call, Decision, Rule, decide
from core.home.services import takes_pin
from core.home.states import Risk
from core.i18n import N_, NN_

MOST_ENTITIES = 20  # H6
MANY = 5  # H4: medium risk on more than so many is confirmed


class TooManyEntities(DomainError):
    """More things at once than one command may switch."""

    refusal = Refusal.INVALID
    code = "home-too-many"
    msgid, msgid_plural = NN_(
        "That would switch {count} thing; I switch at most {limit} at once.",
        "That would switch {count} things; I switch at most {limit} at once.",
    )
    count = "count"


class PlanNotUnderstood(DomainError):
    """A row that holds no plan of ours: of another version, or somebody changed it."""

    refusal = Refusal.CONFLICT
    code = "home-plan"
    msgid = N_("I can't read any more what was asked for. Ask for it again.")


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a plan: what it is done to, how that is now and how it will be, and what the rules said."""

    call: Call
    name: str
    area: str | None
    before: Snap
    after: Target
    risk: Risk
    rule: UUID
    needs_code: bool
    needs_pin: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, all or as much as works, in this order."""

    steps: tuple[Step, ...]

    @property
    def risk(self) -> Risk:
        """The worst of its steps."""
        return max((step.risk for step in self.steps), default=Risk.READ)

    @property
    def entity_ids(self) -> list[str]:
        """What it touches, each once."""
        return list(dict.fromkeys(step.call.entity_id for step in self.steps))

    @property
    def needs_confirmation(self) -> bool:
        """Whether its person must see it and say yes (H4)."""
        return self.risk is Risk.HIGH or (self.risk is Risk.MEDIUM and len(self.entity_ids) > MANY)

    @property
    def needs_code(self) -> bool:
        """Whether a code of the second factor is asked for as well (H4)."""
        return any(step.needs_code for step in self.steps)

    @property
    def pinned(self) -> str | None:
        """What the thing is called whose own code is asked for; None where nothing has one."""
        return next((step.name for step in self.steps if step.needs_pin), None)


def make_plan(calls: Sequence[Call], house: House, rules: Sequence[Rule]) -> Plan:
    """Return the plan of some calls; one that is refused refuses all.

    Raises:
        TooManyEntities: more than twenty entities.
        OnePinAtATime: several things with codes of their own.
        NotInTheHouse, ServiceNotAllowed, NoSuchService, ValueOutOfRange, ValueNotUnderstood: see ``rules.decide``.
    """
    touched = len({call.entity_id for call in calls})
    if touched > MOST_ENTITIES:
        raise TooManyEntities(count=touched, limit=MOST_ENTITIES)
    steps = tuple(_step(decide(call, house, rules)) for call in calls)
    if len({step.call.entity_id for step in steps if step.needs_pin}) > 1:
        raise OnePinAtATime
    return Plan(steps)


class _Kept(BaseModel):
    """A call as its row holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity_id: str
    service: str
    data: dict[str, int | float | str | tuple[int, ...]]
    name: str
    state: str
    attributes: dict[str, object]


def written(plan: Plan) -> list[Json]:
    """Return a plan as its row holds it."""
    return [
        {
            "entity_id": step.call.entity_id,
            "service": step.call.service,
            "data": {
                name: list(value) if isinstance(value, tuple) else value for name, value in step.call.data.items()
            },
            "name": step.name,
            "state": step.before.state,
            "attributes": dict(step.before.attributes),
        }
        for step in plan.steps
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """A call of a row, with how its entity was when it was asked for."""

    call: Call
    name: str
    before: Snap


def asked(rows: Sequence[Json]) -> list[Asked]:
    """Return what a row asked for.

    Raises:
        PlanNotUnderstood: it was not written by ``written``.
    """
    try:
        kept = [_Kept.model_validate(row) for row in rows]
    except ValidationError as error:
        raise PlanNotUnderstood from error
    return [
        Asked(
            Call(one.entity_id, one.service, one.data),
            one.name,
            Snap(one.state, cast("dict[str, Attribute]", one.attributes)),
        )
        for one in kept
    ]


def told(rows: Sequence[Json]) -> str:
    """Return what a row asks for as one canonical text, which a confirmation binds: entities, services and data."""
    return canonical([{name: row[name] for name in ("entity_id", "service", "data")} for row in rows]) or ""


def _step(decision: Decision) -> Step:
    entity, call = decision.entity, decision.call
    before = snap(entity)
    area = entity.area.name if entity.area else None
    return Step(
        call,
        entity.name,
        area,
        before,
        target_of(call, before),
        decision.risk,
        decision.rule,
        decision.needs_code,
        takes_pin(entity, call.service),
    )
