"""Who may do what in the database: the SQL that makes roles with no more rights than their work needs.

The embedded database has one role, since whoever reaches its socket owns its files. On a server of one's own the
processes get ``inkhearth_app``, which can neither change tables nor rewrite what was put on record.
"""

from core.tables import Model
from launcher.folders import Folders

APP, READER, BACKUP = "inkhearth_app", "inkhearth_reader", "inkhearth_backup"
# What the processes may only add to, or only read; everything else they own as a house owns its furniture.
_NARROWER = {
    "audit_log": "SELECT, INSERT",
    "ledger": "SELECT, INSERT, DELETE, UPDATE (user_id)",  # joining accounts, and erasing; a trigger watches both
    "alembic_version": "SELECT",
}
_ROLE = """DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
END $$;"""


def access(_folders: Folders) -> int:
    """Print the SQL, to be run by the role that migrates: ``./run access | psql …``."""
    print(statements())
    return 0


def statements() -> str:
    """Return the SQL; running it again changes nothing."""
    tables = sorted({*Model.metadata.tables, *_NARROWER})
    return "\n".join(
        (
            "-- For the role that migrates, which owns the tables: after `alembic upgrade head`, again at will.",
            "-- Then give each role a password (psql: \\password inkhearth_app) and name it in DATABASE_URL.",
            *(_ROLE.format(role=role) for role in (APP, READER, BACKUP)),
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
            f"GRANT USAGE ON SCHEMA public TO {APP}, {BACKUP};",
            "-- The processes: bots, conductor, gallery, bridge.",
            *(_granted(table) for table in tables),
            f"GRANT EXECUTE ON FUNCTION prune_audit_log TO {APP};",
            "-- Tables of later versions; those that are narrower are narrowed by their migration.",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};",
            "-- The exporter of metrics: how the server does, and no row of ours.",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {READER};",
            f"GRANT pg_monitor TO {READER};",
            "-- ./run backup: reads everything, writes nothing.",
            f"GRANT pg_read_all_data TO {BACKUP};",
        )
    )


def _granted(table: str) -> str:
    """Return what the application may do with a table."""
    rights = _NARROWER.get(table, "SELECT, INSERT, UPDATE, DELETE")
    return f'REVOKE ALL ON "{table}" FROM {APP}; GRANT {rights} ON "{table}" TO {APP};'
