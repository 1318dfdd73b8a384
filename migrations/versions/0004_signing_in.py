"""Signing in: links that bots send, browser sessions, personal tokens."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "sign_in_links",
        sa.Column("digest", sa.Text(), nullable=False),
        *_of_user("sign_in_links"),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_links")),
    )
    op.create_table(
        "web_sessions",
        *_secret("web_sessions"),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "api_tokens",
        *_secret("api_tokens"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
    )
    for table in ("sign_in_links", "web_sessions", "api_tokens"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])
    op.create_index(op.f("ix_web_sessions_seen_at"), "web_sessions", ["seen_at"])


def downgrade() -> None:
    """Go back."""
    for table in ("api_tokens", "web_sessions", "sign_in_links"):
        op.drop_table(table)


def _secret(table: str) -> list[sa.schema.SchemaItem]:
    """Return an id, whose it is, and the digest by which its secret is found."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        *_of_user(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("digest", name=op.f(f"uq_{table}_digest")),
    ]


def _of_user(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
    ]
