"""Home: the house as it was seen, what is allowed in it, and what was asked of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "home_areas",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("floor", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_areas")),
    )
    op.create_table(
        "home_bridge",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("beat_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("house_name", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("token_is_admin", sa.Boolean(), nullable=False),
        sa.Column("token_ends_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('off', 'dry_run', 'read_only', 'control')", name=op.f("ck_home_bridge_mode")),
        sa.CheckConstraint("id = 1", name=op.f("ck_home_bridge_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_bridge")),
    )
    op.create_table(
        "home_entities",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("area_id", sa.Text(), nullable=True),
        sa.Column("device_name", sa.Text(), nullable=True),
        sa.Column("labels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_home_entities")),
    )
    op.create_index("ix_home_entities_area_id", "home_entities", ["area_id"], unique=False)
    op.create_table(
        "home_labels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_labels")),
    )
    op.create_table(
        "home_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("calls", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entity_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("risk", sa.SmallInteger(), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("discreet", sa.Boolean(), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("hours", sa.SmallInteger(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ready_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("coded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("sending_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("finished_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("not_before", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("claimed_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "delivery IN ('none', 'due', 'delivered', 'abandoned')", name=op.f("ck_home_actions_delivery")
        ),
        sa.CheckConstraint("kind IN ('calls', 'snapshot', 'history')", name=op.f("ck_home_actions_kind")),
        sa.CheckConstraint(
            "state IN ('asked', 'ready', 'sending', 'done', 'unconfirmed', 'dry', 'refused', 'failed', 'unknown', "
            "'expired')",
            name=op.f("ck_home_actions_state"),
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["home_actions.id"], name=op.f("fk_home_actions_undoes_id_home_actions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_home_actions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_actions")),
        sa.UniqueConstraint("key", name=op.f("uq_home_actions_key")),
    )
    op.create_index(
        "ix_home_actions_asked",
        "home_actions",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index(
        "ix_home_actions_due",
        "home_actions",
        ["platform", "not_before"],
        unique=False,
        postgresql_where=sa.text("delivery = 'due'"),
    )
    op.create_index(
        "ix_home_actions_ready",
        "home_actions",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('ready', 'sending')"),
    )
    op.create_index("ix_home_actions_ready_at", "home_actions", ["ready_at"], unique=False)
    op.create_index(op.f("ix_home_actions_undoes_id"), "home_actions", ["undoes_id"], unique=False)
    op.create_index("ix_home_actions_user_id_id", "home_actions", ["user_id", "id"], unique=False)
    op.create_table(
        "home_channels",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["declared_by"], ["users.id"], name=op.f("fk_home_channels_declared_by_users")),
        sa.PrimaryKeyConstraint("platform", "channel_id", name=op.f("pk_home_channels")),
    )
    op.create_index(op.f("ix_home_channels_declared_by"), "home_channels", ["declared_by"], unique=False)
    op.create_table(
        "home_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_home_codes_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_home_codes")),
    )
    op.create_table(
        "home_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("allows", sa.Boolean(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("area_id", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("services", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("risk", sa.SmallInteger(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "entity_id IS NOT NULL OR coalesce(area_id, domain, label) IS NOT NULL", name=op.f("ck_home_rules_aims")
        ),
        sa.CheckConstraint("risk BETWEEN 1 AND 3", name=op.f("ck_home_rules_risk")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_home_rules_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_rules")),
    )
    op.create_index(op.f("ix_home_rules_made_by"), "home_rules", ["made_by"], unique=False)
    op.create_table(
        "home_watches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("told_state", sa.Text(), nullable=True),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_home_watches_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_watches")),
        sa.UniqueConstraint(
            "entity_id", "platform", "channel_id", name=op.f("uq_home_watches_entity_id_platform_channel_id")
        ),
    )
    op.create_index(op.f("ix_home_watches_user_id"), "home_watches", ["user_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_home_watches_user_id"), table_name="home_watches")
    op.drop_table("home_watches")
    op.drop_index(op.f("ix_home_rules_made_by"), table_name="home_rules")
    op.drop_table("home_rules")
    op.drop_table("home_codes")
    op.drop_index(op.f("ix_home_channels_declared_by"), table_name="home_channels")
    op.drop_table("home_channels")
    op.drop_index("ix_home_actions_user_id_id", table_name="home_actions")
    op.drop_index(op.f("ix_home_actions_undoes_id"), table_name="home_actions")
    op.drop_index("ix_home_actions_ready_at", table_name="home_actions")
    op.drop_index(
        "ix_home_actions_ready", table_name="home_actions", postgresql_where=sa.text("state IN ('ready', 'sending')")
    )
    op.drop_index("ix_home_actions_due", table_name="home_actions", postgresql_where=sa.text("delivery = 'due'"))
    op.drop_index("ix_home_actions_asked", table_name="home_actions", postgresql_where=sa.text("state = 'asked'"))
    op.drop_table("home_actions")
    op.drop_table("home_labels")
    op.drop_index("ix_home_entities_area_id", table_name="home_entities")
    op.drop_table("home_entities")
    op.drop_table("home_bridge")
    op.drop_table("home_areas")
