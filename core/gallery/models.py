"""Tables by which public pictures are found: their shelves and words, their tags, and how many pictures a tag has."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model
from core.gallery.shelves import PAIRS, Shelf
from core.media.models import Media


def _newest_first(name: str, *columns: str, where: str | None = None) -> Index:
    """Return the index by which the pictures of some columns' values are walked newest first (gallery.md G1)."""
    return Index(
        name,
        *columns,
        text("published_at DESC"),
        text("media_id DESC"),
        postgresql_where=text(where) if where else None,
    )


class Listing(Model):
    """Where a public picture stands: one row for each picture and for each comic's first page.

    It only helps to find: whether the picture may be shown, and since when it is public, its own row says, and a
    listing whose ``published_at`` is another is out of date. ``words`` hold everything that a search finds it by, and
    the shelves themselves, so that several filters together are one question.
    """

    __tablename__ = "listings"
    __table_args__ = (
        CheckConstraint("kind IN ('picture', 'comic', 'animation')", name="kind"),
        Index("ix_listings_newest", text("published_at DESC"), text("media_id DESC")),
        _newest_first("ix_listings_kind", "kind"),
        _newest_first("ix_listings_style", "style"),
        _newest_first("ix_listings_target", "target"),
        _newest_first("ix_listings_shape", "shape"),
        _newest_first("ix_listings_space", "space_id", where="space_id IS NOT NULL"),
        *(
            _newest_first(
                f"ix_listings_{one.value}_{other.value}",
                one.value,
                other.value,
                where="space_id IS NOT NULL" if other is Shelf.SPACE else None,
            )
            for one, other in PAIRS
        ),
        Index("ix_listings_words", "words", postgresql_using="gin"),
    )

    media_id: Mapped[UUID] = mapped_column(ForeignKey(Media.id, ondelete="CASCADE"), primary_key=True)
    published_at: Mapped[datetime]
    kind: Mapped[str]
    style: Mapped[str]
    target: Mapped[str]
    shape: Mapped[str]
    space_id: Mapped[UUID | None]
    words: Mapped[str] = mapped_column(TSVECTOR)


class Tagging(Model):
    """A tag on a picture: its owner's (``own``), or what is drawn in it.

    ``label`` is the tag as it was written, empty where the vocabulary has a name for it in every language;
    ``published_at`` as in ``Listing``, None while the picture is not listed.
    """

    __tablename__ = "taggings"
    __table_args__ = (_newest_first("ix_taggings_tag", "tag", where="published_at IS NOT NULL"),)

    media_id: Mapped[UUID] = mapped_column(ForeignKey(Media.id, ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    own: Mapped[bool]
    published_at: Mapped[datetime | None]


class Tag(Model):
    """A tag that listed pictures bear, and how many."""

    __tablename__ = "tags"
    __table_args__ = (
        CheckConstraint("pictures > 0", name="pictures"),
        Index("ix_tags_pictures", text("pictures DESC"), "tag"),
    )

    tag: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    pictures: Mapped[int]
