"""Going through the whole chain, entry by entry, and naming the first link that is broken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from sqlalchemy import BigInteger, LargeBinary, Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.chain import BEGINNING, Sealer
from core.audit.checkpoints import Checkpoint
from core.audit.models import AuditEntry

PRUNED = "audit.pruned"
_AT_ONCE = 1000
# ``chain.said`` in SQL: a million entries are written out by the server while we hash, instead of one after the other.
_SAID = """
    convert_to(
        seq || '|' || (extract(epoch FROM at) * 1000000)::bigint || '|' || coalesce(replace(actor::text, '-', ''), '-')
        || '|' || length(action) || ':' || action || length(resource) || ':' || resource
        || coalesce(length(old) || ':' || old, '-') || coalesce(length(new) || ':' || new, '-')
        || length(origin) || ':' || origin, 'UTF8')
"""
_ROWS = (
    text(f"SELECT hash, seq, {_SAID} AS said FROM audit_log ORDER BY seq")  # noqa: S608 - our own words
    .columns(hash=LargeBinary, seq=BigInteger, said=LargeBinary)
    .execution_options(yield_per=_AT_ONCE)
)
_Entry = Row[bytes, int, bytes]


class Fault(StrEnum):
    """What can be wrong with a link."""

    MISSING = "missing"
    ALTERED = "altered"
    REWRITTEN = "rewritten"
    CUT = "cut"
    FORGED = "forged"


class Pruned(BaseModel):
    """What the entry of a pruning tells: the last entry that is gone, and its hash, on which the next one hangs."""

    model_config = ConfigDict(frozen=True)

    through: int
    hash: str = Field(pattern="^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first broken link: the entry's number, and what is wrong with it.

    FORGED is a checkpoint that was not signed by us. REWRITTEN entries verify but are not those of a checkpoint, so
    somebody else knows the key.
    """

    seq: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the chain holds: entries that verify, the last one's number and hash, and what broke it."""

    entries: int
    seq: int
    hash: bytes
    broken: Broken | None = None


async def verify(session: AsyncSession, key: SecretStr, *, checkpoints: Sequence[Checkpoint] = ()) -> Verdict:
    """Verify the log from its first entry to its last and against checkpoints, in constant memory."""
    known = {one.seq: bytes.fromhex(one.hash) for one in checkpoints}
    walk = _Walk(Sealer(key), known, *await _start(session))
    rows = await session.stream(_ROWS)
    async for part in rows.partitions():
        if walk.is_new and not walk.begins_with(part[0]):  # somebody pruned between the two questions
            walk = _Walk(Sealer(key), known, *await _start(session))
        broken = walk.step(part)
        if broken is not None:
            return walk.verdict(broken)
    return walk.verdict(walk.cut())


async def _start(session: AsyncSession) -> tuple[int, bytes]:
    """Return the number and hash before the first entry, which a later entry tells once old ones were pruned.

    That entry is itself a link, so a wrong one breaks the chain where it stands.
    """
    told = await session.scalar(
        select(AuditEntry.new).where(AuditEntry.action == PRUNED).order_by(AuditEntry.seq.desc()).limit(1)
    )
    try:
        pruned = Pruned.model_validate_json(told or "")
    except ValidationError:
        return 0, BEGINNING
    return pruned.through, bytes.fromhex(pruned.hash)


class _Walk:
    """A walk along the chain: where it stands."""

    def __init__(self, sealer: Sealer, known: Mapping[int, bytes], seq: int, digest: bytes) -> None:
        self._sealer = sealer
        self._known = known
        self._first = seq
        self._seq = seq
        self._hash = digest

    @property
    def is_new(self) -> bool:
        """Whether no step was taken yet."""
        return self._seq == self._first

    def begins_with(self, row: _Entry) -> bool:
        """Tell whether a row is the one that must come first."""
        return row[1] == self._first + 1

    def step(self, rows: Iterable[_Entry]) -> Broken | None:
        """Go along some entries; return the first link that is broken."""
        seal, known = self._sealer.seal, self._known
        seq, previous = self._seq, self._hash
        for row in rows:
            digest, number, message = row
            if number != seq + 1:
                return self._stop(seq, previous, Broken(seq + 1, Fault.MISSING))
            if seal(previous, message) != digest:
                return self._stop(seq, previous, Broken(seq + 1, Fault.ALTERED))
            seq, previous = number, digest
            if seq in known and known[seq] != digest:
                return self._stop(seq, previous, Broken(seq, Fault.REWRITTEN))
        self._seq, self._hash = seq, previous
        return None

    def cut(self) -> Broken | None:
        """Tell whether a checkpoint knows of entries after the last."""
        return Broken(self._seq + 1, Fault.CUT) if max(self._known, default=0) > self._seq else None

    def verdict(self, broken: Broken | None) -> Verdict:
        """Return how far the walk came."""
        return Verdict(self._seq - self._first, self._seq, self._hash, broken)

    def _stop(self, seq: int, digest: bytes, broken: Broken) -> Broken:
        self._seq, self._hash = seq, digest
        return broken
