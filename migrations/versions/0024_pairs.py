"""An index for every pair of filters, so that two together are one walk as each alone is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PAIRS = (
    ("style", "space_id"),
    ("style", "shape"),
    ("style", "target"),
    ("shape", "space_id"),
    ("target", "space_id"),
    ("target", "shape"),
    ("kind", "style"),
    ("kind", "space_id"),
    ("kind", "shape"),
    ("kind", "target"),
)


def upgrade() -> None:
    """Go forward."""
    for one, other in _PAIRS:
        op.create_index(
            f"ix_listings_{one}_{other}",
            "listings",
            [one, other, sa.text("published_at DESC"), sa.text("media_id DESC")],
            postgresql_where=sa.text("space_id IS NOT NULL") if other == "space_id" else None,
        )


def downgrade() -> None:
    """Go back."""
    for one, other in reversed(_PAIRS):
        op.drop_index(f"ix_listings_{one}_{other}", table_name="listings")
