"""Audit: the append-only log, and whom its pseudonyms stand for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Entries are never changed. They are deleted only when they are older than the retention table allows (400 days).
_KEEP = """
CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '400 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$
"""
# The application's own role may not delete at all: it asks this function, which belongs to who migrates.
_PRUNE = """
CREATE FUNCTION prune_audit_log(through bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM audit_log WHERE seq <= through;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$
"""
_APP_ROLE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'inkhearth_app') THEN
        REVOKE ALL ON audit_log FROM inkhearth_app;
        GRANT SELECT, INSERT ON audit_log TO inkhearth_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON audit_actors TO inkhearth_app;
        GRANT EXECUTE ON FUNCTION prune_audit_log TO inkhearth_app;
    END IF;
END $$
"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_action_seq", "audit_log", ["action", "seq"])
    op.create_index("ix_audit_log_actor_seq", "audit_log", ["actor", "seq"])
    op.create_index("ix_audit_log_resource_seq", "audit_log", ["resource", "seq"])
    op.create_table(
        "audit_actors",
        sa.Column("pseudonym", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_actors_user_id_users")),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_audit_actors")),
    )
    op.create_index(op.f("ix_audit_actors_user_id"), "audit_actors", ["user_id"])
    op.execute(_KEEP)
    op.execute(
        "CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION keep_audit_log()"
    )
    op.execute(
        "CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log()"
    )
    op.execute(_PRUNE)
    op.execute("REVOKE ALL ON FUNCTION prune_audit_log FROM PUBLIC")
    op.execute(_APP_ROLE)


def downgrade() -> None:
    """Go back."""
    op.drop_table("audit_actors")
    op.drop_table("audit_log")
    op.execute("DROP FUNCTION prune_audit_log")
    op.execute("DROP FUNCTION keep_audit_log")
