"""Deliveries: answers that had arrived and became another."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("deliveries", sa.Column("renewed_at", postgresql.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("deliveries", "renewed_at")
