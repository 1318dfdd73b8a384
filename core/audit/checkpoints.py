"""Signed checkpoints: where the log stood on a day, kept off the machine so that a log cut short shows."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr, ValidationError

from core.signing import signature, signature_fits

_PURPOSE = "audit checkpoint"
_NAME = re.compile(r"audit-\d{8}-\d{1,19}\.json")


class _Note(BaseModel):
    """A checkpoint as its file holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    hash: str
    entries: int
    at: AwareDatetime
    signature: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last entry at a moment, its hash in hexadecimal, and how many entries there were."""

    seq: int
    hash: str
    entries: int
    at: datetime

    @property
    def _told(self) -> tuple[str, ...]:
        return str(self.seq), self.hash, str(self.entries), self.at.isoformat()


class CheckpointForged(ValueError):
    """A file among the checkpoints that we did not sign."""


def write_checkpoint(folder: Path, checkpoint: Checkpoint, *, key: SecretStr) -> Path:
    """Sign a checkpoint and write it into a folder as one file; returns its path. The folder may be a mounted one."""
    folder.mkdir(parents=True, exist_ok=True)
    signed = signature(key, _PURPOSE, *checkpoint._told)  # noqa: SLF001 - our own, below its class
    note = _Note(
        seq=checkpoint.seq, hash=checkpoint.hash, entries=checkpoint.entries, at=checkpoint.at, signature=signed
    )
    path = folder / f"audit-{checkpoint.at:%Y%m%d}-{checkpoint.seq}.json"
    fresh = path.with_suffix(".new")
    fresh.write_text(note.model_dump_json(), encoding="utf-8")
    fresh.replace(path)
    return path


def read_checkpoints(folder: Path, *, key: SecretStr) -> list[Checkpoint]:
    """Return the checkpoints of a folder, oldest first.

    Raises:
        CheckpointForged: a file among them can't be read or was not signed with this key.
    """
    found = [_read(path, key) for path in folder.glob("audit-*.json") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda checkpoint: checkpoint.seq)


def _read(path: Path, key: SecretStr) -> Checkpoint:
    try:
        note = _Note.model_validate_json(path.read_bytes())
    except ValidationError:
        raise CheckpointForged(path.name) from None
    checkpoint = Checkpoint(note.seq, note.hash, note.entries, note.at)
    if not signature_fits(note.signature, key, _PURPOSE, *checkpoint._told):  # noqa: SLF001 - as above
        raise CheckpointForged(path.name)
    return checkpoint
