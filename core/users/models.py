"""Tables of people and of their identities on the platforms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Model
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role


class User(Model):
    """A person's account, with the defaults that ``/settings`` changes.

    ``credits_a_day`` stands in place of what the role gives. Who is blocked (``blocked_at``) is answered nothing but
    what they have a right to. Who is frozen (``frozen_at``) makes nothing new. ``handle`` is their address in the
    gallery, given with the first thing they show there.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role BETWEEN 1 AND 5", name="role"),
        CheckConstraint("credits_a_day >= 0", name="credits"),
        CheckConstraint("default_visibility IN ('public', 'unlisted', 'private')", name="visibility"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    role_level: Mapped[int] = mapped_column("role", SmallInteger)
    locale: Mapped[str | None]
    default_style: Mapped[str | None]
    default_model: Mapped[str | None]
    default_visibility: Mapped[str | None]
    hide_prompts: Mapped[bool] = mapped_column(default=False)
    embed_prompts: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[datetime]
    credits_a_day: Mapped[int | None]
    blocked_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    handle: Mapped[str | None] = mapped_column(unique=True)

    @property
    def role(self) -> Role:
        """The person's role."""
        return Role(self.role_level)

    @property
    def visibility(self) -> Visibility:
        """How far the person's new pictures reach unless they, or the space they are in, say otherwise."""
        return Visibility(self.default_visibility) if self.default_visibility else Visibility.PRIVATE


class Identity(Model):
    """Where a person is met: one account on one platform."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("platform", "external_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    platform_name: Mapped[str] = mapped_column("platform")
    external_id: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]

    @property
    def platform(self) -> Platform:
        """The platform of this identity."""
        return Platform(self.platform_name)
