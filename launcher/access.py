"""Who may do what in the database: the SQL that makes roles with no more rights than their work needs.

The embedded database has one role, since whoever reaches its socket owns its files. On a server of one's own the
processes get ``inkhearth_app``, which can neither change tables nor rewrite what was put on record. ``./run access``
prints the SQL; ``./run access apply`` carries it out as ``OWNER_DATABASE_URL`` and gives the processes' role the
password that ``DATABASE_URL`` names, the others those of their settings.
"""

import asyncio
from collections.abc import Mapping

import asyncpg

from core.addresses import address_of
from core.tables import Model
from launcher.configuration import DATABASE, OWNER_DATABASE, read_in, told, value_of
from launcher.folders import Folders
from launcher.sentences import N_, Trouble
from launcher.speech import say

APP, READER, BACKUP = "inkhearth_app", "inkhearth_reader", "inkhearth_backup"
READER_PASSWORD, BACKUP_PASSWORD = "READER_PASSWORD", "BACKUP_PASSWORD"  # names of settings
_PATIENCE_S = 30.0
_PASSWORD = "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)"  # noqa: S105 - no password, and quoted by the server
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


def access(folders: Folders, *words: str) -> int:
    """Print the SQL, to be run by the role that migrates: ``./run access | psql …``; or ``apply`` it.

    Raises:
        Trouble: the owner's address is not given, or its database can't be reached or refuses.
    """
    if not words:
        print(statements())
        return 0
    if words != ("apply",):
        raise Trouble(N_("Say ./run access to print the SQL, or ./run access apply to carry it out."))
    given = read_in(told(folders))
    if not given.get(OWNER_DATABASE):
        sentence = N_("OWNER_DATABASE_URL is not set: name the role that owns the tables there, see docs/security.")
        raise Trouble(sentence)
    asyncio.run(grant(given))
    say(N_("The roles have the rights that their work needs."))
    return 0


async def grant(given: Mapping[str, str]) -> None:
    """Make the roles as the owner, with their rights and the passwords that are known.

    Raises:
        Trouble: the database can't be reached, or the owner may not do this.
    """
    address = address_of(given[OWNER_DATABASE])
    try:
        owner = await address.connect(timeout_s=_PATIENCE_S)
        try:
            await owner.execute(statements())
            for role, password in _passwords(given).items():
                await owner.execute(await owner.fetchval(_PASSWORD, role, password))
        finally:
            await owner.close()
    except (OSError, asyncpg.PostgresError) as error:
        raise Trouble(N_("The database at {place} cannot be used: {reason}"), place=address.plain.host or "",
                      reason=error) from error  # fmt: skip


def _passwords(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return the passwords that the settings name: the processes' in their address, the others' by themselves."""
    app = address_of(given[DATABASE]).plain if given.get(DATABASE) else None
    found = {
        APP: app.password if app is not None and app.username == APP else None,
        READER: value_of(given, READER_PASSWORD),
        BACKUP: value_of(given, BACKUP_PASSWORD),
    }
    return {role: password for role, password in found.items() if password}


def statements() -> str:
    """Return the SQL; running it again changes nothing."""
    tables = sorted({*Model.metadata.tables, *_NARROWER})
    return "\n".join(
        (
            "-- For the role that migrates, which owns the tables: after `alembic upgrade head`, again at will.",
            "-- Then give each role a password (psql: \\password inkhearth_app) and name it in DATABASE_URL;",
            "-- or let `./run access apply` do all of it.",
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
