"""Pauses of the queue, and indexes for those who watch it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pauses",
        sa.Column("breadth", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("breadth IN ('queue', 'kind', 'worker')", name=op.f("ck_pauses_breadth")),
        sa.CheckConstraint("(breadth = 'queue') = (name = '')", name=op.f("ck_pauses_name")),
        sa.PrimaryKeyConstraint("breadth", "name", name=op.f("pk_pauses")),
    )
    op.create_index("ix_jobs_failed", "jobs", ["id"], postgresql_where=sa.text("state IN ('failed', 'expired')"))
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_jobs_created_at", table_name="jobs")
    op.drop_index("ix_jobs_failed", table_name="jobs")
    op.drop_table("pauses")
