"""Tables of the audit log and of the people behind its pseudonyms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Model

PERSON = "user"  # the kind of a resource that is a person


class AuditEntry(Model):
    """One thing that was done or tried; triggers refuse to change, delete or truncate it.

    ``actor`` is a pseudonym, None for the machine itself. ``old`` and ``new`` are canonical JSON, kept as the very
    text that ``hash`` covers, which JSONB would rewrite. ``seq`` has no gaps.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_action_seq", "action", "seq"),
        Index("ix_audit_log_actor_seq", "actor", "seq"),
        Index("ix_audit_log_resource_seq", "resource", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[UUID | None]
    action: Mapped[str]
    resource: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
    origin: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditActor(Model):
    """Whom a pseudonym stands for; erasing a person deletes the row, and the log no longer says who it was.

    A person whose accounts were joined has several.
    """

    __tablename__ = "audit_actors"

    pseudonym: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
