"""Tables of spaces and their settings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, Text, UniqueConstraint
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
    """What a space has changed.

    ``closed`` are the permissions that nobody has there, ``channels`` the only ones in which we work (none: all),
    ``level`` the highest rating that is shown (0 to 3), ``visibility`` how far results made there reach unless
    somebody says otherwise, ``announce_channel`` where announcements go, ``allowed`` which screened categories pass.
    """

    __tablename__ = "space_settings"
    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 3", name="level"),)

    space_id: Mapped[UUID] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    locale: Mapped[str | None]
    closed: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    level: Mapped[int | None] = mapped_column(SmallInteger)
    visibility: Mapped[str | None]
    announce_channel: Mapped[str | None]
    allowed: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")


class ChannelSettings(Model):
    """What one channel has changed against its space; what is None is as in the space, ``closed`` adds to it."""

    __tablename__ = "channel_settings"
    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 3", name="level"),)

    space_id: Mapped[UUID] = mapped_column(ForeignKey("spaces.id"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    locale: Mapped[str | None]
    closed: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    level: Mapped[int | None] = mapped_column(SmallInteger)
    visibility: Mapped[str | None]
