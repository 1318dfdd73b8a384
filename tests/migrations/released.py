"""What the released version reads and writes: every column of its tables, kept in a file beside this.

Written anew with each release, by ``DATABASE_URL=… python -m tests.migrations.released`` against a database of it.
"""

import asyncio
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import text

from core.db import Database

REVISION = "0022"
FILE = Path(__file__).with_name("released.json")
_COLUMNS = text("""
    SELECT table_name, column_name, udt_name, is_nullable = 'YES' AS nullable, column_default IS NOT NULL AS filled
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    ORDER BY table_name, column_name
""")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``filled`` where the database gives a value of its own to a row that names none."""

    table: str
    name: str
    type: str
    nullable: bool
    filled: bool


async def columns(database: Database) -> list[Column]:
    """Return the columns of a database."""
    async with database.transaction() as session:
        return [Column(*row) for row in (await session.execute(_COLUMNS)).all()]


def released() -> list[Column]:
    """Return the columns of the release."""
    return [Column(**entry) for entry in json.loads(FILE.read_text(encoding="utf-8"))]


def breaches(old: list[Column], new: list[Column]) -> list[str]:
    """Say what the code of ``old`` could not do any more in a database of the form ``new``."""
    now = {(column.table, column.name): column for column in new}
    before = {(column.table, column.name) for column in old}
    tables = {column.table for column in old}
    found = []
    for column in old:
        left = now.get((column.table, column.name))
        if left is None:
            found.append(f"{column.table}.{column.name} is gone")
        elif left.type != column.type:
            found.append(f"{column.table}.{column.name} is {left.type} and was {column.type}")
        elif (column.nullable or column.filled) and not (left.nullable or left.filled):
            found.append(f"{column.table}.{column.name} must be given now")
    found += [
        f"{column.table}.{column.name} is new and must be given"
        for column in new
        if column.table in tables and (column.table, column.name) not in before
        if not (column.nullable or column.filled)
    ]
    return found


async def _write() -> None:
    database = Database(os.environ["DATABASE_URL"])
    found = await columns(database)
    await database.close()
    entries = ",\n".join(json.dumps(asdict(column)) for column in found)
    FILE.write_text(f"[\n{entries}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
