"""Codes of alarms and locks on their way to the bridge; what was undone may be forgotten before its undoing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEY = "fk_home_actions_undoes_id_home_actions"


def upgrade() -> None:
    """Go forward."""
    op.add_column("home_actions", sa.Column("sealed_pin", sa.LargeBinary(), nullable=True))
    op.drop_constraint(_KEY, "home_actions", type_="foreignkey")
    op.create_foreign_key(_KEY, "home_actions", "home_actions", ["undoes_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    """Go back."""
    op.drop_constraint(_KEY, "home_actions", type_="foreignkey")
    op.create_foreign_key(_KEY, "home_actions", "home_actions", ["undoes_id"], ["id"])
    op.drop_column("home_actions", "sealed_pin")
