"""What erasing needs to know: messages that show somebody's pictures, and addresses that were theirs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "gone_addresses",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("gone_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_gone_addresses")),
    )
    op.create_table(
        "shown_messages",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("shown_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_shown_messages_user_id_users")),
        sa.PrimaryKeyConstraint("platform", "channel_id", "message_id", "user_id", name=op.f("pk_shown_messages")),
    )
    op.create_index(op.f("ix_shown_messages_user_id"), "shown_messages", ["user_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("shown_messages")
    op.drop_table("gone_addresses")
