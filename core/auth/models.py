"""Table of the codes that link a person's accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class LinkCode(Model):
    """A code for one use, kept as its SHA-256; whoever sends it from another account joins this one."""

    __tablename__ = "link_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
