"""What came of a picture: jobs by the picture whose words they draw anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_jobs_after",
        "jobs",
        [sa.text("(spec ->> 'after')")],
        postgresql_where=sa.text("(spec ->> 'after') IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_jobs_after", table_name="jobs")
