"""Tables of pictures, of their renditions and tags."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Json, Model
from core.privacy import Visibility, new_slug

_LISTED = text("visibility = 'public' AND deleted_at IS NULL AND level = 0 AND NOT part")


class Media(Model):
    """One finished picture, or a clip: then ``seconds`` is how long it plays, and its poster is among the derivatives.

    ``key`` is its place in the object store, ``slug`` its address on the web, ``level`` its rating (0 to 3),
    ``published_at`` the moment it became public, by which the feed is ordered. ``judged`` says that the level is a
    verdict and no guess; what nobody judged is never public. ``hidden_by`` is the decision that hid the picture from
    everybody but its owner, ``shown_as`` and ``shown_at`` its visibility and moment before; quarantined it is shown to
    nobody at all. ``part`` says that it belongs to a comic whose first page stands for it in every list.
    ``listed_at`` is the ``published_at`` that the gallery's shelves know it by. ``fingerprint`` finds it again by its
    looks (``core.pictures.fingerprints``).
    """

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("job_id", "position"),
        CheckConstraint("visibility IN ('public', 'unlisted', 'private')", name="visibility"),
        CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        CheckConstraint("judged OR visibility <> 'public'", name="judged"),
        CheckConstraint("hidden_at IS NULL OR visibility = 'private'", name="hidden"),
        CheckConstraint("hidden_at IS NOT NULL OR NOT quarantined", name="quarantined"),
        CheckConstraint("(visibility = 'public') = (published_at IS NOT NULL)", name="published"),
        Index(
            "ix_media_feed",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_where=_LISTED,
        ),
        Index(
            "ix_media_of_person",
            "owner_id",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_where=_LISTED,
        ),
        Index(
            "ix_media_rated",
            text("published_at DESC"),
            text("id DESC"),
            postgresql_where=text("visibility = 'public' AND deleted_at IS NULL AND level > 0 AND NOT part"),
        ),
        Index("ix_media_unlisted", "id", postgresql_where=text("listed_at IS DISTINCT FROM published_at")),
        Index(
            "ix_media_underived", "created_at", postgresql_where=text("renditions_at IS NULL AND deleted_at IS NULL")
        ),
        Index("ix_media_unpurged", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL AND purged_at IS NULL")),
        Index(
            "ix_media_fingerprint",
            "fingerprint",
            postgresql_include=["slug", "published_at"],
            postgresql_where=text(f"{_LISTED.text} AND fingerprint IS NOT NULL"),
        ),
        Index("ix_media_owner_id_id", "owner_id", "id", postgresql_where=text("deleted_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    slug: Mapped[str] = mapped_column(unique=True, default=new_slug)
    key: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    prompt: Mapped[str]
    prompt_hidden: Mapped[bool]
    target: Mapped[str]
    style: Mapped[str]
    thumbhash: Mapped[str]
    alt: Mapped[Json]
    not_drawn: Mapped[list[str]] = mapped_column(ARRAY(Text))
    scene: Mapped[Json | None]
    visibility_name: Mapped[str] = mapped_column("visibility")
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    engine_ms: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    renditions_at: Mapped[datetime | None]
    judged: Mapped[bool] = mapped_column(default=False)
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[UUID | None] = mapped_column(index=True)
    shown_as: Mapped[str | None]
    shown_at: Mapped[datetime | None]
    quarantined: Mapped[bool] = mapped_column(default=False)
    part: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[int | None] = mapped_column(BigInteger)
    listed_at: Mapped[datetime | None]
    seconds: Mapped[float | None]

    @property
    def is_clip(self) -> bool:
        """Whether it moves."""
        return self.media_type.startswith("video/")

    @property
    def visibility(self) -> Visibility:
        """How far the picture reaches."""
        return Visibility(self.visibility_name)


class Derivative(Model):
    """A smaller or differently coded copy of a picture; of a clip also its poster in some sizes, and its GIF."""

    __tablename__ = "derivatives"

    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True, index=True)
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]


class Purge(Model):
    """A file in the store that is to go, unless something else needs it: written with what made it useless."""

    __tablename__ = "purges"

    key: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
