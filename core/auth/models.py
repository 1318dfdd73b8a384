"""Tables of proofs: codes, links, sessions, tokens, local accounts; each secret as its digest, addresses sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
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


class LocalAccount(Model):
    """An e-mail address and a password by which somebody signs in.

    The address is sealed (``core.sealing``) under the row's id; ``mark`` is what it is found by. The password is kept
    as Argon2id writes it.
    """

    __tablename__ = "local_accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), unique=True)
    mark: Mapped[str] = mapped_column(unique=True)
    address: Mapped[bytes]
    password: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class MailKey(Model):
    """A link for one use that went to an e-mail address: whoever opens it reads that mail.

    ``user_id`` is None while there is no account yet; ``name`` is what the account will be called.
    """

    __tablename__ = "mail_keys"
    __table_args__ = (CheckConstraint("purpose IN ('register', 'attach', 'reset')", name="purpose"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    mark: Mapped[str] = mapped_column(index=True)
    address: Mapped[bytes]
    invitation: Mapped[str | None]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Model):
    """A link with which an admin lets one person register."""

    __tablename__ = "invitations"

    digest: Mapped[str] = mapped_column(primary_key=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Trip(Model):
    """A browser that was sent to a provider (Discord, Telegram) and is to come back with proof of who sits at it.

    ``digest`` is that of the state, which the provider hands back; ``ticket`` that of the cookie, which stays with
    the browser. ``user_id`` is who connects the provider to their account, None for who signs in. ``external_id`` and
    ``name`` are whom the provider named, where they have an account already and joining the two must be confirmed.
    """

    __tablename__ = "trips"

    digest: Mapped[str] = mapped_column(primary_key=True)
    ticket: Mapped[str]
    provider: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    external_id: Mapped[str | None]
    name: Mapped[str | None]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Grant(Model):
    """A program that signed in for its owner: one family of refresh tokens, of which the newest lives."""

    __tablename__ = "grants"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class RefreshToken(Model):
    """One refresh token of a family; a used one is kept so that using it again is seen."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(primary_key=True)
    grant_id: Mapped[UUID] = mapped_column(ForeignKey("grants.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
