"""Tables of the house as the bridge last saw it, of what is allowed in it, and of what was asked."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Json, Model
from core.home.states import Kind, Mode, Risk, State

_STATES = ", ".join(f"'{state}'" for state in State)
_KINDS = ", ".join(f"'{kind}'" for kind in Kind)
_MODES = ", ".join(f"'{mode}'" for mode in Mode)


class HomeArea(Model):
    """A room or other area of Home Assistant's registry."""

    __tablename__ = "home_areas"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    floor: Mapped[str | None]


class HomeLabel(Model):
    """A label of Home Assistant's registry."""

    __tablename__ = "home_labels"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class HomeEntity(Model):
    """An entity as the bridge last saw it.

    ``area_id`` is the entity's own or its device's, ``labels`` are both's ids. ``attributes`` are those that
    ``core.home.catalogue.KEPT_ATTRIBUTES`` names. What is disabled or hidden in Home Assistant has no row.
    """

    __tablename__ = "home_entities"
    __table_args__ = (Index("ix_home_entities_area_id", "area_id"),)

    entity_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    area_id: Mapped[str | None]
    device_name: Mapped[str | None]
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    state: Mapped[str]
    attributes: Mapped[Json] = mapped_column(default=dict)
    changed_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class HomeBridge(Model):
    """How the bridge and Home Assistant are, and how far the bridge may go; one row.

    ``beat_at`` is when the bridge last said that it lives; ``connected`` is whether Home Assistant is reachable and
    read in.
    """

    __tablename__ = "home_bridge"
    __table_args__ = (CheckConstraint("id = 1", name="one"), CheckConstraint(f"mode IN ({_MODES})", name="mode"))

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, default=1)
    mode_name: Mapped[str] = mapped_column("mode", default=Mode.DRY_RUN.value)
    connected: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    error: Mapped[str | None]
    version: Mapped[str | None]
    house_name: Mapped[str | None]
    time_zone: Mapped[str] = mapped_column(default="UTC")
    token_is_admin: Mapped[bool] = mapped_column(default=False)
    token_ends_at: Mapped[datetime | None]

    @property
    def mode(self) -> Mode:
        """How far the bridge goes."""
        return Mode(self.mode_name)


class HomeRule(Model):
    """One line of the allow-list (H1): an entity, or an area, domain and label of which each given one must fit.

    ``services`` are Home Assistant's names ("turn_on"); none means every one that we know for the domain. ``allows``
    is False for what no other rule opens. ``risk_level`` is what a scene or script can do at worst.
    """

    __tablename__ = "home_rules"
    __table_args__ = (
        CheckConstraint("entity_id IS NOT NULL OR coalesce(area_id, domain, label) IS NOT NULL", name="aims"),
        CheckConstraint("risk BETWEEN 1 AND 3", name="risk"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    allows: Mapped[bool] = mapped_column(default=True)
    entity_id: Mapped[str | None]
    area_id: Mapped[str | None]
    domain: Mapped[str | None]
    label: Mapped[str | None]
    services: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    risk_level: Mapped[int | None] = mapped_column("risk", SmallInteger)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]

    @property
    def risk(self) -> Risk | None:
        """What a scene or script can do at worst, if somebody said so."""
        return Risk(self.risk_level) if self.risk_level is not None else None


class HomeAction(Model):
    """One thing that somebody asked of the house, from the asking to the answer.

    ``key`` is the event that asked, so that an event heard twice makes one action. ``calls`` is the plan
    (``core.home.plans``); ``result`` is what came of it. ``expires_at`` ends the wait for a confirmation and then
    the wait for the bridge. ``confirmed_at`` and ``coded_at`` are when its person said yes and gave a code;
    ``discreet`` is whether it was asked where only admins listen. ``sealed_pin`` is the thing's own code on its way
    to the bridge, which takes it out of the row (``core.home.pins``). The last columns bring the answer to where it
    was asked.
    """

    __tablename__ = "home_actions"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("delivery IN ('none', 'due', 'delivered', 'abandoned')", name="delivery"),
        Index("ix_home_actions_ready", "id", postgresql_where=text("state IN ('ready', 'sending')")),
        Index("ix_home_actions_asked", "expires_at", postgresql_where=text("state = 'asked'")),
        Index("ix_home_actions_user_id_id", "user_id", "id"),
        Index("ix_home_actions_ready_at", "ready_at"),
        Index("ix_home_actions_due", "platform", "not_before", postgresql_where=text("delivery = 'due'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kind_name: Mapped[str] = mapped_column("kind")
    state_name: Mapped[str] = mapped_column("state")
    title: Mapped[str]
    calls: Mapped[list[Json]] = mapped_column(JSONB)
    entity_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    risk_level: Mapped[int] = mapped_column("risk", SmallInteger)
    dry: Mapped[bool] = mapped_column(default=False)
    discreet: Mapped[bool] = mapped_column(default=False)
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("home_actions.id", ondelete="SET NULL"), index=True)
    hours: Mapped[int | None] = mapped_column(SmallInteger)
    origin: Mapped[str]

    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    coded_at: Mapped[datetime | None]
    sealed_pin: Mapped[bytes | None] = mapped_column(LargeBinary)
    sending_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]
    result: Mapped[Json | None]

    platform: Mapped[str]
    channel_id: Mapped[str]
    message_id: Mapped[str | None]
    locale: Mapped[str]
    delivery: Mapped[str] = mapped_column(default="none")
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    not_before: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]

    @property
    def state(self) -> State:
        """Where the action stands."""
        return State(self.state_name)

    @property
    def kind(self) -> Kind:
        """What the action is."""
        return Kind(self.kind_name)

    @property
    def risk(self) -> Risk:
        """The worst that it can do."""
        return Risk(self.risk_level)


class HomeWatch(Model):
    """A chat that is told when an entity changes; quiet hours are in the house's own time."""

    __tablename__ = "home_watches"
    __table_args__ = (UniqueConstraint("entity_id", "platform", "channel_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    entity_id: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    platform: Mapped[str]
    channel_id: Mapped[str]
    locale: Mapped[str]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    told_state: Mapped[str | None]
    told_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class HomeNotice(Model):
    """What a watch's chat is owed: at most one notice a watch, which follows the entity until it is told.

    ``was`` is what the chat knows, ``state`` what it will be told. ``not_before`` keeps quiet hours and lets what
    flickers settle; ``claimed_until`` keeps two bots from telling at once.
    """

    __tablename__ = "home_notices"
    __table_args__ = (Index("ix_home_notices_not_before", "not_before"),)

    watch_id: Mapped[UUID] = mapped_column(ForeignKey("home_watches.id", ondelete="CASCADE"), primary_key=True)
    was: Mapped[str | None]
    state: Mapped[str]
    changed_at: Mapped[datetime]
    not_before: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)


class HomeChannel(Model):
    """A channel that an admin has declared to be seen by admins only, where high-risk actions may be asked for (H3)."""

    __tablename__ = "home_channels"

    platform: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    declared_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]


class HomeCode(Model):
    """A person's second factor: the sealed secret of their authenticator, and which of its codes were used.

    ``last_step`` is the 30-second step of the last code that was taken, since each is for one use (RFC 6238 § 5.2).
    """

    __tablename__ = "home_codes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class HomeChoice(Model):
    """A wish that fits several things, until its person says which; ``options`` are lists of entity ids."""

    __tablename__ = "home_choices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    wish: Mapped[Json]
    options: Mapped[list[list[str]]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
