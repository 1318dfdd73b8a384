"""Rights: consents, exports, erasures, tombstones, errands; what admins set for spaces, channels, roles and people."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENT = postgresql.TIMESTAMP(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())

# The ledger stays append-only, but who asks to be forgotten takes their entries along: erasing says so to this
# transaction alone.
_KEEP_LEDGER = """
CREATE OR REPLACE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'user_id' = to_jsonb(OLD) - 'user_id' THEN
        RETURN NEW;
    END IF;
    {erasing}
    RAISE EXCEPTION 'the ledger is append-only';
END $$
"""
_ERASING = "IF TG_OP = 'DELETE' AND current_setting('inkhearth.erasing', true) = 'on' THEN RETURN OLD; END IF;"


def _of_user(table: str, name: str = "user_id", *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["users.id"], name=op.f(f"fk_{table}_{name}_users")),
    ]


def upgrade() -> None:
    """Go forward."""
    _people()
    _spaces()
    _errands()
    _rights()
    op.execute(_KEEP_LEDGER.format(erasing=_ERASING))


def _people() -> None:
    op.add_column("users", sa.Column("credits_a_day", sa.Integer(), nullable=True))
    op.add_column("users", sa.Column("blocked_at", _MOMENT, nullable=True))
    op.create_check_constraint(op.f("ck_users_credits"), "users", "credits_a_day >= 0")
    op.create_table(
        "role_quotas",
        sa.Column("role", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("credits_a_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("role BETWEEN 1 AND 5", name=op.f("ck_role_quotas_role")),
        sa.CheckConstraint("credits_a_day >= 0", name=op.f("ck_role_quotas_credits")),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_role_quotas")),
    )


def _spaces() -> None:
    op.add_column(
        "space_settings", sa.Column("channels", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column("space_settings", sa.Column("level", sa.SmallInteger(), nullable=True))
    op.add_column("space_settings", sa.Column("visibility", sa.Text(), nullable=True))
    op.add_column("space_settings", sa.Column("announce_channel", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_space_settings_level"), "space_settings", "level BETWEEN 0 AND 3")
    op.create_table(
        "channel_settings",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("closed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_channel_settings_level")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_channel_settings_space_id_spaces")),
        sa.PrimaryKeyConstraint("space_id", "channel_id", name=op.f("pk_channel_settings")),
    )


def _errands() -> None:
    op.create_table(
        "errands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        *_of_user("errands", nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("task IN ('tell', 'announce', 'remove')", name=op.f("ck_errands_task")),
        sa.CheckConstraint("(task = 'remove') = (message_id IS NOT NULL)", name=op.f("ck_errands_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
    )
    op.create_index("ix_errands_due", "errands", ["platform", "not_before"])
    op.create_index(op.f("ix_errands_user_id"), "errands", ["user_id"])
    op.create_table(
        "purges",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_purges")),
    )


def _rights() -> None:
    op.create_table(
        "consents",
        *_of_user("consents"),
        sa.Column("version", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("manner", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("manner IN ('agreed', 'shown')", name=op.f("ck_consents_manner")),
        sa.PrimaryKeyConstraint("user_id", "version", name=op.f("pk_consents")),
    )
    op.create_table(
        "asked",
        *_of_user("asked"),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("options", _JSON, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_asked")),
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_of_user("exports"),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("ready_at", _MOMENT, nullable=True),
        sa.Column("failed_at", _MOMENT, nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("collected_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_user_id"), "exports", ["user_id"])
    op.create_index(op.f("ix_exports_key"), "exports", ["key"])
    op.create_index("uq_exports_digest", "exports", ["digest"], unique=True)
    op.create_index(
        "ix_exports_waiting",
        "exports",
        ["asked_at"],
        postgresql_where=sa.text("ready_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "erasures",
        *_of_user("erasures"),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_due_at"), "erasures", ["due_at"])
    op.create_table(
        "tombstones",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("erased_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tombstones")),
    )
    op.create_table(
        "retention_runs",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("ran_at", _MOMENT, nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("removed_in_all", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_retention_runs")),
    )


def downgrade() -> None:
    """Go back."""
    op.execute(_KEEP_LEDGER.format(erasing=""))
    for table in ("retention_runs", "tombstones", "erasures", "exports", "asked", "consents", "purges", "errands"):
        op.drop_table(table)
    op.drop_table("channel_settings")
    op.drop_constraint(op.f("ck_space_settings_level"), "space_settings")
    for column in ("channels", "level", "visibility", "announce_channel"):
        op.drop_column("space_settings", column)
    op.drop_table("role_quotas")
    op.drop_constraint(op.f("ck_users_credits"), "users")
    for column in ("credits_a_day", "blocked_at"):
        op.drop_column("users", column)
