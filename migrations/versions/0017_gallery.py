"""The gallery's shelves: listings, tags, addresses of people; the feed's indexes leave parts of comics out."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENT = postgresql.TIMESTAMP(timezone=True)
_PUBLIC = "visibility = 'public' AND deleted_at IS NULL AND level = 0"
_LISTED = sa.text(f"{_PUBLIC} AND NOT part")
_RATED = sa.text("visibility = 'public' AND deleted_at IS NULL AND level > 0 AND NOT part")
_SHELVES = ("kind", "style", "target", "shape")


def upgrade() -> None:
    """Go forward."""
    op.add_column("users", sa.Column("handle", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_users_handle"), "users", ["handle"])
    op.add_column("media", sa.Column("listed_at", _MOMENT, nullable=True))
    op.drop_index("ix_media_feed", table_name="media")
    newest = [sa.text("published_at DESC"), sa.text("id DESC")]
    op.create_index("ix_media_feed", "media", newest, postgresql_where=_LISTED)
    op.create_index("ix_media_of_person", "media", ["owner_id", *newest], postgresql_where=_LISTED)
    op.create_index("ix_media_rated", "media", newest, postgresql_where=_RATED)
    op.create_index(
        "ix_media_unlisted", "media", ["id"], postgresql_where=sa.text("listed_at IS DISTINCT FROM published_at")
    )
    _create_listings()
    _create_tags()


def _create_listings() -> None:
    op.create_table(
        "listings",
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("style", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("space_id", sa.Uuid(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint("kind IN ('picture', 'comic', 'animation')", name=op.f("ck_listings_kind")),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_listings_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_listings")),
    )
    newest = [sa.text("published_at DESC"), sa.text("media_id DESC")]
    op.create_index("ix_listings_newest", "listings", newest)
    for shelf in _SHELVES:
        op.create_index(f"ix_listings_{shelf}", "listings", [shelf, *newest])
    op.create_index(
        "ix_listings_space", "listings", ["space_id", *newest], postgresql_where=sa.text("space_id IS NOT NULL")
    )
    op.create_index("ix_listings_words", "listings", ["words"], postgresql_using="gin")


def _create_tags() -> None:
    op.create_table(
        "taggings",
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_taggings_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", "tag", name=op.f("pk_taggings")),
    )
    newest = [sa.text("published_at DESC"), sa.text("media_id DESC")]
    op.create_index(
        "ix_taggings_tag", "taggings", ["tag", *newest], postgresql_where=sa.text("published_at IS NOT NULL")
    )
    op.create_table(
        "tags",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.CheckConstraint("pictures > 0", name=op.f("ck_tags_pictures")),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_tags")),
    )
    op.create_index("ix_tags_pictures", "tags", [sa.text("pictures DESC"), "tag"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("tags")
    op.drop_table("taggings")
    op.drop_table("listings")
    op.drop_index("ix_media_unlisted", table_name="media")
    op.drop_index("ix_media_rated", table_name="media")
    op.drop_index("ix_media_of_person", table_name="media")
    op.drop_index("ix_media_feed", table_name="media")
    op.create_index(
        "ix_media_feed",
        "media",
        [sa.text("published_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text(_PUBLIC),
    )
    op.drop_column("media", "listed_at")
    op.drop_constraint(op.f("uq_users_handle"), "users", type_="unique")
    op.drop_column("users", "handle")
