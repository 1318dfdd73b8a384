"""Pictures of characters: what they look like, for models that look at pictures."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("cast", sa.Column("picture", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("cast", "picture")
