"""Who is passed by orders for a model that is loaded: how often, and since when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("turns", sa.Column("bypassed", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("turns", sa.Column("bypassed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("turns", "bypassed_at")
    op.drop_column("turns", "bypassed")
