"""Origins: who lets prompts stand in files, and the numbers by which pictures are found again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("users", sa.Column("embed_prompts", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("jobs", sa.Column("embed_prompt", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("media", sa.Column("fingerprint", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_media_fingerprint",
        "media",
        ["fingerprint"],
        postgresql_include=["slug", "published_at"],
        postgresql_where=sa.text(
            "visibility = 'public' AND deleted_at IS NULL AND level = 0 AND NOT part AND fingerprint IS NOT NULL"
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_media_fingerprint", table_name="media")
    op.drop_column("media", "fingerprint")
    op.drop_column("jobs", "embed_prompt")
    op.drop_column("users", "embed_prompts")
