"""People who have not chosen how far their pictures reach: the space they are in may say, else private."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.alter_column("users", "default_visibility", existing_type=sa.Text(), nullable=True)


def downgrade() -> None:
    """Go back."""
    op.execute("UPDATE users SET default_visibility = 'private' WHERE default_visibility IS NULL")
    op.alter_column("users", "default_visibility", existing_type=sa.Text(), nullable=False)
