"""What may be reached at all (H1): everything is refused that no rule allows, and some of it for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DomainError, Refusal
from core.home.catalogue import Entity, House, is_entity_id
from core.home.models import HomeRule
from core.home.risks import risk_of
from core.home.services import CLOSING, LOOK, SERVICES, SNAPSHOT, Data, checked_data
from core.home.states import Risk
from core.i18n import N_

# No setting and no rule opens these: they run programs, or stop or rewrite Home Assistant itself.
BLOCKED_DOMAINS = frozenset(
    {
        "backup",
        "command_line",
        "hassio",
        "homeassistant",
        "pyscript",
        "python_script",
        "recorder",
        "rest_command",
        "shell_command",
    }
)


class NotInTheHouse(DomainError):
    """There is no such entity, or nothing may be done with it: which of the two is not told."""

    refusal = Refusal.NOT_FOUND
    code = "home-unknown"
    msgid = N_("I know nothing called “{name}” that I may reach. An admin can allow it with /home allow.")


class ServiceNotAllowed(DomainError):
    """The entity may be reached, but not like this."""

    refusal = Refusal.FORBIDDEN
    code = "home-service-denied"
    msgid = N_("The rules of this house don't allow {service} for “{name}”.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the allow-list; each part that is given must fit, and none means everything (or deny: nothing)."""

    id: UUID
    allows: bool = True
    entity_id: str | None = None
    area_id: str | None = None
    domain: str | None = None
    label: str | None = None
    services: frozenset[str] = frozenset()
    risk: Risk | None = None

    def fits(self, entity: Entity) -> bool:
        """Tell whether the rule is about an entity; one that names nothing is about none."""
        parts = (
            (self.entity_id, self.entity_id == entity.entity_id),
            (self.area_id, entity.area is not None and self.area_id == entity.area.id),
            (self.domain, self.domain == entity.domain),
            (self.label, self.label in entity.labels),
        )
        given = [is_so for part, is_so in parts if part is not None]
        return bool(given) and all(given)

    def covers(self, service: str) -> bool:
        """Tell whether the rule is about a service; looking comes with every allowance."""
        return not self.services or service in self.services or (self.allows and service == LOOK)


@dataclass(frozen=True, slots=True)
class Call:
    """One service on one entity; the domain is always the entity's own."""

    entity_id: str
    service: str
    data: Data


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say to a call: which rule allowed it, its checked data, its risk, whether a code is needed."""

    call: Call
    entity: Entity
    rule: UUID
    risk: Risk
    needs_code: bool


def decide(call: Call, house: House, rules: Sequence[Rule]) -> Decision:
    """Return what the rules say to a call.

    Raises:
        NotInTheHouse: nobody knows the entity, or no rule allows it.
        ServiceNotAllowed: a rule allows the entity, but not this.
        NoSuchService, ValueOutOfRange, ValueNotUnderstood: the entity can't do that.
    """
    entity = reachable(call.entity_id, house, rules)
    if entity.domain in BLOCKED_DOMAINS:
        raise NotInTheHouse(name=call.entity_id[:60])
    rule = _allowing(entity, call.service, rules)
    if rule is None:
        raise ServiceNotAllowed(name=entity.name, service=call.service[:60])
    if call.service == SNAPSHOT and entity.domain == "camera" and not call.data:
        return Decision(call, entity, rule.id, Risk.READ, needs_code=False)
    data = checked_data(entity, call.service, call.data)
    risk = risk_of(entity, house, declared=_declared(entity, rules))
    needs_code = risk is Risk.HIGH and (entity.domain, call.service) not in CLOSING
    return Decision(Call(call.entity_id, call.service, data), entity, rule.id, risk, needs_code)


def reachable(entity_id: str, house: House, rules: Sequence[Rule]) -> Entity:
    """Return an entity that may at least be looked at.

    Raises:
        NotInTheHouse: it is not there, or no rule allows it.
    """
    entity = house.entities.get(entity_id) if is_entity_id(entity_id) else None
    if entity is None or _allowing(entity, LOOK, rules) is None:
        raise NotInTheHouse(name=entity_id[:60])
    return entity


def seen_house(house: House, rules: Sequence[Rule]) -> House:
    """Return the house without what may not be looked at."""
    entities = {name: one for name, one in house.entities.items() if _allowing(one, LOOK, rules) is not None}
    areas = {one.area.id for one in entities.values() if one.area is not None}
    return House(entities, {name: area for name, area in house.areas.items() if name in areas}, house.labels)


async def read_rules(session: AsyncSession) -> list[Rule]:
    """Return the allow-list, oldest first."""
    return [rule_of(row) for row in await session.scalars(select(HomeRule).order_by(HomeRule.id))]


def rule_of(row: HomeRule) -> Rule:
    """Return a row's rule."""
    return Rule(
        row.id, row.allows, row.entity_id, row.area_id, row.domain, row.label, frozenset(row.services), row.risk
    )


def known_services(domain: str) -> frozenset[str]:
    """Return what a rule for a domain may name."""
    looks = {SNAPSHOT} if domain == "camera" else set()
    return frozenset({LOOK, *looks, *(name for owner, name in SERVICES if owner == domain)})


def _allowing(entity: Entity, service: str, rules: Sequence[Rule]) -> Rule | None:
    """Return the rule that allows a service, unless another one denies it."""
    if entity.domain in BLOCKED_DOMAINS:
        return None
    about = [rule for rule in rules if rule.fits(entity) and rule.covers(service)]
    if any(not rule.allows for rule in about):
        return None
    return next((rule for rule in about if rule.allows), None)


def _declared(entity: Entity, rules: Sequence[Rule]) -> Risk | None:
    risks = [rule.risk for rule in rules if rule.allows and rule.risk is not None and rule.fits(entity)]
    return max(risks, default=None)
