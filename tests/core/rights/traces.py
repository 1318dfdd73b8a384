"""Looking for traces of somebody in every memory that there is."""

from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path

from redis.asyncio import Redis
from sqlalchemy import JSON, Column, ColumnElement, LargeBinary, Text, Uuid, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from core.db import Database
from core.tables import Model


async def in_database(database: Database, *words: str) -> list[str]:
    """Return the columns (text, ids, JSON, lists, words of the search) in which one of the words stands."""
    found = []
    async with database.transaction() as session:
        for table in Model.metadata.sorted_tables:
            for column in table.columns:
                if not _can_tell(column):
                    continue
                values = await session.scalars(select(_readable(column)).where(column.is_not(None)))
                if any(word.lower() in value.lower() for value in values for word in words):
                    found.append(f"{table.name}.{column.name}")
    return found


def _can_tell(column: Column[object]) -> bool:
    return isinstance(column.type, Text | Uuid | JSON | ARRAY | LargeBinary | TSVECTOR)


def _readable(column: Column[object]) -> ColumnElement[str]:
    return func.encode(column, "escape") if isinstance(column.type, LargeBinary) else cast(column, Text)


async def in_redis(redis: Redis, *words: str) -> list[str]:
    """Return the keys that hold, or are, one of the words, also where a message's body is base64."""
    found = []
    async for key in redis.scan_iter():
        content = await _content(redis, key)
        decoded = content + b"".join(_decoded(content))
        if any(word.lower().encode() in part.lower() for word in words for part in (key, decoded)):
            found.append(key.decode())
    return found


async def _content(redis: Redis, key: bytes | str) -> bytes:
    match await redis.type(key):
        case b"string":
            return _joined([await redis.get(key)])
        case b"list":
            return _joined(await redis.lrange(str(key, "ascii") if isinstance(key, bytes) else key, 0, -1))
        case b"hash":
            return _joined(part for pair in (await redis.hgetall(key)).items() for part in pair)
        case b"set":
            return _joined(await redis.smembers(key))
        case b"zset":
            return _joined(await redis.zrange(key, 0, -1))
        case b"stream":
            return _joined(part for _, fields in await redis.xrange(key) or () for part in (fields or {}).values())
        case kind:
            raise TypeError(kind)


def _joined(parts: Iterable[object]) -> bytes:
    return b"\n".join(part for part in parts if isinstance(part, bytes))


def _decoded(content: bytes) -> list[bytes]:
    """Return what the base64 strings in some JSON say."""
    found = []
    for part in content.replace(b"\\", b"").split(b'"'):
        try:
            found.append(b64decode(part, validate=True))
        except ValueError:
            continue
    return found


def in_files(folder: Path, *words: str) -> list[str]:
    """Return the files that hold one of the words."""
    return [
        str(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(word.lower().encode() in path.read_bytes().lower() for word in words)
    ]
