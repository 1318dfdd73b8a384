"""What Home Assistant sends, as far as we read it; whatever else it sends is passed over.

Sources: developers.home-assistant.io/docs/api/websocket and the ``config`` and ``auth`` components of the versions
that the tests run (2024.3 has neither floors nor labels, and its registries carry fewer fields).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue

Attributes = dict[str, JsonValue]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Context(_Sent):
    """What caused a change."""

    id: str
    parent_id: str | None = None
    user_id: str | None = None


class EntityState(_Sent):
    """An entity's state at one moment."""

    entity_id: str
    state: str
    attributes: Attributes = {}
    last_changed: datetime
    last_updated: datetime
    context: Context


class StateChange(_Sent):
    """The data of a ``state_changed`` event; an entity that came has no old state, one that went no new one."""

    entity_id: str
    old_state: EntityState | None = None
    new_state: EntityState | None = None


class Event(_Sent):
    """An event to which we subscribed; ``data`` is read by who knows its type."""

    event_type: str
    data: object


class Fault(_Sent):
    """Why Home Assistant declined."""

    code: str | int
    message: str = ""


class Message(_Sent):
    """One message after the greeting."""

    id: int
    type: Literal["result", "event", "pong"]
    success: bool | None = None
    result: object = None
    error: Fault | None = None
    event: object = None


class Config(_Sent):
    """What Home Assistant says of itself; only in the state RUNNING is everything there."""

    version: str
    location_name: str = ""
    time_zone: str = "UTC"
    state: str = "RUNNING"


class Person(_Sent):
    """Whom the token belongs to."""

    id: str
    name: str
    is_admin: bool
    is_owner: bool = False


class Called(_Sent):
    """The answer to a service call."""

    context: Context


_Texts = Annotated[tuple[str, ...], BeforeValidator(lambda given: tuple(sorted(given)) if given else ())]


class Floor(_Sent):
    """A floor."""

    floor_id: str
    name: str
    aliases: _Texts = ()


class Label(_Sent):
    """A label."""

    label_id: str
    name: str


class Area(_Sent):
    """A room, or whatever else was made an area."""

    area_id: str
    name: str
    aliases: _Texts = ()
    floor_id: str | None = None
    labels: _Texts = ()


class Device(_Sent):
    """A device; its area is that of its entities which have none of their own."""

    id: str
    name: str | None = None
    name_by_user: str | None = None
    area_id: str | None = None
    labels: _Texts = ()


class Entity(_Sent):
    """An entity as the registry knows it; those from YAML without a unique id are only among the states."""

    entity_id: str
    name: str | None = None
    original_name: str | None = None
    area_id: str | None = None
    device_id: str | None = None
    disabled_by: str | None = None
    hidden_by: str | None = None
    entity_category: str | None = None
    labels: _Texts = ()
    aliases: _Texts = ()
    device_class: str | None = None
    original_device_class: str | None = None


Entities = Mapping[str, Entity | None]


class Moment(_Sent):
    """One state of a history, as REST gives it with ``minimal_response`` and ``no_attributes``."""

    state: str
    last_changed: datetime
