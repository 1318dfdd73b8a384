"""The one place that reads the clock and makes identifiers; everything below the edge is handed both."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7


def utc_now() -> datetime:
    """Return the present moment as an aware UTC time."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562 § 5.7): identifiers sort by the millisecond they were made in."""
    return uuid7()
