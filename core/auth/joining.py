"""Making one account of two: everything that names the one comes to name the other.

What names a person is asked of the database itself, so that a table that is added later is not forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Each column that refers to a person, with the columns of every unique index it is part of (Postgres manual, 51:
# pg_constraint, pg_index). Names come from the catalogue, quoted by it.
_COLUMNS = text(
    """
    SELECT format('%I', c.relname) AS place, format('%I', a.attname) AS name, coalesce(u.sets, '{}') AS sets
    FROM pg_constraint f
    JOIN pg_class c ON c.oid = f.conrelid
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    LEFT JOIN LATERAL (
        SELECT array_agg(others.names) AS sets
        FROM pg_index i
        CROSS JOIN LATERAL (
            SELECT coalesce(string_agg(format('%I', o.attname), ','), '') AS names
            FROM pg_attribute o
            WHERE o.attrelid = i.indrelid AND o.attnum = ANY (i.indkey) AND o.attnum <> a.attnum
        ) others
        WHERE i.indrelid = f.conrelid AND i.indisunique AND a.attnum = ANY (i.indkey)
    ) u ON true
    WHERE f.contype = 'f' AND f.confrelid = 'users'::regclass AND cardinality(f.conkey) = 1
    ORDER BY c.relname, a.attname
    """
)


@dataclass(frozen=True, slots=True)
class Naming:
    """A column that names people; ``uniques`` are the other columns of each unique index that it is part of."""

    table: str
    column: str
    uniques: tuple[tuple[str, ...], ...]


async def namings(session: AsyncSession) -> list[Naming]:
    """Return every column of the database that names a person."""
    rows = await session.execute(_COLUMNS)
    return [Naming(place, name, tuple(_split(sets))) for place, name, sets in rows]


async def hand_over(session: AsyncSession, source: UUID, target: UUID) -> None:
    """Give all that is one person's to another; where only one can be, the other keeps their own."""
    people = {"source": source, "target": target}
    for naming in await namings(session):
        for others in naming.uniques:
            await session.execute(text(_drop_double(naming, others)), people)
        await session.execute(text(_give(naming)), people)


def _drop_double(naming: Naming, others: tuple[str, ...]) -> str:
    alike = "".join(f" AND kept.{name} IS NOT DISTINCT FROM gone.{name}" for name in others)
    return (  # the names are the catalogue's own
        f"DELETE FROM {naming.table} gone USING {naming.table} kept "  # noqa: S608
        f"WHERE gone.{naming.column} = :source AND kept.{naming.column} = :target{alike}"
    )


def _give(naming: Naming) -> str:
    return f"UPDATE {naming.table} SET {naming.column} = :target WHERE {naming.column} = :source"  # noqa: S608 - as above


def _split(sets: Iterable[str]) -> list[tuple[str, ...]]:
    return [tuple(names.split(",")) if names else () for names in sets]
