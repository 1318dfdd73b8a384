"""Moderation: reports, cases, decisions, appeals and strikes; pictures that are hidden, and people who are frozen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_MOMENT = postgresql.TIMESTAMP(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    """Go forward."""
    _tables()
    _columns()


def _tables() -> None:
    op.create_table(
        "moderators",
        sa.Column("space_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name=op.f("fk_moderators_granted_by_users")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_moderators_space_id_spaces")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_moderators_user_id_users")),
        sa.PrimaryKeyConstraint("space_id", "user_id", name=op.f("pk_moderators")),
    )
    op.create_index(op.f("ix_moderators_user_id"), "moderators", ["user_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("space_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "concern IN ('illegal', 'minor-safety', 'likeness', 'copyright', 'hate', 'sexual', 'other')",
            name=op.f("ck_cases_concern"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'assigned', 'decided', 'appealed', 'closed')", name=op.f("ck_cases_state")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_cases_assignee_id_users")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_cases_job_id_jobs")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_cases_owner_id_users")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_cases_space_id_spaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_assignee_id"), "cases", ["assignee_id"], unique=False)
    op.create_index("ix_cases_job_id", "cases", ["job_id"], unique=False)
    op.create_index("ix_cases_owner_id", "cases", ["owner_id"], unique=False)
    op.create_index(
        "ix_cases_waiting",
        "cases",
        ["space_id", "opened_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('new', 'assigned', 'appealed')"),
    )
    op.create_index(
        "uq_cases_undecided", "cases", ["job_id"], unique=True, postgresql_where=sa.text("state IN ('new', 'assigned')")
    )
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_case_notes_author_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_notes_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    op.create_index(op.f("ix_case_notes_author_id"), "case_notes", ["author_id"], unique=False)
    op.create_index(op.f("ix_case_notes_case_id"), "case_notes", ["case_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=True),
        sa.Column("automated", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", _JSON, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("purge_at", _MOMENT, nullable=True),
        sa.Column("purged_at", _MOMENT, nullable=True),
        sa.Column("reversed_at", _MOMENT, nullable=True),
        sa.Column("reversed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(verdict = 'rate') = (level IS NOT NULL)", name=op.f("ck_decisions_level")),
        sa.CheckConstraint(
            "verdict IN ('dismiss', 'rate', 'hide', 'delete', 'warn', 'freeze', 'suspend')",
            name=op.f("ck_decisions_verdict"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id_cases")),
        sa.ForeignKeyConstraint(["moderator_id"], ["users.id"], name=op.f("fk_decisions_moderator_id_users")),
        sa.ForeignKeyConstraint(["reversed_by"], ["users.id"], name=op.f("fk_decisions_reversed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_case_id"), "decisions", ["case_id"], unique=False)
    op.create_index("ix_decisions_moderator_id_decided_at", "decisions", ["moderator_id", "decided_at"], unique=False)
    op.create_index(
        "ix_decisions_purge_at",
        "decisions",
        ["purge_at"],
        unique=False,
        postgresql_where=sa.text("purge_at IS NOT NULL AND purged_at IS NULL AND reversed_at IS NULL"),
    )
    op.create_index(op.f("ix_decisions_reversed_by"), "decisions", ["reversed_by"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("stranger", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("flag", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("heard_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "concern IN ('illegal', 'minor-safety', 'likeness', 'copyright', 'hate', 'sexual', 'other')",
            name=op.f("ck_reports_concern"),
        ),
        sa.CheckConstraint(
            "source IN ('reaction', 'menu', 'button', 'command', 'web')", name=op.f("ck_reports_source")
        ),
        sa.CheckConstraint("reporter_id IS NULL OR stranger IS NULL", name=op.f("ck_reports_reporter")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reports_case_id_cases")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_reports_job_id_jobs")),
        sa.ForeignKeyConstraint(["reporter_id"], ["users.id"], name=op.f("fk_reports_reporter_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("receipt", name=op.f("uq_reports_receipt")),
    )
    op.create_index(op.f("ix_reports_case_id"), "reports", ["case_id"], unique=False)
    op.create_index("ix_reports_reporter_id_heard_at", "reports", ["reporter_id", "heard_at"], unique=False)
    op.create_index(
        "ix_reports_stranger_heard_at",
        "reports",
        ["stranger", "heard_at"],
        unique=False,
        postgresql_where=sa.text("stranger IS NOT NULL"),
    )
    op.create_index(
        "uq_reports_job_id_reporter_id",
        "reports",
        ["job_id", "reporter_id"],
        unique=True,
        postgresql_where=sa.text("reporter_id IS NOT NULL"),
    )
    op.create_index(
        "uq_reports_job_id_stranger",
        "reports",
        ["job_id", "stranger"],
        unique=True,
        postgresql_where=sa.text("stranger IS NOT NULL"),
    )
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appeals_case_id_cases")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_appeals_decided_by_users")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id_decisions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_appeals_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appeals_case_id")),
    )
    op.create_index(op.f("ix_appeals_decided_by"), "appeals", ["decided_by"], unique=False)
    op.create_index(op.f("ix_appeals_decision_id"), "appeals", ["decision_id"], unique=False)
    op.create_index(op.f("ix_appeals_user_id"), "appeals", ["user_id"], unique=False)
    op.create_table(
        "strikes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("decays_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_strikes_decision_id_decisions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_strikes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strikes")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_strikes_decision_id")),
    )
    op.create_index(op.f("ix_strikes_user_id"), "strikes", ["user_id"], unique=False)


def _columns() -> None:
    op.add_column("deliveries", sa.Column("space_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_deliveries_messages",
        "deliveries",
        [sa.literal_column("string_to_array(message_id, ',')")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_foreign_key(op.f("fk_deliveries_space_id_spaces"), "deliveries", "spaces", ["space_id"], ["id"])
    op.add_column("media", sa.Column("judged", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("media", sa.Column("hidden_at", _MOMENT, nullable=True))
    op.add_column("media", sa.Column("hidden_by", sa.Uuid(), nullable=True))
    op.add_column("media", sa.Column("shown_as", sa.Text(), nullable=True))
    op.add_column("media", sa.Column("shown_at", _MOMENT, nullable=True))
    op.add_column("media", sa.Column("quarantined", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_media_hidden_by"), "media", ["hidden_by"], unique=False)
    op.add_column(
        "space_settings", sa.Column("allowed", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column("users", sa.Column("frozen_at", _MOMENT, nullable=True))
    for column in ("judged", "quarantined"):
        op.alter_column("media", column, server_default=None)
    op.create_check_constraint(op.f("ck_media_judged"), "media", "judged OR visibility <> 'public'")
    op.create_check_constraint(op.f("ck_media_hidden"), "media", "hidden_at IS NULL OR visibility = 'private'")
    op.create_check_constraint(op.f("ck_media_quarantined"), "media", "hidden_at IS NOT NULL OR NOT quarantined")


def downgrade() -> None:
    """Go back."""
    for name in ("judged", "hidden", "quarantined"):
        op.drop_constraint(op.f(f"ck_media_{name}"), "media")
    op.drop_column("users", "frozen_at")
    op.drop_column("space_settings", "allowed")
    op.drop_index(op.f("ix_media_hidden_by"), table_name="media")
    op.drop_column("media", "quarantined")
    op.drop_column("media", "shown_at")
    op.drop_column("media", "shown_as")
    op.drop_column("media", "hidden_by")
    op.drop_column("media", "hidden_at")
    op.drop_column("media", "judged")
    op.drop_constraint(op.f("fk_deliveries_space_id_spaces"), "deliveries", type_="foreignkey")
    op.drop_index("ix_deliveries_messages", table_name="deliveries", postgresql_using="gin")
    op.drop_column("deliveries", "space_id")
    op.drop_table("strikes")
    op.drop_table("appeals")
    op.drop_table("reports")
    op.drop_table("decisions")
    op.drop_table("case_notes")
    op.drop_table("cases")
    op.drop_table("moderators")
