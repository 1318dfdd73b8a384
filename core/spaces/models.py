"""Tables of spaces and their settings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Model


class Space(Model):
    """A community's place on one platform."""

    __tablename__ = "spaces"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    platform: Mapped[str]
    external_id: Mapped[str]
    created_at: Mapped[datetime]


class SpaceSettings(Model):
    """What a space has changed: its language, and the permissions it closed."""

    __tablename__ = "space_settings"

    space_id: Mapped[UUID] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    locale: Mapped[str | None]
    closed: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
