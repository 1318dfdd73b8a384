"""Comics: their versions, the drawings of their panels, people's characters; panels are parts, listed by nobody."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.add_column("media", sa.Column("part", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("media", "part", server_default=None)
    op.create_table(
        "comics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("style", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("continues_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("deleted_at", _MOMENT, nullable=True),
        sa.CheckConstraint("visibility IN ('public', 'unlisted', 'private')", name=op.f("ck_comics_visibility")),
        sa.ForeignKeyConstraint(["continues_id"], ["comics.id"], name=op.f("fk_comics_continues_id_comics")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_comics_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comics")),
        sa.UniqueConstraint("key", name=op.f("uq_comics_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_comics_slug")),
    )
    op.create_index(op.f("ix_comics_continues_id"), "comics", ["continues_id"])
    op.create_index(
        "ix_comics_owner_id_id", "comics", ["owner_id", "id"], postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.create_table(
        "comic_versions",
        sa.Column("comic_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("style", sa.Text(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comic_id"], ["comics.id"], name=op.f("fk_comic_versions_comic_id_comics")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_comic_versions_job_id_jobs")),
        sa.PrimaryKeyConstraint("comic_id", "number", name=op.f("pk_comic_versions")),
        sa.UniqueConstraint("job_id", name=op.f("uq_comic_versions_job_id")),
    )
    op.create_table(
        "panels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comic_id", sa.Uuid(), nullable=False),
        sa.Column("panel", sa.SmallInteger(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comic_id"], ["comics.id"], name=op.f("fk_panels_comic_id_comics")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_panels_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
        sa.UniqueConstraint("job_id", name=op.f("uq_panels_job_id")),
    )
    op.create_index("ix_panels_comic_id_asked", "panels", ["comic_id", "asked"])
    op.create_table(
        "cast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("looks", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_cast_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cast")),
        sa.UniqueConstraint("owner_id", "word", name=op.f("uq_cast_owner_id_word")),
    )


def downgrade() -> None:
    """Go back."""
    for table in ("cast", "panels", "comic_versions", "comics"):
        op.drop_table(table)
    op.drop_column("media", "part")
