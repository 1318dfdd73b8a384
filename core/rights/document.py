"""The document of an export: everything about a person as JSON, and the published schema of it.

Both follow from the registry: a section for each table, an object for each row, a property for each column.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from enum import Enum
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Uuid,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from core.rights.registry import TIES
from core.rights.ties import Tie, rows_of
from core.sealing import SealBroken, Sealing

FORMAT, VERSION = "inkhearth-export", 1
_AT_ONCE = 500
_MOMENT: dict[str, object] = {"type": "string", "format": "date-time"}
Schema = dict[str, object]
_OPENED: Schema = {"type": ["string", "null"]}  # null: the key that it was sealed with is gone


def sections() -> list[Tie]:
    """Return the ties whose rows an export holds, in the order in which they can be read in again."""
    order = {table.name: place for place, table in enumerate(TIES[0].rows.metadata.sorted_tables)}
    told = [tie for tie in TIES if tie.exported]
    return sorted(told, key=lambda tie: order[tie.table])


async def written(session: AsyncSession, user_id: UUID, *, sealing: Sealing, now: datetime) -> AsyncIterator[bytes]:
    """Yield the document piece by piece; the transaction should be one snapshot."""
    head = {"format": FORMAT, "version": VERSION, "made_at": now}
    yield orjson.dumps(head)[:-1]
    for tie in sections():
        yield f',\n"{tie.table}":['.encode()
        separator = b"\n"
        names = [f"{column.name}" for column in tie.told]  # plain text: SQLAlchemy's own kind is no key for orjson
        query = select(*tie.told).where(rows_of(tie, user_id, TIES)).order_by(*tie.rows.primary_key.columns)
        rows = await session.stream(query.execution_options(yield_per=_AT_ONCE))
        async for part in rows.partitions():
            for row in part:
                told = _opened(tie, dict(zip(names, row, strict=True)), sealing)
                yield separator + orjson.dumps(told, default=_plain)
                separator = b",\n"
        yield b"]"
    yield b"}\n"


def _opened(tie: Tie, row: dict[str, object], sealing: Sealing) -> dict[str, object]:
    """Return a row with its sealed fields readable."""
    for name, purpose in tie.sealed:
        kept = row[name]
        try:
            row[name] = sealing.unseal(purpose, str(row["id"]), kept).decode() if isinstance(kept, bytes) else None
        except SealBroken:
            row[name] = None
    return row


def schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) that each document fits."""
    properties: dict[str, object] = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "made_at": _MOMENT,
    }
    properties |= {f"{tie.table}": {"type": "array", "items": _row(tie)} for tie in sections()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What Inkhearth keeps about a person",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _row(tie: Tie) -> Schema:
    opened = {name: _OPENED for name, _ in tie.sealed}
    properties = {f"{column.name}": opened.get(column.name) or _column(column) for column in tie.told}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _column(column: Column[object]) -> Schema:
    plain = _kind(column)
    return {"anyOf": [plain, {"type": "null"}]} if column.nullable else plain


def _kind(column: Column[object]) -> Schema:
    kinds: Mapping[type, Schema] = {
        Uuid: {"type": "string", "format": "uuid"},
        Boolean: {"type": "boolean"},
        Integer: {"type": "integer"},
        BigInteger: {"type": "integer"},
        Float: {"type": "number"},
        DateTime: _MOMENT,
        Date: {"type": "string", "format": "date"},
        JSON: {"type": ["object", "array"]},
        ARRAY: {"type": "array", "items": {"type": "string"}},
        LargeBinary: {"type": "string", "contentEncoding": "base16"},
    }
    found = next((schema for kind, schema in kinds.items() if isinstance(column.type, kind)), None)
    return found or {"type": "string"}


def _plain(value: object) -> object:
    """Write what JSON has no word for."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, UUID | datetime | date):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value))
