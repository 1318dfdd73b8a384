"""Tables of comics, of each of their versions, of every drawing of a panel, and of people's characters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Model
from core.privacy import Visibility, new_slug


class Comic(Model):
    """One comic: its words as they are now, how it looks, how far it reaches.

    ``script`` is the text as its writer left it, which may hold mistakes; ``version`` the number of the newest version,
    finished or not, 0 before anything was made. ``target`` is the model that draws it, ``seed`` what its characters
    keep their looks by.
    """

    __tablename__ = "comics"
    __table_args__ = (
        CheckConstraint("visibility IN ('public', 'unlisted', 'private')", name="visibility"),
        Index("ix_comics_owner_id_id", "owner_id", "id", postgresql_where=text("deleted_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    slug: Mapped[str] = mapped_column(unique=True, default=new_slug)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    script: Mapped[str]
    language: Mapped[str]
    size: Mapped[str]
    style: Mapped[str]
    target: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    visibility_name: Mapped[str] = mapped_column("visibility")
    version: Mapped[int] = mapped_column(default=0)
    continues_id: Mapped[UUID | None] = mapped_column(ForeignKey("comics.id"), index=True)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    @property
    def visibility(self) -> Visibility:
        """How far it reaches."""
        return Visibility(self.visibility_name)


class ComicVersion(Model):
    """What a comic was at one time: the text that was set, and the job whose pictures are its pages.

    ``draft`` is a storyboard: its panels were drawn with its pages and are not kept.
    """

    __tablename__ = "comic_versions"
    __table_args__ = (UniqueConstraint("job_id"),)

    comic_id: Mapped[UUID] = mapped_column(ForeignKey("comics.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    script: Mapped[str]
    size: Mapped[str]
    style: Mapped[str]
    draft: Mapped[bool]
    created_at: Mapped[datetime]


class PanelDrawing(Model):
    """One drawing of a panel, made or under way; the latest one whose picture is there is used.

    ``asked`` is all that its picture depends on, so that a panel whose words changed but not its picture keeps it.
    """

    __tablename__ = "panels"
    __table_args__ = (
        UniqueConstraint("job_id"),
        Index("ix_panels_comic_id_asked", "comic_id", "asked"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    comic_id: Mapped[UUID] = mapped_column(ForeignKey("comics.id"))
    panel: Mapped[int] = mapped_column(SmallInteger)
    asked: Mapped[str]
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    created_at: Mapped[datetime]


class Character(Model):
    """Somebody who keeps their looks over panels and comics; ``word`` is the name as it is compared.

    ``picture`` is the key of a picture of them, for models that look at pictures beside the words.
    """

    __tablename__ = "cast"
    __table_args__ = (UniqueConstraint("owner_id", "word"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    word: Mapped[str]
    looks: Mapped[str]
    picture: Mapped[str | None]
    created_at: Mapped[datetime]
