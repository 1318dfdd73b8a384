"""Clips and descriptions: how long a clip plays, and the words that a job brought instead of a picture."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("media", sa.Column("seconds", sa.Double(), nullable=True))
    op.add_column("jobs", sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("jobs", "words")
    op.drop_column("media", "seconds")
