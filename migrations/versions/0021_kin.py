"""What came of a picture: jobs by the picture that they start from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_jobs_reference",
        "jobs",
        [sa.text("(spec ->> 'reference')")],
        postgresql_where=sa.text("(spec ->> 'reference') IS NOT NULL"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_jobs_reference", table_name="jobs")
