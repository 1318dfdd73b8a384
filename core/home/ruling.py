"""Changing what is allowed in the house and how far the bridge goes; each change is on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.chain import Value
from core.audit.service import record
from core.clock import new_id
from core.errors import DomainError, Refusal
from core.home.asking import bridge_of
from core.home.catalogue import House, is_entity_id, read_house
from core.home.models import HomeBridge, HomeChannel, HomeRule
from core.home.naming import areas_called
from core.home.rules import BLOCKED_DOMAINS, known_services
from core.home.services import LOOK
from core.home.states import Mode, Risk
from core.home.words import folded
from core.i18n import N_
from core.platforms import Platform
from core.roles import Permission, require
from core.users.models import User

MOST_RULES = 500
_DOMAINS = frozenset(
    {
        "alarm_control_panel",
        "binary_sensor",
        "camera",
        "climate",
        "cover",
        "fan",
        "input_boolean",
        "light",
        "lock",
        "media_player",
        "scene",
        "script",
        "sensor",
        "switch",
        "valve",
        "weather",
    }
)


class CannotRule(DomainError):
    """Nothing that a rule can be about."""

    refusal = Refusal.INVALID
    code = "home-rule"
    msgid = N_("I can't make a rule of “{what}”. Name an entity (light.hall), a kind (light), an area or a label.")


class NeverAllowed(DomainError):
    """On the list that nothing opens."""

    refusal = Refusal.FORBIDDEN
    code = "home-never"
    msgid = N_("“{what}” stays closed whatever the rules say.")


class ServiceUnknown(DomainError):
    """A service that the kind does not have."""

    refusal = Refusal.INVALID
    code = "home-rule-service"
    msgid = N_("“{service}” is no service of this. There are: {known}.")


class TooManyRules(DomainError):
    """More rules than anybody reads."""

    refusal = Refusal.EXHAUSTED
    code = "home-rules"
    msgid = N_("There are {limit} rules already. Remove some first.")


@dataclass(frozen=True, slots=True)
class Aim:
    """What a rule is to be about, in a person's words: an entity's id or a kind, an area, a label; all must fit."""

    what: str = ""
    area: str = ""
    label: str = ""
    services: tuple[str, ...] = ()
    risk: Risk | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.what or self.area or self.label)


async def add(session: AsyncSession, person: User, aim: Aim, *, allows: bool, origin: str, now: datetime) -> HomeRule:
    """Add a rule.

    Raises:
        NotAllowed: the person is no admin.
        CannotRule, NeverAllowed, ServiceUnknown, TooManyRules: what speaks against it.
    """
    require(person.role, Permission.HOME)
    if (await session.scalar(select(func.count()).select_from(HomeRule)) or 0) >= MOST_RULES:
        raise TooManyRules(limit=MOST_RULES)
    rule = _rule(aim, await read_house(session), allows=allows)
    rule.made_by, rule.created_at = person.id, now
    session.add(rule)
    await session.flush()
    await record(session, person.id, "home.rule-added", f"home-rule:{rule.id}", new=_told(rule), origin=origin, now=now)
    return rule


async def forget(session: AsyncSession, person: User, rule_id: UUID, *, origin: str, now: datetime) -> None:
    """Take a rule back; one that is gone already is no error."""
    require(person.role, Permission.HOME)
    rule = await session.get(HomeRule, rule_id)
    if rule is not None:
        await record(
            session, person.id, "home.rule-removed", f"home-rule:{rule.id}", old=_told(rule), origin=origin, now=now
        )
        await session.delete(rule)
        await session.flush()


async def set_mode(session: AsyncSession, person: User, mode: Mode, *, origin: str, now: datetime) -> None:
    """Change how far the bridge goes."""
    require(person.role, Permission.HOME)
    known = await bridge_of(session)
    old = known.mode.value if known else None
    if known is None:
        session.add(HomeBridge(id=1, mode_name=mode.value, time_zone="UTC", connected=False))
    else:
        known.mode_name = mode.value
    await session.flush()
    await record(session, person.id, "home.mode", "home-bridge", old=old, new=mode.value, origin=origin, now=now)


async def declare_channel(
    session: AsyncSession, person: User, *, platform: Platform, channel_id: str, discreet: bool, now: datetime
) -> None:
    """Say that a channel is seen by admins only, or take that back."""
    require(person.role, Permission.HOME)
    if discreet:
        row = insert(HomeChannel).values(
            platform=platform.value, channel_id=channel_id, declared_by=person.id, created_at=now
        )
        await session.execute(row.on_conflict_do_nothing())
    else:
        await session.execute(
            delete(HomeChannel).where(HomeChannel.platform == platform.value, HomeChannel.channel_id == channel_id)
        )
    await record(session, person.id, "home.channel", "home-channel", new=discreet, origin=platform.value, now=now)


def _rule(aim: Aim, house: House, *, allows: bool) -> HomeRule:
    what = aim.what.lower()
    domain = what.partition(".")[0]
    if domain in BLOCKED_DOMAINS:
        raise NeverAllowed(what=aim.what[:60])
    is_entity = is_entity_id(what)
    if what and not is_entity and what.removesuffix(".*") not in _DOMAINS:
        raise CannotRule(what=aim.what[:60])
    area, label = _area(aim.area, house), _label(aim.label, house)
    services = _services(aim.services, domain.removesuffix(".*") if what else "")
    return HomeRule(
        id=new_id(),
        allows=allows,
        entity_id=what if is_entity else None,
        domain=what.removesuffix(".*") if what and not is_entity else None,
        area_id=area,
        label=label,
        services=services,
        risk_level=aim.risk.value if aim.risk else None,
    )


def _area(name: str, house: House) -> str | None:
    if not name:
        return None
    found = areas_called(name, house)
    if len(found) != 1:
        raise CannotRule(what=name[:60])
    return found[0]


def _label(name: str, house: House) -> str | None:
    if not name:
        return None
    found = [key for key, called in house.labels.items() if folded(name) in {folded(called), folded(key)}]
    if not found:
        raise CannotRule(what=name[:60])
    return found[0]


def _services(wanted: tuple[str, ...], domain: str) -> list[str]:
    domains = [domain] if domain else sorted(_DOMAINS)
    known = {name for one in domains for name in known_services(one)}
    for service in wanted:
        if service not in known:
            raise ServiceUnknown(service=service[:60], known=", ".join(sorted(known - {LOOK})))
    return sorted(set(wanted))


def _told(rule: HomeRule) -> Value:
    return {
        "allows": rule.allows,
        "entity": rule.entity_id,
        "domain": rule.domain,
        "area": rule.area_id,
        "label": rule.label,
        "services": list(rule.services),
        "risk": rule.risk_level,
    }
