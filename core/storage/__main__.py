"""Tries the object store of the settings: ``python -m core.storage`` ends with 0 when it does all that we ask of it."""

import asyncio
import sys
from datetime import timedelta

from core.clock import new_id, utc_now
from core.settings import ProcessSettings
from core.storage import MissingObject, Store, open_store

_LINK = timedelta(minutes=1)


async def conforms(store: Store) -> str:
    """Put, get, read in pieces, link to and delete a small object; return what went wrong, or nothing."""
    data = new_id().bytes * 64
    key = await store.put(data, "application/octet-stream")
    try:
        if await store.get(key) != data or b"".join([piece async for piece in store.pieces(key)]) != data:
            return "what was put came back changed"
        if not (await store.link(key, lifetime=_LINK, now=utc_now())).startswith("http"):
            return "no link was made"
    finally:
        await store.delete(key)
    try:
        await store.get(key)
    except MissingObject:
        return ""
    return "what was deleted is still there"


def main() -> int:
    """Try the store that the settings name."""
    try:
        wrong = asyncio.run(conforms(open_store(ProcessSettings())))
    except OSError as error:
        wrong = str(error) or type(error).__name__
    if wrong:
        print(wrong)  # noqa: T201 - whoever asked reads it
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
