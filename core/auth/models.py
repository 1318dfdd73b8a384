"""Tables of proofs: link codes, sign-in links, browser sessions and personal tokens; each secret as its digest."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.clock import new_id
from core.db import Model


class LinkCode(Model):
    """A code for one use, kept as its SHA-256; whoever sends it from another account joins this one."""

    __tablename__ = "link_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInLink(Model):
    """A link for one use that signs a browser in; it was sent to the person privately."""

    __tablename__ = "sign_in_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class WebSession(Model):
    """A browser that somebody is signed in with; ``device`` is what it called itself, for the person's own list."""

    __tablename__ = "web_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(Model):
    """A personal token for a program; it may do what its scopes name and its owner may."""

    __tablename__ = "api_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
