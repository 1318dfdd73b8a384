"""Picture frames: stable addresses that show the newest picture drawn for them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "frames",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_frames_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frames")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_frames_owner_id_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_frames_slug")),
    )
    op.create_table(
        "frame_jobs",
        sa.Column("frame_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["frames.id"], name=op.f("fk_frame_jobs_frame_id_frames"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_frame_jobs_job_id_jobs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("frame_id", "job_id", name=op.f("pk_frame_jobs")),
    )
    op.create_index(op.f("ix_frame_jobs_job_id"), "frame_jobs", ["job_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("frame_jobs")
    op.drop_table("frames")
